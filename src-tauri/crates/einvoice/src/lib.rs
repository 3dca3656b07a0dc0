//! The authority's documents: written, hashed, stamped, coded, read back and proved.
//!
//! Pure: time, ids and keys are arguments, and the same arguments give the same bytes. Touches no file, no network and
//! no clock; depends on `sanduq-domain` only.
//!
//! - [`rules`] says what keeps an invoice from being issued, [`issue`] issues it at its place in the [`chain`];
//! - [`read`] gives back what a document states, [`restate`] the invoice that one of our own was issued from, [`verify`] proves that its parts agree, [`canonical`] hashes any
//!   document, whoever wrote it;
//! - [`key`], [`csr`] and [`certificate`] are a unit's identity, [`samples`] what it shows while it is onboarded,
//!   [`issuer`] says whether a certificate fits a unit and comes from who may issue it.
//!
//! Followed are the Kingdom's XML implementation standard, UBL 2.1, the rules of release R3.4.8, and where these are
//! silent the authority's own tool. An independent validator judges in the tests; for us its warnings are errors.
//!
//! ```
//! use sanduq_einvoice::chain::ChainLink;
//! use sanduq_einvoice::read::read;
//! use sanduq_einvoice::verify::{verify, verify_chain_step};
//!
//! let xml = include_bytes!("../tests/golden/invoice.xml");
//! let verified = verify(xml).expect("hash, stamp, certificate and QR agree");
//! let next = verify_chain_step(&ChainLink::first(), &verified).expect("it opens its chain");
//! assert_eq!(next.icv, 2);
//! assert_eq!(read(xml)?.lines.len(), 5);
//! # Ok::<(), sanduq_einvoice::read::ReadError>(())
//! ```

pub mod canonical;
pub mod certificate;
pub mod chain;
pub mod csr;
mod der;
pub mod file_name;
pub mod hash;
pub mod issue;
pub mod issuer;
pub mod key;
pub mod qr;
pub mod read;
pub mod restate;
pub mod rules;
pub mod samples;
mod stamp;
mod ubl;
pub mod verify;
pub mod xml;
