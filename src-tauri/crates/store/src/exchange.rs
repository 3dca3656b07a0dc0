//! Every request to the gateway and every answer, as they went. Bodies are packed where that makes them smaller.
//!
//! A document's request is not kept a second time: it is made again from the document's bytes, and its digest proves
//! that it is the same. Headers are not kept at all: nothing secret can come here with them.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, Row, params};
use sanduq_domain::timestamp::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::StoreError;
use crate::column::{collect, first, moment};

/// Above this no answer was ever kept.
const LARGEST: u64 = 64 * 1024 * 1024;

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The word of the operation, such as `reporting`.
    pub operation: String,
    pub unit: Option<i64>,
    pub document: Option<i64>,
    pub sent_at: Timestamp,
    /// Milliseconds until the answer, or until it was given up.
    pub elapsed: i64,
    pub request: Request,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// What the till made of it.
    pub outcome: String,
    /// The authority's codes and texts, as JSON.
    pub messages: String,
    /// The answer's bytes, without what is secret in them.
    pub response: Vec<u8>,
}

/// A request's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Kept here.
    Body(Vec<u8>),
    /// Made of the document's own bytes; the digest is that of what was sent. Empty for what earlier versions kept.
    OfDocument { sha256: Vec<u8> },
}

impl Request {
    /// A document's request, told by its digest.
    #[must_use]
    pub fn of_document(body: &[u8]) -> Self {
        Request::OfDocument { sha256: Sha256::digest(body).to_vec() }
    }
}

pub fn insert(db: &Connection, exchange: &Exchange) -> Result<(), StoreError> {
    let (sha256, (request_form, request)) = match &exchange.request {
        Request::Body(body) => (Sha256::digest(body).to_vec(), packed(body)),
        Request::OfDocument { sha256 } => (sha256.clone(), (Form::None, Vec::new())),
    };
    let (response_form, response) = packed(&exchange.response);
    db.prepare_cached(
        "INSERT INTO exchange (operation, unit_id, document_id, sent_at, elapsed, request_sha256, request_form, request,
                               status, outcome, messages, response_form, response)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        exchange.operation,
        exchange.unit,
        exchange.document,
        exchange.sent_at.unix_millis(),
        exchange.elapsed,
        sha256,
        request_form.key(),
        request,
        exchange.status,
        exchange.outcome,
        exchange.messages,
        response_form.key(),
        response,
    ])?;
    Ok(())
}

/// The last exchange about a document.
pub fn latest(db: &Connection, document: i64) -> Result<Option<Exchange>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM exchange WHERE document_id = ?1 ORDER BY id DESC LIMIT 1")?;
    first(statement.query([document])?, read)
}

/// Everything that was said about a document, in its order.
pub fn of_document(db: &Connection, document: i64) -> Result<Vec<Exchange>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM exchange WHERE document_id = ?1 ORDER BY id")?;
    collect(statement.query([document])?, read)
}

/// The latest `count` exchanges about anything, newest first.
pub fn newest(db: &Connection, count: i64) -> Result<Vec<Exchange>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM exchange ORDER BY id DESC LIMIT ?1")?;
    collect(statement.query([count])?, read)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Plain,
    Deflate,
}

impl Form {
    const ALL: [Form; 3] = [Form::None, Form::Plain, Form::Deflate];

    const fn key(self) -> &'static str {
        match self {
            Form::None => "none",
            Form::Plain => "plain",
            Form::Deflate => "deflate",
        }
    }
}

fn packed(body: &[u8]) -> (Form, Vec<u8>) {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(body).and_then(|()| encoder.finish()) {
        Ok(small) if small.len() < body.len() => (Form::Deflate, small),
        _ => (Form::Plain, body.to_vec()),
    }
}

fn unpacked(row: &Row<'_>, form: &'static str, body: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
    let corrupt = StoreError::Corrupt { column: body };
    let key: String = row.get(form)?;
    let bytes: Vec<u8> = row.get(body)?;
    match Form::ALL.into_iter().find(|known| known.key() == key) {
        None => Err(StoreError::Corrupt { column: form }),
        Some(Form::None) => Ok(None),
        Some(Form::Plain) => Ok(Some(bytes)),
        Some(Form::Deflate) => {
            let mut whole = Vec::new();
            DeflateDecoder::new(bytes.as_slice()).take(LARGEST).read_to_end(&mut whole).map_err(|_| corrupt)?;
            Ok(Some(whole))
        }
    }
}

fn read(row: &Row<'_>) -> Result<Exchange, StoreError> {
    Ok(Exchange {
        operation: row.get("operation")?,
        unit: row.get("unit_id")?,
        document: row.get("document_id")?,
        sent_at: moment(row, "sent_at")?,
        elapsed: row.get("elapsed")?,
        request: match unpacked(row, "request_form", "request")? {
            Some(body) => Request::Body(body),
            None => Request::OfDocument { sha256: row.get("request_sha256")? },
        },
        status: row.get("status")?,
        outcome: row.get("outcome")?,
        messages: row.get("messages")?,
        response: unpacked(row, "response_form", "response")?.unwrap_or_default(),
    })
}
