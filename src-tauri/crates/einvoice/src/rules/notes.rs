//! Credit and debit notes, flags of the transaction, supply and means of payment.

use sanduq_domain::timestamp::Day;

use super::Rule;
use super::Severity::{Error, Warning};
use super::codes::is_payment_means;
use super::facts::{Payment, Text, is_outside, is_stated, text_of, trimmed};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-56",
        severity: Warning,
        field: "original",
        kept_by: "",
        check: |facts, broken| {
            broken.when(
                facts.is_note()
                    && (facts.originals.is_empty() || facts.originals.iter().any(|number| !is_stated(number))),
            )
        },
        arabic: "الإشعار لا يذكر الفاتورة التي يصححها؛ اختر الفاتورة الأصلية.",
        english: "The note does not say what it corrects; choose the original invoice.",
    },
    Rule {
        id: "BR-55",
        severity: Error,
        field: "original",
        kept_by: "domain::invoice::InvoiceNumber",
        check: |facts, broken| broken.when(facts.originals.iter().any(|number| !is_stated(number))),
        arabic: "المستند يشير إلى فاتورة سابقة بلا رقم؛ اكتب رقم الفاتورة.",
        english: "The document refers to an earlier one without a number; enter the number.",
    },
    Rule {
        id: "BR-KSA-F-06-C22",
        severity: Error,
        field: "original",
        kept_by: "domain::invoice::InvoiceNumber",
        check: |facts, broken| {
            broken.when(facts.is_note() && facts.originals.iter().any(|number| is_outside(number, 1, 5000)))
        },
        arabic: "رقم الفاتورة الأصلية فارغ أو أطول من 5000 خانة؛ صحح الرقم.",
        english: "The number of the original is empty or has more than 5 000 characters; correct it.",
    },
    Rule {
        id: "BR-KSA-17",
        severity: Error,
        field: "reason",
        kept_by: "ubl::payments",
        check: |facts, broken| {
            broken.when(
                facts.is_note()
                    && (facts.payments.is_empty() || facts.payments.iter().any(|payment| payment.reason.is_none())),
            )
        },
        arabic: "الإشعار بلا سبب؛ اكتب سبب الإشعار.",
        english: "The note gives no reason; enter one.",
    },
    Rule {
        id: "BR-KSA-F-06-C13",
        severity: Warning,
        field: "reason",
        kept_by: "",
        check: |facts, broken| {
            broken.when(facts.is_note() && facts.payments.iter().any(|payment| is_outside(&payment.reason, 1, 1000)))
        },
        arabic: "سبب الإشعار فارغ أو أطول من 1000 حرف؛ صحح السبب.",
        english: "The note's reason is empty or has more than 1 000 characters; correct it.",
    },
    Rule {
        id: "BR-KSA-07",
        severity: Error,
        field: "flags",
        kept_by: "domain::invoice::Flags",
        check: |facts, broken| {
            broken.when(has_flag(&facts.type_name, EXPORT) && has_flag(&facts.type_name, SELF_BILLED))
        },
        arabic: "المستند فوترة ذاتية وتصدير معا، وهذا غير مسموح؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document is an export and self-billed at once; ask the seller for a proper document.",
    },
    // Stricter: the authority's words forbid the export of a simplified document, its check only the self-billed one.
    Rule {
        id: "BR-KSA-31",
        severity: Error,
        field: "flags",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_simplified() && !is_simplified_name(text_of(&facts.type_name))),
        arabic: "الفاتورة المبسطة لا تكون للتصدير ولا فوترة ذاتية؛ أصدر فاتورة ضريبية.",
        english: "A simplified document cannot be an export or self-billed; issue a standard one.",
    },
    Rule {
        id: "BR-KSA-15",
        severity: Warning,
        field: "supply.on",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.is_standard() && text_of(&facts.type_code) == "388" && !is_stated(&facts.supplied_on))
        },
        arabic: "الفاتورة الضريبية لا تذكر تاريخ التوريد؛ اكتب تاريخ التوريد.",
        english: "A standard invoice does not say when it was supplied; enter the day.",
    },
    Rule {
        id: "BR-KSA-35",
        severity: Warning,
        field: "supply.on",
        kept_by: "domain::invoice::Supply",
        check: |facts, broken| broken.when(facts.supplied_until.is_some() && !is_stated(&facts.supplied_on)),
        arabic: "المستند يذكر نهاية التوريد دون بدايته؛ اكتب تاريخ بداية التوريد.",
        english: "The document says when the supply ended, not when it began; enter the first day.",
    },
    // Stricter: the authority compares days of 1800 to 2099 only.
    Rule {
        id: "BR-KSA-36",
        severity: Warning,
        field: "supply.until",
        kept_by: "",
        check: |facts, broken| broken.when(is_before(&facts.supplied_until, &facts.supplied_on)),
        arabic: "نهاية التوريد قبل بدايته؛ صحح التاريخين.",
        english: "The supply ends before it begins; correct the days.",
    },
    // Stricter: the authority asks it only where the buyer has an address in the Kingdom.
    Rule {
        id: "BR-KSA-72",
        severity: Error,
        field: "supply.until",
        kept_by: "",
        check: |facts, broken| {
            broken.when(
                facts.is_simplified()
                    && facts.is_summary()
                    && (facts.supplied_on.is_none() || facts.supplied_until.is_none()),
            )
        },
        arabic: "الفاتورة المبسطة الملخصة تحتاج بداية التوريد ونهايته؛ اكتب التاريخين.",
        english: "A simplified summary needs the first and the last day of its supplies; enter both.",
    },
    Rule {
        id: "BR-KSA-92",
        severity: Error,
        field: "contract",
        kept_by: "domain::invoice::Flags",
        check: |facts, broken| broken.when(is_for_the_state(text_of(&facts.type_name)) && !is_stated(&facts.contract)),
        arabic: "فاتورة الجهة الحكومية بلا رقم عقد؛ اكتب رقم العقد.",
        english: "A document to the state names no contract; enter its number.",
    },
    Rule {
        id: "BR-49",
        severity: Warning,
        field: "tenders",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.is_standard() && facts.payments.iter().any(|payment| payment.code.is_none()))
        },
        arabic: "المستند لا يذكر طريقة الدفع؛ اختر طريقة الدفع.",
        english: "The document does not say how it is paid; choose a means of payment.",
    },
    Rule {
        id: "BR-KSA-16",
        severity: Warning,
        field: "tenders",
        kept_by: "domain::tender::PaymentMeans",
        check: |facts, broken| {
            broken.when(payment_codes(&facts.payments).any(|code| !is_payment_means(code) || code == "69"))
        },
        arabic: "طريقة الدفع ليست من الطرق التي تقبلها الهيئة؛ اختر طريقة من القائمة.",
        english: "The means of payment is none the authority accepts; choose one from the list.",
    },
    Rule {
        id: "BR-CL-16",
        severity: Warning,
        field: "tenders",
        kept_by: "domain::tender::PaymentMeans",
        check: |facts, broken| broken.when(payment_codes(&facts.payments).any(|code| !is_payment_means(code))),
        arabic: "رمز طريقة الدفع غير معروف؛ اختر طريقة من القائمة.",
        english: "The means of payment is unknown; choose one from the list.",
    },
    Rule {
        id: "BR-KSA-F-06-C14",
        severity: Warning,
        field: "tenders",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.payments.iter().any(|payment| is_outside(&payment.terms, 1, 1000))),
        arabic: "شروط الدفع فارغة أو أطول من 1000 حرف؛ صححها.",
        english: "The terms of payment are empty or have more than 1 000 characters; correct them.",
    },
    Rule {
        id: "BR-KSA-F-06-C15",
        severity: Warning,
        field: "tenders",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.payments.iter().any(|payment| is_outside(&payment.account, 0, 127))),
        arabic: "رقم حساب الدفع أطول من 127 خانة؛ اختصره.",
        english: "The account for payment has more than 127 characters; shorten it.",
    },
];

/// Places in the type's name.
const EXPORT: usize = 4;
const SELF_BILLED: usize = 6;
const TO_THE_STATE: usize = 8;

fn has_flag(type_name: &Text<'_>, place: usize) -> bool {
    text_of(type_name).as_bytes().get(place) == Some(&b'1')
}

fn is_simplified_name(name: &str) -> bool {
    let digits = name.as_bytes();
    digits.len() >= 7
        && digits[2..6].iter().all(|digit| matches!(digit, b'0' | b'1'))
        && digits[EXPORT] == b'0'
        && digits[SELF_BILLED] == b'0'
}

fn is_for_the_state(name: &str) -> bool {
    name.len() == 9 && (name.starts_with("01") || name.starts_with("02")) && name.as_bytes()[TO_THE_STATE] == b'1'
}

fn is_before(until: &Text<'_>, on: &Text<'_>) -> bool {
    let day = |text: &Text<'_>| text_of(text).parse::<Day>().ok();
    day(until).zip(day(on)).is_some_and(|(until, on)| until < on)
}

fn payment_codes<'f>(payments: &'f [Payment<'_>]) -> impl Iterator<Item = &'f str> {
    payments.iter().filter_map(|payment| payment.code.as_deref()).map(trimmed)
}
