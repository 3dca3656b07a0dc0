//! Every answer of the gateway, as it came.

use rusqlite::Connection;
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{first, moment};

/// One attempt and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub document: i64,
    pub sent_at: Timestamp,
    /// Milliseconds until the answer, or until it was given up.
    pub elapsed: i64,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// What the till made of it.
    pub outcome: String,
    /// The authority's codes and texts, as JSON.
    pub messages: String,
    /// The answer's bytes.
    pub body: Vec<u8>,
}

pub fn insert(db: &Connection, submission: &Submission) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO submission (document_id, sent_at, elapsed, status, outcome, messages, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        submission.document,
        submission.sent_at.unix_millis(),
        submission.elapsed,
        submission.status,
        &submission.outcome,
        &submission.messages,
        &submission.body,
    ))?;
    Ok(())
}

/// The last attempt of a document.
pub fn latest(db: &Connection, document: i64) -> Result<Option<Submission>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT * FROM submission WHERE document_id = ?1 ORDER BY id DESC LIMIT 1")?;
    first(statement.query([document])?, |row| {
        Ok(Submission {
            document: row.get("document_id")?,
            sent_at: moment(row, "sent_at")?,
            elapsed: row.get("elapsed")?,
            status: row.get("status")?,
            outcome: row.get("outcome")?,
            messages: row.get("messages")?,
            body: row.get("body")?,
        })
    })
}
