//! Invoices and notes on a roll: shop, title, references, items, totals, payment, QR, farewell.

use sanduq_domain::document::{Document, DocumentKind, DocumentParty};

use crate::language::{Phrase, phrase};
use crate::layout::sheet::{Sheet, Side};
use crate::layout::{Layout, head, items, totals, words};
use crate::letterhead::Letterhead;
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::qr::Qr;
use crate::text::Reading;

pub(super) fn fill(document: &Document, notes: &PaperNotes, letterhead: &Letterhead, qr: Qr, paper: Paper) -> Layout {
    let mut sheet = Sheet::new(paper, letterhead.language.of_tax_documents());
    sheet.amounts = totals::column(document, notes, &sheet);
    if notes.training {
        sheet.training_banner();
    }
    head::shop(&document.seller, letterhead, &mut sheet);
    let flags = words::flags(document.flags, document.self_billed);
    head::title(&words::title(document.kind, document.invoice_type), &flags, &mut sheet);
    if let Some(copy) = notes.copy {
        let size = sheet.sizes.total_label;
        sheet.framed(&head::copy_words(copy), size);
        sheet.space(6);
    }
    references(document, notes, &mut sheet);
    buyer(document.buyer.as_ref(), &mut sheet);
    sheet.space(6);
    items::fill(&document.lines, &mut sheet);
    totals::fill(document, notes, &mut sheet);
    sheet.space(10);
    sheet.qr(qr, Side::Centre);
    farewell(document.kind, letterhead, &mut sheet);
    if notes.training {
        sheet.training_banner();
    }
    sheet.finish()
}

fn references(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    for fact in facts(document, notes) {
        sheet.pair(&fact.name, &fact.value, fact.reading);
    }
}

/// One thing that a document or its till says of it.
pub(super) struct Fact {
    pub(super) name: Phrase,
    pub(super) value: String,
    pub(super) reading: Reading,
}

/// Number, moment, what the document refers to, who served; what has nothing to say is left out.
pub(super) fn facts(document: &Document, notes: &PaperNotes) -> Vec<Fact> {
    let (on, until) = document.supply;
    let issued_on = document.issued_at.riyadh_day();
    // Isolated, or the two days would change places.
    let supplied = on
        .filter(|on| *on != issued_on || until.is_some())
        .map(|on| until.map_or_else(|| on.to_string(), |until| format!("\u{2066}{on} – {until}\u{2069}")));
    let at = format!("{} {}", document.issued_at.riyadh_date(), document.issued_at.riyadh_time());
    let fact = |arabic: &str, english: &str, value: &str, reading| Fact {
        name: phrase(arabic, english),
        value: value.to_owned(),
        reading,
    };
    let number = Fact { name: words::number(document.kind), value: document.number.clone(), reading: Reading::Latin };
    let mut facts = vec![
        number,
        fact("التاريخ", "Date", &at, Reading::Latin),
        fact("تاريخ التوريد", "Supply date", &supplied.unwrap_or_default(), Reading::Latin),
        fact("أمر الشراء", "Order No", &document.order, Reading::Own),
    ];
    facts
        .extend(document.originals.iter().map(|number| fact("الفاتورة الأصلية", "Original No", number, Reading::Latin)));
    facts.extend([
        fact("السبب", "Reason", document.reason.as_deref().unwrap_or_default(), Reading::Own),
        fact("ملاحظة", "Note", &document.note, Reading::Own),
        fact("الكاشير", "Cashier", &notes.cashier, Reading::Own),
        fact("الصندوق", "Till", &notes.till, Reading::Own),
    ]);
    facts.retain(|fact| !fact.value.trim().is_empty());
    facts
}

fn buyer(buyer: Option<&DocumentParty>, sheet: &mut Sheet) {
    let Some(buyer) = buyer else { return };
    sheet.space(4);
    sheet.dashes();
    sheet.space(4);
    let customer = phrase("العميل", "Customer");
    if buyer.name.trim().is_empty() {
        // Else his VAT number would be taken for another one of the shop's.
        let (body, small) = (sheet.body(), sheet.small());
        sheet.phrase(&customer, body, small, Side::Centre);
    } else {
        sheet.pair(&customer, &buyer.name, Reading::Own);
    }
    head::numbers(buyer, sheet);
    let body = sheet.body();
    for row in head::address(buyer, sheet) {
        sheet.centred(&row, body, Reading::Own);
    }
}

/// The shop's own words; where it has none, thanks, and how to come back.
fn farewell(kind: DocumentKind, letterhead: &Letterhead, sheet: &mut Sheet) {
    let (bold, small) = (sheet.bold(), sheet.small());
    if letterhead.footer.is_empty() {
        sheet.phrase(&phrase("شكرا لزيارتكم", "Thank you for your visit"), bold, small, Side::Centre);
        if kind == DocumentKind::Invoice {
            sheet.space(4);
            // Neutral on purpose: to announce that goods are not taken back is forbidden.
            let keep = phrase("احتفظ بالفاتورة للاستبدال أو الاسترجاع", "Keep it for exchange or return");
            sheet.phrase(&keep, small, small, Side::Centre);
        }
    } else {
        head::own_lines(&letterhead.footer, sheet, Side::Centre);
    }
    sheet.space(8);
}
