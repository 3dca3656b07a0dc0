//! What it all came to, VAT by rate, and how it was paid.

use sanduq_domain::document::{Document, DocumentKind, DocumentVat};
use sanduq_domain::money::Money;
use sanduq_domain::tender::TenderKind;
use sanduq_domain::vat::Exemption;

use crate::language::phrase;
use crate::layout::sheet::{Column, GAP, Sheet, Side, baseline, leading};
use crate::layout::words;
use crate::layout::{Ink, Weight};
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::text::{PARTS, Reading, Style, line};

pub(super) fn fill(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    sheet.space(4);
    let totals = &document.totals;
    let row = |sheet: &mut Sheet, arabic: &str, english: &str, amount: Money| {
        sheet.amount(&phrase(arabic, english), &amount.to_string(), Weight::Regular);
    };

    if !totals.allowances.is_zero() || !document.charges.is_empty() {
        let before = document.lines.iter().map(|line| line.gross).sum();
        row(sheet, "مجموع الأصناف", "Items incl. VAT", before);
    }
    if !totals.allowances.is_zero() {
        row(sheet, "الخصم", "Discount", -document.shelf_discount());
    }
    for (charge, amount) in document.charges.iter().zip(document.shelf_charges()) {
        sheet.amount(&words::charge(&charge.reason), &amount.to_string(), Weight::Regular);
    }
    row(sheet, "المجموع بدون الضريبة", "Total excl. VAT", totals.taxable);
    for vat in &document.vat {
        vat_rows(vat, document.vat.len(), sheet);
    }
    // Where no rate stands before it, the total VAT is said by itself.
    if document.vat.len() > 1 || document.vat.iter().any(|vat| vat.category != "S") {
        row(sheet, "مجموع الضريبة", "Total VAT", totals.vat);
    }
    sheet.space(4);
    grand_total(totals.with_vat, &document.currency, sheet);
    sheet.space(4);
    if let Some(vat) = document.vat_in_riyals {
        row(sheet, "الضريبة بالريال السعودي", "VAT in SAR", vat);
    }
    for prepaid in &document.prepayments {
        row(sheet, "مدفوع مقدما", "Prepaid", -(prepaid.taxable + prepaid.vat_amount));
        let small = sheet.small();
        sheet.paragraph(&prepaid.number, small, Reading::Latin, Side::Start);
    }
    if !totals.rounding.is_zero() {
        row(sheet, "التقريب", "Rounding", totals.rounding);
    }
    sheet.amount(&phrase("المبلغ المستحق", "Amount due"), &totals.payable.to_string(), Weight::Bold);
    paid(document.kind, notes, sheet);
}

/// How it was paid, or given back.
fn paid(kind: DocumentKind, notes: &PaperNotes, sheet: &mut Sheet) {
    if kind == DocumentKind::CreditNote {
        for (kind, amount) in &notes.tenders {
            sheet.amount(&words::refunded(*kind), &amount.to_string(), Weight::Regular);
        }
        return;
    }
    for (kind, amount) in &notes.tenders {
        sheet.amount(&words::tender(*kind), &amount.to_string(), Weight::Regular);
    }
    // Nobody expects change of a card.
    if notes.tenders.iter().any(|(kind, _)| *kind == TenderKind::Cash) {
        sheet.amount(&phrase("الباقي", "Change"), &notes.change.to_string(), Weight::Bold);
    }
}

/// A column that every amount of the paper fits in, so that all their points stand under each other.
pub(super) fn column(document: &Document, notes: &PaperNotes, sheet: &Sheet) -> Column {
    let totals = &document.totals;
    let lines = document.lines.iter().map(|line| line.gross);
    let shelf: Money = lines.clone().sum();
    let sums =
        [totals.taxable, totals.vat, totals.with_vat, totals.payable, shelf, -document.shelf_discount(), notes.change];
    let all = sums
        .into_iter()
        .chain(lines)
        .chain(document.shelf_charges())
        .chain(document.vat.iter().map(|vat| vat.amount))
        .chain(document.vat_in_riyals)
        .chain(document.prepayments.iter().map(|prepaid| -(prepaid.taxable + prepaid.vat_amount)))
        .chain(notes.tenders.iter().map(|(_, amount)| *amount));
    column_of(all, sheet)
}

