//! The document's totals.

use rust_decimal::Decimal;

use super::Severity::{Error, Warning};
use super::facts::{Change, Facts, Subtotal, Totals};
use super::reckon::{is_negative, round, sum};
use super::{Breaches, Rule};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "SANDUQ-01",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(!facts.unreadable.is_empty()),
        arabic: "في المستند رقم لا يُقرأ أو أكبر من أي مبلغ ممكن؛ اطلب من البائع مستندا مصححا.",
        english: "A number of the document cannot be read or is beyond any amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-13",
        severity: Warning,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.totals.without_vat.is_none()),
        arabic: "المستند بلا إجمالي قبل الضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "The document has no total without VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-14",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.totals.with_vat.is_none()),
        arabic: "المستند بلا إجمالي شامل للضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "The document has no total with VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-15",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.totals.payable.is_none()),
        arabic: "المستند بلا مبلغ مستحق للدفع؛ اطلب من البائع مستندا مصححا.",
        english: "The document has no amount to be paid; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-10",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.totals.lines != Some(round(sum_of_lines(facts)))),
        arabic: "مجموع البنود لا يساوي جمع صافي كل بند؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the lines is not the sum of their net amounts; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-11",
        severity: Error,
        field: "discount",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses(facts.totals.allowances, facts.allowances())),
        arabic: "إجمالي الخصومات لا يساوي جمع الخصومات؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the discounts is not their sum; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-12",
        severity: Error,
        field: "charges",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses(facts.totals.charges, facts.charges())),
        arabic: "إجمالي الرسوم الإضافية لا يساوي جمعها؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the charges is not their sum; ask its seller for a corrected document.",
    },
    // The predicate adds the lines as binary numbers, which tells only where they have more than two decimals
    // (BR-DEC-23); sums here are exact.
    Rule {
        id: "BR-CO-13",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| {
            broken.when(facts.totals.without_vat.is_none() || facts.totals.without_vat != total_without_vat(facts))
        },
        arabic: "الإجمالي قبل الضريبة لا يساوي مجموع البنود بعد الخصومات والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The total without VAT is not the sum of the lines, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-15",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_its_vat(facts)),
        arabic: "الإجمالي الشامل لا يساوي الإجمالي قبل الضريبة مضافا إليه الضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "The total with VAT is not the total without VAT plus the VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-16",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(is_due_wrongly(&facts.totals)),
        arabic: "المبلغ المستحق لا يساوي الإجمالي الشامل بعد الدفعات المقدمة والتقريب؛ اطلب من البائع مستندا مصححا.",
        english: "The amount to be paid is not the total with VAT, less prepayments, rounded; ask its seller for a corrected document.",
    },
    // The amount to be paid, its rounding, and the nets of lines are not on the authority's list.
    Rule {
        id: "BR-KSA-F-04",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| below_zero(facts, broken),
        arabic: "مبلغ أو كمية أقل من صفر؛ صحّح المبالغ والكميات لتكون صفرا أو أكثر.",
        english: "An amount or a quantity is below zero; correct it to zero or more.",
    },
    Rule {
        id: "BR-53",
        severity: Warning,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(
                facts.tax_currency.is_some()
                    && facts.tax_totals.iter().any(|total| {
                        total.subtotals.is_empty()
                            && (total.amount.is_none()
                                || total.currency.is_some() && total.currency != facts.tax_currency)
                    }),
            )
        },
        arabic: "إجمالي الضريبة ليس بعملة الضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT total is not in the currency of the VAT; ask its seller for a corrected document.",
    },
];

fn sum_of_lines(facts: &Facts<'_>) -> Decimal {
    sum(facts.lines.iter().map(|line| line.net))
}

/// Whether a total is not the sum of its parts; without parts there need be none.
fn misses<'f, 'a: 'f>(total: Option<Decimal>, parts: impl Iterator<Item = &'f Change<'a>>) -> bool {
    let mut parts = parts.peekable();
    let has_parts = parts.peek().is_some();
    let expected = round(sum(parts.map(|part| part.amount)));
    total.map_or(has_parts, |total| total != expected)
}

fn total_without_vat(facts: &Facts<'_>) -> Option<Decimal> {
    let totals = &facts.totals;
    if totals.charges.is_none() && totals.allowances.is_none() {
        return totals.lines;
    }
    Some(round(sum_of_lines(facts) + totals.charges.unwrap_or_default() - totals.allowances.unwrap_or_default()))
}

fn misses_its_vat(facts: &Facts<'_>) -> bool {
    if facts.currency.is_none() {
        return false;
    }
    let has_total = facts.tax_totals.iter().any(|total| total.amount.is_some() && total.currency == facts.currency);
    let vat = sum(facts.subtotals().map(|part| part.tax));
    let expected = facts.totals.without_vat.map(|without_vat| round(without_vat + vat));
    !has_total || expected.is_none() || facts.totals.with_vat != expected
}

fn is_due_wrongly(totals: &Totals) -> bool {
    let Some((payable, with_vat)) = totals.payable.zip(totals.with_vat) else { return true };
    let before_rounding = totals.rounding.map_or(payable, |rounding| round(payable - rounding));
    before_rounding != totals.prepaid.map_or(with_vat, |prepaid| round(with_vat - prepaid))
}

fn below_zero(facts: &Facts<'_>, broken: &mut Breaches<'_>) {
    let totals = &facts.totals;
    let of_document =
        [totals.lines, totals.without_vat, totals.with_vat, totals.allowances, totals.charges, totals.prepaid];
    let change = |change: &Change<'_>| is_negative(change.amount) || is_negative(change.base);
    // What is out of VAT's scope may be below zero.
    let part =
        |part: &Subtotal<'_>| is_negative(part.tax) || (part.category.code() != "O" && is_negative(part.taxable));
    broken.when(
        of_document.into_iter().any(is_negative)
            || facts.changes.iter().any(change)
            || facts.tax_totals.iter().any(|total| is_negative(total.amount) || total.subtotals.iter().any(part)),
    );
    broken.lines(facts, |line| {
        [line.quantity, line.tax, line.price].into_iter().any(is_negative)
            || line.changes.iter().chain(&line.price_changes).any(change)
            || line.subtotals.iter().any(|part| is_negative(part.tax) || is_negative(part.taxable))
    });
}
