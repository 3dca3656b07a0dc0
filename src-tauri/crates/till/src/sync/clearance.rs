//! A standard document is an invoice once the authority has cleared it: before, nothing is handed over.

use std::sync::Arc;
use std::time::Duration;

use sanduq_domain::invoice::InvoiceType;
use sanduq_store::Connection;
use sanduq_store::document::DocumentRow;
use sanduq_store::outbox::{self, Standing};

use super::line::{Network, Refusal};
use crate::error::TillError;
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
        let network = self.network();
        self.store.read(|db| delivery(db, row, network))
    }

    /// Has a standard document cleared while the customer waits: at most `patience`, whatever waits the queue has agreed
    /// with itself. The request itself goes on afterwards and is settled in the background.
    ///
    /// # Errors
    /// When the document is unknown or the database fails.
    pub async fn clear(self: &Arc<Self>, number: &str, patience: Duration) -> Result<Delivery, TillError> {
        let row = self.document(number)?;
        if self.delivery_of(&row)? == Delivery::Deliverable {
            return Ok(Delivery::Deliverable);
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
        let open = row.filter(|row| matches!(row.standing, Standing::Pending | Standing::Unknown));
        if let Some(row) = open {
            self.send(&client, row).await?;
        }
        Ok(())
    }
}

fn delivery(db: &Connection, row: &DocumentRow, network: Network) -> Result<Delivery, TillError> {
    if row.invoice_type == InvoiceType::Simplified {
        return Ok(Delivery::Deliverable);
    }
    let queued = outbox::find(db, row.id)?;
    let queued = queued.ok_or_else(|| TillError::Damaged("a document without a place in the outbox".into()))?;
    Ok(match (queued.standing, network) {
        (Standing::Reported | Standing::ReportedWithWarnings, _) => Delivery::Deliverable,
        (Standing::Rejected, _) => Delivery::Rejected,
        (Standing::Held, _) => Delivery::Parked(Parked::Person),
        (Standing::Pending | Standing::Unknown, Network::Refused(refusal)) => {
            Delivery::Parked(Parked::Refused(refusal))
        }
        (Standing::Pending | Standing::Unknown, Network::Offline) => Delivery::Parked(Parked::Network),
        (Standing::Pending | Standing::Unknown, Network::Idle | Network::Online) => Delivery::Parked(Parked::Answer),
    })
}
