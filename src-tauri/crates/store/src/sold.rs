//! Which items the lines of a document were.

use rusqlite::Connection;
use sanduq_domain::item::ItemId;

use crate::StoreError;
use crate::column::first;

pub fn insert(db: &Connection, document: i64, items: &[ItemId]) -> Result<(), StoreError> {
    let list = serde_json::to_string(items).map_err(|_| StoreError::Corrupt { column: "items" })?;
    db.prepare_cached("INSERT INTO sold VALUES (?1, ?2)")?.execute((document, list))?;
    Ok(())
}

/// In the order of the document's lines; empty where it did not come over the counter.
pub fn of_document(db: &Connection, document: i64) -> Result<Vec<ItemId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT items FROM sold WHERE document_id = ?1")?;
    let list: Option<String> = first(statement.query([document])?, |row| Ok(row.get(0)?))?;
    match list {
        None => Ok(Vec::new()),
        Some(list) => serde_json::from_str(&list).map_err(|_| StoreError::Corrupt { column: "items" }),
    }
}
