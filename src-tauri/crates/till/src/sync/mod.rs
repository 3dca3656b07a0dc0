//! Reporting to the authority: what to do next is planned by a pure function, then done.

pub mod plan;
pub mod worker;

use sanduq_domain::timestamp::Timestamp;

/// What the way to the gateway has been like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// Nothing was sent since the start.
    #[default]
    Idle,
    Online,
    Offline,
    /// The gateway refuses this till's credentials or configuration: a person must act. Sales go on.
    Refused,
}

/// The one line to the gateway.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    pub(crate) network: Network,
    /// Nothing is sent before this moment.
    pub(crate) closed_until: Option<Timestamp>,
    /// Failures in a row that were the line's, not a document's.
    pub(crate) failures: i64,
}

impl Line {
    /// Forgets what went wrong: somebody has mended it, or wants to know.
    pub(crate) fn reopen(&mut self) {
        self.closed_until = None;
        self.failures = 0;
    }
}
