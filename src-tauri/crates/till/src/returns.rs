//! Goods come back: the receipt's code is scanned, proved, and what is left of it is given back by a credit note.

use rust_decimal::Decimal;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{InvoiceNumber, InvoiceType};
use sanduq_domain::item::ItemId;
use sanduq_domain::money::Money;
use sanduq_domain::tender::{Tender, TenderError, TenderKind};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_domain::vat::Vat;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::qr::{self, QrTag};
use sanduq_einvoice::read::read;
use sanduq_einvoice::verify::verify;
use sanduq_store::document::DocumentRow;
use sanduq_store::{Connection, Transaction, audit, credit, document, foreign_return, item, sold, tender, unit};
use uuid::Uuid;

use crate::approval::Approval;
use crate::correction::Originals;
use crate::draft::{Asked, AskedOriginal, Draft, Purpose};
use crate::error::TillError;
use crate::issue::Sale;
use crate::sale::{Way, move_stock};
use crate::session::Actor;
use crate::sync::clearance::Delivery;
use crate::till::{Change, Till};

/// Why goods are not taken back so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReturnFault {
    #[error("this is neither a receipt's code nor a number of this till")]
    NotAReceipt,
    #[error("the code was changed or made up: no till of the shop stamped it")]
    Forged,
    #[error("the receipt is another shop's: {0}")]
    OtherShop(String),
    #[error("nothing is left of it")]
    NothingLeft,
    #[error("choose what comes back")]
    NothingChosen,
    #[error("say why the goods come back")]
    NoReason,
    #[error("only {left} is left of the receipt")]
    AboveOriginal { left: Money },
    #[error("a company's invoice from another till is corrected there")]
    CompanyElsewhere,
    #[error("the number is one of this till's: its receipt is scanned")]
    OwnNumber,
    #[error("this is a note, and not the receipt of a sale")]
    IsANote,
}

/// A receipt that somebody brings back.
#[derive(Debug, Clone)]
pub enum Brought {
    /// One of this till's own: its lines, and what is left of them.
    Own(Receipt),
    /// Another till's of the same shop: as much as its code says.
    Elsewhere(Foreign),
}

#[derive(Debug, Clone)]
pub struct Receipt {
    /// To be sent with the return: pressing twice makes one note.
    pub return_id: Uuid,
    pub number: String,
    pub issued_at: Timestamp,
    pub cashier: String,
    pub invoice_type: InvoiceType,
    pub buyer: String,
    pub total: Money,
    /// With VAT, of all lines.
    pub left: Money,
    pub lines: Vec<ReceiptLine>,
    /// The ways in which it was paid, the largest first.
    pub paid: Vec<TenderKind>,
    /// Whether it was proved by its code, and not by its number alone.
    pub scanned: bool,
}

#[derive(Debug, Clone)]
pub struct ReceiptLine {
    /// From 1.
    pub place: usize,
    pub name: String,
    pub unit: String,
    pub quantity: String,
    pub left: String,
    /// With VAT, for all that is left.
    pub amount_left: Money,
}

#[derive(Debug, Clone)]
pub struct Foreign {
    pub return_id: Uuid,
    pub hash: String,
    pub issued_at: Timestamp,
    pub total: Money,
    /// What this till has not given back yet.
    pub left: Money,
}

/// What comes back of a receipt of this till.
#[derive(Debug, Clone)]
pub struct Return {
    pub return_id: Uuid,
    pub number: String,
    /// Places from 1, and how much of each; none: all that is left.
    pub lines: Vec<(usize, Option<Quantity>)>,
    pub reason: String,
    /// The code or the number by which it was found.
    pub scan: String,
    /// None: the way it was paid.
    pub refund: Option<TenderKind>,
}

/// What comes back of another till's receipt.
#[derive(Debug, Clone)]
pub struct ForeignReturn {
    pub return_id: Uuid,
    pub code: String,
    pub number: String,
    pub items: Vec<(ItemId, Quantity)>,
    pub reason: String,
    pub refund: TenderKind,
}

/// More to pay for a document that was issued.
#[derive(Debug, Clone)]
pub struct Debit {
    pub debit_id: Uuid,
    pub number: String,
    pub reason: String,
    /// What it is for.
    pub name: String,
    /// With VAT.
    pub amount: Money,
    pub vat: Vat,
    pub paid: TenderKind,
}

