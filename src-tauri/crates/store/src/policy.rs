//! What the shop has settled for itself: one row.

use rusqlite::Connection;
use sanduq_domain::policy::Policy;

use crate::StoreError;
use crate::column::first;

pub fn find(db: &Connection) -> Result<Policy, StoreError> {
    let mut statement = db.prepare_cached("SELECT body FROM policy")?;
    let body: Option<String> = first(statement.query([])?, |row| Ok(row.get(0)?))?;
    match body {
        None => Ok(Policy::default()),
        Some(body) => serde_json::from_str(&body).map_err(|_| StoreError::Corrupt { column: "policy" }),
    }
}

pub fn set(db: &Connection, policy: &Policy) -> Result<(), StoreError> {
    let body = serde_json::to_string(policy).map_err(|_| StoreError::Corrupt { column: "policy" })?;
    db.execute("INSERT INTO policy VALUES (1, ?1) ON CONFLICT DO UPDATE SET body = excluded.body", [body])?;
    Ok(())
}
