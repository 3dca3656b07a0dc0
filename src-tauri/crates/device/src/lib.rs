//! The machine a till stands on: its clock, its randomness, its folders, the lock on them, the key vault, the
//! printer.
//!
//! This is the only crate that may read the clock and the randomness of the machine for the use cases; it also touches
//! the file system, the OS keyring and the printer's socket. It knows no invoice, no database and no screen.
//!
//! ```
//! use sanduq_device::{lock::HomeLock, paths::Home, pin::Pin, secret::SecretBytes};
//! use sanduq_device::vault::{KeyringPolicy, Vault};
//!
//! # let folder = tempfile::tempdir()?;
//! let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
//! let _lock = HomeLock::acquire(&home, "selling")?;
//!
//! let pin = Pin::new("4071")?;
//! let mut vault = Vault::create(&home, "training", KeyringPolicy::Never, "owner", &pin)?;
//! vault.put("unit-key", &SecretBytes::from(b"PKCS#8 bytes".as_slice()))?;
//! vault.note_icv("till-1", 1)?;
//!
//! let vault = Vault::open(&home, "owner", &pin)?;
//! assert_eq!(vault.get("unit-key").expect("put before").expose(), b"PKCS#8 bytes");
//! assert_eq!(vault.highest_icv("till-1")?, Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod clock;
mod disk;
pub mod installer;
pub mod lock;
pub mod paths;
pub mod pin;
pub mod printer;
pub mod random;
pub mod secret;
pub mod vault;
