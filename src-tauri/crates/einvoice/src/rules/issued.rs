//! What issuing adds: identity, place in the chain, QR and stamp. Whether they are true is [`crate::verify`]'s question.
//! A document that is about to be issued has none of it yet.

use super::Rule;
use super::Severity::{Error, Warning};
use super::codes::{MIME_TYPES, is_listed};
use super::facts::{Attachment, Facts, Issued, Reference, code_of, is_stated, text_of, trimmed};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-03",
        severity: Error,
        field: "uuid",
        kept_by: "issue::issue",
        check: |facts, broken| broken.when(of_issued(facts, |issued| !is_identity(text_of(&issued.uuid)))),
        arabic: "المستند بلا معرف فريد؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document has no identity of its own; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-52",
        severity: Warning,
        field: "references",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(of_issued(facts, |issued| issued.references.iter().any(|reference| !is_stated(&reference.id))))
        },
        arabic: "في المستند مرفق بلا اسم؛ اطلب من البائع فاتورة صحيحة.",
        english: "Something attached to the document has no name; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-33",
        severity: Error,
        field: "chain",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(of_issued(facts, |issued| !issued.named("ICV").any(|reference| is_stated(&reference.uuid))))
        },
        arabic: "المستند لا يذكر تسلسله بين مستندات الجهاز؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document does not state its counter; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-34",
        severity: Error,
        field: "chain",
        kept_by: "chain::ChainLink",
        check: |facts, broken| broken.when(of_issued(facts, |issued| issued.references.iter().any(has_wrong_counter))),
        arabic: "عداد المستند فيه غير الأرقام؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document's counter is not made of digits; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-61",
        severity: Warning,
        field: "chain",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(of_issued(facts, |issued| !attached(issued, "PIH").any(is_plain))),
        arabic: "المستند لا يذكر بصمة المستند الذي قبله؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document does not state the hash of the one before it; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-26",
        severity: Warning,
        field: "chain",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(of_issued(facts, |issued| !attached(issued, "PIH").all(is_plain))),
        arabic: "بصمة المستند السابق فارغة أو ليست نصية؛ اطلب من البائع فاتورة صحيحة.",
        english: "The hash of the document before is empty or not plain text; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-27",
        severity: Warning,
        field: "qr",
        kept_by: "issue::issue",
        check: |facts, broken| {
            broken.when(facts.is_simplified() && of_issued(facts, |issued| !attached(issued, "QR").any(is_plain)))
        },
        arabic: "الفاتورة المبسطة بلا رمز استجابة سريعة؛ اطلب من البائع فاتورة صحيحة.",
        english: "A simplified document has no QR code; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-CL-KSA-14",
        severity: Error,
        field: "qr",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(of_issued(facts, |issued| attached(issued, "QR").any(has_wrong_size))),
        arabic: "رمز الاستجابة السريعة فارغ أو أطول من 1000 حرف؛ اختصر اسم المنشأة في بياناتها.",
        english: "The QR code is empty or has more than 1 000 characters; shorten the shop's name.",
    },
    Rule {
        id: "BR-KSA-CL-03",
        severity: Error,
        field: "references",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(of_issued(facts, |issued| {
                all_attached(issued)
                    .filter_map(|attachment| attachment.mime.as_deref())
                    .any(|mime| !is_listed(MIME_TYPES, trimmed(mime)))
            }))
        },
        arabic: "في المستند مرفق من نوع لا تقبله الهيئة؛ اطلب من البائع فاتورة صحيحة.",
        english: "Something attached to the document is of a kind the authority does not accept; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-60",
        severity: Warning,
        field: "stamp",
        kept_by: "issue::issue",
        check: |facts, broken| {
            broken.when(facts.is_simplified() && of_issued(facts, |issued| issued.signature.is_none()))
        },
        arabic: "الفاتورة المبسطة بلا ختم تشفير؛ اطلب من البائع فاتورة صحيحة.",
        english: "A simplified document has no stamp; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-28",
        severity: Error,
        field: "stamp",
        kept_by: "stamp::Stamp",
        check: |facts, broken| {
            broken.when(is_stamp_wrong(facts, |issued, embeds| {
                !embeds || issued.stamp.0.as_deref() != Some("urn:oasis:names:specification:ubl:signature:1")
            }))
        },
        arabic: "معرف ختم التشفير غير صحيح؛ اطلب من البائع فاتورة صحيحة.",
        english: "The id of the stamp is not the one the authority wants; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-29",
        severity: Warning,
        field: "stamp",
        kept_by: "issue::issue",
        check: |facts, broken| {
            broken.when(is_stamp_wrong(facts, |issued, _| {
                issued.stamp.1.as_deref().map(trimmed) != Some(SIGNATURE)
                    || issued.signature.as_ref().and_then(|signature| signature.id.as_deref()) != Some(SIGNATURE)
            }))
        },
        arabic: "معرف التوقيع في المستند غير صحيح؛ اطلب من البائع فاتورة صحيحة.",
        english: "The id of the signature is not the one the authority wants; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-30",
        severity: Error,
        field: "stamp",
        kept_by: "issue::issue",
        check: |facts, broken| {
            broken.when(is_stamp_wrong(facts, |issued, embeds| {
                !embeds
                    || issued.signature.as_ref().and_then(|signature| signature.method.as_deref())
                        != Some("urn:oasis:names:specification:ubl:dsig:enveloped:xades")
            }))
        },
        arabic: "طريقة توقيع المستند غير مقبولة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The document is signed in a way the authority does not accept; ask the seller for a proper document.",
    },
];

const SIGNATURE: &str = "urn:oasis:names:specification:ubl:signature:Invoice";

fn of_issued(facts: &Facts<'_>, broken: impl Fn(&Issued<'_>) -> bool) -> bool {
    facts.issued.as_ref().is_some_and(broken)
}

/// The authority wants no more than a beginning. Stricter: it lets symbols begin one as well.
fn is_identity(uuid: &str) -> bool {
    uuid.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '.' | '-'))
}

fn has_wrong_counter(reference: &Reference<'_>) -> bool {
    !text_of(&reference.uuid).bytes().all(|byte| byte.is_ascii_digit())
}

fn attached<'i, 'a>(issued: &'i Issued<'a>, id: &'i str) -> impl Iterator<Item = &'i Attachment<'a>> {
    issued.named(id).filter_map(|reference| reference.attachment.as_ref())
}

fn all_attached<'i, 'a>(issued: &'i Issued<'a>) -> impl Iterator<Item = &'i Attachment<'a>> {
    issued.references.iter().filter_map(|reference| reference.attachment.as_ref())
}

fn is_plain(attachment: &Attachment<'_>) -> bool {
    !attachment.content.trim().is_empty() && code_of(&attachment.mime) == "text/plain"
}

fn has_wrong_size(attachment: &Attachment<'_>) -> bool {
    attachment.mime.is_some() && !(1..=1000).contains(&attachment.content.chars().count())
}

/// The authority asks after the stamp of simplified documents at whatever is attached but the PIH, and wants that to
/// embed something: `broken` learns whether it does.
fn is_stamp_wrong(facts: &Facts<'_>, broken: impl Fn(&Issued<'_>, bool) -> bool) -> bool {
    facts.is_simplified()
        && of_issued(facts, |issued| {
            issued
                .references
                .iter()
                .filter(|reference| code_of(&reference.id) != "PIH")
                .filter_map(|reference| reference.attachment.as_ref())
                .any(|attachment| broken(issued, !attachment.content.is_empty()))
        })
}
