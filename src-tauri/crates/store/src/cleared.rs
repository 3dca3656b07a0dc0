//! The authority's stamped copies of standard documents, as they came.

use rusqlite::{Connection, OptionalExtension as _};

use crate::StoreError;

/// Keeps the copy. What is kept already stays: a copy that comes twice is the same document.
pub fn keep(db: &Connection, document: i64, xml: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO cleared VALUES (?1, ?2)")?.execute((document, xml))?;
    Ok(())
}

/// Whether the copy of a document is kept.
pub fn is_kept(db: &Connection, document: i64) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM cleared WHERE document_id = ?1)")?;
    Ok(statement.query_row([document], |row| row.get(0))?)
}

/// The cleared copy of a document, once there is one.
pub fn find(db: &Connection, document: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = db.prepare_cached("SELECT xml FROM cleared WHERE document_id = ?1")?;
    Ok(statement.query_row([document], |row| row.get(0)).optional()?)
}
