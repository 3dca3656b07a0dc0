//! Discounts and charges, over the whole document and on its lines.

use rust_decimal::Decimal;

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Change, Facts, is_outside, is_stated, text_of};
use super::reckon::{is_no_percentage, printed};

/// UN/CEFACT 7161, as far as release R3.4.8 takes it.
#[rustfmt::skip]
const CHARGES: &[&str] = &[
    "AA", "AAA", "AAC", "AAD", "AAE", "AAF", "AAH", "AAI", "AAS", "AAT", "AAV", "AAY", "AAZ", "AB", "ABA", "ABB",
    "ABC", "ABD", "ABF", "ABK", "ABL", "ABN", "ABR", "ABS", "ABT", "ABU", "AC", "ACF", "ACG", "ACH", "ACI", "ACJ",
    "ACK", "ACL", "ACM", "ACS", "ADC", "ADE", "ADJ", "ADK", "ADL", "ADM", "ADN", "ADO", "ADP", "ADQ", "ADR", "ADT",
    "ADW", "ADY", "ADZ", "AEA", "AEB", "AEC", "AED", "AEF", "AEH", "AEI", "AEJ", "AEK", "AEL", "AEM", "AEN", "AEO",
    "AEP", "AES", "AET", "AEU", "AEV", "AEW", "AEX", "AEY", "AEZ", "AJ", "AU", "CA", "CAB", "CAD", "CAE", "CAF",
    "CAI", "CAJ", "CAK", "CAL", "CAM", "CAN", "CAO", "CAP", "CAQ", "CAR", "CAS", "CAT", "CAU", "CAV", "CAW", "CD",
    "CG", "CS", "CT", "DAB", "DAD", "DL", "EG", "EP", "ER", "FAA", "FAB", "FAC", "FC", "FH", "FI", "GAA", "HAA", "HD",
    "HH", "IAA", "ID", "IF", "IR", "IS", "KO", "L1", "LA", "LAA", "LAB", "LF", "MAE", "MI", "ML", "NAA", "OA", "PA",
    "PAA", "PC", "PL", "RAB", "RAC", "RAD", "RAF", "RE", "RF", "RH", "RV", "SA", "SAA", "SAD", "SAE", "SAI", "SG",
    "SH", "SM", "SU", "TAB", "TT", "TV", "V1", "V2", "WH", "XAA", "YY", "ZZZ",
];

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-31",
        severity: Error,
        field: "discount",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.allowances().any(|change| change.amount.is_none())),
        arabic: "خصم على المستند بلا مبلغ؛ اطلب من البائع مستندا مصححا.",
        english: "A discount over the whole document has no amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-32",
        severity: Error,
        field: "discount",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.allowances().any(|change| {
                !change.category.as_ref().is_some_and(|category| category.is_vat && !category.code().is_empty())
            }))
        },
        arabic: "خصم على المستند بلا فئة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A discount over the whole document has no VAT category; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-36",
        severity: Warning,
        field: "charges",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.charges().any(|change| change.amount.is_none())),
        arabic: "رسم إضافي بلا مبلغ؛ أدخل مبلغ الرسم.",
        english: "A charge has no amount; enter one.",
    },
    Rule {
        id: "BR-37",
        severity: Warning,
        field: "charges",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(
                facts.charges().any(|change| change.category.as_ref().is_none_or(|category| category.code.is_none())),
            )
        },
        arabic: "رسم إضافي بلا فئة ضريبة؛ اختر فئة ضريبة القيمة المضافة للرسم.",
        english: "A charge has no VAT category; choose one.",
    },
    // A template that does nothing hides this rule in the authority's own release; its text stands, and so do we.
    Rule {
        id: "BR-41",
        severity: Error,
        field: "lines.discount",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| !change.is_charge && change.amount.is_none()))
        },
        arabic: "خصم على بند بلا مبلغ؛ اطلب من البائع مستندا مصححا.",
        english: "A line's discount has no amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-43",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| change.is_charge && change.amount.is_none()))
        },
        arabic: "رسم إضافي على بند بلا مبلغ؛ اطلب من البائع مستندا مصححا.",
        english: "A line's charge has no amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-19",
        severity: Warning,
        field: "charges",
        kept_by: "domain::basket::ChargeReason",
        check: |facts, broken| broken.when(facts.charges().any(|change| !is_stated(&change.reason_code))),
        arabic: "رسم إضافي بلا رمز سبب؛ اختر سبب الرسم.",
        english: "A charge has no code for its reason; choose the reason.",
    },
    Rule {
        id: "BR-KSA-20",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.changes.iter().any(|change| change.is_charge && !is_stated(&change.reason_code))
            })
        },
        arabic: "رسم إضافي على بند بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A line's charge has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-21",
        severity: Warning,
        field: "charges",
        kept_by: "domain::basket::ChargeReason",
        check: |facts, broken| broken.when(facts.charges().any(|change| !is_stated(&change.reason))),
        arabic: "رسم إضافي بلا نص سبب؛ اختر سبب الرسم.",
        english: "A charge does not say its reason; choose the reason.",
    },
    Rule {
        id: "BR-KSA-22",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| line.changes.iter().any(|change| change.is_charge && !is_stated(&change.reason)))
        },
        arabic: "رسم إضافي على بند بلا نص سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A line's charge does not say its reason; ask its seller for a corrected document.",
    },
    // The predicate looks for the text anywhere in its list, so that parts of codes pass it; here a code is a whole one.
    Rule {
        id: "BR-KSA-CL-06",
        severity: Warning,
        field: "charges",
        kept_by: "domain::basket::ChargeReason",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(
                    line,
                    change.is_charge
                        && is_stated(&change.reason_code)
                        && !CHARGES.contains(&text_of(&change.reason_code)),
                );
            }
        },
        arabic: "رمز سبب الرسم الإضافي ليس من القائمة المعتمدة؛ اختر سببا من القائمة.",
        english: "The code of a charge's reason is not on the list; choose a reason from the list.",
    },
    Rule {
        id: "BR-KSA-F-06-C33",
        severity: Warning,
        field: "charges",
        kept_by: "domain::basket::ChargeReason",
        check: |facts, broken| broken.when(facts.charges().any(|change| is_outside(&change.reason, 1, 1_000))),
        arabic: "نص سبب الرسم الإضافي فارغ أو أطول من 1000 حرف؛ اختر سببا من القائمة.",
        english: "The reason of a charge is empty or longer than 1,000 characters; choose a reason from the list.",
    },
    Rule {
        id: "BR-KSA-F-06-C34",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.changes.iter().any(|change| change.is_charge && is_outside(&change.reason, 1, 1_000))
            })
        },
        arabic: "نص سبب رسم إضافي على بند فارغ أو أطول من 1000 حرف؛ اطلب من البائع مستندا مصححا.",
        english: "The reason of a line's charge is empty or longer than 1,000 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C35",
        severity: Warning,
        field: "discount",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.allowances().any(|change| is_outside(&change.reason, 1, 1_000))),
        arabic: "نص سبب الخصم على المستند فارغ أو أطول من 1000 حرف؛ اطلب من البائع مستندا مصححا.",
        english: "The reason of a discount over the document is empty or longer than 1,000 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C36",
        severity: Warning,
        field: "lines.discount",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.changes.iter().any(|change| !change.is_charge && is_outside(&change.reason, 1, 1_000))
            })
        },
        arabic: "نص سبب الخصم على بند فارغ أو أطول من 1000 حرف؛ اطلب من البائع مستندا مصححا.",
        english: "The reason of a line's discount is empty or longer than 1,000 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-DEC-01",
        severity: Error,
        field: "lines.discount",
        kept_by: "domain::decimal::Percent",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(line, !change.is_charge && is_no_percentage(change.percent));
            }
        },
        arabic: "نسبة الخصم ليست بين 0 و100 بمنزلتين عشريتين على الأكثر؛ صحّح نسبة الخصم.",
        english: "A discount's percentage is not between 0 and 100 with at most two decimals; correct it.",
    },
    Rule {
        id: "BR-KSA-EN16931-03",
        severity: Warning,
        field: "lines.discount",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(line, is_no_share(change));
            }
        },
        arabic: "مبلغ الخصم أو الرسم لا يساوي أساسه مضروبا في نسبته؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a discount or charge is not its base amount times its percentage; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-04",
        severity: Warning,
        field: "lines.discount",
        kept_by: "ubl::write",
        check: |facts, broken| {
            for (line, change) in facts.all_changes().chain(of_prices(facts)) {
                broken.of(line, change.percent.is_some() && change.base.is_none());
            }
        },
        arabic: "للخصم أو الرسم نسبة وليس له مبلغ أساس؛ اطلب من البائع مستندا مصححا.",
        english: "A discount or charge has a percentage and no base amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-05",
        severity: Warning,
        field: "lines.discount",
        kept_by: "ubl::write",
        check: |facts, broken| {
            for (line, change) in facts.all_changes() {
                broken.of(line, change.base.is_some() && change.percent.is_none());
            }
        },
        arabic: "للخصم أو الرسم مبلغ أساس وليس له نسبة؛ اطلب من البائع مستندا مصححا.",
        english: "A discount or charge has a base amount and no percentage; ask its seller for a corrected document.",
    },
];

