//! A sale, or a note, becomes a document: number, place in the chain, signed bytes, tenders, outbox and audit entry are stored
//! together in one durable transaction, or not at all.

use rust_decimal::Decimal;
use sanduq_domain::basket::Prices;
use sanduq_domain::customer::{CustomerId, CustomerKind};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Invoice, InvoiceNumber, InvoiceType, Kind};
use sanduq_domain::item::{ItemId, Stock};
use sanduq_domain::party::Buyer;
use sanduq_domain::tender::{PaymentMeans, Tender, TenderError, TenderKind, settle};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_einvoice::read::read;
use sanduq_store::cart::CartRow;
use sanduq_store::shop::Shop;
use sanduq_store::{Transaction, cart, credit, customer, document, item, policy, shift, shop, sold, tender};
use uuid::Uuid;

use crate::cart::basket;
use crate::correction::{CorrectionFault, Originals};
use crate::draft::{Draft, Purpose};
use crate::error::TillError;
use crate::issue::{Next, Sale};
use crate::session::Actor;
use crate::till::{Change, Till};

/// How far the clock may lag behind the last document before selling stops: an ordinary correction by time servers.
/// Within it, documents carry the last document's time, so that their order never turns.
const CLOCK_TOLERANCE_SECONDS: i64 = 120;

