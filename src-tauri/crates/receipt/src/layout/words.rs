//! The words of the paper in both languages. No word here ends in tanwin: at this size the mark is dirt.

use rust_decimal::Decimal;
use sanduq_domain::basket::ChargeReason;
use sanduq_domain::document::DocumentKind;
use sanduq_domain::invoice::{Flags, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::tender::TenderKind;

use crate::language::{Phrase, Tongue, Tongues, phrase};

/// Keeps a number with its unit or its currency, however narrow the paper.
const NO_BREAK: char = '\u{A0}';

/// The title that the law wants, by kind and type.
pub(crate) fn title(kind: DocumentKind, invoice_type: InvoiceType) -> Phrase {
    match (kind, invoice_type) {
        (DocumentKind::Invoice, InvoiceType::Simplified) => phrase("فاتورة ضريبية مبسطة", "Simplified Tax Invoice"),
        (DocumentKind::CreditNote, InvoiceType::Simplified) => {
            phrase("إشعار دائن للفاتورة الضريبية المبسطة", "Credit Note for Simplified Tax Invoice")
        }
        (DocumentKind::DebitNote, InvoiceType::Simplified) => {
            phrase("إشعار مدين للفاتورة الضريبية المبسطة", "Debit Note for Simplified Tax Invoice")
        }
        (DocumentKind::Invoice, InvoiceType::Standard) => phrase("فاتورة ضريبية", "Tax Invoice"),
        (DocumentKind::CreditNote, InvoiceType::Standard) => {
            phrase("إشعار دائن للفاتورة الضريبية", "Credit Note for Tax Invoice")
        }
        (DocumentKind::DebitNote, InvoiceType::Standard) => {
            phrase("إشعار مدين للفاتورة الضريبية", "Debit Note for Tax Invoice")
        }
        (DocumentKind::Prepayment, InvoiceType::Simplified) => {
            phrase("فاتورة ضريبية مبسطة لدفعة مقدمة", "Simplified Prepayment Tax Invoice")
        }
        (DocumentKind::Prepayment, InvoiceType::Standard) => {
            phrase("فاتورة ضريبية لدفعة مقدمة", "Prepayment Tax Invoice")
        }
    }
}

pub(crate) fn number(kind: DocumentKind) -> Phrase {
    match kind {
        DocumentKind::Invoice | DocumentKind::Prepayment => phrase("رقم الفاتورة", "Invoice No"),
        DocumentKind::CreditNote | DocumentKind::DebitNote => phrase("رقم الإشعار", "Note No"),
    }
}

pub(crate) fn tender(kind: TenderKind) -> Phrase {
    match kind {
        TenderKind::Cash => phrase("نقد", "Cash"),
        TenderKind::Card => phrase("بطاقة", "Card"),
        TenderKind::Transfer => phrase("تحويل بنكي", "Bank transfer"),
        TenderKind::Credit => phrase("على الحساب", "On account"),
    }
}

/// A charge by the reason that the document states; other programs' reasons stand as they are.
pub(crate) fn charge(reason: &str) -> Phrase {
    let english = match ChargeReason::ALL.into_iter().find(|known| known.arabic() == reason) {
        Some(ChargeReason::Delivery) => "Delivery",
        Some(ChargeReason::Freight) => "Freight",
        Some(ChargeReason::Packing) => "Packing",
        Some(ChargeReason::Service) => "Services",
        None => "Charge",
    };
    phrase(if reason.is_empty() { "رسوم" } else { reason }, english)
}

/// What is special about the transaction, in the words of the invoice.
pub(crate) fn flags(flags: Flags, self_billed: bool) -> Vec<Phrase> {
    [
        (flags.third_party, "صادرة بالنيابة عن البائع", "Third-party invoice"),
        (flags.nominal, "توريد اسمي", "Nominal supply"),
        (flags.export, "فاتورة تصدير", "Export invoice"),
        (flags.summary, "فاتورة ملخصة", "Summary invoice"),
        (self_billed, "فوترة ذاتية", "Self-billed invoice"),
    ]
    .into_iter()
    .filter(|(set, ..)| *set)
    .map(|(_, arabic, english)| phrase(arabic, english))
    .collect()
}

/// The name of a party's other number, by its scheme (BR-KSA-08, BR-KSA-14).
pub(crate) fn id_scheme(scheme: &str) -> Phrase {
    match scheme {
        "CRN" => phrase("السجل التجاري", "CR No"),
        "MOM" => phrase("رخصة البلدية", "Municipal licence"),
        "MLS" => phrase("رخصة الموارد البشرية", "MHRSD licence"),
        "SAG" => phrase("رخصة الاستثمار", "MISA licence"),
        "700" => phrase("الرقم الموحد", "Unified No"),
        "TIN" => phrase("الرقم المميز", "TIN"),
        "NAT" => phrase("الهوية الوطنية", "National ID"),
        "GCC" => phrase("هوية خليجية", "GCC ID"),
        "IQA" => phrase("رقم الإقامة", "Iqama"),
        "PAS" => phrase("جواز السفر", "Passport"),
        _ => phrase("معرف آخر", "Other ID"),
    }
}

/// So many, and of what unit where it is not a piece.
pub(crate) fn quantity(quantity: Decimal, code: &str, tongues: Tongues) -> String {
    let quantity = quantity.normalize().to_string();
    unit(code).map_or_else(|| quantity.clone(), |unit| measured(&quantity, &unit, tongues))
}

/// How wide a roll is, in millimetres.
pub(crate) fn width(millimetres: u32, tongues: Tongues) -> String {
    measured(&millimetres.to_string(), &phrase("مم", "mm"), tongues)
}

fn measured(number: &str, unit: &Phrase, tongues: Tongues) -> String {
    match (tongues.first, tongues.second) {
        // Among numbers, which read from left to right, it still reads as it is spoken.
        (Tongue::Arabic, None) => format!("\u{2067}{number}{NO_BREAK}{}\u{2069}", unit.arabic),
        (Tongue::English, None) | (_, Some(_)) => format!("{number}{NO_BREAK}{}", unit.english),
    }
}

/// The short name of a unit that is not a piece.
fn unit(code: &str) -> Option<Phrase> {
    match code {
        "" | "PCE" | "H87" | "C62" | "EA" => None,
        "KGM" => Some(phrase("كجم", "kg")),
        "GRM" => Some(phrase("جم", "g")),
        "LTR" => Some(phrase("لتر", "L")),
        "MLT" => Some(phrase("مل", "ml")),
        "MTR" => Some(phrase("م", "m")),
        other => Some(phrase(other, other)),
    }
}

/// A currency as it is written beside amounts.
pub(crate) fn currency(code: &str) -> Phrase {
    match code {
        "SAR" => phrase("ر.س", "SAR"),
        other => phrase(other, other),
    }
}

/// The grand total with its currency.
pub(crate) fn grand_total(code: &str) -> Phrase {
    phrase("الإجمالي شامل الضريبة", format!("Total incl. VAT,{NO_BREAK}{}", currency(code).english))
}

/// VAT and the amount it is reckoned on.
pub(crate) fn vat_on(category: &str, rate: Decimal, taxable: Money) -> Phrase {
    let name = vat(category, rate);
    phrase(
        format!("{} على{NO_BREAK}\u{2066}{taxable}\u{2069}", name.arabic),
        format!("{} on{NO_BREAK}{taxable}", name.english),
    )
}

/// What a note gives back, and how.
pub(crate) fn refunded(kind: TenderKind) -> Phrase {
    let how = tender(kind);
    phrase(format!("المبلغ المردود ({})", how.arabic), format!("Refunded ({})", how.english))
}

/// A country's name; only the Kingdom's is spelled out.
pub(crate) fn country(code: &str) -> Phrase {
    match code {
        "SA" => phrase("المملكة العربية السعودية", "Saudi Arabia"),
        other => phrase(other, other),
    }
}

/// VAT of a category and rate (per cent), or what it is called that there is none.
pub(crate) fn vat(category: &str, rate: Decimal) -> Phrase {
    let rate = rate.normalize();
    match category {
        "S" => phrase(format!("ضريبة القيمة المضافة \u{2066}{rate}%\u{2069}"), format!("VAT {rate}%")),
        other => untaxed(other),
    }
}

fn untaxed(category: &str) -> Phrase {
    match category {
        "Z" => phrase("خاضع لنسبة الصفر", "Zero rated"),
        "E" => phrase("معفى من الضريبة", "Exempt"),
        _ => phrase("غير خاضع للضريبة", "Not subject to VAT"),
    }
}
