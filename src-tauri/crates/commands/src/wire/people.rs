//! People, their PINs, what the shop has settled, and the audit log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Role;

#[derive(Debug, Clone, Serialize, TS)]
pub struct People {
    pub people: Vec<Person>,
    /// The roles that the one who asks may give.
    pub roles: Vec<Role>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Person {
    pub name: String,
    pub role: Role,
    /// Whether he can sign in.
    pub active: bool,
    /// False: he has a one-time PIN, or has used it up without choosing his own.
    pub pin_is_own: bool,
    /// Whether the one who asks may change anything about him.
    pub kept: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PersonAdd {
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PersonPick {
    pub name: String,
}

/// A PIN for one sign-in. Shown once, and nowhere kept.
#[derive(Serialize, TS)]
pub struct NewPin {
    pub name: String,
    pub pin: String,
}

/// One's own PIN. `old` is the one of the sign-in.
#[derive(Deserialize, TS)]
pub struct PinChange {
    pub old: String,
    pub new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    Asked,
    /// Nobody touched the till for `auto_lock_minutes`.
    Idle,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct SessionLock {
    pub reason: LockReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Digits {
    Western,
    Arabic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keypad {
    /// 1 2 3 on top.
    Telephone,
    /// 7 8 9 on top.
    Calculator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMeaning {
    Weight,
    Price,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ScalePrefix {
    /// 20 to 29.
    pub prefix: u8,
    pub meaning: ScaleMeaning,
}

/// What the shop has settled for itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Policy {
    /// Per cent that each role may give alone.
    pub cashier_discount: String,
    pub supervisor_discount: String,
    /// Riyals that each role may take back alone.
    pub cashier_return: String,
    pub supervisor_return: String,
    /// Cash is rounded down to multiples of this; `0.00`: not at all.
    pub cash_rounding: String,
    pub company_asked_at: String,
    /// 0: never.
    pub auto_lock_minutes: u32,
    /// The hour at which the business day begins.
    pub day_begins: u8,
    pub scale_prefixes: Vec<ScalePrefix>,
    pub theme: Theme,
    pub digits: Digits,
    pub keypad: Keypad,
    pub sounds: bool,
    /// Whom the shop calls when the till needs help; empty: nobody is named.
    pub support: String,
}

/// The entries before the one with this id; absent: the newest.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct AuditList {
    pub before: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditLog {
    /// Newest first, at most 100.
    pub entries: Vec<AuditEntry>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditEntry {
    pub id: i64,
    pub at: i64,
    /// Who was signed in, or empty.
    pub user: String,
    /// A key such as `line_removed`.
    pub event: String,
    /// JSON.
    pub details: String,
}
