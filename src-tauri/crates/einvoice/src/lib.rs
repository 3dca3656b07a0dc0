//! (docs follow)
pub mod canonical;
pub mod certificate;
pub mod chain;
pub mod csr;
mod der;
pub mod file_name;
pub mod hash;
pub mod issue;
pub mod key;
pub mod qr;
pub mod read;
pub mod rules;
pub mod samples;
mod stamp;
mod ubl;
pub mod verify;
pub mod xml;
