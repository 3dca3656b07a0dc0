//! VAT categories, their rates, and the reasons for not charging VAT.

use rust_decimal::Decimal;
use sanduq_domain::vat::Exemption;

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Category, Change, Facts, is_outside, is_stated, text_of};
use super::reckon::{is_no_percentage, is_not_above_zero, is_not_at_zero};

/// UN/CEFACT 5305, as far as the European norm takes it.
const CATEGORIES: [&str; 10] = ["AE", "L", "M", "E", "S", "Z", "G", "O", "K", "B"];

const RATES: [Decimal; 2] = [Decimal::from_parts(5, 0, 0, false, 0), Decimal::from_parts(15, 0, 0, false, 0)];

/// Codes of release R3.4.8 that a breakdown may give and a prepayment may not. No shop here uses them.
const OF_BREAKDOWNS: [&str; 2] = ["VATEX-SA-ROYALDECREE", "VATEX-SA-32(bis)"];

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-18",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, category) in everywhere(facts) {
                broken.of(line, category.code.is_some() && !matches!(category.code(), "S" | "Z" | "E" | "O"));
            }
        },
        arabic: "فئة ضريبة القيمة المضافة ليست من الفئات الأربع المعتمدة (S وZ وE وO)؛ اطلب من البائع مستندا مصححا.",
        english: "A VAT category is none of the four: S, Z, E or O; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CL-18",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, category) in everywhere(facts) {
                broken.of(line, category.code.is_some() && !CATEGORIES.contains(&category.code()));
            }
        },
        arabic: "رمز فئة ضريبة القيمة المضافة غير معروف؛ اطلب من البائع مستندا مصححا.",
        english: "A VAT category's code is unknown; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-DEC-02",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, category) in everywhere(facts) {
                broken.of(line, is_no_percentage(category.percent));
            }
        },
        arabic: "نسبة ضريبة القيمة المضافة ليست بين 0 و100 بمنزلتين عشريتين على الأكثر؛ اطلب من البائع مستندا مصححا.",
        english: "A VAT rate is not between 0 and 100 with at most two decimals; ask its seller for a corrected document.",
    },
    // The authority's own predicate lets 15.5 pass, its text does not; neither do we.
    Rule {
        id: "BR-KSA-84",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, category) in everywhere(facts) {
                broken.of(line, category.is("S") && category.percent.is_some_and(|percent| !RATES.contains(&percent)));
            }
        },
        arabic: "نسبة الضريبة في الفئة الأساسية ليست 5% ولا 15%؛ اطلب من البائع مستندا مصححا.",
        english: "The rate of a standard rated part is neither 5 nor 15 per cent; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-05",
        severity: Warning,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.lines(facts, |line| line.category.is("S") && is_not_above_zero(&line.category)),
        arabic: "بند خاضع للنسبة الأساسية بلا نسبة ضريبة أكبر من صفر؛ اطلب من البائع مستندا مصححا.",
        english: "A standard rated line has no VAT rate above zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-06",
        severity: Error,
        field: "discount",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(
                    line,
                    !change.is_charge
                        && category_of(change).is_some_and(|category| category.is("S") && is_not_above_zero(category)),
                );
            }
        },
        arabic: "خصم خاضع للنسبة الأساسية بلا نسبة ضريبة أكبر من صفر؛ اطلب من البائع مستندا مصححا.",
        english: "A standard rated discount has no VAT rate above zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-07",
        severity: Warning,
        field: "charges",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(
                    line,
                    change.is_charge
                        && category_of(change).is_some_and(|category| category.is("S") && is_not_above_zero(category)),
                );
            }
        },
        arabic: "رسم إضافي خاضع للنسبة الأساسية بلا نسبة ضريبة أكبر من صفر؛ اطلب من البائع مستندا مصححا.",
        english: "A standard rated charge has no VAT rate above zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-Z-05",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.lines(facts, |line| line.category.is("Z") && is_not_at_zero(&line.category)),
        arabic: "بند خاضع لنسبة الصفر ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "A zero rated line has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-Z-06",
        severity: Error,
        field: "discount",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(
                    line,
                    !change.is_charge
                        && category_of(change).is_some_and(|category| category.is("Z") && is_not_at_zero(category)),
                );
            }
        },
        arabic: "خصم خاضع لنسبة الصفر ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "A zero rated discount has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    // The predicate is content with a zero rate on any other discount or charge; we ask the charge's own.
    Rule {
        id: "BR-Z-07",
        severity: Error,
        field: "charges",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.when(
                facts.charges().any(|change| {
                    category_of(change).is_some_and(|category| category.is("Z") && is_not_at_zero(category))
                }),
            )
        },
        arabic: "رسم إضافي خاضع لنسبة الصفر ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "A zero rated charge has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-E-05",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.lines(facts, |line| line.category.is("E") && is_not_at_zero(&line.category)),
        arabic: "بند معفى من الضريبة ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "An exempt line has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-E-06",
        severity: Error,
        field: "discount",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(
                    line,
                    !change.is_charge
                        && category_of(change).is_some_and(|category| category.is("E") && is_not_at_zero(category)),
                );
            }
        },
        arabic: "خصم معفى من الضريبة ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "An exempt discount has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    // The predicate is content with a zero rate on any other discount or charge; we ask the charge's own.
    Rule {
        id: "BR-E-07",
        severity: Error,
        field: "charges",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.when(
                facts.charges().any(|change| {
                    category_of(change).is_some_and(|category| category.is("E") && is_not_at_zero(category))
                }),
            )
        },
        arabic: "رسم إضافي معفى من الضريبة ونسبة ضريبته ليست صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "An exempt charge has a VAT rate other than zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-11",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.lines(facts, |line| has_a_rate_out_of_scope(&line.category)),
        arabic: "بند غير خاضع للضريبة وعليه نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A line that is not subject to VAT has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-12",
        severity: Warning,
        field: "discount",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.when(
                facts
                    .allowances()
                    .any(|change| category_of(change).is_some_and(|category| has_a_rate_out_of_scope(category))),
            )
        },
        arabic: "خصم على ما لا يخضع للضريبة وعليه نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A discount on what is not subject to VAT has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-13",
        severity: Warning,
        field: "charges",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.when(
                facts
                    .charges()
                    .any(|change| category_of(change).is_some_and(|category| has_a_rate_out_of_scope(category))),
            )
        },
        arabic: "رسم إضافي غير خاضع للضريبة وعليه نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A charge that is not subject to VAT has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-S-10",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.when(facts.subtotals().any(|part| {
                part.category.is("S") && (part.category.reason_code.is_some() || part.category.reason.is_some())
            }))
        },
        arabic: "جزء خاضع للنسبة الأساسية وعليه سبب إعفاء؛ اطلب من البائع مستندا مصححا.",
        english: "A standard rated part gives a reason for not charging VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-69",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| lacks_a_code(&part.category, "Z"))),
        arabic: "جزء خاضع لنسبة الصفر بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A zero rated part has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-23",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| lacks_a_code(&part.category, "E"))),
        arabic: "جزء معفى من الضريبة بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "An exempt part has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-24",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| lacks_a_code(&part.category, "O"))),
        arabic: "جزء غير خاضع للضريبة بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A part that is not subject to VAT has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-CL-04",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| has_a_foreign_code(&part.category, true))),
        arabic: "رمز سبب عدم احتساب الضريبة ليس من قائمة الهيئة لهذه الفئة؛ اطلب من البائع مستندا مصححا.",
        english: "The code of the reason for not charging VAT is not on the authority's list for its category; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-83",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| lacks_its_text(&part.category))),
        arabic: "سبب عدم احتساب الضريبة مذكور برمزه دون نصه؛ اطلب من البائع مستندا مصححا.",
        english: "The reason for not charging VAT has a code but no text; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C16",
        severity: Warning,
        field: "lines.exemption",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| broken.when(facts.subtotals().any(|part| has_a_text_of_wrong_length(&part.category))),
        arabic: "نص سبب عدم احتساب الضريبة فارغ أو أطول من 1000 حرف؛ اطلب من البائع مستندا مصححا.",
        english: "The text of the reason for not charging VAT is empty or longer than 1,000 characters; ask its seller for a corrected document.",
    },
];

