//! What was handed over for each document.

use rusqlite::Connection;
use sanduq_domain::tender::{Tender, TenderKind};

use crate::StoreError;
use crate::column::{collect, money};

pub fn insert(db: &Connection, document: i64, tenders: &[Tender]) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("INSERT INTO tender VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (position, tender) in tenders.iter().enumerate() {
        statement.execute((
            document,
            position as i64,
            tender.kind.key(),
            tender.amount.halalas(),
            &tender.reference,
        ))?;
    }
    Ok(())
}

pub fn of_document(db: &Connection, document: i64) -> Result<Vec<Tender>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT kind, amount, reference FROM tender WHERE document_id = ?1 ORDER BY position")?;
    collect(statement.query([document])?, |row| {
        Ok(Tender {
            kind: TenderKind::from_key(&row.get::<_, String>(0)?).ok_or(StoreError::Corrupt { column: "kind" })?,
            amount: money(row, "amount")?,
            reference: row.get(2)?,
        })
    })
}
