//! The hold slip: what waits under which number. No invoice, and it says so.

use crate::language::phrase;
use crate::layout::sheet::{Sheet, Side, leading};
use crate::layout::{Layout, Weight, head, items, totals, words};
use crate::letterhead::Letterhead;
use crate::paper::Paper;
use crate::slips::HoldSlip;
use crate::text::{Reading, Style};

pub(super) fn fill(slip: &HoldSlip, letterhead: &Letterhead, paper: Paper) -> Layout {
    let mut sheet = Sheet::new(paper, letterhead.language.of_own_papers());
    let amounts = slip.lines.iter().map(|line| line.total).chain([slip.total]);
    sheet.amounts = totals::column_of(amounts, &sheet);
    head::slip(&slip.desk, letterhead, &phrase("سلة معلقة", "Held basket"), &mut sheet);
    let number = Style { weight: Weight::Bold, size: sheet.sizes.total };
    sheet.paragraph(&slip.number, number, Reading::Latin, Side::Centre);
    let bold = sheet.bold();
    sheet.centred(&slip.label, bold, Reading::Own);
    sheet.space(4);
    head::made(&slip.desk, &mut sheet);
    sheet.space(6);
    items::vat_included(&mut sheet);
    sheet.rule(2);
    let (body, frame) = (sheet.body(), sheet.frame);
    for (index, line) in slip.lines.iter().enumerate() {
        items::name(index, &line.name, &mut sheet);
        let quantity = words::quantity(line.quantity, &line.unit, sheet.tongues);
        let before = frame.short_of(sheet.amounts.width() + 16);
        let high = sheet.cell(&quantity, body, Reading::Latin, before, Side::Start, sheet.y);
        let amounts = sheet.amounts;
        sheet.cell(&line.total.to_string(), bold, Reading::Latin, amounts, Side::Right, sheet.y);
        sheet.y += high.max(leading(bold.size));
        sheet.space(4);
    }
    sheet.rule(2);
    sheet.space(4);
    sheet.amount(&phrase("المجموع", "Total"), &slip.total.to_string(), Weight::Bold);
    sheet.space(8);
    let size = sheet.sizes.body;
    sheet.framed("ليست فاتورة  ·  Not an invoice", size);
    sheet.space(8);
    head::slip_end(&slip.desk, &mut sheet);
    sheet.finish()
}
