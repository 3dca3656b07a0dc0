//! Cash put into the drawer or taken out, beside sales.

use rusqlite::Connection;
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::SessionId;

use crate::StoreError;
use crate::column::{collect, moment, money};

/// A movement about to be noted.
#[derive(Debug)]
pub struct NewCashMove<'a> {
    pub shift: i64,
    pub at: Timestamp,
    pub session: SessionId,
    /// Above zero: put in; below: taken out.
    pub amount: Money,
    pub reason: &'a str,
    /// Who allowed it, or empty.
    pub approved_by: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashMoveRow {
    pub at: Timestamp,
    pub by: String,
    pub amount: Money,
    pub reason: String,
    pub approved_by: String,
}

pub fn insert(db: &Connection, new: &NewCashMove<'_>) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO cash_move (shift_id, at, session_id, amount, reason, approved_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (new.shift, new.at.unix_millis(), new.session.0, new.amount.halalas(), new.reason, new.approved_by),
    )?;
    Ok(())
}

/// In their order.
pub fn of_shift(db: &Connection, shift: i64) -> Result<Vec<CashMoveRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT cash_move.at, user.name, amount, reason, approved_by
         FROM cash_move JOIN session ON session.id = cash_move.session_id JOIN user ON user.id = session.user_id
         WHERE shift_id = ?1 ORDER BY cash_move.id",
    )?;
    collect(statement.query([shift])?, |row| {
        Ok(CashMoveRow {
            at: moment(row, "at")?,
            by: row.get("name")?,
            amount: money(row, "amount")?,
            reason: row.get("reason")?,
            approved_by: row.get("approved_by")?,
        })
    })
}
