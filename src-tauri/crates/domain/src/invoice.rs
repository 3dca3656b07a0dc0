//! A tax document before it is issued: everything the seller decides. Number in the chain, identity and stamp come with
//! the issue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::figures::Figures;
use crate::party::{Buyer, Seller};
use crate::tender::PaymentMeans;
use crate::text::one_line;
use crate::timestamp::{Day, Timestamp};

/// What a document does (UN/CEFACT 1001).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 388
    Invoice,
    /// 381: the seller owes something back.
    CreditNote(Correction),
    /// 383: the seller asks for more.
    DebitNote(Correction),
}

impl Kind {
    /// The code of `InvoiceTypeCode`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Kind::Invoice => "388",
            Kind::CreditNote(_) => "381",
            Kind::DebitNote(_) => "383",
        }
    }

    /// The word in files and on the wire.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Kind::Invoice => "invoice",
            Kind::CreditNote(_) => "credit_note",
            Kind::DebitNote(_) => "debit_note",
        }
    }

    #[must_use]
    pub const fn correction(&self) -> Option<&Correction> {
        match self {
            Kind::Invoice => None,
            Kind::CreditNote(correction) | Kind::DebitNote(correction) => Some(correction),
        }
    }
}

/// What a note corrects, and why (BR-KSA-56, BR-KSA-17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// At least one.
    pub originals: Vec<Original>,
    /// 1 to 1 000 characters.
    pub reason: String,
}

/// A document that a note corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    pub number: InvoiceNumber,
    pub issued_on: Option<Day>,
}

/// What is special about the transaction (KSA-2). A till bills neither itself nor the state: those flags do not exist
/// here, so that BR-KSA-07 and BR-KSA-92 cannot be broken. An export on a simplified document can be asked for; it
/// breaks BR-KSA-31, and the gate stops it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags {
    /// Issued on behalf of the seller.
    pub third_party: bool,
    /// A supply without payment, such as free goods.
    pub nominal: bool,
    /// Standard documents only.
    pub export: bool,
    /// Many supplies over a time; names the buyer and the time (BR-KSA-71, -72).
    pub summary: bool,
}

impl Flags {
    /// Reads one flag by its name in files.
    ///
    /// ```
    /// # use sanduq_domain::invoice::Flags;
    /// let mut flags = Flags::default();
    /// assert!(flags.set("summary"));
    /// assert!(!flags.set("self_billed"));
    /// ```
    pub fn set(&mut self, key: &str) -> bool {
        match key {
            "third_party" => self.third_party = true,
            "nominal" => self.nominal = true,
            "export" => self.export = true,
            "summary" => self.summary = true,
            _ => return false,
        }
        true
    }

    /// The names of those that are set.
    ///
    /// ```
    /// # use sanduq_domain::invoice::Flags;
    /// let flags = Flags { summary: true, nominal: true, ..Flags::default() };
    /// assert_eq!(flags.keys().collect::<Vec<_>>(), ["nominal", "summary"]);
    /// ```
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        let Flags { third_party, nominal, export, summary } = self;
        [("third_party", third_party), ("nominal", nominal), ("export", export), ("summary", summary)]
            .into_iter()
            .filter_map(|(key, set)| set.then_some(key))
    }
}

/// When goods or services were supplied, where that is not the moment of issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    pub on: Day,
    /// The last day, when it took several (BR-KSA-36: not before the first).
    pub until: Option<Day>,
}

/// Whom a document is for: it decides its path to the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceType {
    /// To a business; cleared before it is handed over.
    Standard,
    /// To a consumer; handed over at once, reported within 24 hours.
    Simplified,
}

impl InvoiceType {
    /// `InvoiceTypeCode/@name`: two digits for the type, then third party, nominal, export, summary, self-billed.
    #[must_use]
    pub fn name(self, flags: Flags) -> String {
        let digit = |set: bool| if set { '1' } else { '0' };
        let Flags { third_party, nominal, export, summary } = flags;
        let mut name = String::from(match self {
            InvoiceType::Standard => "01",
            InvoiceType::Simplified => "02",
        });
        name.extend([third_party, nominal, export, summary, false].map(digit));
        name
    }

    /// The word in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            InvoiceType::Standard => "standard",
            InvoiceType::Simplified => "simplified",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [InvoiceType::Standard, InvoiceType::Simplified].into_iter().find(|known| known.key() == key)
    }
}

/// The number a customer knows a document by (BT-1): 1 to 127 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InvoiceNumber(String);

/// The text is no invoice number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an invoice number has 1 to 127 printable characters")]
pub struct InvoiceNumberError;

impl InvoiceNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InvoiceNumber {
    type Err = InvoiceNumberError;

    fn from_str(text: &str) -> Result<Self, InvoiceNumberError> {
        one_line(text, 1, 127).map(|number| InvoiceNumber(number.to_owned())).map_err(|_| InvoiceNumberError)
    }
}

impl TryFrom<String> for InvoiceNumber {
    type Error = InvoiceNumberError;

    fn try_from(text: String) -> Result<Self, InvoiceNumberError> {
        text.parse()
    }
}

impl From<InvoiceNumber> for String {
    fn from(number: InvoiceNumber) -> String {
        number.0
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A document ready to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub kind: Kind,
    pub invoice_type: InvoiceType,
    pub flags: Flags,
    pub number: InvoiceNumber,
    /// Documents carry whole seconds.
    pub issued_at: Timestamp,
    /// None: supplied as it is issued.
    pub supply: Option<Supply>,
    pub seller: Seller,
    /// A standard document names its buyer; a simplified one may.
    pub buyer: Option<Buyer>,
    /// How it is paid, in the order tendered, without repetition. A note without any still carries its reason.
    pub payment: Vec<PaymentMeans>,
    /// Free words on the document, at most 1 000 characters, or empty (BR-KSA-F-06-C2).
    pub note: String,
    /// The buyer's purchase order, at most 127 characters, or empty (BR-KSA-F-06-C3).
    pub order: String,
    pub figures: Figures,
}
