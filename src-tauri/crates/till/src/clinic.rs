//! The rejection clinic: what each code of the authority means for a shop. What happened, where, who can put it right,
//! what is to be done, and whether the document can be issued anew.
//!
//! The published rules have their sentences in [`sanduq_einvoice::rules`]; what the gateway says beyond them stands in
//! [`codes`]. A code that nobody knows yet has a sensible answer too.

mod codes;

use sanduq_einvoice::rules;

pub use codes::{GATEWAY, GatewayCode};

/// Who can put something right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Healer {
    Cashier,
    Manager,
    Accountant,
    /// Whoever onboards the till and looks after its machine.
    Installer,
    /// Who makes this program.
    Us,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    CompleteBuyer,
    CompleteShop,
    ChooseExemption,
    CorrectReason,
    CorrectNames,
    /// The note, the order, the days of supply, what is special about the transaction.
    CorrectStatements,
    CorrectClock,
    RenewCsid,
    /// Nothing stands against the document any more: as it is.
    IssueAnew,
    /// An amount is wrong, and amounts stay.
    CallAboutMoney,
    CallSupport,
    /// It needs no hand.
    Nothing,
}

/// Whether the document can be issued anew, so that it is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cure {
    /// With what is wrong put right.
    Amended,
    /// As it is, once the cause is gone.
    Unchanged,
    /// It would be rejected again.
    Never,
    /// It needs none: the authority has it.
    Needless,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    pub arabic: &'static str,
    pub english: &'static str,
}

/// What one of the authority's messages means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// As the authority wrote it.
    pub code: String,
    pub what: Sentence,
    /// As rules name it: `buyer.name`; empty where it is no field of the document.
    pub field: &'static str,
    pub healer: Healer,
    pub remedy: Remedy,
    pub cure: Cure,
}

/// What the message with this code and category means.
///
/// ```
/// use sanduq_till::clinic::{Cure, Healer, Remedy, diagnose};
///
/// let buyer = diagnose("BR-KSA-44", "KSA");
/// assert_eq!((buyer.field, buyer.healer, buyer.remedy), ("buyer.vat_number", Healer::Manager, Remedy::CompleteBuyer));
/// assert_eq!(diagnose("certificate-permissions", "CERTIFICATE_ERRORS").cure, Cure::Unchanged);
/// assert_eq!(diagnose("BR-KSA-1234", "KSA").healer, Healer::Us, "what nobody knows yet is ours to find out");
/// ```
#[must_use]
pub fn diagnose(code: &str, category: &str) -> Diagnosis {
    let code = code.trim();
    let gateway = GATEWAY.iter().find(|known| known.code.eq_ignore_ascii_case(code));
    let rule = || rules::TABLE.iter().copied().flatten().find(|rule| rule.id.eq_ignore_ascii_case(code));
    let of_category = || codes::CATEGORIES.iter().find(|known| known.code.eq_ignore_ascii_case(category.trim()));
    let known = |known: &GatewayCode| Diagnosis {
        code: code.to_owned(),
        what: known.what,
        field: known.field,
        healer: known.healer,
        remedy: known.remedy,
        cure: known.cure,
    };
    if let Some(gateway) = gateway {
        return known(gateway);
    }
    if let Some(rule) = rule() {
        let (healer, remedy, cure) = of_rule(rule.id, rule.field);
        let whole = Sentence { arabic: rule.arabic, english: rule.english };
        // To a foreign document's reader these rules say to ask its seller: that is us.
        let is_for_sellers = matches!(remedy, Remedy::CallSupport | Remedy::CallAboutMoney | Remedy::ChooseExemption);
        let what = if is_for_sellers { whole.cause() } else { whole };
        return Diagnosis { code: code.to_owned(), what, field: rule.field, healer, remedy, cure };
    }
    known(of_category().unwrap_or(&codes::UNKNOWN))
}

