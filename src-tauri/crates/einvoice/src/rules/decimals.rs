//! Amounts have at most two decimals. Ours are whole halalas.

use super::Rule;
use super::Severity::Warning;
use super::facts::{Facts, Text};
use super::reckon::is_too_fine;

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-DEC-01",
        severity: Warning,
        field: "discount",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.allowances().any(|change| is_too_fine(change.amount))),
        arabic: "مبلغ الخصم على المستند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a discount over the document has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-02",
        severity: Warning,
        field: "discount",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.allowances().any(|change| is_too_fine(change.base))),
        arabic: "أساس الخصم على المستند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The base amount of a discount over the document has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-05",
        severity: Warning,
        field: "charges",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.charges().any(|change| is_too_fine(change.amount))),
        arabic: "مبلغ الرسم الإضافي مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a charge has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-06",
        severity: Warning,
        field: "charges",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.charges().any(|change| is_too_fine(change.base))),
        arabic: "أساس الرسم الإضافي مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The base amount of a charge has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-09",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.lines)),
        arabic: "مجموع البنود مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the lines has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-10",
        severity: Warning,
        field: "discount",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.allowances)),
        arabic: "إجمالي الخصومات مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the discounts has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-11",
        severity: Warning,
        field: "charges",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.charges)),
        arabic: "إجمالي الرسوم الإضافية مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the charges has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-12",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.without_vat)),
        arabic: "الإجمالي قبل الضريبة مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total without VAT has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-13",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_total_too_fine(facts, &facts.currency)),
        arabic: "إجمالي الضريبة بعملة المستند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT total in the document's currency has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-14",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.with_vat)),
        arabic: "الإجمالي الشامل للضريبة مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total with VAT has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-15",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_total_too_fine(facts, &facts.tax_currency)),
        arabic: "إجمالي الضريبة بعملة الضريبة مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT total in the currency of the VAT has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-16",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.prepaid)),
        arabic: "إجمالي الدفعات المقدمة مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the prepayments has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-17",
        severity: Warning,
        field: "rounding",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.rounding)),
        arabic: "مبلغ التقريب مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The rounding of the amount to be paid has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-18",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(is_too_fine(facts.totals.payable)),
        arabic: "المبلغ المستحق للدفع مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount to be paid has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-19",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| is_too_fine(part.taxable))),
        arabic: "المبلغ الخاضع للضريبة في أحد الأجزاء مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The taxable amount of a part has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-20",
        severity: Warning,
        field: "totals",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| is_too_fine(part.tax))),
        arabic: "مبلغ الضريبة في أحد الأجزاء مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT of a part has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-23",
        severity: Warning,
        field: "lines",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.lines(facts, |line| is_too_fine(line.net)),
        arabic: "صافي أحد البنود مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The net amount of a line has more than two decimals; ask its seller for a corrected document.",
    },
    // A template that does nothing hides this rule and BR-DEC-25 in the authority's own release; their text stands.
    Rule {
        id: "BR-DEC-24",
        severity: Warning,
        field: "lines.discount",
        kept_by: "domain::money::Money",
        check: |facts, broken| {
            broken
                .lines(facts, |line| line.changes.iter().any(|change| !change.is_charge && is_too_fine(change.amount)))
        },
        arabic: "مبلغ الخصم على بند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a line's discount has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-25",
        severity: Warning,
        field: "lines.discount",
        kept_by: "domain::money::Money",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| !change.is_charge && is_too_fine(change.base)))
        },
        arabic: "أساس الخصم على بند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The base amount of a line's discount has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-27",
        severity: Warning,
        field: "lines",
        kept_by: "domain::money::Money",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| change.is_charge && is_too_fine(change.amount)))
        },
        arabic: "مبلغ الرسم الإضافي على بند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a line's charge has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-DEC-28",
        severity: Warning,
        field: "lines",
        kept_by: "domain::money::Money",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| change.is_charge && is_too_fine(change.base)))
        },
        arabic: "أساس الرسم الإضافي على بند مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The base amount of a line's charge has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-DEC-03",
        severity: Warning,
        field: "lines",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.lines(facts, |line| is_too_fine(line.tax)),
        arabic: "مبلغ ضريبة أحد البنود مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT of a line has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-DEC-04",
        severity: Warning,
        field: "lines",
        kept_by: "domain::money::Money",
        check: |facts, broken| broken.lines(facts, |line| is_too_fine(line.gross)),
        arabic: "مبلغ أحد البنود شاملا الضريبة مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a line with VAT has more than two decimals; ask its seller for a corrected document.",
    },
];

fn is_total_too_fine(facts: &Facts<'_>, currency: &Text<'_>) -> bool {
    facts.tax_totals.iter().any(|total| currency.is_some() && total.currency == *currency && is_too_fine(total.amount))
}
