//! What the gateway remembers, row by row.

use serde::{Deserialize, Serialize};

use crate::profile::Profile;

/// What a one-time password may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtpKind {
    New,
    Renewal,
}

impl OtpKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Renewal => "renewal",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CsidKind {
    Compliance,
    Production,
}

impl CsidKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Compliance => "compliance",
            Self::Production => "production",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CsidStanding {
    Active,
    /// Its successor was issued.
    Superseded,
    Revoked,
}

impl CsidStanding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
        }
    }
}

/// One CSID, without token and secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Csid {
    pub id: i64,
    pub profile: Profile,
    pub kind: CsidKind,
    pub vat: String,
    /// `1000`, `0100` or `1100`.
    pub title: String,
    /// `1-…|2-…|3-…`
    pub unit: String,
    pub request_id: i64,
    /// The certificate's end, in seconds since 1970.
    pub not_after: i64,
    /// Until when it opens doors: the certificate's end, or an earlier one.
    pub works_until: i64,
    pub standing: CsidStanding,
    /// The samples that passed.
    pub steps: Vec<String>,
}

/// A CSID, and what only the gateway knows of it.
#[derive(Debug, Clone)]
pub(crate) struct HeldCsid {
    pub(crate) csid: Csid,
    pub(crate) token: String,
    pub(crate) secret_digest: Vec<u8>,
    pub(crate) csr: String,
    /// Of a compliance CSID that came of a renewal: the production CSID to be replaced.
    pub(crate) renews: Option<i64>,
}

pub(crate) struct NewCsid<'a> {
    pub(crate) profile: Profile,
    pub(crate) kind: CsidKind,
    pub(crate) token: &'a str,
    pub(crate) secret_digest: &'a [u8],
    pub(crate) certificate: &'a [u8],
    pub(crate) csr: &'a str,
    pub(crate) vat: &'a str,
    pub(crate) title: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) request_id: i64,
    pub(crate) not_after: i64,
    /// Of a production CSID: the compliance CSID it was asked for with.
    pub(crate) parent: Option<i64>,
    pub(crate) renews: Option<i64>,
}

/// One accepted document, as the oracle for "exactly once" tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptedDocument {
    pub profile: String,
    pub vat: String,
    pub hash: String,
    pub uuid: String,
    pub icv: u64,
    /// `reporting` or `clearance`.
    pub kind: String,
    /// Seconds since 1970, by the simulator's clock.
    pub at: i64,
    pub csid: i64,
    /// How often the same hash came again and was answered "already accepted".
    pub duplicates: u32,
}

pub(crate) struct NewAccepted<'a> {
    pub(crate) profile: Profile,
    pub(crate) vat: &'a str,
    pub(crate) hash: &'a str,
    pub(crate) uuid: &'a str,
    pub(crate) icv: u64,
    pub(crate) kind: &'static str,
    pub(crate) csid: i64,
    pub(crate) cleared: Option<&'a [u8]>,
}

/// One request, without anything secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    pub at: i64,
    /// Empty where the address names none, like the operation.
    pub profile: String,
    pub operation: String,
    /// `None` when no answer was sent.
    pub status: Option<u16>,
    /// The word or first code of the answer.
    pub verdict: String,
    pub uuid: String,
    pub hash: String,
    /// The fault played on it, if any.
    pub fault: String,
    /// Those of the contract; credentials and one-time passwords are only said to have been there.
    pub headers: String,
}

/// Something the gateway tolerates and a good till does not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    pub kind: String,
    pub uuid: String,
    pub detail: String,
}

/// A document that was judged, whatever the verdict.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    /// Whose chain it belongs to: the one whose certificate it carries, else the one that sent it.
    pub(crate) csid: i64,
    pub(crate) profile: Profile,
    pub(crate) vat: String,
    pub(crate) icv: u64,
    pub(crate) hash: String,
    pub(crate) pih: String,
    pub(crate) uuid: String,
    pub(crate) body_digest: Vec<u8>,
    pub(crate) last_word: LastWord,
}

/// Whether a hash is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    New,
    /// Accepted within the window; this is the so manieth time it came again.
    Known {
        times: u32,
        cleared: Option<Vec<u8>>,
    },
}

/// Whether the verdict on a document was delivered. A resend after a lost one is right, after a heard one it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastWord {
    Heard,
    Lost,
}

/// Whether the one-time password was still unused at the moment of issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Password {
    Good,
    Used,
}
