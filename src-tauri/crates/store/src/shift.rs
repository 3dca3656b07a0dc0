//! Shifts: opened with a float, closed with a count, and what happened in between.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};
use sanduq_domain::money::Money;
use sanduq_domain::shift::Counts;
use sanduq_domain::tender::TenderKind;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::SessionId;

use crate::StoreError;
use crate::column::{collect, first, moment, money};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    pub id: i64,
    /// Such as `2026-11-26`.
    pub business_day: String,
    pub opened_at: Timestamp,
    pub cashier: String,
    pub float: Money,
    /// The last document and the last audit entry before it.
    pub after_document: i64,
    pub after_audit: i64,
    pub close: Option<CloseRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseRow {
    pub closed_at: Timestamp,
    /// The last document and the last audit entry in it.
    pub last_document: i64,
    pub last_audit: i64,
    pub counted: Money,
    pub counts: Counts,
    pub expected: Money,
    /// Who counted: of the session in which it was closed.
    pub closed_by: String,
    pub approved_by: String,
    pub handed_to: String,
}

/// What was taken by one kind of tender, as sales and as refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenderSum {
    pub kind: TenderKind,
    /// On a credit note: given back.
    pub refund: bool,
    pub count: i64,
    pub amount: Money,
}

/// The documents of one kind in a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSum {
    pub kind: String,
    pub count: i64,
    pub total: Money,
    /// Handed back in cash.
    pub change: Money,
}

const COLUMNS: &str =
    "shift.*, closed_at, last_document, last_audit, counted, counts, expected, approved_by, handed_to,
    (SELECT user.name FROM session JOIN user ON user.id = session.user_id WHERE session.id = shift_close.session_id)
        AS closed_by
    FROM shift LEFT JOIN shift_close ON shift_id = shift.id";

/// The shift that is open, if one is.
pub fn open(db: &Connection) -> Result<Option<ShiftRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE shift.id = (SELECT max(id) FROM shift) AND closed_at IS NULL"
    ))?;
    first(statement.query([])?, read)
}

/// The latest, newest first.
pub fn latest(db: &Connection, count: i64) -> Result<Vec<ShiftRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} ORDER BY shift.id DESC LIMIT ?1"))?;
    collect(statement.query([count])?, read)
}

pub fn find(db: &Connection, id: i64) -> Result<Option<ShiftRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} WHERE shift.id = ?1"))?;
    first(statement.query([id])?, read)
}

/// Begins a shift; what is issued and noted from now on is its own.
pub fn insert(
    db: &Connection,
    business_day: &str,
    at: Timestamp,
    session: SessionId,
    cashier: &str,
    float: Money,
) -> Result<i64, StoreError> {
    Ok(db.query_row(
        "INSERT INTO shift (business_day, opened_at, session_id, cashier, float, after_document, after_audit)
         VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM audit))
         RETURNING id",
        (business_day, at.unix_millis(), session.0, cashier, float.halalas()),
        |row| row.get(0),
    )?)
}

/// Ends a shift with the documents and the audit entries there are.
pub fn close(db: &Connection, shift: i64, session: SessionId, close: &CloseRow) -> Result<(), StoreError> {
    let counts = serde_json::to_string(&close.counts).map_err(|_| StoreError::Corrupt { column: "counts" })?;
    db.execute(
        "INSERT INTO shift_close VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            shift,
            close.closed_at.unix_millis(),
            session.0,
            close.last_document,
            close.last_audit,
            close.counted.halalas(),
            counts,
            close.expected.halalas(),
            &close.approved_by,
            &close.handed_to,
        ),
    )?;
    Ok(())
}

/// The last document and the last audit entry there are.
pub fn ends(db: &Connection) -> Result<(i64, i64), StoreError> {
    Ok(db.query_row(
        "SELECT (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM audit)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// What the documents after `from` up to `to` came to. What was issued anew moved no money.
pub fn kinds(db: &Connection, from: i64, to: i64) -> Result<Vec<KindSum>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT kind, count(*) AS count, sum(total) AS total, sum(change) AS change
         FROM document WHERE id > ?1 AND id <= ?2 AND replaces IS NULL GROUP BY kind ORDER BY kind",
    )?;
    collect(statement.query([from, to])?, |row| {
        Ok(KindSum {
            kind: row.get("kind")?,
            count: row.get("count")?,
            total: money(row, "total")?,
            change: money(row, "change")?,
        })
    })
}

/// The first and the last number that were taken after `from` up to `to`. What was issued anew took none.
pub fn numbers(db: &Connection, from: i64, to: i64) -> Result<Option<(String, String)>, StoreError> {
    let end = |order: &str| -> Result<Option<String>, StoreError> {
        let mut statement = db.prepare_cached(&format!(
            "SELECT number FROM document WHERE id > ?1 AND id <= ?2 AND replaces IS NULL ORDER BY id {order} LIMIT 1"
        ))?;
        first(statement.query([from, to])?, |row| Ok(row.get(0)?))
    };
    Ok(end("ASC")?.zip(end("DESC")?))
}

/// What was handed over and given back for the documents after `from` up to `to`.
pub fn tenders(db: &Connection, from: i64, to: i64) -> Result<Vec<TenderSum>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT tender.kind AS kind, document.kind = 'credit_note' AS refund, count(*) AS count, sum(amount) AS amount
         FROM document JOIN tender ON tender.document_id = document.id
         WHERE document.id > ?1 AND document.id <= ?2 GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    collect(statement.query([from, to])?, |row| {
        Ok(TenderSum {
            kind: TenderKind::from_key(&row.get::<_, String>("kind")?).ok_or(StoreError::Corrupt { column: "kind" })?,
            refund: row.get("refund")?,
            count: row.get("count")?,
            amount: money(row, "amount")?,
        })
    })
}

/// How often each thing was noted after `from` up to `to`.
pub fn events(db: &Connection, from: i64, to: i64) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT event, count(*) FROM audit WHERE id > ?1 AND id <= ?2 GROUP BY event")?;
    Ok(collect(statement.query([from, to])?, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

fn read(row: &Row<'_>) -> Result<ShiftRow, StoreError> {
    let close = match row.get::<_, Option<i64>>("closed_at")? {
        None => None,
        Some(_) => Some(CloseRow {
            closed_at: moment(row, "closed_at")?,
            last_document: row.get("last_document")?,
            last_audit: row.get("last_audit")?,
            counted: money(row, "counted")?,
            counts: serde_json::from_str(&row.get::<_, String>("counts")?)
                .map_err(|_| StoreError::Corrupt { column: "counts" })?,
            expected: money(row, "expected")?,
            closed_by: row.get("closed_by")?,
            approved_by: row.get("approved_by")?,
            handed_to: row.get("handed_to")?,
        }),
    };
    Ok(ShiftRow {
        id: row.get("id")?,
        business_day: row.get("business_day")?,
        opened_at: moment(row, "opened_at")?,
        cashier: row.get("cashier")?,
        float: money(row, "float")?,
        after_document: row.get("after_document")?,
        after_audit: row.get("after_audit")?,
        close,
    })
}