impl Till {
    /// The receipt whose code was scanned or whose number was typed.
    ///
    /// # Errors
    /// When it is none, was made up, is another shop's, was never cleared, or nothing is left of it.
    pub fn brought(&self, actor: &Actor, scan: &str) -> Result<Brought, TillError> {
        let scan = scan.trim();
        if let Some(row) = self.store.read(|db| document::find_by_number(db, scan))? {
            return Ok(Brought::Own(self.receipt(row, false)?));
        }
        let values = qr::decode(scan).map_err(|_| ReturnFault::NotAReceipt)?;
        let bytes = |tag| values.iter().find(|(found, _)| *found == tag).map(|(_, value)| value.as_slice());
        let text =
            |tag| String::from_utf8(bytes(tag).unwrap_or_default().to_vec()).map_err(|_| ReturnFault::NotAReceipt);
        let (hash, moment) = (text(QrTag::InvoiceHash)?, text(QrTag::IssuedAt)?);
        let issued_at = moment.split_once('T').and_then(|(date, time)| Timestamp::from_riyadh(date, time));
        let issued_at = issued_at.ok_or(ReturnFault::NotAReceipt)?;
        let shop = self.require_shop()?;
        if text(QrTag::VatNumber)? != shop.seller.vat_number.as_str() {
            return Err(ReturnFault::OtherShop(text(QrTag::SellerName)?).into());
        }
        let total = text(QrTag::Payable)?.parse::<Money>().map_err(|_| ReturnFault::NotAReceipt)?;
        if !qr::stamp_holds(&values) {
            return Err(self.forged(actor, scan)?.into());
        }
        // What this till has stamped it knows; the stamp covers the hash alone, so all else is held against the document.
        if let Some(row) = self.store.read(|db| document::find_by_hash(db, issued_at, &hash))? {
            let xml = self.store.read(|db| document::xml(db, row.id))?;
            let own = read(&xml).map_err(|error| TillError::Damaged(error.to_string()))?;
            // Of a standard document the authority's copy has a code of its own.
            let same = own.qr == scan
                || row.invoice_type == InvoiceType::Standard
                    && (own.totals.payable, own.issued_at) == (total, issued_at);
            if !same || verify(&xml).is_err() {
                return Err(self.forged(actor, scan)?.into());
            }
            return Ok(Brought::Own(self.receipt(row, true)?));
        }
        if self.is_own_key(bytes(QrTag::PublicKey).unwrap_or_default())? {
            return Err(self.forged(actor, scan)?.into());
        }
        if bytes(QrTag::CertificateSignature).is_none() {
            return Err(ReturnFault::CompanyElsewhere.into());
        }
        let given_back = self.store.read(|db| foreign_return::given_back(db, &hash))?;
        let left = total - given_back;
        if left <= Money::ZERO {
            return Err(ReturnFault::NothingLeft.into());
        }
        Ok(Brought::Elsewhere(Foreign { return_id: Uuid::new_v4(), hash, issued_at, total, left }))
    }

    /// Whether it is the key of one of this till's units, a former one included.
    fn is_own_key(&self, key: &[u8]) -> Result<bool, TillError> {
        let known = self.store.read(unit::all)?;
        let own = known.iter().filter_map(|unit| unit.production_certificate.as_deref());
        Ok(own.filter_map(|token| Certificate::from_token(token).ok()).any(|own| own.public_key() == key))
    }

    fn forged(&self, actor: &Actor, scan: &str) -> Result<ReturnFault, TillError> {
        let now = self.now();
        let details = serde_json::json!({ "code": scan.chars().take(1_000).collect::<String>() }).to_string();
        self.store.write(|tx| audit::append(tx, now, Some(actor.session), "forged_receipt_shown", &details))?;
        Ok(ReturnFault::Forged)
    }

    fn receipt(&self, row: DocumentRow, scanned: bool) -> Result<Receipt, TillError> {
        if row.kind != "invoice" {
            return Err(ReturnFault::IsANote.into());
        }
        if !matches!(self.delivery_of(&row)?, Delivery::Deliverable) {
            return Err(TillError::NotCleared);
        }
        let asked = asked_of(&row.number, &[], "")?;
        let (originals, account) =
            self.store.read(|db| Ok::<_, TillError>((Originals::find(db, &asked)?, Account::of(db, &row.number)?)))?;
        let lines: Vec<ReceiptLine> = originals
            .left_of_first()
            .map(|(place, line, left, amount)| ReceiptLine {
                place,
                name: line.name.clone(),
                unit: line.unit.clone(),
                quantity: line.quantity.normalize().to_string(),
                left: left.normalize().to_string(),
                amount_left: amount,
            })
            .collect();
        let left = lines.iter().map(|line| line.amount_left).sum::<Money>();
        if left <= Money::ZERO && lines.iter().all(|line| line.left == "0") {
            return Err(ReturnFault::NothingLeft.into());
        }
        let buyer = originals.buyer().map(|buyer| buyer.name).unwrap_or_default();
        Ok(Receipt {
            return_id: Uuid::new_v4(),
            number: row.number,
            issued_at: row.issued_at,
            cashier: row.cashier,
            invoice_type: row.invoice_type,
            buyer,
            total: row.total,
            left,
            lines,
            paid: account.ways(),
            scanned,
        })
    }

