//! Goods that come back, and debit notes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Approval, InvoiceType, TenderKind};

/// The code of a receipt as the scanner types it, or a number of this till.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnFind {
    pub scan: String,
}

/// What was brought: one of the two.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Brought {
    pub own: Option<ReturnReceipt>,
    /// Another till's of the same shop, by its code: what comes back is chosen from the catalogue.
    pub elsewhere: Option<ReturnElsewhere>,
    /// Reasons to choose from; any other words do as well.
    pub reasons: Vec<ReturnReason>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReturnReason {
    pub key: String,
    /// What stands on the note.
    pub ar: String,
    pub en: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReturnReceipt {
    /// Send it with the return: pressing twice makes one note.
    pub return_id: String,
    pub number: String,
    pub issued_at: i64,
    pub cashier: String,
    pub invoice_type: InvoiceType,
    pub buyer: String,
    pub total: String,
    pub left: String,
    pub lines: Vec<ReturnLine>,
    /// The ways in which it was paid, the largest first: the refund goes the first way unless another is chosen.
    pub paid: Vec<TenderKind>,
    /// Whether it was proved by its code, and not by its number alone.
    pub scanned: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReturnLine {
    /// From 1.
    pub place: usize,
    /// As the document calls it.
    pub name: String,
    /// Its item's, or empty where that is called otherwise by now.
    pub name_en: String,
    pub unit: String,
    pub quantity: String,
    /// What was not given back yet.
    pub left: String,
    /// With VAT, for all that is left.
    pub amount_left: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReturnElsewhere {
    pub return_id: String,
    pub issued_at: i64,
    /// As the code says; nothing proves it but the paper in the hand.
    pub total: String,
    /// What this till has not given back of it yet.
    pub left: String,
}

/// Beyond the role's limit, or refunded otherwise than it was paid, it answers `approval_needed`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnTake {
    pub return_id: String,
    pub number: String,
    /// What it was found by: without the receipt's code the return needs somebody's approval.
    #[serde(default)]
    pub scan: String,
    pub lines: Vec<ReturnPart>,
    pub reason: String,
    /// Absent: the way it was paid, in several where it was paid in several.
    pub refund: Option<TenderKind>,
    #[serde(default)]
    pub approval: Option<Approval>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnPart {
    pub place: usize,
    /// Empty: all that is left.
    pub quantity: String,
}

/// What would be given back for these lines of a receipt.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnWeigh {
    pub number: String,
    pub lines: Vec<ReturnPart>,
}

/// What would be given back for goods that another till sold.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnWeighElsewhere {
    pub items: Vec<ReturnItem>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReturnWorth {
    /// With VAT, of each in the order in which it was asked for.
    pub parts: Vec<String>,
    /// For all of them.
    pub due: String,
}

/// Of another till's receipt. Needs the permission `correct`, one's own or another's word.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnTakeElsewhere {
    pub return_id: String,
    pub code: String,
    /// The number on the receipt.
    pub number: String,
    pub items: Vec<ReturnItem>,
    pub reason: String,
    pub refund: TenderKind,
    #[serde(default)]
    pub approval: Option<Approval>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReturnItem {
    pub item: i64,
    pub quantity: String,
}

/// More to pay for a document: a debit note. `vat` is one of `vat_choices`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DebitIssue {
    /// A UUID that the screen mints with the form: pressing twice makes one note.
    pub debit_id: String,
    pub number: String,
    pub reason: String,
    /// What it is for.
    pub name: String,
    /// With VAT.
    pub amount: String,
    pub vat: String,
    pub paid: TenderKind,
}
