//! The head of a document: number, type, moment, currency, references.

use super::Rule;
use super::Severity::Error;
use super::facts::text_of;

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-EN16931-01",
        severity: Error,
        field: "profile",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(text_of(&facts.profile).trim() != "reporting:1.0"),
        arabic: "ملف التعريف في الفاتورة ليس reporting:1.0؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document's profile is not reporting:1.0; ask its seller for a proper one.",
    },
    Rule {
        id: "BR-KSA-05",
        severity: Error,
        field: "kind",
        kept_by: "domain::invoice::Kind",
        check: |facts, broken| broken.when(!matches!(text_of(&facts.type_code).trim(), "388" | "381" | "383" | "386")),
        arabic: "نوع المستند ليس فاتورة ولا إشعارًا دائنًا أو مدينًا.",
        english: "The document is neither an invoice nor a credit or debit note.",
    },
];
