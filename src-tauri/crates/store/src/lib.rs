//! The till's one SQLite file: WAL with `synchronous=FULL`, so that what was answered survives a power cut.
//!
//! One file a table, each with its row and its reads and writes. What must happen together happens in one
//! [`Store::write`]: an immediate transaction, committed whole or not at all. Issued documents, tenders, credits,
//! cleared copies, exchanges and the audit log are append-only by triggers. This crate decides nothing; the use cases do.
//!
//! ```
//! use sanduq_store::{Store, audit};
//! use sanduq_domain::timestamp::Timestamp;
//!
//! let folder = tempfile::tempdir()?;
//! let store = Store::open(&folder.path().join("sanduq.db"))?;
//! store.write(|tx| audit::append(tx, Timestamp::from_unix_millis(0), None, "till_started", "{}"))?;
//! assert_eq!(store.read(|db| audit::verify(db))?, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::TransactionBehavior;

pub mod audit;
pub mod cart;
pub mod cash_move;
pub mod cleared;
pub mod column;
pub mod credit;
pub mod customer;
pub mod document;
mod error;
pub mod exchange;
pub mod foreign_return;
pub mod item;
pub mod letterhead;
pub mod line;
mod migration;
pub mod outbox;
pub mod policy;
pub mod price;
pub mod print_job;
pub mod printer;
pub mod session;
pub mod shift;
pub mod shop;
pub mod sold;
pub mod tender;
pub mod unit;
pub mod user;

pub use error::StoreError;

/// A view to read from; every transaction is one too.
pub type Connection = rusqlite::Connection;
/// A write under way: all of it happens, or nothing.
pub type Transaction<'a> = rusqlite::Transaction<'a>;

/// A till's database. Shared by the threads of one process; the home's lock keeps other processes out.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the file, making it when it is not there, and brings it to the newest schema.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database of ours, comes from a newer program, or holds a migration that
    /// was changed after it was run.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "trusted_schema", "OFF")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(64);
        migration::run(&mut connection)?;
        Ok(Store { connection: Mutex::new(connection) })
    }

    /// Runs `work` in one immediate write transaction and commits it; any error rolls everything back.
    ///
    /// # Errors
    /// What `work` returned, or that the commit failed.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| E::from(StoreError::from(error)))?;
        let value = work(&transaction)?;
        transaction.commit().map_err(|error| E::from(StoreError::from(error)))?;
        Ok(value)
    }

    /// Runs `work` on a consistent view.
    ///
    /// # Errors
    /// What `work` returned.
    pub fn read<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        work(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside `write` has rolled its transaction back; the connection stays usable.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
