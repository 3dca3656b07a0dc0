//! What was said to the authority and what it answered, kept for whoever asks later.

use sanduq_domain::timestamp::Timestamp;
use sanduq_fatoora::{Answer, CsidOutcome, Message, Outcome};
use sanduq_store::Transaction;
use sanduq_store::exchange::{self, Exchange, Request};

use crate::error::TillError;
use crate::sync::plan::cause;

/// One of the gateway's six operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    ComplianceCsid,
    ComplianceCheck,
    ProductionCsid,
    Renewal,
    Reporting,
    Clearance,
}

impl Operation {
    pub const ALL: [Operation; 6] = [
        Operation::ComplianceCsid,
        Operation::ComplianceCheck,
        Operation::ProductionCsid,
        Operation::Renewal,
        Operation::Reporting,
        Operation::Clearance,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Operation::ComplianceCsid => "compliance_csid",
            Operation::ComplianceCheck => "compliance_check",
            Operation::ProductionCsid => "production_csid",
            Operation::Renewal => "renewal",
            Operation::Reporting => "reporting",
            Operation::Clearance => "clearance",
        }
    }
}

/// An outcome as the journal words it.
pub(crate) trait Worded {
    /// The meaning in one word.
    fn word(&self) -> &'static str;
    fn messages(&self) -> &[Message];
}

impl Worded for Outcome {
    fn word(&self) -> &'static str {
        match self {
            Outcome::Accepted { .. } => "accepted",
            Outcome::AlreadyAccepted { .. } => "already_accepted",
            Outcome::Rejected { .. } => "rejected",
            Outcome::ClearanceOff | Outcome::Retry { .. } | Outcome::Unknown { .. } | Outcome::Auth => cause(self),
            Outcome::Config { .. } => cause(self),
        }
    }

    fn messages(&self) -> &[Message] {
        match self {
            Outcome::Accepted { warnings, .. } => warnings,
            Outcome::Rejected { errors } => errors,
            Outcome::AlreadyAccepted { .. }
            | Outcome::ClearanceOff
            | Outcome::Retry { .. }
            | Outcome::Unknown { .. }
            | Outcome::Auth
            | Outcome::Config { .. } => &[],
        }
    }
}

impl Worded for CsidOutcome {
    fn word(&self) -> &'static str {
        match self {
            CsidOutcome::Issued { .. } => "issued",
            CsidOutcome::ComplianceNeeded { .. } => "compliance_needed",
            CsidOutcome::WrongOtp { .. } => "wrong_otp",
            CsidOutcome::InvalidCsr { .. } => "invalid_csr",
            CsidOutcome::MissingSteps { .. } => "missing_steps",
            CsidOutcome::Refused { .. } => "refused",
            CsidOutcome::Retry { cause: retry, .. } => cause(&Outcome::Retry { cause: *retry, after: None }),
            CsidOutcome::Unknown { cause: unknown } => cause(&Outcome::Unknown { cause: *unknown }),
            CsidOutcome::Auth => cause(&Outcome::Auth),
            CsidOutcome::Config { reason } => cause(&Outcome::Config { reason: *reason }),
        }
    }

    fn messages(&self) -> &[Message] {
        match self {
            CsidOutcome::WrongOtp { messages }
            | CsidOutcome::InvalidCsr { messages }
            | CsidOutcome::Refused { messages } => messages,
            CsidOutcome::Issued { .. }
            | CsidOutcome::ComplianceNeeded { .. }
            | CsidOutcome::MissingSteps { .. }
            | CsidOutcome::Retry { .. }
            | CsidOutcome::Unknown { .. }
            | CsidOutcome::Auth
            | CsidOutcome::Config { .. } => &[],
        }
    }
}

/// What an exchange was about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) operation: Operation,
    pub(crate) unit: i64,
    pub(crate) document: Option<i64>,
}

/// Keeps an exchange. The answer comes from the client, which has taken out what is secret.
pub(crate) fn keep<T: Worded>(
    tx: &Transaction<'_>,
    about: About,
    sent_at: Timestamp,
    request: Request,
    answer: &Answer<T>,
) -> Result<(), TillError> {
    let messages = serde_json::to_string(answer.outcome.messages()).unwrap_or_else(|_| "[]".to_owned());
    Ok(exchange::insert(
        tx,
        &Exchange {
            operation: about.operation.key().to_owned(),
            unit: Some(about.unit),
            document: about.document,
            sent_at,
            elapsed: i64::try_from(answer.elapsed.as_millis()).unwrap_or(i64::MAX),
            request,
            status: answer.status,
            outcome: answer.outcome.word().to_owned(),
            messages,
            response: answer.body.clone().into_bytes(),
        },
    )?)
}