/// Rules about what the writer puts down by itself, whatever a person has typed.
const WRITTEN: [&str; 11] = [
    "BR-KSA-06",
    "BR-KSA-F-06-C40",
    "BR-KSA-07",
    "BR-09",
    "BR-KSA-F-12",
    "BR-S-10",
    "BR-KSA-69",
    "BR-KSA-23",
    "BR-KSA-24",
    "BR-KSA-83",
    "BR-KSA-F-06-C16",
];

fn of_rule(id: &str, field: &str) -> (Healer, Remedy, Cure) {
    if WRITTEN.contains(&id) { (Healer::Us, Remedy::CallSupport, Cure::Unchanged) } else { of_field(field) }
}

/// Who puts which field of a document right, and how.
fn of_field(field: &str) -> (Healer, Remedy, Cure) {
    let (room, part) = field.split_once('.').unwrap_or((field, ""));
    match (room, part) {
        ("buyer", _) => (Healer::Manager, Remedy::CompleteBuyer, Cure::Amended),
        ("seller", _) => (Healer::Manager, Remedy::CompleteShop, Cure::Amended),
        ("lines", "exemption") => (Healer::Accountant, Remedy::ChooseExemption, Cure::Amended),
        ("lines", "name") => (Healer::Manager, Remedy::CorrectNames, Cure::Amended),
        ("reason", _) => (Healer::Manager, Remedy::CorrectReason, Cure::Amended),
        ("note" | "order" | "supply", _) => (Healer::Manager, Remedy::CorrectStatements, Cure::Amended),
        ("flags", _) => (Healer::Accountant, Remedy::CorrectStatements, Cure::Amended),
        ("issued_at", _) => (Healer::Installer, Remedy::CorrectClock, Cure::Unchanged),
        // How a document is written is the program's: mended, it writes the same document rightly.
        (
            "chain" | "contract" | "currency" | "kind" | "number" | "original" | "profile" | "qr" | "references"
            | "stamp" | "tenders" | "uuid",
            _,
        ) => (Healer::Us, Remedy::CallSupport, Cure::Unchanged),
        _ => (Healer::Us, Remedy::CallAboutMoney, Cure::Never),
    }
}

impl Sentence {
    /// The part before what is to be done about it.
    fn cause(self) -> Sentence {
        let before = |text: &'static str, mark| text.split_once(mark).map_or(text, |(cause, _)| cause);
        Sentence { arabic: before(self.arabic, '؛'), english: before(self.english, ';') }
    }
}

impl Healer {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Healer::Cashier => "cashier",
            Healer::Manager => "manager",
            Healer::Accountant => "accountant",
            Healer::Installer => "installer",
            Healer::Us => "us",
        }
    }
}

impl Cure {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Cure::Amended => "amended",
            Cure::Unchanged => "unchanged",
            Cure::Never => "never",
            Cure::Needless => "needless",
        }
    }
}

