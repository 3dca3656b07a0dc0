//! What comes back of a receipt, and the money for it.

use rust_decimal::Decimal;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::Figures;
use sanduq_domain::item::ItemId;
use sanduq_domain::money::Money;
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_store::{Connection, Transaction, credit, document, item, sold, tender};

use crate::correction::Originals;
use crate::draft::Asked;
use crate::error::TillError;
use crate::sale::{Way, move_stock};

/// How the money of a receipt stands.
pub(super) struct Account {
    /// Of the first under its number: what was paid and given back is told of it.
    pub(super) first: i64,
    total: Money,
    pub(super) given_back: Money,
    /// Each way it was paid, and what is left of it: change and refunds taken off.
    left: Vec<(TenderKind, Money)>,
}

impl Account {
    pub(super) fn of(db: &Connection, number: &str) -> Result<Self, TillError> {
        let first = document::all_by_number(db, number)?.into_iter().next().ok_or(TillError::UnknownDocument)?;
        let mut left: Vec<(TenderKind, Money)> = Vec::new();
        let mut note = |kind: TenderKind, amount: Money| match left.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += amount,
            None => left.push((kind, amount)),
        };
        for tender in tender::of_document(db, first.id)? {
            note(tender.kind, tender.amount);
        }
        if !first.change.is_zero() {
            note(TenderKind::Cash, -first.change);
        }
        let mut given_back = Money::ZERO;
        for (id, total) in credit::notes_of(db, first.id)? {
            given_back += total;
            for tender in tender::of_document(db, id)? {
                note(tender.kind, -tender.amount);
            }
        }
        left.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
        Ok(Account { first: first.id, total: first.total, given_back, left })
    }

    /// The ways in which it was paid, the one of which most is left first.
    pub(super) fn ways(&self) -> Vec<TenderKind> {
        self.left.iter().filter(|(_, sum)| *sum > Money::ZERO).map(|(kind, _)| *kind).collect()
    }

    /// The way back of an amount: the way it came, as far as it came that way. Where one way is asked for, that one;
    /// answers too whether it was paid so.
    fn refund(&self, amount: Money, asked: Option<TenderKind>) -> (Vec<Tender>, bool) {
        let tender = |kind, amount| Tender { kind, amount, reference: String::new() };
        let left_of = |kind| self.left.iter().find(|(known, _)| *known == kind).map_or(Money::ZERO, |(_, sum)| *sum);
        if let Some(kind) = asked {
            return (vec![tender(kind, amount)], amount <= left_of(kind));
        }
        let (mut rest, mut tenders) = (amount, Vec::new());
        for &(kind, sum) in self.left.iter().filter(|(_, sum)| *sum > Money::ZERO) {
            let part = sum.min(rest);
            if part > Money::ZERO {
                tenders.push(tender(kind, part));
                rest -= part;
            }
        }
        if rest > Money::ZERO || tenders.is_empty() {
            return (vec![tender(TenderKind::Cash, amount)], rest.is_zero());
        }
        (tenders, true)
    }
}

/// What comes back, and the money for it.
pub(super) struct Coming {
    pub(super) goods: Vec<Goods>,
    /// With VAT, of each line.
    pub(super) parts: Vec<Money>,
    pub(super) due: Money,
    /// With what was given back of the receipt before.
    pub(super) in_all: Money,
    /// What rounding had taken off the receipt, where all of it is given back: nobody gets more than he paid.
    pub(super) rounding: Money,
    pub(super) tenders: Vec<Tender>,
    pub(super) as_paid: bool,
}

impl Coming {
    pub(super) fn of(db: &Connection, asked: &Asked, refund: Option<TenderKind>) -> Result<Self, TillError> {
        let originals = Originals::find(db, asked)?;
        let (lines, _) = originals.returned(asked)?;
        let account = Account::of(db, asked.originals[0].number.as_str())?;
        let items = sold::of_document(db, account.first)?;
        let goods = asked.returns.iter().zip(&lines).filter_map(|((place, _), line)| {
            let item = *items.get(place.checked_sub(1)?)?;
            let (quantity, price) = (line.quantity, line.unit_price.decimal());
            Some(Goods { item, unit: line.unit.clone(), quantity, price })
        });
        let goods = goods.collect();
        let figures = Figures::solve(&Basket::of(lines)).map_err(TillError::Basket)?;
        let whole = figures.totals.payable;
        let due = whole.min(account.total - account.given_back).max(Money::ZERO);
        let (tenders, as_paid) = account.refund(due, refund);
        Ok(Coming {
            goods,
            parts: gross(&figures),
            due,
            in_all: account.given_back + due,
            rounding: due - whole,
            tenders,
            as_paid,
        })
    }
}

/// Goods that go back on the shelf.
pub(super) struct Goods {
    item: ItemId,
    unit: String,
    quantity: Quantity,
    price: Decimal,
}

impl Goods {
    pub(super) fn put_back(&self, tx: &Transaction<'_>) -> Result<(), TillError> {
        move_stock(tx, self.item, &self.unit, self.quantity, self.price, Way::In)
    }
}

/// Items as they cost today: of another till's receipt there is nothing else to go by.
pub(super) fn priced_today(
    db: &Connection,
    items: &[(ItemId, Quantity)],
) -> Result<(Vec<Line>, Vec<Goods>), TillError> {
    let line = |&(id, quantity): &(ItemId, Quantity)| {
        let of = item::find(db, id)?.ok_or(TillError::UnknownItem)?.particulars;
        let mut line = Line::new(&of.name_ar, quantity, of.price, of.vat);
        line.unit = of.unit.clone();
        Ok((line, Goods { item: id, unit: of.unit, quantity, price: of.price.decimal() }))
    };
    items.iter().map(line).collect()
}

pub(super) fn gross(figures: &Figures) -> Vec<Money> {
    figures.lines.iter().map(|line| line.gross).collect()
}
