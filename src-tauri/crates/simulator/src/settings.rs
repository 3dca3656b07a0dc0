//! What is not known about the real gateway, or differs from account to account: decided here, and easily decided anew.

use serde::{Deserialize, Serialize};

/// How this gateway behaves where sources are silent or contradict each other. The defaults are the positions taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// In bytes, of a whole request; what is larger is answered 413.
    pub largest_body: usize,
    /// Whether `v2` is as good as `V2`.
    pub version_case: VersionCase,
    pub unauthorized: UnauthorizedBody,
    /// The sandbox takes any six digits but the two that are published as failing.
    pub lenient_otp: bool,
    /// The sandbox issues a production CSID for the caller's own key, where the real one hands out one shared
    /// certificate.
    pub own_pcsid: bool,
    pub repeat_pcsid: RepeatPcsid,
    pub renewal: Renewal,
    /// The 428 stands in `{"value": …}`, as published and not as seen.
    pub wrapped_renewal: bool,
    /// How long a production CSID works on after its successor was issued; until it is revoked when absent.
    pub grace_seconds: Option<u64>,
    pub judging: Judging,
    /// From how many "already accepted" for one document on it counts as a violation.
    pub allowed_duplicates: u32,
    /// From how many requests within a second on each counts as a violation; never when absent.
    pub allowed_per_second: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // By staff statement, of base64.
            largest_body: 10 * 1024 * 1024,
            version_case: VersionCase::Any,
            unauthorized: UnauthorizedBody::Json,
            lenient_otp: false,
            own_pcsid: false,
            repeat_pcsid: RepeatPcsid::New,
            renewal: Renewal::Samples,
            wrapped_renewal: false,
            grace_seconds: None,
            judging: Judging::Full,
            allowed_duplicates: 3,
            allowed_per_second: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionCase {
    Any,
    Upper,
}

/// The body of a 401: both were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnauthorizedBody {
    Json,
    Empty,
}

/// What a second request with the same compliance CSID brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatPcsid {
    /// The CSID that was issued, its secret too.
    Same,
    /// Another one.
    New,
    /// A refusal: the request was served.
    Error,
}

/// What a renewal brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    /// 428: a new compliance CSID, and the samples once more.
    Samples,
    /// 200: a new production CSID.
    AtOnce,
}

/// How much of a document is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judging {
    /// Everything.
    Full,
    /// Credentials, hash, UUID, seller, kind, counter, form of the previous hash and whose certificate it carries: enough
    /// to tell documents apart. Schema, rules, stamp and QR are *not* looked at. For measuring many documents only.
    IdentityOnly,
}
