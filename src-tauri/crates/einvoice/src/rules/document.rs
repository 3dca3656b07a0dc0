//! The head of a document: profile, number, day and hour, type, notes, currencies, references.
//!
//! A text of blanks is no text here, in all rooms, even where the authority would let it pass.

use sanduq_domain::timestamp::Day;

use super::Rule;
use super::Severity::{Error, Warning};
use super::codes::{CURRENCIES, DOCUMENT_TYPES, is_listed};
use super::facts::{Text, code_of, is_outside, is_stated, text_of, trimmed};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-EN16931-01",
        severity: Error,
        field: "profile",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(code_of(&facts.profile) != "reporting:1.0"),
        arabic: "ملف التعريف في المستند ليس reporting:1.0؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document's profile is not reporting:1.0; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-02",
        severity: Warning,
        field: "number",
        kept_by: "domain::invoice::InvoiceNumber",
        check: |facts, broken| broken.when(!is_stated(&facts.number)),
        arabic: "المستند بلا رقم؛ اكتب رقم المستند.",
        english: "The document has no number; give it one.",
    },
    Rule {
        id: "BR-KSA-F-06-C1",
        severity: Warning,
        field: "number",
        kept_by: "domain::invoice::InvoiceNumber",
        check: |facts, broken| broken.when(is_outside(&facts.number, 0, 127)),
        arabic: "رقم المستند أطول من 127 خانة؛ اختصره.",
        english: "The number has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-03",
        severity: Error,
        field: "issued_at",
        kept_by: "domain::timestamp::Timestamp",
        check: |facts, broken| broken.when(!is_stated(&facts.issue_date)),
        arabic: "تاريخ إصدار المستند غير مذكور؛ اكتب تاريخ الإصدار.",
        english: "The document does not say on which day it was issued; state the day.",
    },
    // A clock that lost its battery says 1970: the machine can break this one.
    Rule {
        id: "BR-KSA-F-01",
        severity: Error,
        field: "issued_at",
        kept_by: "",
        check: |facts, broken| broken.when(facts.days.iter().any(|day| day.parse::<Day>().is_err())),
        arabic: "في المستند تاريخ غير صحيح أو قبل عام 2000؛ صحح التاريخ، وتأكد من ساعة الجهاز.",
        english: "The document names a day that does not exist or lies before 2000; correct it, and see that the machine's clock is right.",
    },
    Rule {
        id: "BR-KSA-70",
        severity: Error,
        field: "issued_at",
        kept_by: "domain::timestamp::Timestamp",
        check: |facts, broken| broken.when(!is_time(&facts.issue_time)),
        arabic: "وقت الإصدار غير مذكور أو ليس بصيغة ساعة:دقيقة:ثانية؛ صحح الوقت.",
        english: "The time of issue is missing or not written as hours:minutes:seconds; correct it.",
    },
    Rule {
        id: "BR-04",
        severity: Error,
        field: "kind",
        kept_by: "domain::invoice::Kind",
        check: |facts, broken| broken.when(!is_stated(&facts.type_code)),
        arabic: "المستند لا يذكر نوعه؛ حدد هل هو فاتورة أم إشعار دائن أم إشعار مدين.",
        english: "The document does not say what it is; choose invoice, credit note or debit note.",
    },
    Rule {
        id: "BR-KSA-05",
        severity: Error,
        field: "kind",
        kept_by: "domain::invoice::Kind",
        check: |facts, broken| {
            broken.when(
                is_stated(&facts.type_code) && !matches!(code_of(&facts.type_code), "388" | "381" | "383" | "386"),
            )
        },
        arabic: "نوع المستند غير مقبول؛ حدد هل هو فاتورة أم إشعار دائن أم إشعار مدين.",
        english: "The document is neither an invoice nor a credit or debit note; choose one of these.",
    },
    Rule {
        id: "BR-CL-01",
        severity: Error,
        field: "kind",
        kept_by: "domain::invoice::Kind",
        check: |facts, broken| broken.when(is_unlisted(&facts.type_code, DOCUMENT_TYPES)),
        arabic: "رمز نوع المستند ليس من الرموز الدولية المعتمدة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The code of the document's type is on no list; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-06",
        severity: Error,
        field: "flags",
        kept_by: "domain::invoice::InvoiceType",
        check: |facts, broken| broken.when(facts.type_name.as_deref().is_some_and(|name| !is_type_name(name))),
        arabic: "رمز المعاملة لا يبين هل الفاتورة ضريبية أم مبسطة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The code of the transaction does not say whether the document is a standard or a simplified one; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-F-06-C40",
        severity: Warning,
        field: "flags",
        kept_by: "domain::invoice::InvoiceType",
        check: |facts, broken| broken.when(is_outside(&facts.type_name, 7, 9)),
        arabic: "رمز المعاملة ليس من 7 إلى 9 خانات؛ اطلب من البائع فاتورة صحيحة.",
        english: "The code of the transaction has not 7 to 9 digits; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-F-06-C2",
        severity: Warning,
        field: "note",
        kept_by: "",
        check: |facts, broken| broken.when(facts.notes.iter().any(|note| note.chars().count() > 1000)),
        arabic: "الملاحظة أطول من 1000 حرف؛ اختصرها.",
        english: "The note has more than 1 000 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C3",
        severity: Warning,
        field: "order",
        kept_by: "",
        check: |facts, broken| broken.when(is_outside(&facts.order, 0, 127)),
        arabic: "رقم أمر الشراء أطول من 127 خانة؛ اختصره.",
        english: "The purchase order has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C5",
        severity: Warning,
        field: "contract",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_outside(&facts.contract, 0, 127)),
        arabic: "رقم العقد أطول من 127 خانة؛ اختصره.",
        english: "The number of the contract has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-05",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(!is_stated(&facts.currency)),
        arabic: "عملة المستند غير مذكورة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document does not say its currency; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-CL-04",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_unlisted(&facts.currency, CURRENCIES)),
        arabic: "عملة المستند غير معروفة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document's currency is unknown; ask the seller for a proper document.",
    },
    // The authority also asks this of a few single amounts; those are among the amounts of BR-CL-03.
    Rule {
        id: "BR-KSA-CL-01",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_unlisted(&facts.currency, CURRENCIES)),
        arabic: "عملة المستند ليست من العملات المعتمدة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document's currency is none the authority accepts; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-68",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(!is_stated(&facts.tax_currency)),
        arabic: "عملة الضريبة غير مذكورة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document does not say the currency of its VAT; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-EN16931-02",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(facts.tax_currency.as_deref().is_some_and(|code| !trimmed(code).eq_ignore_ascii_case("SAR")))
        },
        arabic: "عملة الضريبة ليست الريال السعودي؛ اطلب من البائع فاتورة صحيحة.",
        english: "The currency of the VAT is not the Saudi riyal; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-CL-05",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_unlisted(&facts.tax_currency, CURRENCIES)),
        arabic: "عملة الضريبة غير معروفة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The currency of the VAT is unknown; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-CL-03",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| {
            let of_vat = facts.tax_totals.iter().filter_map(|total| total.currency.as_ref());
            broken.when(facts.amount_currencies.iter().chain(of_vat).any(|code| !is_listed(CURRENCIES, code)));
        },
        arabic: "في المستند مبلغ بعملة غير معروفة؛ اطلب من البائع فاتورة صحيحة.",
        english: "An amount is in a currency that is unknown; ask the seller for a proper document.",
    },
    // Stricter: the authority takes what the amount says as a pattern, which `.` or `SA` match.
    Rule {
        id: "BR-KSA-CL-02",
        severity: Error,
        field: "currency",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.amount_currencies.iter().any(|code| code != code_of(&facts.currency))),
        arabic: "في المستند مبلغ بعملة غير عملته؛ اطلب من البائع فاتورة صحيحة.",
        english: "An amount is not in the document's currency; ask the seller for a proper document.",
    },
];

