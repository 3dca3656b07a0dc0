//! Dated migrations, run once each and never edited: their checksums are kept and compared at every start.

use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};

use crate::StoreError;

const MIGRATIONS: &[(&str, &str)] = &[
    ("2026-11-22-first-sale", include_str!("../migrations/2026-11-22-first-sale.sql")),
    ("2026-11-22-notes", include_str!("../migrations/2026-11-22-notes.sql")),
    ("2026-11-25-all-weathers", include_str!("../migrations/2026-11-25-all-weathers.sql")),
    ("2026-11-25-csids", include_str!("../migrations/2026-11-25-csids.sql")),
    ("2026-11-25-paper", include_str!("../migrations/2026-11-25-paper.sql")),
    ("2026-11-26-counter", include_str!("../migrations/2026-11-26-counter.sql")),
    ("2026-11-26-slips", include_str!("../migrations/2026-11-26-slips.sql")),
    ("2026-11-26-clock", include_str!("../migrations/2026-11-26-clock.sql")),
    ("2026-11-26-item-barcodes", include_str!("../migrations/2026-11-26-item-barcodes.sql")),
];

pub(crate) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    // A table that is made anew is dropped while others refer to it; they are checked before anything is committed.
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    let ran = replay(connection);
    connection.pragma_update(None, "foreign_keys", "ON")?;
    ran
}

fn replay(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (
            position INTEGER PRIMARY KEY,
            name     TEXT NOT NULL UNIQUE,
            sha256   BLOB NOT NULL
        ) STRICT",
    )?;
    let done: Vec<(String, Vec<u8>)> = transaction
        .prepare("SELECT name, sha256 FROM migration ORDER BY position")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if done.len() > MIGRATIONS.len() {
        return Err(StoreError::FromANewerProgram);
    }
    for (position, (name, sql)) in MIGRATIONS.iter().enumerate() {
        let sha256 = Sha256::digest(sql.as_bytes()).to_vec();
        match done.get(position) {
            Some((known, sum)) if known == name && *sum == sha256 => {}
            Some((known, _)) => return Err(StoreError::MigrationChanged { name: known.clone() }),
            None => {
                transaction.execute_batch(sql)?;
                transaction.execute("INSERT INTO migration VALUES (?1, ?2, ?3)", (position as i64, name, sha256))?;
            }
        }
    }
    if done.len() < MIGRATIONS.len() {
        let dangling = transaction.prepare("PRAGMA foreign_key_check")?.exists([])?;
        if dangling {
            return Err(StoreError::Corrupt { column: "a foreign key" });
        }
    }
    transaction.commit()?;
    Ok(())
}
