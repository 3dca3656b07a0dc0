//! What was paid before: the lines that say so, and their total.

use rust_decimal::Decimal;

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Facts, Line, Prepayment, Subtotal, text_of};
use super::reckon::{HALALA, is_not_at_zero, is_too_fine, is_zero, printed, round, share, sum};
use super::vat::{has_a_foreign_code, has_a_text_of_wrong_length, lacks_a_code, lacks_its_text};

/// UN/CEFACT 1001: the document of a prepayment.
const PREPAYMENT: &str = "386";

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-73",
        severity: Warning,
        field: "prepaid",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_prepaid(facts) && lacks_its_documents(facts)),
        arabic: "الدفعة المقدمة بلا رقم فاتورتها أو تاريخها أو وقتها أو نوعها؛ أدخل بيانات فاتورة الدفعة المقدمة.",
        english: "A prepayment lacks the number, date, time or type of its document; enter them.",
    },
    Rule {
        id: "BR-KSA-74",
        severity: Error,
        field: "prepaid",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.prepayment.as_ref().is_some_and(|document| {
                    is_prepaid(facts)
                        && document.type_code.is_some()
                        && text_of(&document.type_code).trim() != PREPAYMENT
                })
            })
        },
        arabic: "مستند الدفعة المقدمة ليس من نوع فاتورة دفعة مقدمة (386)؛ اطلب من البائع مستندا مصححا.",
        english: "The document of a prepayment is not of the prepayment's type 386; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-75",
        severity: Warning,
        field: "prepaid",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| is_prepaid(facts) && line.prepayment.is_some() && lacks_its_amounts(line))
        },
        arabic: "الدفعة المقدمة بلا مبلغها الخاضع أو ضريبتها أو فئتها أو نسبتها؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment lacks its taxable amount, its VAT, its category or its rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-76",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                is_prepaid(facts)
                    && line.subtotals.iter().any(|part| part.category.is("Z") && is_not_at_zero(&part.category))
            })
        },
        arabic: "الدفعة المقدمة الخاضعة لنسبة الصفر عليها نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is zero rated has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-77",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                is_prepaid(facts)
                    && line.subtotals.iter().any(|part| part.category.is("E") && is_not_at_zero(&part.category))
            })
        },
        arabic: "الدفعة المقدمة المعفاة من الضريبة عليها نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is exempt has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-78",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                is_prepaid(facts)
                    && line.subtotals.iter().any(|part| part.category.is("O") && is_not_at_zero(&part.category))
            })
        },
        arabic: "الدفعة المقدمة غير الخاضعة للضريبة عليها نسبة ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is not subject to VAT has a VAT rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-79",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.lines(facts, |line| line.subtotals.iter().any(|part| is_reckoned_wrongly(part))),
        arabic: "ضريبة الدفعة المقدمة لا تساوي مبلغها مضروبا في نسبتها؛ اطلب من البائع مستندا مصححا.",
        english: "The VAT of a prepayment is not its taxable amount times its rate; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-80",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.when(misses_the_total(facts)),
        arabic: "إجمالي الدفعات المقدمة لا يساوي مجموع مبالغها مع ضريبتها؛ اطلب من البائع مستندا مصححا.",
        english: "The total of the prepayments is not the sum of their amounts and their VAT; ask its seller for a corrected document.",
    },
    // Of several discounts, one of zero is enough for the predicate; here all are.
    Rule {
        id: "BR-KSA-82",
        severity: Error,
        field: "prepaid",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| is_prepaid(facts) && costs_something(line)),
        arabic: "بند الدفعة المقدمة عليه سعر أو خصم أو ضريبة، ويجب أن يكون صفرا؛ اطلب من البائع مستندا مصححا.",
        english: "The line of a prepayment has a price, a discount or VAT of its own; it must be zero; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-DEC-06",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::money::Money",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                is_prepaid(facts)
                    && line.subtotals.iter().any(|part| is_too_fine(part.taxable) || is_too_fine(part.tax))
            })
        },
        arabic: "مبلغ الدفعة المقدمة أو ضريبتها مكتوب بأكثر من منزلتين عشريتين؛ اطلب من البائع مستندا مصححا.",
        english: "The amount or the VAT of a prepayment has more than two decimals; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-05",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::timestamp::Timestamp",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.prepayment
                    .as_ref()
                    .is_some_and(|document| document.time.as_deref().is_some_and(|time| !is_time(time.trim())))
            })
        },
        arabic: "وقت فاتورة الدفعة المقدمة ليس بصيغة ساعة:دقيقة:ثانية؛ اطلب من البائع مستندا مصححا.",
        english: "The time of a prepayment's document is not written as hh:mm:ss; ask its seller for a corrected document.",
    },
    // The predicates of this rule and of the five below are asleep in a document without anything standard rated; ours are not.
    Rule {
        id: "BR-KSA-93",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && lacks_a_code(&part.category, "Z"))
            })
        },
        arabic: "الدفعة المقدمة الخاضعة لنسبة الصفر بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is zero rated has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-94",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && lacks_a_code(&part.category, "E"))
            })
        },
        arabic: "الدفعة المقدمة المعفاة من الضريبة بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is exempt has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-95",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && lacks_a_code(&part.category, "O"))
            })
        },
        arabic: "الدفعة المقدمة غير الخاضعة للضريبة بلا رمز سبب؛ اطلب من البائع مستندا مصححا.",
        english: "A prepayment that is not subject to VAT has no code for its reason; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-96",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && lacks_its_text(&part.category))
            })
        },
        arabic: "سبب عدم احتساب الضريبة على الدفعة المقدمة مذكور برمزه دون نصه؛ اطلب من البائع مستندا مصححا.",
        english: "The reason for not charging VAT on a prepayment has a code but no text; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-CL-07",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && has_a_foreign_code(&part.category, false))
            })
        },
        arabic: "رمز سبب عدم احتساب الضريبة على الدفعة المقدمة ليس من قائمة الهيئة لفئتها؛ اطلب من البائع مستندا مصححا.",
        english: "The code of the reason for not charging VAT on a prepayment is not on the authority's list for its category; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C39",
        severity: Warning,
        field: "prepaid",
        kept_by: "domain::vat::Exemption",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.subtotals.iter().any(|part| part.category.is_vat && has_a_text_of_wrong_length(&part.category))
            })
        },
        arabic: "نص سبب عدم احتساب الضريبة على الدفعة المقدمة فارغ أو أطول من 1000 حرف؛ اطلب من البائع مستندا مصححا.",
        english: "The text of the reason for not charging VAT on a prepayment is empty or longer than 1,000 characters; ask its seller for a corrected document.",
    },
];