    /// Takes goods back, and issues the credit note. What was counted goes back on the shelf. What was given back of the
    /// receipt before counts towards what a role may take back of it alone.
    ///
    /// # Errors
    /// When more comes back than is left, no shift is open, or it is more than the role may take alone; without the
    /// receipt's code, or another way than it was paid, it needs somebody who may allow it.
    pub fn take_back(&self, actor: &Actor, back: &Return, approval: Option<&Approval>) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        if let Some(done) = self.issued(back.return_id)? {
            return Ok(done);
        }
        if back.reason.trim().is_empty() {
            return Err(ReturnFault::NoReason.into());
        }
        if back.lines.is_empty() {
            return Err(ReturnFault::NothingChosen.into());
        }
        let shown = match self.brought(actor, &back.scan)? {
            Brought::Own(receipt) if receipt.number == back.number => receipt.scanned,
            _ => return Err(ReturnFault::NotAReceipt.into()),
        };
        let asked = asked_of(&back.number, &back.lines, &back.reason)?;
        let coming = self.store.read(|db| Coming::of(db, &asked, back))?;
        let policy = self.policy()?;
        let about = format!("{} {}", back.number, coming.due);
        let alone = shown && coming.as_paid;
        self.leave_within(actor, "return", &about, approval, |role| {
            coming.in_all <= policy.return_cap(role) && (alone || role.may(Permission::Approve))
        })?;
        let mut draft = Draft { purpose: Purpose::Credit(asked), tenders: coming.tenders, ..Draft::default() };
        draft.basket.rounding = coming.rounding;
        let sale = self.take_once(actor, back.return_id, draft, |tx, _| {
            // Asked again: another return may have come between.
            if Account::of(tx, &back.number)?.given_back > coming.in_all {
                return Err(ReturnFault::NothingLeft.into());
            }
            for goods in &coming.goods {
                goods.put_back(tx)?;
            }
            Ok(())
        })?;
        self.announce(Change::Items);
        Ok(sale)
    }

    /// Takes goods back that another till sold, with the word of somebody who may correct: the code proves its stamp, and
    /// of the sum and the moment nothing.
    ///
    /// # Errors
    /// As [`Till::take_back`], and when the code is not one of the shop's, or the number is one of this till's.
    pub fn take_back_foreign(
        &self,
        actor: &Actor,
        back: &ForeignReturn,
        approval: Option<&Approval>,
    ) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        if let Some(done) = self.issued(back.return_id)? {
            return Ok(done);
        }
        if back.reason.trim().is_empty() {
            return Err(ReturnFault::NoReason.into());
        }
        if back.items.is_empty() {
            return Err(ReturnFault::NothingChosen.into());
        }
        let Brought::Elsewhere(foreign) = self.brought(actor, &back.code)? else {
            return Err(ReturnFault::NotAReceipt.into());
        };
        let number: InvoiceNumber = back.number.trim().parse().map_err(|_| ReturnFault::NotAReceipt)?;
        if self.store.read(|db| document::find_by_number(db, number.as_str()))?.is_some() {
            return Err(ReturnFault::OwnNumber.into());
        }
        let (lines, goods): (Vec<Line>, Vec<Goods>) = self.store.read(|db| {
            let line = |&(id, quantity): &(ItemId, Quantity)| {
                let of = item::find(db, id)?.ok_or(TillError::UnknownItem)?.particulars;
                let mut line = Line::new(&of.name_ar, quantity, of.price, of.vat);
                line.unit = of.unit.clone();
                Ok::<_, TillError>((line, Goods { item: id, unit: of.unit, quantity, price: of.price.decimal() }))
            };
            back.items.iter().map(line).collect::<Result<_, _>>()
        })?;
        let basket = Basket::of(lines);
        let due = Figures::solve(&basket).map_err(TillError::Basket)?.totals.payable;
        if due > foreign.left {
            return Err(ReturnFault::AboveOriginal { left: foreign.left }.into());
        }
        let about = format!("{number} {due}");
        let leave =
            self.leave_within(actor, "foreign_return", &about, approval, |role| role.may(Permission::Correct))?;
        let original = AskedOriginal { number: number.clone(), issued_on: Some(foreign.issued_at.riyadh_day()) };
        let asked = Asked { originals: vec![original], reason: back.reason.clone(), ..Asked::default() };
        let draft = Draft {
            purpose: Purpose::Credit(asked),
            invoice_type: Some(InvoiceType::Simplified),
            basket,
            tenders: vec![Tender { kind: back.refund, amount: due, reference: String::new() }],
            ..Draft::default()
        };
        let now = self.now();
        let sale = self.take_once(actor, back.return_id, draft, |tx, sale| {
            let before = foreign_return::given_back(tx, &foreign.hash)?;
            if before + sale.total > foreign.total {
                return Err(ReturnFault::AboveOriginal { left: foreign.total - before }.into());
            }
            foreign_return::insert(tx, sale.id, &foreign.hash, sale.total)?;
            for goods in &goods {
                goods.put_back(tx)?;
            }
            let details = serde_json::json!({
                "note": sale.number, "number": number.as_str(), "hash": foreign.hash, "approved_by": leave.by,
            });
            Ok(audit::append(tx, now, Some(actor.session), "original_not_verified", &details.to_string())?)
        })?;
        self.announce(Change::Items);
        Ok(sale)
    }

    /// Asks for more on a document that was issued: a debit note.
    ///
    /// # Errors
    /// When the document is unknown, no reason is given, or the role does not allow it.
    pub fn debit(&self, actor: &Actor, debit: &Debit) -> Result<Sale, TillError> {
        actor.require(Permission::Correct)?;
        if debit.reason.trim().is_empty() {
            return Err(ReturnFault::NoReason.into());
        }
        if debit.amount <= Money::ZERO {
            return Err(TenderError::NotAnAmount.into());
        }
        let price = debit.amount.to_string().parse().map_err(|_| TenderError::NotAnAmount)?;
        let line = Line::new(debit.name.trim(), Quantity::ONE, price, debit.vat);
        let draft = Draft {
            purpose: Purpose::Debit(asked_of(&debit.number, &[], &debit.reason)?),
            basket: Basket::of([line]),
            tenders: vec![Tender { kind: debit.paid, amount: debit.amount, reference: String::new() }],
            ..Draft::default()
        };
        self.take_once(actor, debit.debit_id, draft, |_, _| Ok(()))
    }

    fn issued(&self, id: Uuid) -> Result<Option<Sale>, TillError> {
        Ok(self.store.read(|db| document::find_by_uuid(db, id))?.map(Sale::from))
    }
}

