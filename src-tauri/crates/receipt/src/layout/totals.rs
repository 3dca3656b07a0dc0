//! What the sale came to, VAT by rate, and how it was paid.

use sanduq_domain::document::{Document, DocumentVat};
use sanduq_domain::money::Money;
use sanduq_domain::vat::Exemption;

use crate::layout::sheet::{Column, GAP, Sheet, Side, leading};
use crate::layout::words::{self, Phrase, phrase};
use crate::layout::{Ink, Weight};
use crate::notes::PaperNotes;
use crate::text::{PARTS, Reading, Style, line};

pub(crate) fn fill(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    let totals = &document.totals;
    let amounts = Column { left: sheet.page().left, right: sheet.page().left + widest(document, notes, sheet) };
    let mut row = |name: &Phrase, amount: Money| amount_row(name, &amount.to_string(), amounts, sheet);

    if !totals.allowances.is_zero() {
        row(&phrase("المجموع قبل الخصم", "Subtotal incl. VAT"), document.lines.iter().map(|line| line.gross).sum());
        row(&phrase("الخصم", "Discount"), -document.shelf_discount());
    }
    row(&phrase("المجموع بدون الضريبة", "Total excl. VAT"), totals.taxable);
    for vat in &document.vat {
        vat_rows(vat, document.vat.len(), amounts, sheet);
    }
    if document.vat.len() > 1 {
        amount_row(&phrase("مجموع الضريبة", "Total VAT"), &totals.vat.to_string(), amounts, sheet);
    }
    sheet.space(4);
    grand_total(totals.with_vat, sheet);
    sheet.space(4);
    let mut row = |name: &Phrase, amount: Money| amount_row(name, &amount.to_string(), amounts, sheet);
    if totals.payable != totals.with_vat {
        row(&phrase("التقريب", "Rounding"), totals.payable - totals.with_vat);
    }
    row(&phrase("المبلغ المستحق", "Amount due"), totals.payable);
    for (kind, amount) in &notes.tenders {
        row(&words::tender(*kind), *amount);
    }
    if !notes.tenders.is_empty() {
        row(&phrase("الباقي", "Change"), notes.change);
    }
}

/// The width that every amount of this block fits in, so that their points stand under each other.
fn widest(document: &Document, notes: &PaperNotes, sheet: &Sheet) -> i32 {
    let totals = &document.totals;
    let all = [totals.lines, totals.with_vat, -document.shelf_discount(), totals.payable, totals.vat];
    let gross: Money = document.lines.iter().map(|line| line.gross).sum();
    let amounts =
        all.into_iter().chain([gross]).chain(notes.tenders.iter().map(|(_, amount)| *amount)).chain([notes.change]);
    amounts.map(|amount| line(&amount.to_string(), sheet.bold(), Reading::Latin).width).max().unwrap_or_default()
        / PARTS
        + 1
}

/// Arabic at the right edge, the amount at the left, English between them; or beneath the Arabic on narrow paper.
fn amount_row(name: &Phrase, amount: &str, column: Column, sheet: &mut Sheet) {
    let (body, small, bold, page) = (sheet.body(), sheet.small(), sheet.bold(), sheet.page());
    let arabic = line(&name.arabic, body, Reading::Arabic);
    let english = line(&name.english, small, Reading::Latin);
    let beside = Column { left: column.right + GAP, right: page.right - arabic.width / PARTS - GAP };
    let top = sheet.y;
    sheet.put(arabic, body, Ink::Black, page, Side::Right, top);
    sheet.y += leading(body.size);
    if english.width <= beside.width() * PARTS {
        sheet.put(english, small, Ink::Black, beside, Side::Left, top);
    } else {
        sheet.put(english, small, Ink::Black, page, Side::Right, sheet.y - 4);
        sheet.y += leading(small.size) - 2;
    }
    sheet.put(line(amount, bold, Reading::Latin), bold, Ink::Black, column, Side::Right, top);
}

/// VAT of one category and rate; what it is reckoned on is said where there are several.
fn vat_rows(vat: &DocumentVat, rates: usize, amounts: Column, sheet: &mut Sheet) {
    let rate = vat.rate.normalize();
    let name = match vat.category.as_str() {
        "S" => phrase(format!("ضريبة القيمة المضافة {rate}%"), format!("VAT {rate}%")),
        other => words::untaxed(other),
    };
    let name = if rates > 1 { phrase(name.arabic, format!("{} on {}", name.english, vat.taxable)) } else { name };
    amount_row(&name, &vat.amount.to_string(), amounts, sheet);
    if let Some((code, text)) = &vat.exemption {
        let (small, page) = (sheet.small(), sheet.page());
        let arabic = Exemption::from_code(code).map_or("", Exemption::arabic);
        for reason in [arabic, text.as_str()].into_iter().filter(|reason| !reason.is_empty()) {
            sheet.y += sheet.cell(reason, small, Reading::Own, page, Side::Right, sheet.y);
        }
    }
}

/// What the customer looks for first.
fn grand_total(total: Money, sheet: &mut Sheet) {
    let page = sheet.page();
    let label = Style { weight: Weight::Bold, size: sheet.sizes.total_label };
    let small = sheet.small();
    let large = Style { weight: Weight::Bold, size: sheet.sizes.total };
    sheet.rule(3);
    sheet.space(6);
    let top = sheet.y;
    let arabic = line("الإجمالي شامل الضريبة", label, Reading::Arabic);
    let amount = line(&total.to_string(), large, Reading::Latin);
    let beside = arabic.width + amount.width + GAP * PARTS <= page.width() * PARTS;
    sheet.put(arabic, label, Ink::Black, page, Side::Right, top);
    sheet.put(
        line("Total incl. VAT, SAR", small, Reading::Latin),
        small,
        Ink::Black,
        page,
        Side::Right,
        top + leading(label.size) - 4,
    );
    let height = leading(label.size) + leading(small.size) - 4;
    if beside {
        let middle = top + (height - leading(large.size)) / 2;
        sheet.put(amount, large, Ink::Black, page, Side::Left, middle);
        sheet.y = top + height.max(leading(large.size));
    } else {
        sheet.put(amount, large, Ink::Black, page, Side::Left, top + height);
        sheet.y = top + height + leading(large.size);
    }
    sheet.space(6);
    sheet.rule(3);
}
