//! What an answer to a CSID request means.

use std::time::Duration;

use serde_json::json;

use crate::client::{Body, Reply};
use crate::outcome::{ConfigReason, RetryCause, Transport, UnknownCause, of_transport};
use crate::wire::{self, CsidReply, Message};
use crate::{Credentials, Environment};

/// The number that ties a compliance CSID to its production CSID. It comes as a number and goes back as a string.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The body of a request for the production CSID, as it is sent.
    pub fn body(&self) -> Vec<u8> {
        json!({ "compliance_request_id": self.0 }).to_string().into_bytes()
    }
}

/// The fate of one CSID request. After `Unknown` a one-time password may be used up: try once more with the same one,
/// and on [`CsidOutcome::WrongOtp`] ask for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsidOutcome {
    /// Store both before doing anything else.
    Issued {
        request_id: RequestId,
        credentials: Credentials,
    },
    /// A renewal that wants the compliance samples again, with this new compliance CSID (428). Not an error.
    ComplianceNeeded {
        request_id: RequestId,
        credentials: Credentials,
    },
    /// Missing, unknown, used or expired. Correct ones have failed during outages: say "take a new one or try later".
    WrongOtp {
        messages: Vec<Message>,
    },
    /// The request for the certificate itself is wrong: its key, template, title, address fields or lengths.
    InvalidCsr {
        messages: Vec<Message>,
    },
    /// These compliance samples have not passed yet; then the same call again.
    MissingSteps {
        steps: Vec<String>,
    },
    /// Refused for another reason.
    Refused {
        messages: Vec<Message>,
    },
    Retry {
        cause: RetryCause,
        after: Option<Duration>,
    },
    Unknown {
        cause: UnknownCause,
    },
    /// The wrong pair of token and secret for this call.
    Auth,
    Config {
        reason: ConfigReason,
    },
}

impl CsidOutcome {
    pub(crate) fn messages_mut(&mut self) -> &mut [Message] {
        match self {
            Self::WrongOtp { messages } | Self::InvalidCsr { messages } | Self::Refused { messages } => messages,
            Self::Issued { .. }
            | Self::ComplianceNeeded { .. }
            | Self::MissingSteps { .. }
            | Self::Retry { .. }
            | Self::Unknown { .. }
            | Self::Auth
            | Self::Config { .. } => &mut [],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CsidOperation {
    Compliance,
    Production,
    Renewal,
}

impl From<Transport> for CsidOutcome {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Retry { cause, after } => Self::Retry { cause, after },
            Transport::Unknown(cause) => Self::Unknown { cause },
            Transport::Auth => Self::Auth,
            Transport::Config(reason) => Self::Config { reason },
        }
    }
}

/// `environment` is where the question went: what is issued there counts only there.
pub(crate) fn of_csid(environment: Environment, operation: CsidOperation, reply: &Reply) -> CsidOutcome {
    let Reply::Answered { status, body, .. } = reply else { return of_transport(reply).into() };
    match (*status, body) {
        (200..=299 | 428, Body::Whole(bytes)) => match wire::csid_reply(bytes) {
            Some(reply) => of_success(environment, operation, *status, reply),
            None => CsidOutcome::Unknown { cause: UnknownCause::Unreadable },
        },
        (400, Body::Whole(bytes)) => match wire::csid_reply(bytes) {
            Some(reply) => of_refusal(operation, reply),
            None => CsidOutcome::Retry { cause: RetryCause::EmptyRejection, after: None },
        },
        (200..=299 | 400 | 428, Body::Truncated(_) | Body::Oversize(_)) => {
            CsidOutcome::Unknown { cause: UnknownCause::Incomplete }
        }
        _ => of_transport(reply).into(),
    }
}

fn of_success(environment: Environment, operation: CsidOperation, status: u16, reply: CsidReply) -> CsidOutcome {
    match reply {
        CsidReply { token: Some(token), secret: Some(secret), request_id: Some(id), disposition, errors } => {
            let request_id = RequestId::new(id);
            let credentials = Credentials::new(environment, token, secret);
            match disposition.as_str() {
                "NOT_COMPLIANT" => CsidOutcome::ComplianceNeeded { request_id, credentials },
                _ if status == 428 => CsidOutcome::ComplianceNeeded { request_id, credentials },
                "ISSUED" if errors.is_empty() => CsidOutcome::Issued { request_id, credentials },
                _ => CsidOutcome::Unknown { cause: UnknownCause::Contradictory },
            }
        }
        // Seen under 200 as well: refused, with the reasons as plain strings.
        reply if reply.disposition == "NOT_COMPLIANT" || !reply.errors.is_empty() => of_refusal(operation, reply),
        _ => CsidOutcome::Unknown { cause: UnknownCause::NoEvidence },
    }
}

fn of_refusal(operation: CsidOperation, reply: CsidReply) -> CsidOutcome {
    let messages = reply.errors;
    let any = |identifiers: &[&str]| {
        messages.iter().any(|message| identifiers.iter().any(|identifier| message.names(identifier)))
    };
    if any(&["Missing-OTP", "Invalid-OTP"]) {
        return CsidOutcome::WrongOtp { messages };
    }
    if let Some(steps) = messages.iter().find(|message| message.names("Missing-ComplianceSteps")) {
        return CsidOutcome::MissingSteps { steps: bracketed(&steps.text) };
    }
    // "CurrentCCSID" names no field: it means the credentials used.
    if any(&["Missing-CurrentCCSID", "Invalid-CurrentCCSID", "Missing-currentCSID", "Invalid-currentCSID"]) {
        return CsidOutcome::Auth;
    }
    // Template and title are refused without any code: a negative request id under NOT_COMPLIANT.
    let refused_by_policy = operation != CsidOperation::Production
        && reply.disposition == "NOT_COMPLIANT"
        && messages.iter().all(|message| message.code.is_empty());
    if refused_by_policy || any(&["Missing-CSR", "Invalid-CSR", "CSR_VALIDATION"]) {
        return CsidOutcome::InvalidCsr { messages };
    }
    if messages.is_empty() {
        return CsidOutcome::Retry { cause: RetryCause::EmptyRejection, after: None };
    }
    CsidOutcome::Refused { messages }
}

/// The one place where a text is read: the missing steps stand nowhere else than between its brackets.
fn bracketed(text: &str) -> Vec<String> {
    let Some((_, rest)) = text.split_once('[') else { return Vec::new() };
    let list = rest.split_once(']').map_or(rest, |(list, _)| list);
    list.split(',').map(str::trim).filter(|step| !step.is_empty()).map(str::to_owned).collect()
}