impl Remedy {
    pub const ALL: [Remedy; 12] = [
        Remedy::CompleteBuyer,
        Remedy::CompleteShop,
        Remedy::ChooseExemption,
        Remedy::CorrectReason,
        Remedy::CorrectNames,
        Remedy::CorrectStatements,
        Remedy::CorrectClock,
        Remedy::RenewCsid,
        Remedy::IssueAnew,
        Remedy::CallAboutMoney,
        Remedy::CallSupport,
        Remedy::Nothing,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Remedy::CompleteBuyer => "complete_buyer",
            Remedy::CompleteShop => "complete_shop",
            Remedy::ChooseExemption => "choose_exemption",
            Remedy::CorrectReason => "correct_reason",
            Remedy::CorrectNames => "correct_names",
            Remedy::CorrectStatements => "correct_statements",
            Remedy::CorrectClock => "correct_clock",
            Remedy::RenewCsid => "renew_csid",
            Remedy::IssueAnew => "issue_anew",
            Remedy::CallAboutMoney => "call_about_money",
            Remedy::CallSupport => "call_support",
            Remedy::Nothing => "nothing",
        }
    }

    /// What is to be done, said to who does it.
    #[must_use]
    pub const fn sentence(self) -> Sentence {
        let (arabic, english) = match self {
            Remedy::CompleteBuyer => {
                ("أكمل بيانات المشتري ثم أعد الإصدار.", "Complete the buyer, then issue the document anew.")
            }
            Remedy::CompleteShop => (
                "أكمل بيانات المتجر وعنوانه ثم أعد الإصدار.",
                "Complete the shop's data and address, then issue the document anew.",
            ),
            Remedy::ChooseExemption => (
                "اختر سبب عدم احتساب الضريبة ثم أعد الإصدار.",
                "Choose the reason why no VAT is charged, then issue the document anew.",
            ),
            Remedy::CorrectReason => {
                ("صحح سبب الإشعار ثم أعد الإصدار.", "Correct the note's reason, then issue it anew.")
            }
            Remedy::CorrectNames => {
                ("صحح أسماء الأصناف ثم أعد الإصدار.", "Correct the items' names, then issue the document anew.")
            }
            Remedy::CorrectStatements => (
                "صحح الملاحظة أو أمر الشراء أو تاريخ التوريد أو صفة العملية ثم أعد الإصدار.",
                "Correct note, order, days of supply or kind of transaction, then issue the document anew.",
            ),
            Remedy::CorrectClock => (
                "صحح ساعة هذا الجهاز؛ وإن كان وقت الإصدار في المستقبل فانتظر حتى يمر ثم أعد الإصدار كما هو.",
                "Correct this machine's clock; if the time of issue lies ahead, wait until it has passed, then issue the \
                 document anew as it is.",
            ),
            Remedy::RenewCsid => (
                "جدد شهادة هذا الصندوق من إعدادات الهيئة ثم أعد الإصدار كما هو.",
                "Renew this till's CSID in its settings, then issue the document anew as it is.",
            ),
            Remedy::IssueAnew => ("أعد الإصدار كما هو.", "Issue the document anew as it is."),
            Remedy::CallAboutMoney => (
                "مبلغ في المستند خطأ من البرنامج نفسه، والمبالغ لا تتغير عند إعادة الإصدار: اتصل بالدعم، ولا ترد المبلغ \
                 بإشعار دائن قبل قبول المستند.",
                "An amount was reckoned wrongly by this program, and amounts stay when a document is issued anew: call \
                 support, and give nothing back by a credit note before the document is accepted.",
            ),
            Remedy::CallSupport => (
                "الخلل من البرنامج لا منك: اتصل بالدعم، وبعد التحديث أعد الإصدار كما هو.",
                "The fault is the program's, not yours: call support, and after its update issue the document anew as it \
                 is.",
            ),
            Remedy::Nothing => ("لا يلزمك شيء.", "Nothing is left to do."),
        };
        Sentence { arabic, english }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Every code of the gateway that is known from its own documents and from the field, outside the published rules.
    const SEEN: [&str; 33] = [
        "Invalid-Authentication-Certificate",
        "Invalid-InvoiceHash",
        "Invalid-Invoice-Hash",
        "Invalid-UUID",
        "INVOICE_UUID_VALIDATION",
        "XML-INVOICE-ERROR",
        "Invoice-Errors",
        "Invoice-Warning",
        "XSD_ZATCA_INVALID",
        "XSD_ZATCA_VALID",
        "invalid-invoice-hash",
        "invoiceHash_QRCODE_INVALID",
        "KSA-13",
        "BR-KSA-04",
        "BR-KSA-98",
        "certificate-permissions",
        "invalid-signing-certificate",
        "certificate-issuer-name",
        "certificate-hashing",
        "signed-properties-hashing",
        "invalid-certificate",
        "invalid-digital-signature",
        "CERTIFICATE_SIGNATURE_QRCODE_INVALID",
        "PUBLIC_KEY_QRCODE_INVALID",
        "QRCODE_INVALID",
        "invoiceTimeStamp_QRCODE_INVALID",
        "invoiceTotal_QRCODE_INVALID",
        "invoiceTaxAmount_QRCODE_INVALID",
        "sellerName_QRCODE_INVALID",
        "X509IssuerName",
        "X509SerialNumber",
        "signatureValue",
        "invoiceSignedDataDigestValue",
    ];

    /// Of the schematron, those that shops meet.
    const MET: [&str; 14] = [
        "BR-KSA-F-07",
        "BR-KSA-F-08",
        "BR-KSA-09",
        "BR-KSA-37",
        "BR-KSA-60",
        "BR-KSA-61",
        "BR-KSA-17",
        "BR-KSA-39",
        "BR-CO-14",
        "BR-CO-15",
        "BR-CO-17",
        "BR-S-08",
        "BR-S-09",
        "BR-KSA-EN16931-06",
    ];

    fn is_arabic(text: &str) -> bool {
        text.chars().any(|c| ('\u{0621}'..='\u{064A}').contains(&c))
    }

    fn is_whole(sentence: Sentence) -> bool {
        is_arabic(sentence.arabic)
            && !is_arabic(sentence.english)
            && [sentence.arabic, sentence.english].iter().all(|text| text.chars().count() > 8 && text.trim() == *text)
    }

    #[test]
    fn every_code_of_the_gateway_has_one_row_in_both_languages() {
        let mut codes = HashSet::new();
        for known in GATEWAY.iter().chain(codes::CATEGORIES) {
            assert!(codes.insert(known.code.to_ascii_lowercase()), "{} stands twice", known.code);
            assert!(is_whole(known.what), "{}", known.code);
        }
        for code in SEEN {
            assert!(codes.contains(&code.to_ascii_lowercase()), "{code} has no row");
        }
        let rules: HashSet<_> =
            rules::TABLE.iter().copied().flatten().map(|rule| rule.id.to_ascii_lowercase()).collect();
        assert!(codes.is_disjoint(&rules), "{:?}", codes.intersection(&rules));
        for code in MET {
            assert!(rules.contains(&code.to_ascii_lowercase()), "{code} has no rule");
        }
    }

    #[test]
    fn every_rule_and_every_remedy_says_what_happened_and_what_to_do() {
        for rule in rules::TABLE.iter().copied().flatten() {
            let found = diagnose(rule.id, "KSA");
            assert_eq!((found.field, found.code.as_str()), (rule.field, rule.id));
            assert!(is_whole(found.what), "{}", rule.id);
            assert!(!found.what.english.contains(" seller for "), "{}: the seller is us", rule.id);
            let amended = found.cure == Cure::Amended;
            assert_eq!(amended, !matches!(found.healer, Healer::Us | Healer::Installer), "{}", rule.id);
        }
        for remedy in Remedy::ALL {
            assert!(is_whole(remedy.sentence()), "{}", remedy.key());
        }
        for id in WRITTEN {
            assert!(rules::TABLE.iter().copied().flatten().any(|rule| rule.id == id), "{id} is no rule");
        }
    }

    #[test]
    fn money_is_never_cured_and_what_is_ours_is_said_to_be() {
        for code in ["BR-CO-15", "BR-S-08", "BR-KSA-EN16931-11", "BR-DEC-23", "BR-KSA-81", "BR-KSA-13"] {
            let found = diagnose(code, "EN_16931");
            match found.remedy {
                Remedy::CallAboutMoney => assert_eq!((found.healer, found.cure), (Healer::Us, Cure::Never), "{code}"),
                remedy => assert_ne!(found.cure, Cure::Never, "{code}: {remedy:?}"),
            }
        }
        assert_eq!(diagnose("BR-CO-15", "").remedy, Remedy::CallAboutMoney);
    }

    #[test]
    fn codes_are_found_in_any_case_and_what_is_unknown_by_its_category() {
        assert_eq!(diagnose("INVALID-INVOICE-HASH", "").what, diagnose("invalid-invoice-hash", "").what);
        let unknown = diagnose("sellerStreet_QRCODE_INVALID", "QRCODE_VALIDATION");
        assert_eq!((unknown.code.as_str(), unknown.field), ("sellerStreet_QRCODE_INVALID", "qr"));
        assert_eq!(diagnose("", "").what, diagnose("new-code", "new-category").what);
        assert_eq!(diagnose("br-ksa-44", "KSA").field, "buyer.vat_number");
    }
}
