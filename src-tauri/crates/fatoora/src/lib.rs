//! The HTTP client of ZATCA's e-invoicing gateway ("Fatoora"): six operations and what their answers mean.
//!
//! A leaf: it knows no other crate of the house, no clock but the length of a call, no file, no database. It takes
//! finished bytes and gives back an [`Answer`]: what the gateway's reply *means* (an [`Outcome`] or a
//! [`CsidOutcome`]) together with the raw record to keep. It never retries: the same bytes sent again are the
//! caller's decision, because the gateway offers no status query and a lost answer can be learnt in no other way.
//!
//! Secrets (one-time passwords, tokens, API secrets) live in types that print `[redacted]`, do not serialise and are
//! wiped when dropped.
//!
//! ```
//! use sanduq_fatoora::{Client, Configuration, Environment, Submission};
//!
//! let configuration = Configuration::at(Environment::Training, "http://127.0.0.1:9440/e-invoicing/simulation")?;
//! let client = Client::new(configuration)?;
//! assert_eq!(client.configuration().environment.csr_template(), "PREZATCA-Code-Signing");
//!
//! let submission = Submission::new("nN6Hfr…=", "4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90", "PD94bWwg…");
//! // Store these bytes before the first send, and send exactly them again after a lost answer.
//! let body = submission.body();
//! assert!(body.as_bytes().starts_with(br#"{"invoiceHash":"#));
//! # Ok::<(), sanduq_fatoora::Error>(())
//! ```

mod client;
mod credentials;
mod echo;
mod environment;
mod onboarding;
mod outcome;
mod submission;
mod wire;

pub use client::{Answer, Client, csr_body};
pub use credentials::{Credentials, Otp, Secret};
pub use environment::{Configuration, Environment, Language};
pub use onboarding::{CsidOutcome, RequestId};
pub use outcome::{ConfigReason, Outcome, RetryCause, UnknownCause};
pub use submission::{Submission, SubmissionBody};
pub use wire::Message;

/// What can be wrong before anything is sent. After that, everything is an outcome, not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input: the environment's name is none of ours.
    #[error("unknown environment {name:?}; expected sandbox, simulation, production or training")]
    UnknownEnvironment { name: String },
    /// Input: the gateway speaks two languages.
    #[error("unknown language {code:?}; the gateway speaks ar and en")]
    UnknownLanguage { code: String },
    /// Input: training has no address of its own.
    #[error("training needs the address of a gateway simulator")]
    AddressMissing,
    /// Input: not a usable base address.
    #[error("the gateway address {address:?} is not usable: {reason}")]
    Address { address: String, reason: &'static str },
    /// Input: credentials must not travel in the clear.
    #[error("the {environment} gateway must be reached over https, not {address:?}")]
    Insecure { environment: Environment, address: String },
    /// Input: training must never reach a gateway outside this machine.
    #[error("a training gateway must be on this machine, not at {address:?}")]
    TrainingNotLocal { address: String },
    /// Input: a one-time password is six digits.
    #[error("a one-time password is six digits")]
    Otp,
    /// Input: stored credentials or settings that cannot stand in an HTTP header.
    #[error("{what} holds characters that cannot be sent")]
    NotSendable { what: &'static str },
    /// Machine: no HTTP client could be made (usually: no trusted root certificates installed).
    #[error("no secure connection can be made on this machine: are its root certificates installed?")]
    Machine(#[source] reqwest::Error),
}
