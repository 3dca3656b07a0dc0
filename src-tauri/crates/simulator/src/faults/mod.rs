//! Misfortune on demand. A fault waits for a request that fits it and is used up by it, as often as it was armed for.

pub(crate) mod armed;
pub(crate) mod play;
mod shapes;
mod weather;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::gateway::Operation;
use crate::profile::Profile;
use crate::reply::DuplicateForm;
use crate::severity::Severity;

pub use shapes::Shape;
pub use weather::Weather;

/// A fault as it is armed: `{"match": {…}, "kind": "hang", "params": {…}, "times": 2}`. `times` may be `"always"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Fault {
    #[serde(rename = "match")]
    pub matching: Match,
    #[serde(flatten)]
    pub kind: FaultKind,
    #[serde(serialize_with = "write_times")]
    pub times: u32,
}

impl Fault {
    /// As `times`: until the faults are cleared.
    pub const ALWAYS: u32 = u32::MAX;

    /// For the next request, whatever it asks for.
    pub fn once(kind: FaultKind) -> Self {
        Self { matching: Match::default(), kind, times: 1 }
    }

    /// For every request until the faults are cleared.
    pub fn always(kind: FaultKind) -> Self {
        Self { times: Self::ALWAYS, ..Self::once(kind) }
    }

    /// The same for one operation only.
    #[must_use]
    pub fn on(self, operation: Operation) -> Self {
        Self { matching: Match { operation: Some(operation), ..self.matching }, ..self }
    }
}

/// The same before its kind is known. (Flattening while reading would pull floats in.)
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, rename = "match")]
    matching: Match,
    kind: String,
    params: Option<Value>,
    #[serde(default)]
    times: Times,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Times {
    Number(u32),
    Word(Always),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Always {
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Number(1)
    }
}

fn write_times<S: Serializer>(times: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    match *times {
        Fault::ALWAYS => serializer.serialize_str("always"),
        times => serializer.serialize_u32(times),
    }
}

impl TryFrom<Written> for Fault {
    type Error = serde_json::Error;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { matching, kind, params, times } = written;
        let kind = match params {
            Some(params) => serde_json::from_value(json!({ "kind": kind, "params": params }))?,
            // A kind without parameters, or one whose parameters all have defaults.
            None => serde_json::from_value(json!({ "kind": kind }))
                .or_else(|_| serde_json::from_value(json!({ "kind": kind, "params": {} })))?,
        };
        let times = match times {
            Times::Number(times) => times,
            Times::Word(Always::Always) => Self::ALWAYS,
        };
        Ok(Self { matching, kind, times })
    }
}

/// Which requests a fault waits for; an absent field fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    #[serde(rename = "op", skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// From which fitting request on, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// Which part of the fitting requests, drawn anew for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_thousand: Option<u16>,
    /// Of those draws; the simulator's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How long after arming, by the simulator's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_seconds: Option<u32>,
}

