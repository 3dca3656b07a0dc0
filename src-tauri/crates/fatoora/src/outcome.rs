//! What an answer to a document means. Total: every status, every body and every way of getting none has a meaning.

use std::time::Duration;

use crate::client::{Body, Reply};
use crate::wire::{self, DocumentReply, Message};

/// The fate of one submitted document, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Final. With warnings the document is just as accepted: never send it again.
    Accepted {
        warnings: Vec<Message>,
        /// On clearance: the authority's stamped copy, which is the legal one. `None` if the gateway left it out.
        cleared: Option<Vec<u8>>,
    },
    /// Final, and a success: the same hash was accepted before, whatever words the body uses (409, 208).
    AlreadyAccepted { cleared: Option<Vec<u8>> },
    /// Clearance is switched off (303): report the same document instead.
    ClearanceOff,
    /// Final for this document: correct the cause and issue a new one. It keeps its place in the chain.
    Rejected { errors: Vec<Message> },
    /// Certainly not judged: send the same bytes again, not before `after`.
    Retry { cause: RetryCause, after: Option<Duration> },
    /// The document may or may not have arrived. Only sending the same bytes again can tell.
    Unknown { cause: UnknownCause },
    /// The credentials are refused: stop this unit's queue, not the sales.
    Auth,
    /// Our request or the way to the gateway is wrong; sending it again as it is cannot help.
    Config { reason: ConfigReason },
}

impl Outcome {
    pub(crate) fn messages_mut(&mut self) -> &mut [Message] {
        match self {
            Self::Accepted { warnings: messages, .. } | Self::Rejected { errors: messages } => messages,
            Self::AlreadyAccepted { .. }
            | Self::ClearanceOff
            | Self::Retry { .. }
            | Self::Unknown { .. }
            | Self::Auth
            | Self::Config { .. } => &mut [],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryCause {
    /// No connection: name, route, refusal or TLS failed before anything was sent.
    Network,
    /// 429.
    Rate,
    /// 400 without one usable message: the gateway's own fault.
    EmptyRejection,
    /// 413.
    Payload,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownCause {
    /// No whole answer in the time allowed.
    Timeout,
    /// The connection broke after sending began.
    Disconnected,
    /// 5xx. Officially "not received"; in the field a resend was then answered "already accepted".
    Server,
    /// The answer ended before its end, or was larger than an answer can be.
    Incomplete,
    /// A success status whose body cannot be read.
    Unreadable,
    /// A success status without the word that would prove it.
    NoEvidence,
    /// A success status whose body says the opposite.
    Contradictory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigReason {
    /// 403: a firewall or edge in between.
    Forbidden,
    /// 404 or 405: wrong address.
    WrongAddress,
    /// 406: wrong `Accept-Version`.
    Version,
    /// 415.
    ContentType,
    /// A redirection, which is never followed.
    Redirected,
    /// The request could not be built from this configuration.
    NotSendable,
    /// The credentials were issued in another environment: nothing was sent.
    OtherEnvironment,
    /// A status that has no meaning here.
    UnexpectedStatus(u16),
}

/// Which question the answer belongs to: it decides which word counts as proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentOperation {
    Compliance,
    Reporting,
    Clearance,
}

impl DocumentOperation {
    fn is_proven_by(self, reply: &DocumentReply) -> bool {
        match self {
            Self::Reporting => reply.says("REPORTED"),
            Self::Clearance => reply.says("CLEARED"),
            Self::Compliance => reply.says("REPORTED") || reply.says("CLEARED"),
        }
    }
}

/// What does not depend on the operation, for documents and CSIDs alike.
#[derive(Debug)]
pub(crate) enum Transport {
    Retry { cause: RetryCause, after: Option<Duration> },
    Unknown(UnknownCause),
    Auth,
    Config(ConfigReason),
}

impl From<Transport> for Outcome {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Retry { cause, after } => Self::Retry { cause, after },
            Transport::Unknown(cause) => Self::Unknown { cause },
            Transport::Auth => Self::Auth,
            Transport::Config(reason) => Self::Config { reason },
        }
    }
}

pub(crate) fn of_document(operation: DocumentOperation, reply: &Reply) -> Outcome {
    let Reply::Answered { status, body, .. } = reply else { return of_transport(reply).into() };
    match (*status, body) {
        // The status alone is proof here: these bodies are sometimes empty and say ERROR / NOT_REPORTED.
        (208 | 409, body) => {
            let cleared = body.whole().and_then(wire::document_reply).and_then(|reply| reply.cleared);
            Outcome::AlreadyAccepted { cleared }
        }
        (200..=299, Body::Whole(bytes)) => of_success(operation, bytes),
        (303, _) if operation == DocumentOperation::Clearance => Outcome::ClearanceOff,
        (400, Body::Whole(bytes)) => of_refusal(bytes),
        (200..=299 | 400, Body::Truncated(_) | Body::Oversize(_)) => {
            Outcome::Unknown { cause: UnknownCause::Incomplete }
        }
        _ => of_transport(reply).into(),
    }
}

fn of_success(operation: DocumentOperation, body: &[u8]) -> Outcome {
    let Some(reply) = wire::document_reply(body) else {
        return Outcome::Unknown { cause: UnknownCause::Unreadable };
    };
    if reply.contradicts_acceptance() {
        return Outcome::Unknown { cause: UnknownCause::Contradictory };
    }
    if !operation.is_proven_by(&reply) {
        return Outcome::Unknown { cause: UnknownCause::NoEvidence };
    }
    Outcome::Accepted { warnings: reply.warnings, cleared: reply.cleared }
}

fn of_refusal(body: &[u8]) -> Outcome {
    let errors = wire::document_reply(body).map(|reply| reply.errors).unwrap_or_default();
    let all_name = |identifier| !errors.is_empty() && errors.iter().all(|error| error.names(identifier));
    if errors.is_empty() || all_name("Invalid-Request") {
        Outcome::Retry { cause: RetryCause::EmptyRejection, after: None }
    } else if all_name("Duplicate-Invoice") {
        Outcome::AlreadyAccepted { cleared: None }
    } else if all_name("Authentication-Errors") {
        // Refused before the document was looked at: the credentials are at fault, the document stays valid.
        Outcome::Auth
    } else {
        Outcome::Rejected { errors }
    }
}

pub(crate) fn of_transport(reply: &Reply) -> Transport {
    match reply {
        Reply::NotSent => Transport::Retry { cause: RetryCause::Network, after: None },
        Reply::NotSendable => Transport::Config(ConfigReason::NotSendable),
        Reply::OtherEnvironment => Transport::Config(ConfigReason::OtherEnvironment),
        Reply::Lost(cause) => Transport::Unknown(*cause),
        Reply::Answered { status, retry_after, .. } => of_status(*status, *retry_after),
    }
}

fn of_status(status: u16, after: Option<Duration>) -> Transport {
    match status {
        401 => Transport::Auth,
        403 => Transport::Config(ConfigReason::Forbidden),
        404 | 405 => Transport::Config(ConfigReason::WrongAddress),
        406 => Transport::Config(ConfigReason::Version),
        408 => Transport::Unknown(UnknownCause::Timeout),
        413 => Transport::Retry { cause: RetryCause::Payload, after },
        415 => Transport::Config(ConfigReason::ContentType),
        429 => Transport::Retry { cause: RetryCause::Rate, after },
        300..=399 => Transport::Config(ConfigReason::Redirected),
        500..=599 => Transport::Unknown(UnknownCause::Server),
        other => Transport::Config(ConfigReason::UnexpectedStatus(other)),
    }
}
