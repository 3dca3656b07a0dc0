//! What credit notes have given back of each document.

use rusqlite::Connection;
use sanduq_domain::decimal::Quantity;
use sanduq_domain::money::Money;

use crate::StoreError;
use crate::column::{collect, money};

/// A part of a document that a note gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub original: i64,
    /// The original's line, counted from 1; 0 is the document's charges.
    pub original_line: usize,
    /// None where an amount is given back and nothing was returned.
    pub quantity: Option<Quantity>,
    /// With VAT.
    pub amount: Money,
}

pub fn insert(db: &Connection, note: i64, credits: &[Credit]) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("INSERT INTO credit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (position, credit) in credits.iter().enumerate() {
        statement.execute((
            note,
            position as i64,
            credit.original,
            credit.original_line as i64,
            credit.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            credit.amount.halalas(),
        ))?;
    }
    Ok(())
}

/// The notes that gave something of a document back, and what each came to, in the order in which they were issued.
pub fn notes_of(db: &Connection, original: i64) -> Result<Vec<(i64, Money)>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, total FROM document WHERE id IN (SELECT note_id FROM credit WHERE original_id = ?1)
         ORDER BY id",
    )?;
    collect(statement.query([original])?, |row| Ok((row.get("id")?, money(row, "total")?)))
}

/// Everything that was given back of a document so far.
pub fn of_original(db: &Connection, original: i64) -> Result<Vec<Credit>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT original_line, quantity, amount FROM credit WHERE original_id = ?1")?;
    collect(statement.query([original])?, |row| {
        let quantity: String = row.get(1)?;
        Ok(Credit {
            original,
            original_line: row.get::<_, i64>(0)? as usize,
            quantity: match quantity.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|_| StoreError::Corrupt { column: "quantity" })?),
            },
            amount: money(row, "amount")?,
        })
    })
}