/// What happens. "Before" means that nothing is judged or recorded, "after" that all of it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "params", rename_all = "snake_case")]
pub enum FaultKind {
    /// Before: a wait. The only kind that goes together with another one.
    Latency {
        ms: u64,
        /// Up to so much more.
        #[serde(default)]
        jitter_ms: u64,
    },
    /// The listener is closed until the faults are cleared: connections are refused.
    Refuse,
    /// Before: no answer, ever.
    Hang,
    /// Before: the request was read, and the connection is reset.
    Reset,
    /// Before: the connection is reset while the request is being read. Its body is not known then, so it can be matched
    /// by profile and operation only.
    ResetMidRequest,
    /// Before: this answer instead. Without a body, the one that is known of this code.
    Status {
        code: u16,
        #[serde(default)]
        body: Option<String>,
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// Before: 429, for requests beyond so many within a second of the simulator's clock.
    Throttle {
        per_second: u32,
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// Before: 400 without one word of why.
    EmptyRejection { form: EmptyRejection },
    /// Before: 200 that does not prove an acceptance.
    UnprovenSuccess { form: UnprovenSuccess },
    /// Before: 303, "clearance is off", for this request.
    ClearanceOff,
    /// Before: a redirection to somewhere; whoever follows is found among the violations.
    RedirectWithLocation {
        #[serde(default = "see_other")]
        code: u16,
    },
    /// After: no answer, ever.
    CommitThenHang,
    /// After: the connection is reset.
    CommitThenReset,
    /// After: this answer instead.
    CommitThenStatus {
        code: u16,
        #[serde(default)]
        body: Option<String>,
    },
    /// Half of the answer, then a reset.
    ResetMidBody {
        #[serde(default)]
        when: When,
    },
    /// Half of the answer's text, neatly delivered.
    TruncatedJson {
        #[serde(default)]
        when: When,
    },
    /// An answer that announces more than it brings.
    WrongContentLength {
        #[serde(default)]
        when: When,
    },
    /// Half of the answer, then nothing more, ever.
    ChunkStall {
        #[serde(default)]
        when: When,
    },
    /// After: an acceptance told as "already accepted", though it is the first time, and late.
    FalseDuplicate {
        #[serde(default = "thirty_seconds")]
        delay_ms: u64,
    },
    /// After: an acceptance told as "already accepted", in one of the forms that were seen.
    DuplicateShape { form: DuplicateForm },
    /// After: the same verdict in another shape.
    Shape { form: Shape },
    /// After: the same verdict, with so many bytes nobody asked for.
    BigBody { bytes: usize },
    /// After: the same verdict, with lists nested so deep beside it.
    DeepJson { depth: usize },
    /// After: the same verdict, with so many warnings.
    ManyMessages { count: usize },
    /// Judged as if the gateway's clock were so far ahead.
    ClockSkew { seconds: i64 },
    /// Judged as if this code weighed so much.
    Severity { code: String, severity: Severity },
    /// A CSID is issued, but not the one that was asked for.
    Misissue { flaw: Flaw },
}

/// On which side of the judgement an answer breaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nothing is recorded; what breaks is an answer that was never true.
    Before,
    #[default]
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyRejection {
    /// One message, all of its fields null.
    Null,
    Empty,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnprovenSuccess {
    Empty,
    /// `{}`
    Braces,
    Html,
    /// With error messages.
    ButError,
    /// `NOT_REPORTED`, `NOT_CLEARED`.
    NotReported,
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
    /// The name of every kind, as it is armed.
    pub const NAMES: [&str; 27] = [
        "latency",
        "refuse",
        "hang",
        "reset",
        "reset_mid_request",
        "status",
        "throttle",
        "empty_rejection",
        "unproven_success",
        "clearance_off",
        "redirect_with_location",
        "commit_then_hang",
        "commit_then_reset",
        "commit_then_status",
        "reset_mid_body",
        "truncated_json",
        "wrong_content_length",
        "chunk_stall",
        "false_duplicate",
        "duplicate_shape",
        "shape",
        "big_body",
        "deep_json",
        "many_messages",
        "clock_skew",
        "severity",
        "misissue",
    ];

    /// Its own among [`FaultKind::NAMES`].
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Refuse => "refuse",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::ResetMidRequest => "reset_mid_request",
            Self::Status { .. } => "status",
            Self::Throttle { .. } => "throttle",
            Self::EmptyRejection { .. } => "empty_rejection",
            Self::UnprovenSuccess { .. } => "unproven_success",
            Self::ClearanceOff => "clearance_off",
            Self::RedirectWithLocation { .. } => "redirect_with_location",
            Self::CommitThenHang => "commit_then_hang",
            Self::CommitThenReset => "commit_then_reset",
            Self::CommitThenStatus { .. } => "commit_then_status",
            Self::ResetMidBody { .. } => "reset_mid_body",
            Self::TruncatedJson { .. } => "truncated_json",
            Self::WrongContentLength { .. } => "wrong_content_length",
            Self::ChunkStall { .. } => "chunk_stall",
            Self::FalseDuplicate { .. } => "false_duplicate",
            Self::DuplicateShape { .. } => "duplicate_shape",
            Self::Shape { .. } => "shape",
            Self::BigBody { .. } => "big_body",
            Self::DeepJson { .. } => "deep_json",
            Self::ManyMessages { .. } => "many_messages",
            Self::ClockSkew { .. } => "clock_skew",
            Self::Severity { .. } => "severity",
            Self::Misissue { .. } => "misissue",
        }
    }
}

fn see_other() -> u16 {
    303
}

fn thirty_seconds() -> u64 {
    30_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no name fits is answered with all that do.
    #[test]
    fn the_names_are_all_that_can_be_armed() {
        let refused = serde_json::from_str::<FaultKind>(r#"{"kind":"weather"}"#).unwrap_err().to_string();
        let armed: Vec<&str> = refused.split('`').skip(3).step_by(2).collect();
        assert_eq!(armed, FaultKind::NAMES, "{refused}");
    }
}