/// Whether the document takes off what was paid before.
fn is_prepaid(facts: &Facts<'_>) -> bool {
    facts.totals.prepaid.is_some_and(|prepaid| prepaid > Decimal::ZERO)
}

/// The predicate is content when any prepayment refers to its document; here each does.
fn lacks_its_documents(facts: &Facts<'_>) -> bool {
    let is_orphan = |line: &Line<'_>| !line.subtotals.is_empty() && line.prepayment.is_none();
    let mut documents = facts.lines.iter().filter_map(|line| line.prepayment.as_ref()).peekable();
    documents.peek().is_none()
        || facts.lines.iter().any(is_orphan)
        || documents.any(|document| {
            [&document.number, &document.date, &document.time, &document.type_code].into_iter().any(Option::is_none)
        })
}

fn lacks_its_amounts(line: &Line<'_>) -> bool {
    let any = |has: fn(&Subtotal<'_>) -> bool| line.subtotals.iter().any(has);
    !(any(|part| part.taxable.is_some())
        && any(|part| part.tax.is_some())
        && any(|part| part.category.percent.is_some())
        && any(|part| part.category.code.is_some()))
}

/// Whether the VAT is further than a halala from taxable amount × rate, or not zero where none is charged. A half goes
/// up, and so does what lacks a hundredth of a halala to it.
fn is_reckoned_wrongly(part: &Subtotal<'_>) -> bool {
    const NEARLY: Decimal = Decimal::from_parts(1, 0, 0, false, 4);
    let (Some(taxable), Some(rate), Some(tax)) = (part.taxable, part.category.percent, part.tax) else { return true };
    let due = share(taxable, rate);
    match part.category.code() {
        "Z" | "E" => !printed(tax).is_zero() || !round(due).is_zero(),
        _ => (printed(tax) - round(due + NEARLY)).abs() > HALALA,
    }
}

/// Whether the total of the prepayments is not what their lines come to, or there are such lines and no total.
fn misses_the_total(facts: &Facts<'_>) -> bool {
    let parts = || facts.lines.iter().flat_map(|line| &line.subtotals);
    let prepaid = facts.totals.prepaid.unwrap_or_default();
    let (taxable, tax) = (sum(parts().map(|part| part.taxable)), sum(parts().map(|part| part.tax)));
    let is_foreign = |document: &Prepayment<'_>| document.type_code.as_deref().is_some_and(|code| code != PREPAYMENT);
    let has_foreign = || facts.lines.iter().filter_map(|line| line.prepayment.as_ref()).any(is_foreign);
    (prepaid.is_zero() && parts().next().is_some())
        || (taxable > Decimal::ZERO && tax > Decimal::ZERO && has_foreign())
        || printed(prepaid) != printed(taxable + tax)
}

/// Whether the line of a prepayment changes what the document comes to.
fn costs_something(line: &Line<'_>) -> bool {
    let is_prepayment = |document: &Prepayment<'_>| document.type_code.as_deref().is_none_or(|code| code == PREPAYMENT);
    line.prepayment.as_ref().is_some_and(is_prepayment)
        && (![line.net, line.tax, line.gross, line.price].into_iter().all(is_zero)
            || !line.changes.iter().all(|change| is_zero(change.amount)))
}

/// `14:05:09`, also with a `Z`. The predicate takes every time of XML; the rule's text and a till know this one.
fn is_time(text: &str) -> bool {
    let mut parts = text.strip_suffix('Z').unwrap_or(text).split(':');
    let mut below = |bound: u8| {
        let part = parts.next().filter(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|part| part.parse::<u8>().ok()).is_some_and(|number| number < bound)
    };
    below(24) && below(60) && below(60) && parts.next().is_none()
}