pub(super) static ELSEWHERE: &[(&str, &str)] = &[(
    "BR-KSA-F-02",
    "the authority's schema: whether something is charged or taken off is true or false, nothing else",
)];

/// Whether an amount is stated beside its base amount and is not its percentage of that, rounded.
fn is_no_share(change: &Change<'_>) -> bool {
    let Some((amount, base)) = change.amount.zip(change.base) else { return false };
    change.percent.is_none_or(|percent| binary_share(base, percent) != Some(printed(amount)))
}

/// `percent` of `base`, rounded to the halala, as the authority reckons it: with halves of a halala that binary numbers
/// miss. Half of 1.15 is 0.57 here and 0.58 by any other reckoning.
#[allow(clippy::disallowed_types, reason = "what binary numbers make of it is the question")]
fn binary_share(base: Decimal, percent: Decimal) -> Option<Decimal> {
    let binary = |number: Decimal| number.to_string().parse::<f64>().ok();
    let halalas = binary(base)? * binary(percent)? / 100.0 * 100.0;
    let whole = format!("{:.0}", (halalas + 0.5).floor()).parse::<Decimal>().ok()?;
    Some(whole / Decimal::ONE_HUNDRED)
}

fn of_prices<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = (Option<usize>, &'f Change<'a>)> {
    facts
        .numbered_lines()
        .flat_map(|(number, line)| line.price_changes.iter().map(move |change| (Some(number), change)))
}
