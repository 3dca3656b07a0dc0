//! Named weather, for training: faults that stay until the weather changes.

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, Match};
use crate::gateway::Operation;

/// `{"weather": "slow_evening"}`; each number has a default, given here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "weather", rename_all = "snake_case")]
pub enum Weather {
    #[default]
    Calm,
    /// Every answer takes its time (2 to 20 seconds), and of a few (2 %) only the edge's 504 arrives, though the
    /// document does.
    SlowEvening {
        #[serde(default = "default::from_ms")]
        from_ms: u64,
        #[serde(default = "default::to_ms")]
        to_ms: u64,
        #[serde(default = "default::lost_per_thousand")]
        lost_per_thousand: u16,
    },
    /// Nothing but the edge's 503, for three hours of the simulator's clock.
    Outage {
        #[serde(default = "default::outage_seconds")]
        seconds: u32,
    },
    /// 429 beyond two requests a second.
    Throttle {
        #[serde(default = "default::per_second")]
        per_second: u32,
        #[serde(default = "default::retry_after")]
        retry_after: Option<u64>,
    },
    /// Some first submissions (1 %) are told as duplicates, half a minute late.
    FalseDuplicates {
        #[serde(default = "default::false_per_thousand")]
        per_thousand: u16,
        #[serde(default = "default::delay_ms")]
        delay_ms: u64,
    },
    /// The unit's certificate is not taken any more; the CSID itself is left as it was.
    CertificateExpired,
    /// The authority does not clear: standard documents are reported.
    ClearanceOff,
}

impl Weather {
    /// By its name on the wire, with its defaults.
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::json!({ "weather": name })).ok()
    }

    pub(super) fn faults(self) -> Vec<Fault> {
        let part = |kind, per_thousand| Fault {
            matching: Match { per_thousand: Some(per_thousand), ..Match::default() },
            ..Fault::always(kind)
        };
        let edge = |code| FaultKind::Status { code, body: None, retry_after: None };
        match self {
            // Clearance is a switch of the gateway's and thrown there: reporting must know of it too.
            Self::Calm | Self::ClearanceOff => Vec::new(),
            Self::SlowEvening { from_ms, to_ms, lost_per_thousand } => vec![
                Fault::always(FaultKind::Latency { ms: from_ms, jitter_ms: to_ms.saturating_sub(from_ms) }),
                part(FaultKind::CommitThenStatus { code: 504, body: None }, lost_per_thousand),
            ],
            Self::Outage { seconds } => vec![Fault {
                matching: Match { within_seconds: Some(seconds), ..Match::default() },
                ..Fault::always(edge(503))
            }],
            Self::Throttle { per_second, retry_after } => {
                vec![Fault::always(FaultKind::Throttle { per_second, retry_after })]
            }
            Self::FalseDuplicates { per_thousand, delay_ms } => DOCUMENTS
                .map(|operation| part(FaultKind::FalseDuplicate { delay_ms }, per_thousand).on(operation))
                .to_vec(),
            Self::CertificateExpired => [Operation::Reporting, Operation::Clearance, Operation::RenewProduction]
                .map(|operation| Fault::always(edge(401)).on(operation))
                .to_vec(),
        }
    }
}

const DOCUMENTS: [Operation; 2] = [Operation::Reporting, Operation::Clearance];

mod default {
    pub(super) fn from_ms() -> u64 {
        2_000
    }

    pub(super) fn to_ms() -> u64 {
        20_000
    }

    pub(super) fn lost_per_thousand() -> u16 {
        20
    }

    pub(super) fn outage_seconds() -> u32 {
        3 * 60 * 60
    }

    pub(super) fn per_second() -> u32 {
        2
    }

    #[allow(clippy::unnecessary_wraps, reason = "the default of a field that may be absent")]
    pub(super) fn retry_after() -> Option<u64> {
        Some(5)
    }

    pub(super) fn false_per_thousand() -> u16 {
        10
    }

    pub(super) fn delay_ms() -> u64 {
        30_000
    }
}
