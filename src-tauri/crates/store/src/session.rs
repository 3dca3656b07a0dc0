//! Sessions: who worked at the till, from when to when.

use rusqlite::Connection;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{SessionId, UserId};

use crate::StoreError;

pub fn open(db: &Connection, user: UserId, at: Timestamp) -> Result<SessionId, StoreError> {
    db.execute("INSERT INTO session (user_id, opened_at) VALUES (?1, ?2)", (user.0, at.unix_millis()))?;
    Ok(SessionId(db.last_insert_rowid()))
}

pub fn close(db: &Connection, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
    db.execute("UPDATE session SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL", (session.0, at.unix_millis()))?;
    Ok(())
}
