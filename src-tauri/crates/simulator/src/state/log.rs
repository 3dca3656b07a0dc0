//! What happened, and what should not have.

use rusqlite::params;
use time::OffsetDateTime;

use super::State;
use crate::Error;
use crate::records::{LogEntry, Violation};

impl State {
    pub(crate) fn note(&self, violation: &Violation, now: OffsetDateTime) -> Result<(), Error> {
        self.lock().execute(
            "INSERT INTO violation (at, kind, uuid, detail) VALUES (?1, ?2, ?3, ?4)",
            params![now.unix_timestamp(), violation.kind, violation.uuid, violation.detail],
        )?;
        Ok(())
    }

    pub(crate) fn noted(&self) -> Result<Vec<Violation>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT kind, uuid, detail FROM violation ORDER BY id")?;
        let rows = statement
            .query_map([], |row| Ok(Violation { kind: row.get(0)?, uuid: row.get(1)?, detail: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn log(&self, entry: &LogEntry) -> Result<(), Error> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "INSERT INTO log (at, profile, operation, status, verdict, uuid, hash, fault, headers)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        statement.execute(params![
            entry.at,
            entry.profile,
            entry.operation,
            entry.status,
            entry.verdict,
            entry.uuid,
            entry.hash,
            entry.fault,
            entry.headers
        ])?;
        Ok(())
    }

    pub(crate) fn heard(&self) -> Result<u64, Error> {
        let last: i64 = self.lock().query_row("SELECT coalesce(max(id), 0) FROM log", [], |row| row.get(0))?;
        Ok(last.unsigned_abs())
    }

    /// The last so many, oldest first.
    pub(crate) fn logged(&self, last: Option<u32>) -> Result<Vec<LogEntry>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT at, profile, operation, status, verdict, uuid, hash, fault, headers
             FROM (SELECT * FROM log ORDER BY id DESC LIMIT ?1) ORDER BY id",
        )?;
        let rows = statement.query_map([last.map_or(-1, i64::from)], |row| {
            Ok(LogEntry {
                at: row.get(0)?,
                profile: row.get(1)?,
                operation: row.get(2)?,
                status: row.get(3)?,
                verdict: row.get(4)?,
                uuid: row.get(5)?,
                hash: row.get(6)?,
                fault: row.get(7)?,
                headers: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