/// Rules that no check here holds, and who does.
pub(super) static ELSEWHERE: &[(&str, &str)] = &[
    ("BR-KSA-04", "the clock: the till issues at the moment it is, and the gateway compares with its own"),
    ("BR-KSA-98", "the clock: reporting keeps the 24 hours, and the gateway compares with its own"),
    ("BR-KSA-87", "documents in riyals have no TaxExchangeRate; the gateway asks it of those in other currencies"),
    ("BR-KSA-88", "documents in riyals have no TaxExchangeRate; the gateway asks it of those in other currencies"),
    ("BR-KSA-89", "documents in riyals have no TaxExchangeRate; the gateway asks it of those in other currencies"),
    ("BR-KSA-90", "documents in riyals have no TaxExchangeRate; the gateway asks it of those in other currencies"),
    (
        "BR-KSA-97",
        "documents in riyals have one VAT total in two places; the gateway asks it of those in other currencies",
    ),
];

fn is_unlisted(code: &Text<'_>, list: &[&str]) -> bool {
    code.as_deref().is_some_and(|code| !is_listed(list, trimmed(code)))
}

/// `14:05:09`, of the Kingdom or, with a `Z`, of Greenwich.
fn is_time(text: &Text<'_>) -> bool {
    let text = text_of(text);
    let parts: Vec<&str> = text.strip_suffix('Z').unwrap_or(text).split(':').collect();
    let below = |part: &str, limit: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < limit)
    };
    matches!(parts[..], [hour, minute, second] if below(hour, 24) && below(minute, 60) && below(second, 60))
}

/// Two digits for the type, then five to seven flags.
fn is_type_name(name: &str) -> bool {
    (7..=9).contains(&name.len())
        && (name.starts_with("01") || name.starts_with("02"))
        && name.bytes().skip(2).all(|digit| matches!(digit, b'0' | b'1'))
}
