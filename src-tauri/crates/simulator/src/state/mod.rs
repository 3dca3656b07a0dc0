//! What the gateway remembers, in SQLite: in memory for a test, in a file for a training till that is to go on working
//! after a restart. One-time passwords live here and nowhere else; of API secrets only a digest is kept.

mod csids;
mod documents;
mod log;
mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Error;

#[derive(Debug)]
pub(crate) struct State {
    connection: Mutex<Connection>,
}

impl State {
    pub(crate) fn in_memory() -> Result<Self, Error> {
        Self::of(Connection::open_in_memory()?)
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Self::of(connection)
    }

    fn of(mut connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(64);
        schema::bring_up_to_date(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic under the lock leaves SQLite whole: its transaction rolls back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let connection = self.lock();
        Ok(connection.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0)).optional()?)
    }

    pub(crate) fn keep_setting(&self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.lock().execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", params![name, value])?;
        Ok(())
    }

    /// Forgets everything but the authority's keys.
    pub(crate) fn reset(&self) -> Result<(), Error> {
        self.lock().execute_batch(
            "BEGIN; DELETE FROM otp; DELETE FROM csid; DELETE FROM accepted; DELETE FROM judged;
             DELETE FROM violation; DELETE FROM log; COMMIT;",
        )?;
        Ok(())
    }
}