/// How the money of a receipt stands.
struct Account {
    /// Of the first under its number: what was paid and given back is told of it.
    first: i64,
    total: Money,
    given_back: Money,
    /// Each way it was paid, and what is left of it: change and refunds taken off.
    left: Vec<(TenderKind, Money)>,
}

impl Account {
    fn of(db: &Connection, number: &str) -> Result<Self, TillError> {
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
    fn ways(&self) -> Vec<TenderKind> {
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
struct Coming {
    goods: Vec<Goods>,
    due: Money,
    /// With what was given back of the receipt before.
    in_all: Money,
    /// What rounding had taken off the receipt, where all of it is given back: nobody gets more than he paid.
    rounding: Money,
    tenders: Vec<Tender>,
    as_paid: bool,
}

impl Coming {
    fn of(db: &Connection, asked: &Asked, back: &Return) -> Result<Self, TillError> {
        let originals = Originals::find(db, asked)?;
        let (lines, _) = originals.returned(asked)?;
        let account = Account::of(db, &back.number)?;
        let items = sold::of_document(db, account.first)?;
        let goods = back.lines.iter().zip(&lines).filter_map(|((place, _), line)| {
            let item = *items.get(place.checked_sub(1)?)?;
            let (quantity, price) = (line.quantity, line.unit_price.decimal());
            Some(Goods { item, unit: line.unit.clone(), quantity, price })
        });
        let goods = goods.collect();
        let whole = Figures::solve(&Basket::of(lines)).map_err(TillError::Basket)?.totals.payable;
        let due = whole.min(account.total - account.given_back).max(Money::ZERO);
        let (tenders, as_paid) = account.refund(due, back.refund);
        Ok(Coming { goods, due, in_all: account.given_back + due, rounding: due - whole, tenders, as_paid })
    }
}

/// Goods that go back on the shelf.
struct Goods {
    item: ItemId,
    unit: String,
    quantity: Quantity,
    price: Decimal,
}

impl Goods {
    fn put_back(&self, tx: &Transaction<'_>) -> Result<(), TillError> {
        move_stock(tx, self.item, &self.unit, self.quantity, self.price, Way::In)
    }
}

fn asked_of(number: &str, lines: &[(usize, Option<Quantity>)], reason: &str) -> Result<Asked, TillError> {
    let number: InvoiceNumber = number.parse().map_err(|_| ReturnFault::NotAReceipt)?;
    Ok(Asked {
        originals: vec![AskedOriginal { number, issued_on: None }],
        reason: reason.to_owned(),
        lines: Vec::new(),
        returns: lines.to_vec(),
    })
}
