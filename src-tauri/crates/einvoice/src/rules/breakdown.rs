//! The breakdown of the document's VAT.

use rust_decimal::Decimal;

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Change, Facts, Subtotal};
use super::reckon::{HALALA, is_zero, printed, round, share, sum};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-CO-18",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.subtotals().next().is_none()),
        arabic: "لا يوجد تفصيل لضريبة القيمة المضافة في المستند؛ اطلب من البائع مستندا مصححا.",
        english: "The document has no breakdown of its VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-08",
        severity: Warning,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.tax_totals.iter().filter(|total| !total.subtotals.is_empty()).count() != 1)
        },
        arabic: "لا يوجد إجمالي ضريبة واحد مفصل حسب الفئات؛ اطلب من البائع مستندا مصححا.",
        english: "There is not exactly one VAT total with its breakdown; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-09",
        severity: Warning,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(
                facts.tax_currency.is_some()
                    && facts.tax_totals.iter().filter(|total| total.subtotals.is_empty()).count() != 1,
            )
        },
        arabic: "لا يوجد إجمالي ضريبة واحد غير مفصل بالريال؛ اطلب من البائع مستندا مصححا.",
        english: "There is not exactly one VAT total in riyals without a breakdown; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-45",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| part.taxable.is_none())),
        arabic: "جزء من تفصيل الضريبة بلا مبلغ خاضع للضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A part of the VAT breakdown has no taxable amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-46",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| part.tax.is_none())),
        arabic: "جزء من تفصيل الضريبة بلا مبلغ ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A part of the VAT breakdown has no amount of VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-47",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.subtotals().any(|part| !part.category.is_vat || part.category.code.is_none()))
        },
        arabic: "جزء من تفصيل الضريبة بلا فئة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A part of the VAT breakdown has no VAT category; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-48",
        severity: Error,
        field: "totals",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(
                facts.subtotals().any(|part| {
                    !part.category.is_vat || (part.category.percent.is_none() && part.category.code() != "O")
                }),
            )
        },
        arabic: "جزء من تفصيل الضريبة بلا نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A part of the VAT breakdown has no VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-14",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| {
            broken.when(facts.tax_totals.iter().any(|total| {
                !total.subtotals.is_empty()
                    && total.amount != Some(round(sum(total.subtotals.iter().map(|part| part.tax))))
            }))
        },
        arabic: "إجمالي الضريبة لا يساوي مجموع أجزائه؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT total is not the sum of its parts; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-17",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| is_reckoned_wrongly(facts, part))),
        arabic: "مبلغ الضريبة في أحد الأجزاء لا يساوي المبلغ الخاضع للضريبة مضروبا في نسبته؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT of a part is not its taxable amount times its rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-01",
        severity: Warning,
        field: "lines.vat",
        kept_by: "",
        check: |facts, broken| broken.when(has_no_part(facts, "S")),
        arabic: "في المستند بند أو دفعة مقدمة من الفئة الخاضعة للنسبة الأساسية وتفصيل الضريبة يخلو منها؛ اختر للدفعة المقدمة فئة ضريبة موجودة في البنود.",
        english: "A line or a prepayment is standard rated, and the VAT breakdown has no such part; give the prepayment a VAT category that a line has.",
    },
    Rule {
        id: "BR-S-08",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_its_sum(facts, "S")),
        arabic: "المبلغ الخاضع للضريبة في الفئة الخاضعة للنسبة الأساسية لا يساوي مجموع بنودها بعد الخصومات والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The taxable amount of what is standard rated is not the sum of its lines, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-09",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| {
            broken.when(facts.subtotals().any(|part| {
                part.category.is("S") && (part.category.percent.is_none() || is_reckoned_wrongly(facts, part))
            }))
        },
        arabic: "ضريبة الجزء الخاضع للنسبة الأساسية لا تساوي المبلغ الخاضع للضريبة مضروبا في نسبته؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT of a standard rated part is not its taxable amount times its rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-Z-01",
        severity: Warning,
        field: "lines.vat",
        kept_by: "",
        check: |facts, broken| broken.when(has_no_part(facts, "Z")),
        arabic: "في المستند بند أو دفعة مقدمة من الفئة الخاضعة لنسبة الصفر وتفصيل الضريبة يخلو منها؛ اختر للدفعة المقدمة فئة ضريبة موجودة في البنود.",
        english: "A line or a prepayment is zero rated, and the VAT breakdown has no such part; give the prepayment a VAT category that a line has.",
    },
    Rule {
        id: "BR-Z-08",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_its_sum(facts, "Z")),
        arabic: "المبلغ الخاضع للضريبة في الفئة الخاضعة لنسبة الصفر لا يساوي مجموع بنودها بعد الخصومات والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The taxable amount of what is zero rated is not the sum of its lines, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-Z-09",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| part.category.is("Z") && !is_zero(part.tax))),
        arabic: "على الفئة الخاضعة لنسبة الصفر ضريبة، ويجب أن تكون صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "VAT is charged on what is zero rated; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-E-01",
        severity: Warning,
        field: "lines.vat",
        kept_by: "",
        check: |facts, broken| broken.when(has_no_part(facts, "E")),
        arabic: "في المستند بند أو دفعة مقدمة من الفئة المعفاة من الضريبة وتفصيل الضريبة يخلو منها؛ اختر للدفعة المقدمة فئة ضريبة موجودة في البنود.",
        english: "A line or a prepayment is exempt, and the VAT breakdown has no such part; give the prepayment a VAT category that a line has.",
    },
    Rule {
        id: "BR-E-08",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_its_sum(facts, "E")),
        arabic: "المبلغ الخاضع للضريبة في الفئة المعفاة من الضريبة لا يساوي مجموع بنودها بعد الخصومات والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The taxable amount of what is exempt is not the sum of its lines, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-E-09",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| part.category.is("E") && !is_zero(part.tax))),
        arabic: "على الفئة المعفاة من الضريبة ضريبة، ويجب أن تكون صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "VAT is charged on what is exempt; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-O-01",
        severity: Warning,
        field: "lines.vat",
        kept_by: "",
        check: |facts, broken| broken.when(has_no_part(facts, "O")),
        arabic: "في المستند بند أو دفعة مقدمة من الفئة غير الخاضعة للضريبة وتفصيل الضريبة يخلو منها؛ اختر للدفعة المقدمة فئة ضريبة موجودة في البنود.",
        english: "A line or a prepayment is out of VAT's scope, and the VAT breakdown has no such part; give the prepayment a VAT category that a line has.",
    },
    Rule {
        id: "BR-O-08",
        severity: Warning,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_its_sum(facts, "O")),
        arabic: "المبلغ الخاضع للضريبة في الفئة غير الخاضعة للضريبة لا يساوي مجموع بنودها بعد الخصومات والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The taxable amount of what is out of VAT's scope is not the sum of its lines, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-O-09",
        severity: Error,
        field: "totals",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| part.category.is("O") && !is_zero(part.tax))),
        arabic: "على الفئة غير الخاضعة للضريبة ضريبة، ويجب أن تكون صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "VAT is charged on what is out of VAT's scope; ask its seller for a corrected document.",
    },
];

