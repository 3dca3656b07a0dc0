//! Sessions: who worked at the till, from when to when.

use rusqlite::Connection;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{SessionId, UserId};

use crate::StoreError;
use crate::column::first;

pub fn open(db: &Connection, user: UserId, at: Timestamp) -> Result<SessionId, StoreError> {
    db.execute("INSERT INTO session (user_id, opened_at) VALUES (?1, ?2)", (user.0, at.unix_millis()))?;
    Ok(SessionId(db.last_insert_rowid()))
}

pub fn close(db: &Connection, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
    db.execute("UPDATE session SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL", (session.0, at.unix_millis()))?;
    Ok(())
}

/// Who signed in last.
pub fn last_user(db: &Connection) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT user.name FROM session JOIN user ON user.id = user_id WHERE user.active = 1
         ORDER BY session.id DESC LIMIT 1",
    )?;
    first(statement.query([])?, |row| Ok(row.get(0)?))
}
