//! A standard document is an invoice once the authority has cleared it: before, nothing is handed over.

use std::sync::Arc;
use std::time::Duration;

use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::timestamp::Timestamp;
use sanduq_store::document::DocumentRow;
use sanduq_store::outbox::{self, OutboxRow, Standing};
use sanduq_store::{Connection, cleared, exchange};

use super::line::{Line, Network, Refusal};
use crate::error::TillError;
use crate::journal::Operation;
use crate::till::Till;

/// How long a till waits for the authority while its customer does.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Whether a document may be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// A simplified document at once; a standard one because it was cleared.
    Deliverable,
    /// Not yet: it is sent on by itself, and can be handed over as soon as it is cleared.
    Parked(Parked),
    /// Never: it is to be issued anew.
    Rejected,
}

/// What a parked document waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parked {
    /// An answer.
    Answer,
    /// The network.
    Network,
    /// That somebody mends what the gateway refuses.
    Refused(Refusal),
    /// That a person sends it once more.
    Person,
    /// That the time is over for which the gateway asked for patience.
    Patience,
    /// That its day begins at the authority: this machine's clock is ahead.
    Day,
}

impl Till {
    /// Whether the document in force under `number` may be handed over.
    ///
    /// # Errors
    /// When the document is unknown or the database fails.
    pub fn delivery(&self, number: &str) -> Result<Delivery, TillError> {
        let row = self.document(number)?;
        self.delivery_of(&row)
    }

    pub(crate) fn delivery_of(&self, row: &DocumentRow) -> Result<Delivery, TillError> {
        let (now, line) = (self.now(), *self.line());
        self.store.read(|db| delivery(db, row, now, &line))
    }

    /// Has a standard document cleared while the customer waits: at most `patience`, whatever waits the queue has agreed
    /// with itself. What the gateway asked for is kept: then the document is parked at once. The request itself goes on
    /// afterwards and is settled in the background.
    ///
    /// # Errors
    /// When the document is unknown or the database fails.
    pub async fn clear(self: &Arc<Self>, number: &str, patience: Duration) -> Result<Delivery, TillError> {
        let row = self.document(number)?;
        let before = self.delivery_of(&row)?;
        if matches!(before, Delivery::Deliverable | Delivery::Parked(Parked::Patience | Parked::Day)) {
            return Ok(before);
        }
        let till = Arc::clone(self);
        let cleared = tokio::spawn(async move { till.clear_when_free(row.id).await });
        // Else it was not in time. Or it panicked, and what was on the wire is unknown: the queue finds out.
        if let Ok(Ok(sent)) = tokio::time::timeout(patience, cleared).await {
            sent?;
        }
        self.delivery(number)
    }

    async fn clear_when_free(&self, id: i64) -> Result<(), TillError> {
        let _alone = self.exchange.lock().await;
        let client = self.client()?;
        let row = self.store.read(|db| outbox::find(db, id))?;
        // The gateway may have asked for patience while this one waited for its turn.
        let (now, line) = (self.now(), *self.line());
        let may_go = |row: &OutboxRow| reason_to_wait(now, &line, row.issued_at).is_none();
        let open = row.filter(|row| matches!(row.standing, Standing::Pending | Standing::Unknown)).filter(may_go);
        if let Some(row) = open {
            self.send(&client, row).await?;
        }
        Ok(())
    }
}

/// Why a document may not be sent now, whoever asks.
fn reason_to_wait(now: Timestamp, line: &Line, issued_at: Timestamp) -> Option<Parked> {
    if line.day_begins(now, issued_at).is_some() {
        return Some(Parked::Day);
    }
    line.gives_patience(now).then_some(Parked::Patience)
}

/// Whether the authority has cleared a document whose stamped copy is not here: an answer may lack it, and nobody can be
/// asked for it again. It is then had from the portal; ours is the same document without the authority's stamp.
pub(crate) fn lacks_copy(db: &Connection, row: &DocumentRow, standing: Standing) -> Result<bool, TillError> {
    if row.invoice_type == InvoiceType::Simplified || !standing.is_accepted() || cleared::is_kept(db, row.id)? {
        return Ok(false);
    }
    // Where clearance is off it was reported: then there is no copy.
    let answered = exchange::latest(db, row.id)?;
    Ok(answered.is_some_and(|answered| answered.operation == Operation::Clearance.key()))
}

fn delivery(db: &Connection, row: &DocumentRow, now: Timestamp, line: &Line) -> Result<Delivery, TillError> {
    if row.invoice_type == InvoiceType::Simplified {
        return Ok(Delivery::Deliverable);
    }
    let queued = outbox::find(db, row.id)?;
    let queued = queued.ok_or_else(|| TillError::Damaged("a document without a place in the outbox".into()))?;
    let open = || {
        Delivery::Parked(reason_to_wait(now, line, row.issued_at).unwrap_or(match line.network {
            Network::Refused(refusal) => Parked::Refused(refusal),
            Network::Offline => Parked::Network,
            Network::Idle | Network::Online => Parked::Answer,
        }))
    };
    Ok(match queued.standing {
        Standing::Reported | Standing::ReportedWithWarnings => Delivery::Deliverable,
        Standing::Rejected => Delivery::Rejected,
        Standing::Held => Delivery::Parked(Parked::Person),
        Standing::Pending | Standing::Unknown => open(),
    })
}
