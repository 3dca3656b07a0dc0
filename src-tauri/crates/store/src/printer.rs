//! Printers: how each is reached, what it can do, what it is for.

use rusqlite::{Connection, Row};

use crate::StoreError;
use crate::column::{collect, first};

/// A printer as it is set up. What its words mean is decided by the use cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    pub name: String,
    pub duty: String,
    pub connection: String,
    pub paper: String,
    pub band_bytes: u32,
    pub cut: String,
    pub drawer_pin: u8,
    pub beeper: String,
    pub blank_rows: String,
    pub answers: bool,
    pub fallback: Option<i64>,
}

pub fn all(db: &Connection) -> Result<Vec<(i64, Printer)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM printer ORDER BY id")?;
    collect(statement.query([])?, read)
}

pub fn find(db: &Connection, id: i64) -> Result<Option<(i64, Printer)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM printer WHERE id = ?1")?;
    first(statement.query([id])?, read)
}

pub fn of_duty(db: &Connection, duty: &str) -> Result<Option<(i64, Printer)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM printer WHERE duty = ?1")?;
    first(statement.query([duty])?, read)
}

/// Stores a printer under `id`, or as a new one; answers its id. Who had its duty before becomes a spare.
pub fn save(db: &Connection, id: Option<i64>, printer: &Printer) -> Result<i64, StoreError> {
    db.prepare_cached("UPDATE printer SET duty = 'spare' WHERE duty = ?1 AND duty <> 'spare' AND id IS NOT ?2")?
        .execute((&printer.duty, id))?;
    let mut statement = db.prepare_cached(
        "INSERT INTO printer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET name = ?2, duty = ?3, connection = ?4, paper = ?5, band_bytes = ?6, cut = ?7,
           drawer_pin = ?8, beeper = ?9, blank_rows = ?10, answers = ?11, fallback = ?12
         RETURNING id",
    )?;
    let row = (
        id,
        &printer.name,
        &printer.duty,
        &printer.connection,
        &printer.paper,
        printer.band_bytes,
        &printer.cut,
        printer.drawer_pin,
        &printer.beeper,
        &printer.blank_rows,
        printer.answers,
        printer.fallback,
    );
    Ok(statement.query_row(row, |row| row.get(0))?)
}

pub fn remove(db: &Connection, id: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM printer WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<(i64, Printer), StoreError> {
    let printer = Printer {
        name: row.get("name")?,
        duty: row.get("duty")?,
        connection: row.get("connection")?,
        paper: row.get("paper")?,
        band_bytes: row.get("band_bytes")?,
        cut: row.get("cut")?,
        drawer_pin: row.get("drawer_pin")?,
        beeper: row.get("beeper")?,
        blank_rows: row.get("blank_rows")?,
        answers: row.get("answers")?,
        fallback: row.get("fallback")?,
    };
    Ok((row.get("id")?, printer))
}
