//! Shifts and the drawer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Approval, TenderKind};

/// The shift at this till, for everybody who is signed in. What should lie in the drawer is not said: counts are blind.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ShiftState {
    pub open: Option<OpenShift>,
    /// The Kingdom's notes and coins in halalas, the largest first; coins from `largest_coin` on.
    pub denominations: Vec<i64>,
    pub largest_coin: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct OpenShift {
    pub number: i64,
    /// Such as `2026-11-26`.
    pub business_day: String,
    pub opened_at: i64,
    pub cashier: String,
    pub float: String,
    pub moves: Vec<CashMove>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CashMove {
    pub at: i64,
    pub by: String,
    /// Above zero: put in; below: taken out.
    pub amount: String,
    pub reason: String,
    pub approved_by: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ShiftOpen {
    pub float: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CashWay {
    In,
    Out,
}

/// Without the permission `move_cash` it answers `approval_needed`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CashMoveMake {
    pub way: CashWay,
    pub amount: String,
    pub reason: String,
    #[serde(default)]
    pub approval: Option<Approval>,
}

/// How many of each note and coin, by its halalas. Without the permission `close_shift` it answers `approval_needed`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ShiftClose {
    pub counts: BTreeMap<i64, u32>,
    #[serde(default)]
    pub approval: Option<Approval>,
}

/// Both stand under it with their PINs: the one who is signed in, and the one who takes over.
#[derive(Clone, Deserialize, TS)]
pub struct ShiftHandOver {
    pub counts: BTreeMap<i64, u32>,
    /// Of the one who is signed in.
    pub pin: String,
    pub to: Approval,
    pub remark: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ShiftPick {
    pub number: i64,
    #[serde(default)]
    pub approval: Option<Approval>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Shifts {
    /// Newest first.
    pub shifts: Vec<ShiftRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ShiftRow {
    pub number: i64,
    pub business_day: String,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    pub cashier: String,
    pub counted: Option<String>,
    /// Counted less expected; absent while it is open.
    pub difference: Option<String>,
    /// Who counted it; empty while it is open, as are the next two where nobody else signed.
    pub closed_by: String,
    pub approved_by: String,
    pub handed_to: String,
}

/// An X report of the open shift, a Z report of a closed one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ShiftReport {
    pub number: String,
    pub closed: bool,
    /// Who opened it.
    pub cashier: String,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    /// Who counted it; empty while it is open, as are the next two where nobody else signed.
    pub closed_by: String,
    pub approved_by: String,
    pub handed_to: String,
    pub invoices: Tally,
    pub credit_notes: Tally,
    pub debit_notes: Tally,
    pub first_number: String,
    pub last_number: String,
    pub vat: Vec<TakenVat>,
    pub tenders: Vec<TakenTender>,
    pub float: String,
    pub cash_sales: String,
    pub cash_refunds: String,
    pub paid_in: String,
    pub paid_out: String,
    pub expected: String,
    pub counted: Option<String>,
    pub difference: Option<String>,
    pub reprints: i64,
    pub removed_lines: i64,
    /// Documents not reported yet. They hold up no close.
    pub pending: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Tally {
    pub count: i64,
    pub total: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TakenVat {
    pub category: String,
    pub rate: String,
    pub taxable: String,
    pub amount: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TakenTender {
    pub kind: TenderKind,
    pub count: i64,
    pub total: String,
}
