//! The use cases of a till: set up, sign in, fill a cart, sell, print, report, look after the chain.
//!
//! Everything the window, the browser and the command line can do stands here once, on the store, the device, the
//! documents and the gateway's client. It decides; it draws nothing and speaks no wire format of its own.
//!
//! ```
//! use sanduq_device::{clock::Clock, paths::Home};
//! use sanduq_till::till::Till;
//!
//! let folder = tempfile::tempdir()?;
//! let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
//! let till = Till::open(home, Clock::system(), "example")?;
//! assert!(till.shop()?.is_none(), "a new till belongs to nobody yet");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod approval;
pub mod archive;
pub mod around;
pub mod auditor;
pub mod cart;
pub mod catalogue;
pub mod clinic;
pub mod correction;
pub mod csid;
pub mod customer;
pub mod dashboard;
pub mod draft;
pub mod error;
pub mod hold;
pub mod import;
pub mod issue;
pub mod journal;
pub mod letterhead;
pub mod onboarding;
pub mod paper;
pub mod people;
pub mod policy;
pub mod print_queue;
pub mod printer;
pub mod reissue;
pub mod renewal;
pub mod returns;
pub mod sale;
pub mod session;
pub mod setup;
pub mod shift;
mod shop;
pub mod sync;
pub mod till;
mod trust;
mod unit;
