//! A tax document before it is issued: everything the seller decides. Number in the chain, identity and stamp come with
//! the issue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::figures::Figures;
use crate::party::Seller;
use crate::tender::PaymentMeans;
use crate::text::one_line;
use crate::timestamp::Timestamp;

/// What a document does (UN/CEFACT 1001).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 388
    Invoice,
    /// 381: the seller owes something back.
    CreditNote(Original),
    /// 383: the seller asks for more.
    DebitNote(Original),
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

    #[must_use]
    pub const fn original(&self) -> Option<&Original> {
        match self {
            Kind::Invoice => None,
            Kind::CreditNote(original) | Kind::DebitNote(original) => Some(original),
        }
    }
}

/// The document that a note corrects, and why (BR-KSA-56, BR-KSA-17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    pub number: InvoiceNumber,
    /// 1 to 1 000 characters.
    pub reason: String,
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
    /// `InvoiceTypeCode/@name` with no transaction flag set.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            InvoiceType::Standard => "0100000",
            InvoiceType::Simplified => "0200000",
        }
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
    pub number: InvoiceNumber,
    /// Documents carry whole seconds.
    pub issued_at: Timestamp,
    pub seller: Seller,
    /// How it is paid, in the order tendered, without repetition. Never empty on a note: the reason is carried there.
    pub payment: Vec<PaymentMeans>,
    pub figures: Figures,
}
