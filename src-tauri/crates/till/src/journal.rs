//! What was said to the authority and what it answered, kept for whoever asks later.

use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_fatoora::{Answer, CsidOutcome, Message, Outcome, Submission};
use sanduq_store::document::{self, DocumentRow};
use sanduq_store::exchange::{self, Exchange, Request};
use sanduq_store::outbox::{self, OutboxRow};
use sanduq_store::{Connection, Transaction};
use serde::Deserialize;

use crate::error::TillError;
use crate::session::Actor;
use crate::sync::clearance::lacks_copy;
use crate::sync::plan::cause;
use crate::till::Till;

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The word of an [`Operation`].
    pub operation: String,
    /// The document it was about, if one.
    pub document: Option<i64>,
    pub sent_at: Timestamp,
    /// Milliseconds until the answer, or until it was given up.
    pub elapsed: i64,
    pub request: Asked,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The answer's meaning in one word.
    pub outcome: String,
    pub messages: Vec<Said>,
    /// The answer's text, without what was secret in it.
    pub response: String,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// As it was kept.
    Kept(String),
    /// Made again of the document's bytes; its digest is that of what was sent.
    Proved(String),
    /// Made again, and it is not what was sent: somebody has changed the database.
    Differs,
    /// By a version of this program that noted no digest.
    NotNoted,
}

/// One of the authority's messages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Said {
    pub code: String,
    #[serde(default)]
    pub category: String,
    pub text: String,
}

/// One of the documents that were issued under a number.
#[derive(Debug, Clone)]
pub struct Page {
    pub document: DocumentRow,
    /// Its signed bytes.
    pub xml: Vec<u8>,
    pub queued: OutboxRow,
    /// Cleared, and the authority's copy is not here.
    pub lacks_copy: bool,
    /// In their order.
    pub entries: Vec<Entry>,
}

impl Till {
    /// Every document that was issued under `number`, in their order, each with all that was said about it.
    ///
    /// # Errors
    /// When there is none, or the role does not allow it.
    pub fn journal_of(&self, actor: &Actor, number: &str) -> Result<Vec<Page>, TillError> {
        actor.require(Permission::SeeDashboard)?;
        let pages = self
            .store
            .read(|db| document::all_by_number(db, number)?.into_iter().map(|document| page(db, document)).collect());
        pages.and_then(|pages: Vec<Page>| if pages.is_empty() { Err(TillError::UnknownDocument) } else { Ok(pages) })
    }

    /// The latest `count` exchanges about anything, newest first.
    ///
    /// # Errors
    /// When the database fails, or the role does not allow it.
    pub fn newest_exchanges(&self, actor: &Actor, count: i64) -> Result<Vec<Entry>, TillError> {
        actor.require(Permission::SeeDashboard)?;
        self.store.read(|db| exchange::newest(db, count)?.into_iter().map(|kept| entry(db, kept)).collect())
    }
}

fn page(db: &Connection, document: DocumentRow) -> Result<Page, TillError> {
    let queued = outbox::find(db, document.id)?;
    let queued = queued.ok_or_else(|| TillError::Damaged("a document without a place in the outbox".into()))?;
    let entries = exchange::of_document(db, document.id)?.into_iter().map(|kept| entry(db, kept));
    Ok(Page {
        entries: entries.collect::<Result<_, _>>()?,
        xml: document::xml(db, document.id)?,
        lacks_copy: lacks_copy(db, &document, queued.standing)?,
        document,
        queued,
    })
}

fn entry(db: &Connection, kept: Exchange) -> Result<Entry, TillError> {
    Ok(Entry {
        request: asked(db, &kept)?,
        messages: said(&kept.messages)?,
        operation: kept.operation,
        document: kept.document,
        sent_at: kept.sent_at,
        elapsed: kept.elapsed,
        status: kept.status,
        outcome: kept.outcome,
        response: String::from_utf8_lossy(&kept.response).into_owned(),
    })
}

/// The messages of an answer, as they were kept.
pub(crate) fn said(messages: &str) -> Result<Vec<Said>, TillError> {
    serde_json::from_str(messages).map_err(|_| TillError::Damaged("the messages of an answer".into()))
}

fn asked(db: &Connection, kept: &Exchange) -> Result<Asked, TillError> {
    let text = |body: Vec<u8>| String::from_utf8_lossy(&body).into_owned();
    let sha256 = match &kept.request {
        Request::Body(body) => return Ok(Asked::Kept(text(body.clone()))),
        Request::OfDocument { sha256 } if sha256.is_empty() => return Ok(Asked::NotNoted),
        Request::OfDocument { sha256 } => sha256,
    };
    let about = kept.document.map(|id| document::find(db, id)).transpose()?.flatten();
    let about = about.ok_or_else(|| TillError::Damaged("an exchange about a document that is missing".into()))?;
    let again = request_of(db, &about)?;
    let digest = Request::of_document(again.as_bytes());
    let same = digest == Request::OfDocument { sha256: sha256.clone() };
    Ok(if same { Asked::Proved(text(again.into_bytes())) } else { Asked::Differs })
}

/// The request that sends a document: the same bytes every time.
pub(crate) fn request_of(db: &Connection, row: &DocumentRow) -> Result<sanduq_fatoora::SubmissionBody, TillError> {
    let xml = document::xml(db, row.id)?;
    Ok(Submission::of_xml(row.hash.clone(), row.uuid.to_string(), &xml).body())
}

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
