//! One writer at a time: who works with a home holds its lock, and whoever comes second is told who holds it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::disk;
use crate::paths::Home;

/// Why the home could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another program works with this home. `since` in Unix milliseconds UTC.
    #[error("another program (process {pid}: {purpose}) is using this till")]
    Held { pid: u32, purpose: String, since: i64 },
    /// The same, but its note is missing: it is just starting or stopping.
    #[error("another program is using this till")]
    HeldByUnknown,
    /// The machine's fault.
    #[error("the lock {} could not be used", path.display())]
    Storage { path: PathBuf, source: io::Error },
}

/// The lock on a home. The operating system releases it when this is dropped and when the process dies.
#[derive(Debug)]
pub struct HomeLock {
    file: File,
    note: PathBuf,
}

/// Stands in a file of its own, since Windows does not let others read a locked one.
#[derive(Serialize, Deserialize)]
struct Holder {
    pid: u32,
    purpose: String,
    since: i64,
}

impl HomeLock {
    /// Takes the lock or says at once who has it; never waits. `purpose` is shown to whoever comes second.
    /// Creates the home if there is none yet.
    pub fn acquire(home: &Home, purpose: &str) -> Result<Self, LockError> {
        let path = home.lock_file();
        let note = disk::beside(&path, "holder");
        let storage = |source| LockError::Storage { path: path.clone(), source };

        disk::create_private_folder(home.root()).map_err(storage)?;
        // Never truncated, never removed: a new file under the same name would be a second lock.
        let file =
            disk::private_file().read(true).write(true).create(true).truncate(false).open(&path).map_err(storage)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held_by(&note)),
            Err(TryLockError::Error(source)) => return Err(storage(source)),
        }
        let lock = Self { file, note };
        let holder =
            Holder { pid: std::process::id(), purpose: purpose.to_owned(), since: Clock::system().now_millis() };
        let text = serde_json::to_vec(&holder).map_err(|source| storage(source.into()))?;
        disk::replace(&lock.note, &text).map_err(storage)?;
        Ok(lock)
    }
}

impl Drop for HomeLock {
    /// The note goes first: it must not be the next holder's. Unlocked explicitly, because a child process that is just
    /// being started may hold a copy of the handle for a moment.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.note);
        let _ = self.file.unlock();
    }
}

fn held_by(note: &PathBuf) -> LockError {
    match fs::read(note).ok().and_then(|text| serde_json::from_slice(&text).ok()) {
        Some(Holder { pid, purpose, since }) => LockError::Held { pid, purpose, since },
        None => LockError::HeldByUnknown,
    }
}
