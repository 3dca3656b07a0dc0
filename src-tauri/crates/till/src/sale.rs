//! A sale, or a note, becomes a document: number, place in the chain, signed bytes, tenders, outbox and audit entry are stored
//! together in one durable transaction, or not at all.

use sanduq_domain::basket::Prices;
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Invoice, InvoiceNumber, InvoiceType, Kind};
use sanduq_domain::money::Money;
use sanduq_domain::party::Buyer;
use sanduq_domain::tender::{PaymentMeans, Tender, TenderKind, settle};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::read::read;
use sanduq_einvoice::rules::gate;
use sanduq_store::document::{self, DocumentRow, NewDocument};
use sanduq_store::shop::Shop;
use sanduq_store::{Transaction, audit, cart, credit, outbox, shop, tender};
use uuid::Uuid;

use crate::cart::basket;
use crate::correction::{CorrectionFault, Originals};
use crate::draft::{Draft, Purpose};
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
            let draft = Draft::sale(basket(&row), tenders.to_vec());
            let sale = self.issue_draft(tx, actor, sale_id, draft)?;
            cart::begin(tx, Uuid::new_v4())?;
            Ok::<_, TillError>(sale)
        })?;
        self.announce(Change::Cart);
        self.after_issue(&sale)?;
        Ok(sale)
    }

    /// Issues a document that did not come over the counter: a sale of any kind, or a note.
    ///
    /// # Errors
    /// As [`Till::checkout`], and when a note gives back more than is left; no number is used then.
    pub fn issue(&self, actor: &Actor, draft: Draft) -> Result<Sale, TillError> {
        actor.require(match draft.purpose {
            Purpose::Sale => Permission::Sell,
            Purpose::Credit(_) | Purpose::Debit(_) => Permission::Correct,
        })?;
        let sale = self.store.write(|tx| self.issue_draft(tx, actor, Uuid::new_v4(), draft))?;
        self.after_issue(&sale)?;
        Ok(sale)
    }

    /// The vault witnesses the counter, and the worker and the screens are told.
    fn after_issue(&self, sale: &Sale) -> Result<(), TillError> {
        // By the unit that issued it: another may have taken its place meanwhile.
        let unit = self.units().known.get(&sale.unit).map(|known| known.name.clone());
        if let (Some(vault), Some(unit)) = (self.vault().as_mut(), unit) {
            // The sale stands whatever becomes of this second witness; the next sale notes a higher number anyway.
            if let Err(error) = vault.note_icv(&unit, sale.icv) {
                let details = serde_json::json!({ "error": error.to_string() }).to_string();
                self.store.write(|tx| audit::append(tx, sale.issued_at, None, "icv_not_witnessed", &details))?;
            }
        }
        self.wake.notify_one();
        self.announce(Change::Documents);
        Ok(())
    }

    fn issue_draft(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        sale_id: Uuid,
        mut draft: Draft,
    ) -> Result<Sale, TillError> {
        let production = self.production().ok_or(TillError::NotOnboarded)?;
        let shop = shop::find(tx)?.ok_or(TillError::NotSetUp)?;
        let originals = draft.purpose.asked().map(|asked| Originals::find(tx, asked)).transpose()?;
        if let Some(originals) = &originals {
            follow(originals, &mut draft)?;
        }
        let invoice_type = draft.invoice_type.unwrap_or(InvoiceType::Simplified);
        if !production.kinds.covers(invoice_type.into()) {
            return Err(TillError::KindNotCovered(invoice_type.key()));
        }
        let figures = Figures::solve(&draft.basket).map_err(TillError::Basket)?;
        let due = figures.totals.payable;
        let exact = [Tender { kind: TenderKind::Cash, amount: due, reference: String::new() }];
        let tenders = if draft.tenders.is_empty() { &exact[..] } else { &draft.tenders[..] };
        let change = settle(due, tenders)?;

        let head = document::chain_head(tx, production.unit)?;
        let issued_at = issue_time(self.now(), document::last_issue(tx)?)?;
        if production.signing.certificate().not_after() <= issued_at {
            return Err(TillError::CsidExpired);
        }
        let link = match &head {
            None => ChainLink::first(),
            Some((icv, hash)) => {
                ChainLink::after(*icv, hash.parse().map_err(|_| TillError::Damaged("the last document's hash".into()))?)
            }
        };
        let id = document::last_id(tx)? + 1;
        let serial = document::next_serial(tx)?;
        let number = number(&shop, serial)?;
        let invoice = Invoice {
            kind: match (&draft.purpose, &originals) {
                (Purpose::Credit(_), Some(originals)) => Kind::CreditNote(originals.correction.clone()),
                (Purpose::Debit(_), Some(originals)) => Kind::DebitNote(originals.correction.clone()),
                _ => Kind::Invoice,
            },
            invoice_type,
            flags: draft.flags,
            number: number.clone(),
            issued_at,
            supply: draft.supply,
            seller: shop.seller,
            buyer: draft.buyer.map(Buyer::trimmed),
            payment: payment_means(tenders),
            note: draft.note.trim().to_owned(),
            order: draft.order.trim().to_owned(),
            figures,
        };
        let breaches = gate(&invoice);
        if !breaches.is_empty() {
            return Err(TillError::Rules(breaches));
        }
        let issued = issue(&invoice, &link, sale_id, &production.signing);
        let credits = match (&draft.purpose, originals) {
            (Purpose::Credit(asked), Some(originals)) => {
                let note = read(&issued.xml).map_err(|error| TillError::Damaged(error.to_string()))?;
                originals.credits(&note, &asked.lines)?
            }
            _ => Vec::new(),
        };
        let hash = issued.hash.to_string();
        document::insert(
            tx,
            &NewDocument {
                id,
                serial,
                replaces: None,
                unit: production.unit,
                icv: issued.icv,
                number: number.as_str(),
                uuid: issued.uuid,
                kind: invoice.kind.key(),
                invoice_type: invoice.invoice_type,
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
        credit::insert(tx, id, &credits)?;
        outbox::insert(tx, id, issued_at)?;
        let details = format!("{{\"number\":\"{number}\",\"icv\":{},\"hash\":\"{hash}\"}}", issued.icv);
        audit::append(tx, issued_at, Some(actor.session), "invoice_issued", &details)?;
        Ok(Sale {
            id,
            unit: production.unit,
            number: number.to_string(),
            uuid: issued.uuid,
            icv: issued.icv,
            issued_at,
            kind: invoice.kind.key().to_owned(),
            invoice_type: invoice.invoice_type,
            hash,
            total: due,
            vat: invoice.figures.totals.vat,
            change,
        })
    }
}

/// A note goes its original's way: of the same type, to the same buyer, and without lines of its own it gives back what
/// was sold.
fn follow(originals: &Originals, draft: &mut Draft) -> Result<(), TillError> {
    if !draft.basket.prepaid.is_empty() {
        return Err(CorrectionFault::Prepaid.into());
    }
    if let Some(known) = originals.invoice_type() {
        if draft.invoice_type.is_some_and(|asked| asked != known) {
            return Err(CorrectionFault::OtherType(known.key()).into());
        }
        draft.invoice_type = Some(known);
    }
    if draft.buyer.is_none() {
        draft.buyer = originals.buyer();
    }
    if let Purpose::Credit(asked) = &mut draft.purpose
        && draft.basket.lines.is_empty()
    {
        let (lines, places) = originals.returned(asked)?;
        draft.basket.prices = Prices::Inclusive;
        draft.basket.lines = lines;
        if asked.returns.is_empty() && draft.basket.charges.is_empty() {
            draft.basket.charges = originals.returned_charges();
        }
        asked.lines = places;
    }
    Ok(())
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

/// The till's name and the serial: `T1-000042`. Dense, and never used twice.
fn number(shop: &Shop, serial: i64) -> Result<InvoiceNumber, TillError> {
    format!("{}-{serial:06}", shop.till_name).parse().map_err(|_| TillError::Damaged("the invoice number".into()))
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
