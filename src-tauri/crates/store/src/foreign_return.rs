//! What was given back for documents that other tills issued.

use rusqlite::Connection;
use sanduq_domain::money::Money;

use crate::StoreError;

pub fn insert(db: &Connection, note: i64, hash: &str, amount: Money) -> Result<(), StoreError> {
    db.execute("INSERT INTO foreign_return VALUES (?1, ?2, ?3)", (note, hash, amount.halalas()))?;
    Ok(())
}

/// With VAT, so far.
pub fn given_back(db: &Connection, hash: &str) -> Result<Money, StoreError> {
    let mut statement = db.prepare_cached("SELECT coalesce(sum(amount), 0) FROM foreign_return WHERE hash = ?1")?;
    Ok(Money::from_halalas(statement.query_row([hash], |row| row.get(0))?))
}

/// Whether a note gives back what another till sold.
pub fn is_of(db: &Connection, note: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM foreign_return WHERE note_id = ?1)")?
        .query_row([note], |row| row.get(0))?)
}
