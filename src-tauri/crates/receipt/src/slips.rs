//! What the shop's own papers say: plain facts, filled in by whoever keeps them.
//!
//! A slip that waits for a printer is kept as these facts and laid out for whichever printer takes it.

use rust_decimal::Decimal;
use sanduq_domain::money::Money;
use sanduq_domain::tender::TenderKind;
use sanduq_domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// A paper that no document stands behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slip {
    Held(HoldSlip),
    Report(ShiftReport),
    HandOver(HandOver),
}

/// Where and by whom a slip is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// As on receipts.
    pub shop: String,
    pub till: String,
    pub cashier: String,
    /// Now.
    pub at: Timestamp,
    pub training: bool,
}

/// A basket put aside until its customer is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldSlip {
    pub desk: Desk,
    /// What it is recalled by.
    pub number: String,
    /// The customer's name or a remark, or empty.
    pub label: String,
    pub lines: Vec<HeldLine>,
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    pub name: String,
    #[serde(with = "in_digits")]
    pub quantity: Decimal,
    /// UN/ECE 20.
    pub unit: String,
    /// With VAT.
    pub total: Money,
}

/// Whether a report ends its shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// A look at the running shift.
    X,
    /// The shift is closed with it.
    Z,
}

/// So many, and what they came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub count: u64,
    pub total: Money,
}

/// What a shift took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftReport {
    pub desk: Desk,
    pub kind: ReportKind,
    /// The shift's number.
    pub number: String,
    pub opened_at: Timestamp,
    /// Of a closed shift.
    pub closed_at: Option<Timestamp>,
    /// Who counted the drawer; empty while the shift is open.
    #[serde(default)]
    pub closed_by: String,
    /// Who agreed to it, or empty where he needed nobody.
    #[serde(default)]
    pub approved_by: String,
    /// Who took the drawer over, or empty.
    #[serde(default)]
    pub handed_to: String,
    pub invoices: Tally,
    pub credit_notes: Tally,
    pub debit_notes: Tally,
    /// First and last number issued, or none.
    pub numbers: Option<(String, String)>,
    /// By VAT category and rate, notes already taken off.
    pub vat: Vec<TakenVat>,
    /// By what was handed over, change already taken off.
    pub tenders: Vec<(TenderKind, Tally)>,
    pub drawer: DrawerCount,
    pub reprints: u64,
    /// Lines taken out of baskets before they were sold.
    pub removed_lines: u64,
    /// Documents not reported yet.
    pub pending: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenVat {
    /// `S`, `Z`, `E` or `O`.
    pub category: String,
    /// Per cent.
    #[serde(with = "in_digits")]
    pub rate: Decimal,
    pub taxable: Money,
    pub amount: Money,
}

/// The cash of a shift.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerCount {
    /// In the drawer when the shift began.
    pub float: Money,
    pub sales: Money,
    pub refunds: Money,
    /// Put in beside sales.
    pub paid_in: Money,
    /// Taken out beside refunds.
    pub paid_out: Money,
    /// Absent until somebody counted.
    pub counted: Option<Money>,
}

impl DrawerCount {
    /// What should be in the drawer.
    #[must_use]
    pub fn expected(&self) -> Money {
        self.float + self.sales - self.refunds + self.paid_in - self.paid_out
    }

    /// Above zero where there is more than should be.
    #[must_use]
    pub fn difference(&self) -> Option<Money> {
        self.counted.map(|counted| counted - self.expected())
    }
}

/// A drawer passed on, with both names under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub desk: Desk,
    pub from: String,
    pub to: String,
    pub tenders: Vec<(TenderKind, Tally)>,
    pub drawer: DrawerCount,
    /// Documents not reported yet.
    pub pending: u64,
    /// Since when the oldest of them waits.
    pub oldest_pending: Option<Timestamp>,
    /// What the next cashier should know, or empty.
    pub remark: String,
}

/// A page that shows what a printer can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPage {
    pub desk: Desk,
    /// The printer's name.
    pub printer: String,
    /// How it is reached.
    pub connection: String,
}

/// Quantities and rates as they are written: `"0.435"`.
mod in_digits {
    use rust_decimal::Decimal;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