impl Till {
    /// Sells the cart. With the `sale_id` of a sale that is done already it answers that sale again and issues nothing.
    ///
    /// No tenders mean exact cash.
    ///
    /// # Errors
    /// When the cart is empty or another one by now, no shift is open, too little is paid, or this till may not issue. No
    /// number is used then, and the cart stays.
    pub fn checkout(&self, actor: &Actor, sale_id: Uuid, tenders: &[Tender]) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        let sale = self.store.write(|tx| {
            if let Some(done) = document::find_by_uuid(tx, sale_id)? {
                return Ok(Sale::from(done));
            }
            shift::open(tx)?.ok_or(TillError::ShiftNeeded)?;
            let row = cart::find(tx)?.filter(|cart| cart.sale_id == sale_id).ok_or(TillError::CartChanged)?;
            let draft = draft_of(tx, actor, &row, tenders)?;
            let sale = self.issue_draft(tx, actor, sale_id, draft)?;
            let items: Vec<ItemId> = row.lines.iter().map(|line| line.item).collect();
            sold::insert(tx, sale.id, &items)?;
            take_from_stock(tx, &row)?;
            self.await_paper(tx, &sale)?;
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

    /// Issues a note that moves what is in the drawer. As [`Till::issue_once`], while a shift is open.
    pub(crate) fn take_once(
        &self,
        actor: &Actor,
        id: Uuid,
        draft: Draft,
        beside: impl FnOnce(&Transaction<'_>, &Sale) -> Result<(), TillError>,
    ) -> Result<Sale, TillError> {
        self.issue_once(actor, id, draft, |tx, sale| {
            shift::open(tx)?.ok_or(TillError::ShiftNeeded)?;
            // Nobody hands over more than a note gives back or asks for: it became less while he was asked.
            if !sale.change.is_zero() {
                return Err(TenderError::CardExceedsDue { excess: sale.change }.into());
            }
            beside(tx, sale)
        })
    }

    /// Issues a note under an identity that the screen was given: asked twice, it is issued once. `beside` happens with
    /// it or not at all.
    pub(crate) fn issue_once(
        &self,
        actor: &Actor,
        id: Uuid,
        draft: Draft,
        beside: impl FnOnce(&Transaction<'_>, &Sale) -> Result<(), TillError>,
    ) -> Result<Sale, TillError> {
        let sale = self.store.write(|tx| {
            if let Some(done) = document::find_by_uuid(tx, id)? {
                return Ok(Sale::from(done));
            }
            let sale = self.issue_draft(tx, actor, id, draft)?;
            self.await_paper(tx, &sale)?;
            beside(tx, &sale)?;
            Ok::<_, TillError>(sale)
        })?;
        self.after_issue(&sale)?;
        Ok(sale)
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
        let figures = Figures::solve(&draft.basket).map_err(TillError::Basket)?;
        let due = figures.totals.payable;
        let exact = [Tender { kind: TenderKind::Cash, amount: due, reference: String::new() }];
        let tenders = if draft.tenders.is_empty() { &exact[..] } else { &draft.tenders[..] };
        let change = settle(due, tenders)?;

        let issued_at = issue_time(self.now(), document::last_issue(tx)?)?;
        let serial = document::next_serial(tx)?;
        let number = number(&shop, serial)?;
        let invoice = Invoice {
            kind: match (&draft.purpose, &originals) {
                (Purpose::Credit(_), Some(originals)) => Kind::CreditNote(originals.correction.clone()),
                (Purpose::Debit(_), Some(originals)) => Kind::DebitNote(originals.correction.clone()),
                _ => Kind::Invoice,
            },
            invoice_type: draft.invoice_type.unwrap_or(InvoiceType::Simplified),
            flags: draft.flags,
            number,
            issued_at,
            supply: draft.supply,
            seller: shop.seller,
            buyer: draft.buyer.map(Buyer::trimmed),
            payment: payment_means(tenders),
            note: draft.note.trim().to_owned(),
            order: draft.order.trim().to_owned(),
            figures,
        };
        let next = Next { invoice: &invoice, uuid: sale_id, serial, replaces: None, change, at: issued_at };
        let (sale, xml) = self.issue_next(tx, actor, &production, &next)?;
        let credits = match (&draft.purpose, originals) {
            (Purpose::Credit(asked), Some(originals)) => {
                let note = read(&xml).map_err(|error| TillError::Damaged(error.to_string()))?;
                originals.credits(&note, &asked.lines)?
            }
            _ => Vec::new(),
        };
        tender::insert(tx, sale.id, tenders)?;
        credit::insert(tx, sale.id, &credits)?;
        Ok(sale)
    }
}

/// The sale that the basket becomes: to a company a standard one, and rounded to coins when all of it is cash.
fn draft_of(tx: &Transaction<'_>, actor: &Actor, row: &CartRow, tenders: &[Tender]) -> Result<Draft, TillError> {
    let on_account = tenders.iter().any(|tender| tender.kind == TenderKind::Credit);
    if on_account && (row.customer.is_none() || !actor.role.may(Permission::Approve)) {
        return Err(TillError::CustomerNeeded);
    }
    let mut draft = Draft::sale(basket(row), tenders.to_vec());
    if let Some(id) = row.customer {
        let customer = customer::find(tx, CustomerId(id))?.ok_or(TillError::UnknownCustomer)?;
        draft.invoice_type = Some(match customer.kind {
            CustomerKind::Company => InvoiceType::Standard,
            CustomerKind::Person => InvoiceType::Simplified,
        });
        draft.buyer = Some(customer.buyer);
    }
    let policy = policy::find(tx)?;
    if !policy.cash_rounding.is_zero() && tenders.iter().all(|tender| tender.kind == TenderKind::Cash) {
        let due = Figures::solve(&draft.basket).map_err(TillError::Basket)?.totals.payable;
        draft.basket.rounding = policy.cash_due(due) - due;
    }
    Ok(draft)
}

/// What is counted is less by what was sold of it.
fn take_from_stock(tx: &Transaction<'_>, row: &CartRow) -> Result<(), TillError> {
    for line in &row.lines {
        move_stock(tx, line.item, &line.unit, line.quantity, line.unit_price.decimal(), Way::Out)?;
    }
    Ok(())
}

/// Which way goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    In,
    Out,
}

/// Moves what is counted of an item. What was sold by the price on a scale's label was sold in another unit than it is
/// counted in: how much it was follows from its price.
pub(crate) fn move_stock(
    tx: &Transaction<'_>,
    id: ItemId,
    unit: &str,
    quantity: Quantity,
    unit_price: Decimal,
    way: Way,
) -> Result<(), TillError> {
    let Some((own_unit, price)) = item::counted(tx, id)? else { return Ok(()) };
    let moved = match unit == own_unit || price.decimal().is_zero() {
        true => quantity.decimal(),
        false => (quantity.decimal() * unit_price / price.decimal()).round_dp(3),
    };
    let signed = if way == Way::Out { -moved } else { moved };
    match Stock::of(signed) {
        Some(stock) => Ok(item::move_stock(tx, id, stock)?),
        None => Ok(()),
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