/// Every category that the document states, with the number of its line.
fn everywhere<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = (Option<usize>, &'f Category<'a>)> {
    let of_document = facts.changes.iter().filter_map(category_of);
    let of_breakdown = facts.subtotals().map(|part| &part.category);
    let of_lines = facts.numbered_lines().flat_map(|(number, line)| {
        let parts = line.subtotals.iter().map(|part| &part.category);
        std::iter::once(&line.category).chain(parts).map(move |category| (Some(number), category))
    });
    of_document.chain(of_breakdown).map(|category| (None, category)).chain(of_lines)
}

fn category_of<'f, 'a>(change: &'f Change<'a>) -> Option<&'f Category<'a>> {
    change.category.as_ref()
}

fn has_a_rate_out_of_scope(category: &Category<'_>) -> bool {
    category.code() == "O" && category.percent.is_some_and(|percent| !percent.is_zero())
}

/// Whether the part is of this category and gives no code for its reason.
pub(super) fn lacks_a_code(category: &Category<'_>, code: &str) -> bool {
    category.code() == code && !is_stated(&category.reason_code)
}

/// Whether the code is not on the authority's list for the category. None at all is another rule's question.
pub(super) fn has_a_foreign_code(category: &Category<'_>, in_breakdown: bool) -> bool {
    let code = text_of(&category.reason_code).trim();
    let is_listed = || {
        let own = Exemption::from_code(code).is_some_and(|exemption| exemption.category() == category.code());
        own || (in_breakdown && category.code() == "Z" && OF_BREAKDOWNS.contains(&code))
    };
    category.is_untaxed() && !code.is_empty() && !is_listed()
}

pub(super) fn lacks_its_text(category: &Category<'_>) -> bool {
    category.is_untaxed() && category.reason_code.is_some() && !is_stated(&category.reason)
}

pub(super) fn has_a_text_of_wrong_length(category: &Category<'_>) -> bool {
    category.is_untaxed() && is_outside(&category.reason, 1, 1_000)
}
