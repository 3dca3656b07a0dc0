//! The gift receipt: what was bought, where and when, and nothing of what it cost. Its code holds the number alone, so
//! that the giver's price is not in it either.

use sanduq_domain::document::{Document, DocumentLine};

use crate::ReceiptError;
use crate::language::phrase;
use crate::layout::sheet::{Column, GAP, Sheet, Side, baseline, leading};
use crate::layout::{Ink, Layout, head, items, words};
use crate::letterhead::Letterhead;
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::qr::Qr;
use crate::text::{PARTS, Reading, line, lines};

/// Dots of a module: the number is short, so it can be large.
const DOTS: u32 = 6;

pub(super) fn fill(
    document: &Document,
    notes: &PaperNotes,
    letterhead: &Letterhead,
    paper: Paper,
) -> Result<Layout, ReceiptError> {
    let qr = Qr::of_dots(&document.number, DOTS, paper).or_else(|_| Qr::fit(&document.number, paper))?;
    let mut sheet = Sheet::new(paper, letterhead.language.of_own_papers());
    if notes.training {
        sheet.training_banner();
    }
    head::logo(letterhead, &mut sheet, Side::Centre);
    head::name(&document.seller.name, &mut sheet, Side::Centre);
    head::own_lines(&letterhead.header, &mut sheet, Side::Centre);
    head::title(&phrase("إيصال هدية", "Gift receipt"), &[], &mut sheet);
    if let Some(copy) = notes.copy {
        let size = sheet.sizes.total_label;
        sheet.framed(&head::copy_words(copy), size);
        sheet.space(6);
    }
    sheet.pair(&words::number(document.kind), &document.number, Reading::Latin);
    sheet.pair(&phrase("التاريخ", "Date"), &document.issued_at.riyadh_date(), Reading::Latin);
    sheet.space(6);
    sheet.rule(2);
    for (index, item) in document.lines.iter().enumerate() {
        present(index, item, &mut sheet);
    }
    sheet.rule(2);
    sheet.space(10);
    sheet.need(qr.side().cast_signed());
    sheet.qr(qr, Side::Centre);
    let small = sheet.small();
    let keep = phrase("أحضر هذا الإيصال عند الاستبدال", "Bring this slip along to exchange");
    sheet.phrase(&keep, small, small, Side::Centre);
    head::own_lines(&letterhead.footer, &mut sheet, Side::Centre);
    if notes.training {
        sheet.training_banner();
    }
    Ok(sheet.finish())
}

/// The quantity at the end of the name's last line, or beneath it.
fn present(index: usize, item: &DocumentLine, sheet: &mut Sheet) {
    let (bold, body, frame) = (sheet.bold(), sheet.body(), sheet.frame);
    let quantity = line(&words::quantity(item.quantity, &item.unit, sheet.tongues), body, Reading::Latin);
    let last = lines(&item.name, bold, Reading::Own, frame.width()).pop().map_or(0, |line| line.width / PARTS);
    items::name(index, &item.name, sheet);
    let width = quantity.width / PARTS + 1;
    if last + GAP + width > frame.width() {
        sheet.y += leading(body.size);
    }
    let column = Column { start: frame.end - width, end: frame.end };
    let base = baseline(sheet.y - leading(body.size), body.size);
    sheet.put(quantity, body, Ink::Black, column, Side::Right, base);
    sheet.space(4);
}
