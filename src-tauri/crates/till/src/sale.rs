//! A sale becomes a document: number, place in the chain, signed bytes, tenders, outbox and audit entry are stored
//! together in one durable transaction, or not at all.

use sanduq_domain::basket::Basket;
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Invoice, InvoiceNumber, InvoiceType, Kind};
use sanduq_domain::money::Money;
use sanduq_domain::tender::{PaymentMeans, Tender, TenderKind, settle};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_store::document::{self, DocumentRow, NewDocument};
use sanduq_store::shop::Shop;
use sanduq_store::{Transaction, audit, cart, outbox, shop, tender};
use uuid::Uuid;

use crate::cart::basket;
use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Till};

/// How far the clock may lag behind the last document before selling stops: an ordinary correction by time servers.
/// Within it, documents carry the last document's time, so that their order never turns.
const CLOCK_TOLERANCE_SECONDS: i64 = 120;

/// A document that now exists.
#[derive(Debug, Clone)]
pub struct Sale {
    pub id: i64,
    pub number: String,
    pub uuid: Uuid,
    pub icv: u64,
    pub issued_at: Timestamp,
    pub kind: String,
    pub hash: String,
    pub total: Money,
    pub vat: Money,
    pub change: Money,
}

impl Till {
    /// Sells the cart. With the `sale_id` of a sale that is done already it answers that sale again and issues nothing.
    ///
    /// No tenders mean exact cash.
    ///
    /// # Errors
    /// When the cart is empty or another one by now, too little is paid, or this till may not issue. No number is used
    /// then, and the cart stays.
    pub fn checkout(&self, actor: &Actor, sale_id: Uuid, tenders: &[Tender]) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        let sale = self.store.write(|tx| {
            if let Some(done) = document::find_by_uuid(tx, sale_id)? {
                return Ok(Sale::from(done));
            }
            let row = cart::find(tx)?.filter(|cart| cart.sale_id == sale_id).ok_or(TillError::CartChanged)?;
            let sale = self.issue_basket(tx, actor, sale_id, &basket(&row), tenders)?;
            cart::begin(tx, Uuid::new_v4())?;
            Ok::<_, TillError>(sale)
        })?;
        self.announce(Change::Cart);
        self.after_issue(&sale)?;
        Ok(sale)
    }

    /// Sells a basket that did not come over the counter.
    ///
    /// # Errors
    /// As [`Till::checkout`]; no number is used then.
    pub fn sell_basket(&self, actor: &Actor, basket: &Basket, tenders: &[Tender]) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        let sale = self.store.write(|tx| self.issue_basket(tx, actor, Uuid::new_v4(), basket, tenders))?;
        self.after_issue(&sale)?;
        Ok(sale)
    }

    /// The vault witnesses the counter, and the worker and the screens are told.
    fn after_issue(&self, sale: &Sale) -> Result<(), TillError> {
        if let Some(keys) = self.keys().as_mut()
            && let Some(production) = &keys.production
        {
            let name = production.name.clone();
            // The sale stands whatever becomes of this second witness; the next sale notes a higher number anyway.
            if let Err(error) = keys.vault.note_icv(&name, sale.icv) {
                let details = serde_json::json!({ "error": error.to_string() }).to_string();
                self.store.write(|tx| audit::append(tx, sale.issued_at, None, "icv_not_witnessed", &details))?;
            }
        }
        self.wake.notify_one();
        self.announce(Change::Documents);
        Ok(())
    }

    fn issue_basket(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        sale_id: Uuid,
        basket: &Basket,
        tenders: &[Tender],
    ) -> Result<Sale, TillError> {
        let production = self.production().ok_or(TillError::NotOnboarded)?;
        let shop = shop::find(tx)?.ok_or(TillError::NotSetUp)?;
        let figures = Figures::solve(basket).map_err(TillError::Basket)?;
        let due = figures.totals.payable;
        let exact = [Tender { kind: TenderKind::Cash, amount: due, reference: String::new() }];
        let tenders = if tenders.is_empty() { &exact[..] } else { tenders };
        let change = settle(due, tenders)?;

        let head = document::chain_head(tx, production.unit)?;
        let issued_at = issue_time(self.now(), head.as_ref().map(|(.., last)| *last))?;
        if production.signing.certificate().not_after() <= issued_at {
            return Err(TillError::CsidExpired);
        }
        let link = match &head {
            None => ChainLink::first(),
            Some((icv, hash, _)) => {
                ChainLink::after(*icv, hash.parse().map_err(|_| TillError::Damaged("the last document's hash".into()))?)
            }
        };
        let id = document::last_id(tx)? + 1;
        let number = number(&shop, id)?;
        let invoice = Invoice {
            kind: Kind::Invoice,
            invoice_type: InvoiceType::Simplified,
            number: number.clone(),
            issued_at,
            seller: shop.seller,
            payment: payment_means(tenders),
            figures,
        };
        let faults = sanduq_einvoice::rules::faults(&invoice);
        if !faults.is_empty() {
            return Err(TillError::Rules(faults));
        }
        let issued = issue(&invoice, &link, sale_id, &production.signing);
        let hash = issued.hash.to_string();
        document::insert(
            tx,
            &NewDocument {
                id,
                unit: production.unit,
                icv: issued.icv,
                number: number.as_str(),
                uuid: issued.uuid,
                kind: "invoice",
                invoice_type: "simplified",
                issued_at,
                session: actor.session,
                cashier: &actor.name,
                total: due,
                vat: invoice.figures.totals.vat,
                change,
                hash: &hash,
                previous_hash: &link.previous_hash.to_string(),
                xml: &issued.xml,
            },
        )?;
        tender::insert(tx, id, tenders)?;
        outbox::insert(tx, id, issued_at)?;
        let details = format!("{{\"number\":\"{number}\",\"icv\":{},\"hash\":\"{hash}\"}}", issued.icv);
        audit::append(tx, issued_at, Some(actor.session), "invoice_issued", &details)?;
        Ok(Sale {
            id,
            number: number.to_string(),
            uuid: issued.uuid,
            icv: issued.icv,
            issued_at,
            kind: "invoice".into(),
            hash,
            total: due,
            vat: invoice.figures.totals.vat,
            change,
        })
    }
}

