//! What stands on every paper: one row.

use rusqlite::Connection;

use crate::StoreError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// `ar`, `en` or `both`.
    pub language: String,
    /// A PNG.
    pub logo: Option<Vec<u8>>,
    /// Lines, each ended by a line feed but the last.
    pub header: String,
    pub footer: String,
}

pub fn find(db: &Connection) -> Result<Letterhead, StoreError> {
    let mut statement = db.prepare_cached("SELECT language, logo, header, footer FROM letterhead")?;
    Ok(statement.query_row([], |row| {
        Ok(Letterhead { language: row.get(0)?, logo: row.get(1)?, header: row.get(2)?, footer: row.get(3)? })
    })?)
}

pub fn set(db: &Connection, letterhead: &Letterhead) -> Result<(), StoreError> {
    let Letterhead { language, logo, header, footer } = letterhead;
    db.execute(
        "UPDATE letterhead SET language = ?1, logo = ?2, header = ?3, footer = ?4",
        (language, logo, header, footer),
    )?;
    Ok(())
}
