//! The order of the paper: shop, title, references, items, totals, payment, QR, farewell.

use sanduq_domain::document::{Document, DocumentKind, DocumentParty};

use crate::layout::sheet::Sheet;
use crate::layout::words::{self, phrase};
use crate::layout::{Layout, Weight, items, totals};
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::qr::Qr;
use crate::text::{PARTS, Reading, Style, line};

pub(crate) fn fill(document: &Document, notes: &PaperNotes, qr: Qr, mut sheet: Sheet) -> Layout {
    sheet.amounts = totals::column(document, notes, &sheet);
    let sheet_ref = &mut sheet;
    training(notes, sheet_ref);
    shop(&document.seller, sheet_ref);
    title(document, notes, sheet_ref);
    references(document, notes, sheet_ref);
    buyer(document.buyer.as_ref(), sheet_ref);
    sheet_ref.space(6);
    items::fill(&document.lines, sheet_ref);
    totals::fill(document, notes, sheet_ref);
    sheet_ref.space(10);
    let qr_top = sheet_ref.y;
    sheet_ref.space(qr.side().cast_signed());
    farewell(document.kind, sheet_ref);
    training(notes, sheet_ref);
    sheet.finish(qr, qr_top)
}

/// A training paper must not pass for an invoice, wherever it is torn.
fn training(notes: &PaperNotes, sheet: &mut Sheet) {
    if !notes.training {
        return;
    }
    sheet.space(4);
    sheet.banner("تدريب  TRAINING", sheet.sizes.title);
    let small = sheet.small();
    sheet.space(2);
    sheet.centred("ليست فاتورة ضريبية  ·  Not a tax invoice", small, Reading::Arabic);
    sheet.space(6);
}

fn shop(seller: &DocumentParty, sheet: &mut Sheet) {
    // A little smaller rather than one word on a second line; a long name takes its lines at full size.
    let sized = |size| Style { weight: Weight::Bold, size };
    let most = sheet.sizes.shop;
    let whole = (most - 6..=most)
        .rev()
        .map(sized)
        .find(|style| line(&seller.name, *style, Reading::Own).width <= sheet.page().width() * PARTS);
    sheet.centred(&seller.name, whole.unwrap_or(sized(most)), Reading::Own);
    sheet.space(2);
    let body = sheet.body();
    for row in address(seller, sheet.paper) {
        sheet.centred(&row, body, Reading::Own);
    }
    sheet.space(6);
    numbers(seller, sheet);
}

fn numbers(party: &DocumentParty, sheet: &mut Sheet) {
    sheet.pair(&phrase("الرقم الضريبي", "VAT No"), &party.vat_number, Reading::Latin);
    for (scheme, value) in &party.ids {
        sheet.pair(&words::id_scheme(scheme), value, Reading::Latin);
    }
}

/// The national address in the post's order: building and street, district, city and postal code with the additional
/// number, country. The narrow roll gives each its line.
fn address(party: &DocumentParty, paper: Paper) -> Vec<String> {
    let joined = |parts: &[&str], between: &str| {
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    };
    // Isolated, or the hyphen would let the two numbers change places.
    let post = match joined(&[&party.postal_code, &party.additional], "-") {
        code if code.is_empty() => code,
        code => format!("\u{2066}{code}\u{2069}"),
    };
    let street = joined(&[&party.building, &party.street], " ");
    let city = joined(&[&party.city, &post], " ");
    let latin = party.city.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let (comma, country) = if latin {
        (", ", words::country(&party.country).english)
    } else {
        ("، ", words::country(&party.country).arabic)
    };
    match paper {
        Paper::Roll80 => vec![joined(&[&street, &party.district], comma), joined(&[&city, &country], comma)],
        Paper::Roll58 => vec![street, joined(&[&party.district, &city], comma), country],
    }
}

fn title(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    sheet.space(6);
    sheet.rule(2);
    sheet.space(4);
    let arabic = Style { weight: Weight::Bold, size: sheet.sizes.title };
    let english = sheet.body();
    sheet.centred_phrase(&words::title(document.kind, document.invoice_type), arabic, english);
    for flag in words::flags(document.flags, document.self_billed) {
        let small = sheet.small();
        sheet.centred_phrase(&flag, english, small);
    }
    sheet.space(6);
    sheet.rule(2);
    sheet.space(6);
    if let Some(copy) = notes.copy {
        sheet.framed(&format!("نسخة  COPY  {copy}"), sheet.sizes.total_label);
        sheet.space(6);
    }
}

fn references(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    sheet.pair(&words::number(document.kind), &document.number, Reading::Latin);
    let at = format!("{} {}", document.issued_at.riyadh_date(), document.issued_at.riyadh_time());
    sheet.pair(&phrase("التاريخ", "Date"), &at, Reading::Latin);
    let (on, until) = document.supply;
    let issued_on = document.issued_at.riyadh_day();
    if let Some(on) = on.filter(|on| *on != issued_on || until.is_some()) {
        // Isolated, or the two days would change places.
        let days = until.map_or_else(|| on.to_string(), |until| format!("\u{2066}{on} – {until}\u{2069}"));
        sheet.pair(&phrase("تاريخ التوريد", "Supply date"), &days, Reading::Latin);
    }
    sheet.pair(&phrase("أمر الشراء", "Order No"), &document.order, Reading::Own);
    for original in &document.originals {
        sheet.pair(&phrase("الفاتورة الأصلية", "Original No"), original, Reading::Latin);
    }
    sheet.pair(&phrase("السبب", "Reason"), document.reason.as_deref().unwrap_or_default(), Reading::Own);
    sheet.pair(&phrase("ملاحظة", "Note"), &document.note, Reading::Own);
    sheet.pair(&phrase("الكاشير", "Cashier"), &notes.cashier, Reading::Own);
    sheet.pair(&phrase("الصندوق", "Till"), &notes.till, Reading::Own);
}

fn buyer(buyer: Option<&DocumentParty>, sheet: &mut Sheet) {
    let Some(buyer) = buyer else { return };
    sheet.space(4);
    sheet.dashes();
    sheet.space(4);
    sheet.pair(&phrase("العميل", "Customer"), &buyer.name, Reading::Own);
    numbers(buyer, sheet);
    let body = sheet.body();
    let stated = |part: &str| !part.trim().is_empty();
    if [&buyer.street, &buyer.building, &buyer.district, &buyer.city, &buyer.postal_code].into_iter().any(|p| stated(p))
    {
        for row in address(buyer, sheet.paper) {
            sheet.centred(&row, body, Reading::Own);
        }
    }
}

fn farewell(kind: DocumentKind, sheet: &mut Sheet) {
    let (bold, small) = (sheet.bold(), sheet.small());
    sheet.centred_phrase(&phrase("شكرا لزيارتكم", "Thank you for your visit"), bold, small);
    if kind == DocumentKind::Invoice {
        sheet.space(4);
        // Neutral on purpose: to announce that goods are not taken back is forbidden.
        let keep = phrase("احتفظ بالفاتورة للاستبدال أو الاسترجاع", "Keep it for exchange or return");
        sheet.centred_phrase(&keep, small, small);
    }
    sheet.space(8);
}