impl From<DocumentRow> for Sale {
    fn from(row: DocumentRow) -> Self {
        Sale {
            id: row.id,
            number: row.number,
            uuid: row.uuid,
            icv: row.icv,
            issued_at: row.issued_at,
            kind: row.kind,
            hash: row.hash,
            total: row.total,
            vat: row.vat,
            change: row.change,
        }
    }
}

/// The till's name and the document's id: `T1-000042`. Dense, and never used twice.
fn number(shop: &Shop, id: i64) -> Result<InvoiceNumber, TillError> {
    format!("{}-{id:06}", shop.till_name).parse().map_err(|_| TillError::Damaged("the invoice number".into()))
}

/// Whole seconds, never before the last document.
fn issue_time(now: Timestamp, last: Option<Timestamp>) -> Result<Timestamp, TillError> {
    let now = now.whole_seconds();
    match last {
        Some(last) if now < last => {
            let seconds = last.seconds_since(now);
            if seconds > CLOCK_TOLERANCE_SECONDS { Err(TillError::ClockWentBack { seconds }) } else { Ok(last) }
        }
        _ => Ok(now),
    }
}

fn payment_means(tenders: &[Tender]) -> Vec<PaymentMeans> {
    let mut means = Vec::new();
    for tender in tenders {
        if !means.contains(&tender.kind.payment_means()) {
            means.push(tender.kind.payment_means());
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_never_go_back_in_time() {
        let last = Timestamp::from_unix_millis(1_795_000_000_000);
        assert_eq!(issue_time(last.plus_seconds(5), Some(last)).unwrap(), last.plus_seconds(5));
        assert_eq!(issue_time(last.plus_seconds(-120), Some(last)).unwrap(), last);
        assert!(matches!(
            issue_time(last.plus_seconds(-121), Some(last)),
            Err(TillError::ClockWentBack { seconds: 121 })
        ));
    }
}