/// A column at the end of the frame that all of these fit in.
pub(super) fn column_of(amounts: impl Iterator<Item = Money>, sheet: &Sheet) -> Column {
    let widths = amounts.map(|amount| line(&amount.to_string(), sheet.bold(), Reading::Latin).width / PARTS + 1);
    // Where the column has a head, that is a word.
    let least = if sheet.paper == Paper::Roll58 { 0 } else { 90 };
    let width = widths.max().unwrap_or_default().max(least);
    Column { start: sheet.frame.end - width, end: sheet.frame.end }
}

/// VAT of one category and rate; what it is reckoned on is said where there are several.
fn vat_rows(vat: &DocumentVat, rates: usize, sheet: &mut Sheet) {
    let name = if rates > 1 {
        words::vat_on(&vat.category, vat.rate, vat.taxable)
    } else {
        words::vat(&vat.category, vat.rate)
    };
    sheet.amount(&name, &vat.amount.to_string(), Weight::Regular);
    if let Some((code, text)) = &vat.exemption {
        let small = sheet.small();
        match Exemption::from_code(code) {
            // The document states the reason in Arabic; what is printed beside it is the same reason.
            Some(known) if text.is_empty() || text == known.arabic() => {
                let reason = phrase(known.arabic(), known.english());
                let tongues = sheet.tongues;
                for tongue in [Some(tongues.first), tongues.second].into_iter().flatten() {
                    sheet.paragraph(reason.in_tongue(tongue), small, tongue.reading(), Side::Start);
                }
            }
            _ => sheet.paragraph(text, small, Reading::Own, Side::Start),
        }
    }
}

/// What the customer looks for first.
fn grand_total(total: Money, currency: &str, sheet: &mut Sheet) {
    let frame = sheet.frame;
    let label = Style { weight: Weight::Bold, size: sheet.sizes.total_label };
    let small = sheet.small();
    let large = Style { weight: Weight::Bold, size: sheet.sizes.total };
    let name = words::grand_total(currency);
    let tongues = sheet.tongues;
    sheet.rule(3);
    sheet.space(6);
    let from = sheet.y;
    let first = line(name.in_tongue(tongues.first), label, tongues.first.reading());
    let amount = line(&total.to_string(), large, Reading::Latin);
    let beside = first.width + amount.width + GAP * PARTS <= frame.width() * PARTS;
    if beside {
        sheet.put(first, label, Ink::Black, frame, Side::Start, baseline(from, label.size));
        sheet.y += leading(label.size);
    } else {
        sheet.paragraph(name.in_tongue(tongues.first), label, tongues.first.reading(), Side::Start);
    }
    // In one language alone the currency still has to be said.
    let (beneath, tongue) = match tongues.second {
        Some(second) => (name, second),
        None => (words::currency(currency), tongues.first),
    };
    sheet.y += sheet.cell(beneath.in_tongue(tongue), small, tongue.reading(), frame, Side::Start, sheet.y);
    let height = sheet.y - from;
    if beside {
        let middle = from + (height - leading(large.size)) / 2;
        sheet.put(amount, large, Ink::Black, frame, Side::End, baseline(middle, large.size));
        sheet.y = from + height.max(leading(large.size));
    } else {
        let fitting = fitted(&total.to_string(), large, frame.width());
        let amount = line(&total.to_string(), fitting, Reading::Latin);
        sheet.put(amount, fitting, Ink::Black, frame, Side::End, baseline(sheet.y, large.size));
        sheet.y += leading(large.size);
    }
    sheet.space(6);
    sheet.rule(3);
}

/// The style in which a number fits, made smaller where it must be.
fn fitted(number: &str, style: Style, width: i32) -> Style {
    let fits = |size: &i32| line(number, Style { size: *size, ..style }, Reading::Latin).width <= width * PARTS;
    Style { size: (22..=style.size).rev().find(fits).unwrap_or(22), ..style }
}
