//! The audit log: append-only, each entry holding the hash of the one before it.

use rusqlite::Connection;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::SessionId;
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::column::{collect, first, moment};

/// Appends one entry. `details` is JSON and holds no secret.
pub fn append(
    db: &Connection,
    at: Timestamp,
    session: Option<SessionId>,
    event: &str,
    details: &str,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")?;
    let previous: Vec<u8> = first(statement.query([])?, |row| Ok(row.get(0)?))?.unwrap_or_else(|| vec![0; 32]);
    let hash = entry_hash(&previous, at.unix_millis(), session.map(|s| s.0), event, details);
    db.prepare_cached(
        "INSERT INTO audit (at, session_id, event, details, previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((at.unix_millis(), session.map(|s| s.0), event, details, previous, hash))?;
    Ok(())
}

/// Walks the whole log and says how many entries it has.
pub fn verify(db: &Connection) -> Result<i64, StoreError> {
    let mut statement =
        db.prepare("SELECT id, at, session_id, event, details, previous_hash, hash FROM audit ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut expected, mut count) = (vec![0; 32], 0);
    while let Some(row) = rows.next()? {
        let (id, previous, hash): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(5)?, row.get(6)?);
        let (event, details): (String, String) = (row.get(3)?, row.get(4)?);
        count += 1;
        let computed = entry_hash(&previous, row.get(1)?, row.get(2)?, &event, &details);
        if id != count || previous != expected || hash != computed {
            return Err(StoreError::AuditBroken { id });
        }
        expected = hash;
    }
    Ok(count)
}

fn entry_hash(previous: &[u8], at: i64, session: Option<i64>, event: &str, details: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(at.to_be_bytes());
    hasher.update(session.unwrap_or(0).to_be_bytes());
    for text in [event, details] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_vec()
}

/// How often this happened.
pub fn count(db: &Connection, event: &str, details: &str) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM audit WHERE event = ?1 AND details = ?2")?;
    Ok(statement.query_row((event, details), |row| row.get(0))?)
}

/// An entry to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    pub id: i64,
    pub at: Timestamp,
    /// Who was signed in, or empty.
    pub user: String,
    pub event: String,
    /// JSON.
    pub details: String,
}

/// At most `count` entries before the one with this id, newest first.
pub fn before(db: &Connection, id: i64, count: i64) -> Result<Vec<AuditRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT audit.id, at, event, details, coalesce(user.name, '') AS user
         FROM audit LEFT JOIN session ON session.id = session_id LEFT JOIN user ON user.id = session.user_id
         WHERE audit.id < ?1 ORDER BY audit.id DESC LIMIT ?2",
    )?;
    collect(statement.query((id, count))?, |row| {
        Ok(AuditRow {
            id: row.get("id")?,
            at: moment(row, "at")?,
            user: row.get("user")?,
            event: row.get("event")?,
            details: row.get("details")?,
        })
    })
}
