//! What the sale came to, VAT by rate, and how it was paid.

use sanduq_domain::document::{Document, DocumentVat};
use sanduq_domain::money::Money;
use sanduq_domain::vat::Exemption;

use crate::layout::sheet::{Column, GAP, Sheet, Side, baseline, leading};
use crate::layout::words::{self, Phrase, phrase};
use crate::layout::{Ink, Weight};
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::text::{PARTS, Reading, Style, line};

pub(crate) fn fill(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    sheet.space(4);
    let totals = &document.totals;
    let amounts = sheet.amounts;
    let mut row = |name: &Phrase, amount: Money, weight| amount_row(name, &amount.to_string(), weight, amounts, sheet);

    if !totals.allowances.is_zero() || !document.charges.is_empty() {
        let before = document.lines.iter().map(|line| line.gross).sum();
        row(&phrase("مجموع الأصناف", "Items incl. VAT"), before, Weight::Regular);
    }
    if !totals.allowances.is_zero() {
        row(&phrase("الخصم", "Discount"), -document.shelf_discount(), Weight::Regular);
    }
    for (charge, amount) in document.charges.iter().zip(document.shelf_charges()) {
        row(&words::charge(&charge.reason), amount, Weight::Regular);
    }
    row(&phrase("المجموع بدون الضريبة", "Total excl. VAT"), totals.taxable, Weight::Regular);
    for vat in &document.vat {
        vat_rows(vat, document.vat.len(), amounts, sheet);
    }
    let mut row = |name: &Phrase, amount: Money, weight| amount_row(name, &amount.to_string(), weight, amounts, sheet);
    if document.vat.len() > 1 {
        row(&phrase("مجموع الضريبة", "Total VAT"), totals.vat, Weight::Regular);
    }
    sheet.space(4);
    grand_total(totals.with_vat, &document.currency, sheet);
    sheet.space(4);
    if let Some(vat) = document.vat_in_riyals {
        let name = phrase("الضريبة بالريال السعودي", "VAT in SAR");
        amount_row(&name, &vat.to_string(), Weight::Regular, amounts, sheet);
    }
    for prepaid in &document.prepayments {
        let paid = -(prepaid.taxable + prepaid.vat_amount);
        amount_row(&phrase("مدفوع مقدما", "Prepaid"), &paid.to_string(), Weight::Regular, amounts, sheet);
        let (small, page) = (sheet.small(), sheet.page());
        sheet.y += sheet.cell(&prepaid.number, small, Reading::Latin, page, Side::Right, sheet.y);
    }
    let mut row = |name: &Phrase, amount: Money, weight| amount_row(name, &amount.to_string(), weight, amounts, sheet);
    if !totals.rounding.is_zero() {
        row(&phrase("التقريب", "Rounding"), totals.rounding, Weight::Regular);
    }
    row(&phrase("المبلغ المستحق", "Amount due"), totals.payable, Weight::Bold);
    for (kind, amount) in &notes.tenders {
        row(&words::tender(*kind), *amount, Weight::Regular);
    }
    if !notes.tenders.is_empty() {
        row(&phrase("الباقي", "Change"), notes.change, Weight::Bold);
    }
}

/// A column that every amount of the paper fits in, so that all their points stand under each other.
pub(crate) fn column(document: &Document, notes: &PaperNotes, sheet: &Sheet) -> Column {
    let totals = &document.totals;
    let lines = document.lines.iter().map(|line| line.gross);
    let shelf: Money = lines.clone().sum();
    let sums =
        [totals.taxable, totals.vat, totals.with_vat, totals.payable, shelf, -document.shelf_discount(), notes.change];
    let all = sums
        .into_iter()
        .chain(lines)
        .chain(document.shelf_charges())
        .chain(document.vat_in_riyals)
        .chain(document.prepayments.iter().map(|prepaid| -(prepaid.taxable + prepaid.vat_amount)))
        .chain(notes.tenders.iter().map(|(_, amount)| *amount));
    let widths = all.map(|amount| line(&amount.to_string(), sheet.bold(), Reading::Latin).width / PARTS + 1);
    let left = sheet.page().left;
    // The head of the wide roll's column is a word.
    let least = if sheet.paper == Paper::Roll80 { 90 } else { 0 };
    Column { left, right: left + widths.max().unwrap_or_default().max(least) }
}

/// Arabic at the right edge, the amount at the left, English between them; or beneath the Arabic on narrow paper.
fn amount_row(name: &Phrase, amount: &str, weight: Weight, column: Column, sheet: &mut Sheet) {
    let (body, small, page) = (sheet.body(), sheet.small(), sheet.page());
    let free = Column { left: column.right + GAP, right: page.right };
    let base = baseline(sheet.y, body.size);
    let style = Style { weight, ..body };
    let english = line(&name.english, small, Reading::Latin);
    let taken = line(&name.arabic, body, Reading::Arabic).width / PARTS + GAP;
    sheet.y += sheet.cell(&name.arabic, body, Reading::Arabic, free, Side::Right, sheet.y);
    if english.width <= (free.width() - taken) * PARTS {
        sheet.put(english, small, Ink::Black, free, Side::Left, base);
    } else {
        sheet.y += sheet.cell(&name.english, small, Reading::Latin, free, Side::Right, sheet.y - 4) - 2;
    }
    sheet.put(line(amount, style, Reading::Latin), style, Ink::Black, column, Side::Right, base);
}

/// VAT of one category and rate; what it is reckoned on is said where there are several.
fn vat_rows(vat: &DocumentVat, rates: usize, amounts: Column, sheet: &mut Sheet) {
    let rate = vat.rate.normalize();
    let name = match vat.category.as_str() {
        "S" => phrase(format!("ضريبة القيمة المضافة \u{2066}{rate}%\u{2069}"), format!("VAT {rate}%")),
        other => words::untaxed(other),
    };
    let name = if rates > 1 { phrase(name.arabic, format!("{} on {}", name.english, vat.taxable)) } else { name };
    amount_row(&name, &vat.amount.to_string(), Weight::Regular, amounts, sheet);
    if let Some((code, text)) = &vat.exemption {
        let (small, page) = (sheet.small(), sheet.page());
        let arabic = Exemption::from_code(code).map_or("", Exemption::arabic);
        for reason in [arabic, text.as_str()].into_iter().filter(|reason| !reason.is_empty()) {
            sheet.y += sheet.cell(reason, small, Reading::Own, page, Side::Right, sheet.y);
        }
    }
}

/// What the customer looks for first.
fn grand_total(total: Money, currency: &str, sheet: &mut Sheet) {
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
    sheet.put(arabic, label, Ink::Black, page, Side::Right, baseline(top, label.size));
    sheet.cell(
        &format!("Total incl. VAT, {currency}"),
        small,
        Reading::Latin,
        page,
        Side::Right,
        top + leading(label.size) - 4,
    );
    let height = leading(label.size) + leading(small.size) - 4;
    if beside {
        let middle = top + (height - leading(large.size)) / 2;
        sheet.put(amount, large, Ink::Black, page, Side::Left, baseline(middle, large.size));
        sheet.y = top + height.max(leading(large.size));
    } else {
        sheet.put(amount, large, Ink::Black, page, Side::Left, baseline(top + height, large.size));
        sheet.y = top + height + leading(large.size);
    }
    sheet.space(6);
    sheet.rule(3);
}