/// Whether the part's VAT is further from taxable amount × rate than a halala for each line of the document.
fn is_reckoned_wrongly(facts: &Facts<'_>, part: &Subtotal<'_>) -> bool {
    let rate = part.category.percent.filter(|_| part.category.is_vat);
    let (Some(taxable), Some(rate), Some(tax)) = (part.taxable, rate, part.tax) else { return true };
    (tax - printed(share(taxable, rate))).abs() > HALALA * Decimal::from(facts.lines.len())
}

/// Whether lines, discounts or charges are of a category that the breakdown does not have.
fn has_no_part(facts: &Facts<'_>, code: &str) -> bool {
    let is_used = facts.lines.iter().any(|line| line.category.is(code))
        || facts.all_changes().any(|(_, change)| change.category.as_ref().is_some_and(|category| category.is(code)));
    is_used && !facts.subtotals().any(|part| part.category.is(code))
}

/// Whether a part of the breakdown is not what the lines, discounts and charges of its category come to. Categories are
/// compared whole: the two rates of `S` together.
fn misses_its_sum(facts: &Facts<'_>, code: &str) -> bool {
    if !facts.subtotals().any(|part| part.category.is(code)) {
        return false;
    }
    let of = |change: &Change<'_>| change.category.as_ref().is_some_and(|category| category.code() == code);
    let lines = facts.lines.iter().filter(|line| line.category.code() == code).map(|line| line.net);
    let allowances = facts.allowances().filter(|change| of(change)).map(|change| change.amount);
    let charges = facts.charges().filter(|change| of(change)).map(|change| change.amount);
    let expected = sum(lines) + sum(charges) - sum(allowances);
    let has_source = facts.lines.iter().any(|line| line.category.is(code))
        || facts.changes.iter().any(|change| change.category.as_ref().is_some_and(|category| category.is(code)));
    let own = |part: &&Subtotal<'_>| part.category.code() == code;
    !has_source
        || facts.tax_totals.iter().filter(|total| total.subtotals.iter().any(|part| part.category.is(code))).any(
            |total| {
                let mut parts = total.subtotals.iter().filter(own);
                match code {
                    "S" => sum(parts.map(|part| part.taxable)) != expected,
                    _ => parts.any(|part| part.taxable != Some(expected)),
                }
            },
        )
}
