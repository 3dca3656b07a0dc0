//! What the manager sees: the queue, its age against the deadline, the last answers, the day.

use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::money::Money;
use sanduq_domain::shift::day_bounds;
use sanduq_domain::timestamp::Timestamp;
use sanduq_store::document::DocumentRow;
use sanduq_store::outbox;
pub use sanduq_store::outbox::{Counts, Standing};
use sanduq_store::{Connection, document, exchange};

use crate::error::TillError;
use crate::journal::{Said, said};
use crate::sync::clearance::lacks_copy;
use crate::sync::deadline::Alarm;
use crate::sync::line::Network;
use crate::sync::plan::{Step, plan};
use crate::till::Till;

/// The queue in numbers.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    pub counts: Counts,
    /// Age of the oldest document without a final answer.
    pub oldest_seconds: Option<i64>,
    pub alarm: Alarm,
    pub network: Network,
    /// Since when the network has been like that.
    pub network_since: Option<Timestamp>,
    pub next_attempt_at: Option<Timestamp>,
    /// The seconds that this machine's clock is ahead of the authority's, or behind below zero, where a person should look.
    pub clock_ahead: Option<i64>,
}

/// Which documents are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The latest, newest first.
    Latest,
    /// Those without a final answer, oldest first.
    Waiting,
    /// Those that somebody should look at: rejected and not issued anew, and held, oldest first; then those accepted with
    /// warnings, newest first.
    Attention,
}

/// A document and its last answer.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: i64,
    pub number: String,
    pub kind: String,
    pub invoice_type: InvoiceType,
    /// Another was issued in its place.
    pub replaced: bool,
    pub icv: u64,
    pub issued_at: Timestamp,
    pub total: Money,
    pub standing: Standing,
    /// How close it is to its deadline; calm once it has an answer, and where it is cleared.
    pub alarm: Alarm,
    /// Cleared, and the authority's copy is not here.
    pub lacks_copy: bool,
    pub attempts: i64,
    pub status: Option<u16>,
    pub messages: Vec<Said>,
}

/// Sales of one business day.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    pub sales: i64,
    pub total: Money,
    pub vat: Money,
}

impl Till {
    /// # Errors
    /// When the database fails.
    pub fn queue(&self) -> Result<Queue, TillError> {
        let now = self.now();
        let (counts, heads, oldest) = self
            .store
            .read(|db| Ok::<_, TillError>((outbox::counts(db)?, outbox::heads(db)?, outbox::oldest_open(db)?)))?;
        let line = *self.line();
        let next_attempt_at = match plan(now, &heads, &line) {
            Step::Send(_) => Some(now),
            Step::WaitUntil(until) => Some(until),
            Step::Rest => None,
        };
        Ok(Queue {
            counts,
            oldest_seconds: oldest.map(|oldest| now.seconds_since(oldest).max(0)),
            alarm: Alarm::at(now, oldest),
            network: line.network,
            network_since: line.since,
            next_attempt_at,
            clock_ahead: line.skew.and_then(|skew| skew.told(now)),
        })
    }

    /// At most `count` documents.
    ///
    /// # Errors
    /// When the database fails.
    pub fn documents(&self, filter: Filter, count: i64) -> Result<Vec<Row>, TillError> {
        let now = self.now();
        self.store.read(|db| {
            let documents = match filter {
                Filter::Latest => document::latest(db, count)?,
                Filter::Waiting => all(db, outbox::oldest_waiting(db, count)?)?,
                Filter::Attention => all(db, outbox::needing_attention(db, count)?)?,
            };
            documents.into_iter().map(|document| row(db, document, now)).collect()
        })
    }

    /// Sales of the business day.
    ///
    /// # Errors
    /// When the database fails.
    pub fn today(&self) -> Result<Day, TillError> {
        let (begins, ends) = day_bounds(self.now(), self.policy()?.day_begins);
        let (sales, total, vat) = self.store.read(|db| document::turnover(db, begins, ends))?;
        Ok(Day { sales, total, vat })
    }
}

fn all(db: &Connection, ids: Vec<i64>) -> Result<Vec<DocumentRow>, TillError> {
    let found = |id| document::find(db, id)?.ok_or(TillError::UnknownDocument);
    ids.into_iter().map(found).collect()
}

fn row(db: &Connection, document: DocumentRow, now: Timestamp) -> Result<Row, TillError> {
    let queued = outbox::find(db, document.id)?
        .ok_or_else(|| TillError::Damaged("a document without a place in the outbox".into()))?;
    let answer = exchange::latest(db, document.id)?;
    let reported = document.invoice_type == InvoiceType::Simplified;
    let open = matches!(queued.standing, Standing::Pending | Standing::Unknown | Standing::Held);
    let messages = answer.as_ref().map(|answer| said(&answer.messages)).transpose()?;
    Ok(Row {
        replaced: document::replacement_of(db, document.id)?.is_some(),
        lacks_copy: lacks_copy(db, &document, queued.standing)?,
        id: document.id,
        number: document.number,
        kind: document.kind,
        invoice_type: document.invoice_type,
        icv: document.icv,
        issued_at: document.issued_at,
        total: document.total,
        standing: queued.standing,
        alarm: Alarm::at(now, (reported && open).then_some(document.issued_at)),
        attempts: queued.attempts,
        status: answer.and_then(|answer| answer.status),
        messages: messages.unwrap_or_default(),
    })
}
