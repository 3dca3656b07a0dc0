//! A local Fatoora: the authority's gateway as far as a till can tell, for training and for tests.
//!
//! Faithful where a client can be wrong, hostile on demand. It listens on this machine only, signs with an authority of
//! its own whose names hold `SIM`, and judges documents with an independent validator. It knows no other crate of the
//! house. It may open sockets on the loopback address and one SQLite file, nothing else.
//!
//! ```
//! use sanduq_simulator::{OtpKind, Profile, Simulator, SimulatorConfig};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let simulator = Simulator::start(SimulatorConfig::default()).await?;
//! let otp = simulator.issue_otp("399999999900003", OtpKind::New)?;
//! assert_eq!(otp.len(), 6);
//! assert!(simulator.gateway_url(Profile::Simulation).ends_with("/e-invoicing/simulation"));
//! simulator.stop().await;
//! # Ok::<(), sanduq_simulator::Error>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authority;
mod chain;
mod cleared;
mod clock;
mod control_plane;
mod court;
mod data_plane;
mod dice;
mod document;
mod faults;
mod gateway;
mod impostor;
mod judge;
mod levers;
mod line;
mod profile;
mod qr;
mod records;
mod reply;
mod request;
mod server;
mod settings;
mod severity;
mod state;

use std::net::SocketAddr;

pub use control_plane::Clearance;
pub use faults::{EmptyRejection, Fault, FaultKind, Flaw, Match, Shape, UnprovenSuccess, Weather, When};
pub use gateway::Operation;
pub use levers::Levers;
pub use profile::Profile;
pub use records::{AcceptedDocument, Csid, CsidKind, CsidStanding, LogEntry, OtpKind, Violation};
pub use reply::DuplicateForm;
pub use server::{Memory, Running, Simulator, SimulatorConfig};
pub use settings::{Judging, Renewal, RepeatPcsid, Settings, UnauthorizedBody, VersionCase};
pub use severity::{Severity, Weight};

/// What can keep the simulator from starting or answering. A refused request is an answer, not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input: the simulator must not be reachable from elsewhere.
    #[error("the simulator listens on this machine only, not on {address}")]
    NotLoopback { address: SocketAddr },
    /// Machine: usually another simulator is at this port.
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    /// Machine or input: the state file.
    #[error("the simulator's state cannot be used")]
    State(#[from] rusqlite::Error),
    /// State: the file was made by something else, or damaged.
    #[error("the simulator's state is damaged: {what} cannot be read")]
    StateDamaged { what: &'static str },
    /// Input.
    #[error("{vat:?} is no VAT number: fifteen digits that begin and end with 3")]
    NotAVatNumber { vat: String },
    /// Input.
    #[error("there is no CSID {id}")]
    NoSuchCsid { id: i64 },
    /// Us.
    #[error("a certificate could not be made")]
    Certificate(#[source] x509_cert::builder::Error),
    /// Us, or a document that the validator let pass and cannot stamp.
    #[error("a cleared copy could not be stamped: {reason}")]
    Stamp { reason: String },
}
