//! Where each document stands with the authority, and when it is due again.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{collect, first, moment};

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Not sent yet, or certainly not received.
    Pending,
    /// Sent, and the answer was lost: it may or may not have arrived.
    Unknown,
    Reported,
    ReportedWithWarnings,
    Rejected,
}

impl Standing {
    pub const ALL: [Standing; 5] =
        [Standing::Pending, Standing::Unknown, Standing::Reported, Standing::ReportedWithWarnings, Standing::Rejected];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Standing::Pending => "pending",
            Standing::Unknown => "unknown",
            Standing::Reported => "reported",
            Standing::ReportedWithWarnings => "reported_with_warnings",
            Standing::Rejected => "rejected",
        }
    }

    fn from_key(key: &str) -> Result<Self, StoreError> {
        Standing::ALL
            .into_iter()
            .find(|standing| standing.key() == key)
            .ok_or(StoreError::Corrupt { column: "standing" })
    }
}

/// One document's place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxRow {
    pub document: i64,
    pub issued_at: Timestamp,
    pub standing: Standing,
    /// How often it was sent.
    pub attempts: i64,
    /// Failures in a row, for the wait before the next attempt.
    pub failures: i64,
    pub next_attempt_at: Timestamp,
    /// Set while a request is on the wire: if the process dies then, nobody knows what became of it.
    pub in_flight_since: Option<Timestamp>,
}

pub fn insert(db: &Connection, document: i64, due: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO outbox VALUES (?1, 'pending', 0, 0, ?2, NULL)")?
        .execute((document, due.unix_millis()))?;
    Ok(())
}

/// Every document without a final answer, oldest first.
pub fn open(db: &Connection) -> Result<Vec<OutboxRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox JOIN document ON document.id = outbox.document_id
         WHERE standing IN ('pending', 'unknown') ORDER BY outbox.document_id",
    )?;
    collect(statement.query([])?, read)
}

/// The oldest open document that is due at `now`.
pub fn next_due(db: &Connection, now: Timestamp) -> Result<Option<OutboxRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox JOIN document ON document.id = outbox.document_id
         WHERE standing IN ('pending', 'unknown') AND next_attempt_at <= ?1 ORDER BY outbox.document_id LIMIT 1",
    )?;
    first(statement.query([now.unix_millis()])?, read)
}

pub fn find(db: &Connection, document: i64) -> Result<Option<OutboxRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox JOIN document ON document.id = outbox.document_id
         WHERE document_id = ?1",
    )?;
    first(statement.query([document])?, read)
}

/// How many documents have each standing.
pub fn counts(db: &Connection) -> Result<Vec<(Standing, i64)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT standing, count(*) FROM outbox GROUP BY standing")?;
    collect(statement.query([])?, |row| Ok((Standing::from_key(&row.get::<_, String>(0)?)?, row.get(1)?)))
}

/// Notes, before the first byte leaves, that a request is about to be on the wire.
pub fn claim(db: &Connection, document: i64, at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET in_flight_since = ?2, attempts = attempts + 1 WHERE document_id = ?1")?
        .execute((document, at.unix_millis()))?;
    Ok(())
}

/// Ends an attempt.
pub fn settle(
    db: &Connection,
    document: i64,
    standing: Standing,
    failures: i64,
    next_attempt_at: Timestamp,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET standing = ?2, failures = ?3, next_attempt_at = ?4, in_flight_since = NULL
         WHERE document_id = ?1",
    )?
    .execute((document, standing.key(), failures, next_attempt_at.unix_millis()))?;
    Ok(())
}

/// At start: what was on the wire when the process died is unknown. Says how many there were.
pub fn recover(db: &Connection) -> Result<usize, StoreError> {
    Ok(db.execute(
        "UPDATE outbox SET standing = 'unknown', in_flight_since = NULL
         WHERE in_flight_since IS NOT NULL AND standing IN ('pending', 'unknown')",
        [],
    )?)
}

/// Makes every open document due at `now`.
pub fn hasten(db: &Connection, now: Timestamp) -> Result<(), StoreError> {
    db.execute(
        "UPDATE outbox SET next_attempt_at = ?1 WHERE standing IN ('pending', 'unknown') AND next_attempt_at > ?1",
        [now.unix_millis()],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    Ok(OutboxRow {
        document: row.get("document_id")?,
        issued_at: moment(row, "issued_at")?,
        standing: Standing::from_key(&row.get::<_, String>("standing")?)?,
        attempts: row.get("attempts")?,
        failures: row.get("failures")?,
        next_attempt_at: moment(row, "next_attempt_at")?,
        in_flight_since: row.get::<_, Option<i64>>("in_flight_since")?.map(Timestamp::from_unix_millis),
    })
}
