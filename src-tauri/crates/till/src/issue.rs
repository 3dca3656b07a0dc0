//! A document takes the next place in the chain: asked of the rules, signed, stored, queued and noted, within the
//! caller's transaction. After it nothing is asked any more.

use sanduq_domain::invoice::{Invoice, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::rules::gate;
use sanduq_store::document::{self, DocumentRow, NewDocument};
use sanduq_store::{Transaction, audit, outbox};
use uuid::Uuid;

use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Production, Till};

/// A document that now exists.
#[derive(Debug, Clone)]
pub struct Sale {
    pub id: i64,
    pub(crate) unit: i64,
    pub number: String,
    pub uuid: Uuid,
    pub icv: u64,
    pub issued_at: Timestamp,
    pub kind: String,
    pub invoice_type: InvoiceType,
    pub hash: String,
    pub total: Money,
    pub vat: Money,
    pub change: Money,
}

/// What is to take the next place.
#[derive(Debug)]
pub(crate) struct Next<'a> {
    pub(crate) invoice: &'a Invoice,
    pub(crate) uuid: Uuid,
    /// What its number ends in.
    pub(crate) serial: i64,
    /// The rejected document in whose place it is issued.
    pub(crate) replaces: Option<&'a DocumentRow>,
    /// Handed back in cash.
    pub(crate) change: Money,
    /// When it is signed: a document issued anew keeps the moment of its sale.
    pub(crate) at: Timestamp,
}

impl Next<'_> {
    fn event(&self) -> &'static str {
        if self.replaces.is_some() { "document_reissued" } else { "invoice_issued" }
    }

    fn details(&self, icv: u64, hash: &str) -> String {
        let number = &self.invoice.number;
        match self.replaces {
            None => format!("{{\"number\":\"{number}\",\"icv\":{icv},\"hash\":\"{hash}\"}}"),
            Some(rejected) => serde_json::json!({
                "number": number.as_str(), "icv": icv, "hash": hash, "uuid": self.uuid,
                "replaces": { "icv": rejected.icv, "hash": rejected.hash, "uuid": rejected.uuid },
            })
            .to_string(),
        }
    }
}

impl Till {
    /// Issues `next`, and answers its signed bytes too.
    pub(crate) fn issue_next(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        production: &Production,
        next: &Next<'_>,
    ) -> Result<(Sale, Vec<u8>), TillError> {
        let invoice = next.invoice;
        if !production.kinds.covers(invoice.invoice_type.into()) {
            return Err(TillError::KindNotCovered(invoice.invoice_type.key()));
        }
        if production.signing.certificate().not_after() <= next.at {
            return Err(TillError::CsidExpired);
        }
        let link = match document::chain_head(tx, production.unit)? {
            None => ChainLink::first(),
            Some((icv, hash)) => {
                ChainLink::after(icv, hash.parse().map_err(|_| TillError::Damaged("the last document's hash".into()))?)
            }
        };
        let breaches = gate(invoice);
        if !breaches.is_empty() {
            return Err(TillError::Rules(breaches));
        }
        let issued = issue(invoice, &link, next.uuid, &production.signing);
        let id = document::last_id(tx)? + 1;
        let hash = issued.hash.to_string();
        let totals = &invoice.figures.totals;
        document::insert(
            tx,
            &NewDocument {
                id,
                serial: next.serial,
                replaces: next.replaces.map(|rejected| rejected.id),
                unit: production.unit,
                icv: issued.icv,
                number: invoice.number.as_str(),
                uuid: issued.uuid,
                kind: invoice.kind.key(),
                invoice_type: invoice.invoice_type,
                issued_at: invoice.issued_at,
                session: actor.session,
                cashier: &actor.name,
                total: totals.payable,
                vat: totals.vat,
                change: next.change,
                hash: &hash,
                previous_hash: &link.previous_hash.to_string(),
                xml: &issued.xml,
            },
        )?;
        outbox::insert(tx, id, next.at)?;
        audit::append(tx, next.at, Some(actor.session), next.event(), &next.details(issued.icv, &hash))?;
        let sale = Sale {
            id,
            unit: production.unit,
            number: invoice.number.to_string(),
            uuid: issued.uuid,
            icv: issued.icv,
            issued_at: invoice.issued_at,
            kind: invoice.kind.key().to_owned(),
            invoice_type: invoice.invoice_type,
            hash,
            total: totals.payable,
            vat: totals.vat,
            change: next.change,
        };
        Ok((sale, issued.xml))
    }

    /// The vault witnesses the counter, and the worker and the screens are told.
    pub(crate) fn after_issue(&self, sale: &Sale) -> Result<(), TillError> {
        // By the unit that issued it: another may have taken its place meanwhile.
        let unit = self.units().known.get(&sale.unit).map(|known| known.name.clone());
        if let (Some(vault), Some(unit)) = (self.vault().as_mut(), unit) {
            // The sale stands whatever becomes of this second witness; the next sale notes a higher number anyway.
            if let Err(error) = vault.note_icv(&unit, sale.icv) {
                let now = self.now();
                let details = serde_json::json!({ "error": error.to_string() }).to_string();
                self.store.write(|tx| audit::append(tx, now, None, "icv_not_witnessed", &details))?;
            }
        }
        self.wake.notify_one();
        self.announce(Change::Documents);
        Ok(())
    }
}

impl From<DocumentRow> for Sale {
    fn from(row: DocumentRow) -> Self {
        Sale {
            id: row.id,
            unit: row.unit,
            number: row.number,
            uuid: row.uuid,
            icv: row.icv,
            issued_at: row.issued_at,
            kind: row.kind,
            invoice_type: row.invoice_type,
            hash: row.hash,
            total: row.total,
            vat: row.vat,
            change: row.change,
        }
    }
}
