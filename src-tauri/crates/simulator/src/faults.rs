//! Misfortune on demand. A fault waits for a request that fits it and is used up by it, as often as it was armed for.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::gateway::Operation;

/// A fault as it is armed: `{"match": {…}, "kind": "hang", "params": {…}, "times": 2}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Fault {
    #[serde(rename = "match")]
    pub matching: Match,
    #[serde(flatten)]
    pub kind: FaultKind,
    pub times: u32,
}

/// The same before its kind is known. (Flattening while reading would pull floats in.)
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, rename = "match")]
    matching: Match,
    kind: String,
    params: Option<Value>,
    #[serde(default = "once")]
    times: u32,
}

impl TryFrom<Written> for Fault {
    type Error = serde_json::Error;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let kind = match written.params {
            Some(params) => json!({ "kind": written.kind, "params": params }),
            None => json!({ "kind": written.kind }),
        };
        Ok(Self { matching: written.matching, kind: serde_json::from_value(kind)?, times: written.times })
    }
}

/// Which requests a fault waits for; an absent field fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    #[serde(default, rename = "op")]
    pub operation: Option<Operation>,
    #[serde(default)]
    pub uuid: Option<String>,
    #[serde(default)]
    pub hash: Option<String>,
    /// Lets this many fitting requests pass first.
    #[serde(default)]
    pub nth: Option<u32>,
}

/// What happens. "Before" means that nothing is judged or recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "params", rename_all = "snake_case")]
pub enum FaultKind {
    /// Answers later than usual.
    Latency { ms: u64 },
    /// The listener is closed until the faults are cleared: connections are refused.
    Refuse,
    /// Before: no answer, ever.
    Hang,
    /// Before: the connection is reset.
    Reset,
    /// Before: this answer instead. Without a body, a 5xx or 413 brings the edge's HTML.
    Status {
        code: u16,
        #[serde(default)]
        body: Option<String>,
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// After everything is recorded: no answer, ever.
    CommitThenHang,
    /// After everything is recorded: the connection is reset.
    CommitThenReset,
    /// After everything is recorded: this answer instead.
    CommitThenStatus {
        code: u16,
        #[serde(default)]
        body: Option<String>,
    },
    /// After everything is recorded: half of the answer's text, neatly delivered.
    TruncatedJson,
    /// A CSID is issued, but not the one that was asked for.
    Misissue { flaw: Flaw },
}

/// What is wrong with a certificate that should not have been issued so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// It certifies a key that nobody asked for.
    OtherKey,
    OtherVatNumber,
    /// For other kinds of documents.
    OtherTitle,
    /// The issuer's name stands on it, the signature is somebody else's.
    OtherIssuer,
    /// It ended yesterday.
    Expired,
}

impl FaultKind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Refuse => "refuse",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::Status { .. } => "status",
            Self::CommitThenHang => "commit_then_hang",
            Self::CommitThenReset => "commit_then_reset",
            Self::CommitThenStatus { .. } => "commit_then_status",
            Self::TruncatedJson => "truncated_json",
            Self::Misissue { .. } => "misissue",
        }
    }
}

fn once() -> u32 {
    1
}

/// The faults that are armed, in the order of arming.
#[derive(Debug, Default)]
pub(crate) struct Armed {
    faults: Mutex<Vec<Fault>>,
}

impl Armed {
    pub(crate) fn arm(&self, fault: Fault) {
        self.lock().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// The first fault that fits, used up by this request.
    pub(crate) fn take(&self, operation: Operation, uuid: &str, hash: &str) -> Option<FaultKind> {
        let mut faults = self.lock();
        let mut found = None;
        for fault in faults.iter_mut() {
            let fits = fault.kind != FaultKind::Refuse
                && fault.matching.operation.is_none_or(|wanted| wanted == operation)
                && fault.matching.uuid.as_deref().is_none_or(|wanted| wanted == uuid)
                && fault.matching.hash.as_deref().is_none_or(|wanted| wanted == hash);
            if !fits {
                continue;
            }
            match &mut fault.matching.nth {
                Some(passes) if *passes > 0 => *passes -= 1,
                _ => {
                    fault.times = fault.times.saturating_sub(1);
                    found = Some(fault.kind.clone());
                    break;
                }
            }
        }
        faults.retain(|fault| fault.times > 0);
        found
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
