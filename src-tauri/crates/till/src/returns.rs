//! Goods come back: the receipt's code is scanned, proved, and what is left of it is given back by a credit note.

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{InvoiceNumber, InvoiceType};
use sanduq_domain::item::{ItemId, Stock};
use sanduq_domain::money::Money;
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_domain::vat::Vat;
use sanduq_einvoice::qr::{self, QrTag};
use sanduq_einvoice::read::read;
use sanduq_einvoice::verify::verify;
use sanduq_store::document::DocumentRow;
use sanduq_store::{Transaction, audit, document, foreign_return, item, sold, tender};
use uuid::Uuid;

use crate::approval::Approval;
use crate::correction::Originals;
use crate::draft::{Asked, AskedOriginal, Draft, Purpose};
use crate::error::TillError;
use crate::issue::Sale;
use crate::session::Actor;
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
    /// None: the way in which most of it was paid.
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
    /// When it is none, was made up, is another shop's, or nothing is left of it.
    pub fn brought(&self, scan: &str) -> Result<Brought, TillError> {
        let scan = scan.trim();
        if let Some(row) = self.store.read(|db| document::find_by_number(db, scan))? {
            return Ok(Brought::Own(self.receipt(row, false)?));
        }
        let values = qr::decode(scan).map_err(|_| ReturnFault::NotAReceipt)?;
        let text = |tag| {
            let value = values.iter().find(|(found, _)| *found == tag).map(|(_, value)| value.clone());
            String::from_utf8(value.unwrap_or_default()).map_err(|_| ReturnFault::NotAReceipt)
        };
        let (hash, moment) = (text(QrTag::InvoiceHash)?, text(QrTag::IssuedAt)?);
        let issued_at = moment.split_once('T').and_then(|(date, time)| Timestamp::from_riyadh(date, time));
        let issued_at = issued_at.ok_or(ReturnFault::NotAReceipt)?;
        let shop = self.require_shop()?;
        if text(QrTag::VatNumber)? != shop.seller.vat_number.as_str() {
            return Err(ReturnFault::OtherShop(text(QrTag::SellerName)?).into());
        }
        if let Some(row) = self.store.read(|db| document::find_by_hash(db, issued_at, &hash))? {
            let xml = self.store.read(|db| document::xml(db, row.id))?;
            let own = read(&xml).map_err(|error| TillError::Damaged(error.to_string()))?;
            // Of a standard document the authority's copy has a code of its own; the hash is the same.
            let same = own.qr == scan || row.invoice_type == InvoiceType::Standard && qr::stamp_holds(&values);
            if !same || verify(&xml).is_err() {
                return Err(self.forged(scan)?.into());
            }
            return Ok(Brought::Own(self.receipt(row, true)?));
        }
        let total = text(QrTag::Payable)?.parse::<Money>().map_err(|_| ReturnFault::NotAReceipt)?;
        if !qr::stamp_holds(&values) {
            return Err(self.forged(scan)?.into());
        }
        if !values.iter().any(|(tag, _)| *tag == QrTag::CertificateSignature) {
            return Err(ReturnFault::CompanyElsewhere.into());
        }
        let given_back = self.store.read(|db| foreign_return::given_back(db, &hash))?;
        let left = total - given_back;
        if left <= Money::ZERO {
            return Err(ReturnFault::NothingLeft.into());
        }
        Ok(Brought::Elsewhere(Foreign { return_id: Uuid::new_v4(), hash, issued_at, total, left }))
    }

    fn forged(&self, scan: &str) -> Result<ReturnFault, TillError> {
        let now = self.now();
        let details = serde_json::json!({ "code": scan.chars().take(1_000).collect::<String>() }).to_string();
        self.store.write(|tx| audit::append(tx, now, None, "forged_receipt_shown", &details))?;
        Ok(ReturnFault::Forged)
    }

    fn receipt(&self, row: DocumentRow, scanned: bool) -> Result<Receipt, TillError> {
        if row.kind != "invoice" {
            return Err(ReturnFault::IsANote.into());
        }
        let asked = asked_of(&row.number, &[], "")?;
        let (originals, tenders) = self.store.read(|db| {
            let first = document::all_by_number(db, &row.number)?.into_iter().next().map_or(row.id, |first| first.id);
            Ok::<_, TillError>((Originals::find(db, &asked)?, tender::of_document(db, first)?))
        })?;
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
            paid: ways(&tenders),
            scanned,
        })
    }

    /// Takes goods back, and issues the credit note. What was counted goes back on the shelf.
    ///
    /// # Errors
    /// When more comes back than is left, no shift is open, or it is more than the role may take alone.
    pub fn take_back(&self, actor: &Actor, back: &Return, approval: Option<&Approval>) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        if back.reason.trim().is_empty() {
            return Err(ReturnFault::NoReason.into());
        }
        if back.lines.is_empty() {
            return Err(ReturnFault::NothingChosen.into());
        }
        let asked = asked_of(&back.number, &back.lines, &back.reason)?;
        let (due, paid, coming) = self.store.read(|db| {
            let originals = Originals::find(db, &asked)?;
            let (lines, _) = originals.returned(&asked)?;
            let first = document::all_by_number(db, &back.number)?.into_iter().next();
            let first = first.ok_or(TillError::UnknownDocument)?.id;
            let items = sold::of_document(db, first)?;
            let places = back.lines.iter().map(|(place, _)| *place);
            let coming: Vec<(ItemId, Quantity)> = places
                .zip(&lines)
                .filter_map(|(place, line)| Some((*items.get(place.checked_sub(1)?)?, line.quantity)))
                .collect();
            let figures = Figures::solve(&Basket::of(lines)).map_err(TillError::Basket)?;
            Ok::<_, TillError>((figures.totals.payable, ways(&tender::of_document(db, first)?), coming))
        })?;
        let kind = back.refund.or(paid.first().copied()).unwrap_or(TenderKind::Cash);
        if !self.is_issued(back.return_id)? {
            let policy = self.policy()?;
            let usual = paid.contains(&kind);
            // Another way than it was paid is a way to turn a card into cash.
            self.leave_within(actor, "return", approval, |role| {
                due <= policy.return_cap(role) && (usual || role.may(Permission::Approve))
            })?;
        }
        let draft = Draft {
            purpose: Purpose::Credit(asked),
            tenders: vec![Tender { kind, amount: due, reference: String::new() }],
            ..Draft::default()
        };
        let sale = self.take_once(actor, back.return_id, draft, |tx, _| {
            for (item, quantity) in &coming {
                put_back(tx, *item, *quantity)?;
            }
            Ok(())
        })?;
        self.announce(Change::Items);
        Ok(sale)
    }

    /// Takes goods back that another till sold, with the word of somebody who may correct.
    ///
    /// # Errors
    /// As [`Till::take_back`], and when the code is not one of the shop's.
    pub fn take_back_foreign(
        &self,
        actor: &Actor,
        back: &ForeignReturn,
        approval: Option<&Approval>,
    ) -> Result<Sale, TillError> {
        actor.require(Permission::Sell)?;
        if back.reason.trim().is_empty() {
            return Err(ReturnFault::NoReason.into());
        }
        if back.items.is_empty() {
            return Err(ReturnFault::NothingChosen.into());
        }
        let foreign = match self.brought(&back.code)? {
            Brought::Elsewhere(foreign) => foreign,
            Brought::Own(_) => return Err(ReturnFault::NotAReceipt.into()),
        };
        let lines = self.store.read(|db| {
            let line = |&(id, quantity): &(ItemId, Quantity)| {
                let of = item::find(db, id)?.ok_or(TillError::UnknownItem)?.particulars;
                let mut line = Line::new(&of.name_ar, quantity, of.price, of.vat);
                line.unit = of.unit;
                Ok::<_, TillError>(line)
            };
            back.items.iter().map(line).collect::<Result<Vec<_>, _>>()
        })?;
        let basket = Basket::of(lines);
        let due = Figures::solve(&basket).map_err(TillError::Basket)?.totals.payable;
        if due > foreign.left {
            return Err(ReturnFault::AboveOriginal { left: foreign.left }.into());
        }
        if !self.is_issued(back.return_id)? {
            self.leave(actor, Permission::Correct, approval)?;
        }
        let number: InvoiceNumber = back.number.trim().parse().map_err(|_| ReturnFault::NotAReceipt)?;
        let original = AskedOriginal { number, issued_on: Some(foreign.issued_at.riyadh_day()) };
        let asked = Asked { originals: vec![original], reason: back.reason.clone(), ..Asked::default() };
        let draft = Draft {
            purpose: Purpose::Credit(asked),
            invoice_type: Some(InvoiceType::Simplified),
            basket,
            tenders: vec![Tender { kind: back.refund, amount: due, reference: String::new() }],
            ..Draft::default()
        };
        let sale = self.take_once(actor, back.return_id, draft, |tx, sale| {
            foreign_return::insert(tx, sale.id, &foreign.hash, sale.total)?;
            for (item, quantity) in &back.items {
                put_back(tx, *item, *quantity)?;
            }
            Ok(())
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
        let price = debit.amount.to_string().parse().map_err(|_| ReturnFault::NothingChosen)?;
        let line = Line::new(debit.name.trim(), Quantity::ONE, price, debit.vat);
        let draft = Draft {
            purpose: Purpose::Debit(asked_of(&debit.number, &[], &debit.reason)?),
            basket: Basket::of([line]),
            tenders: vec![Tender { kind: debit.paid, amount: debit.amount, reference: String::new() }],
            ..Draft::default()
        };
        self.issue_once(actor, debit.debit_id, draft, |_, _| Ok(()))
    }

    fn is_issued(&self, id: Uuid) -> Result<bool, TillError> {
        Ok(self.store.read(|db| document::find_by_uuid(db, id))?.is_some())
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

fn put_back(tx: &Transaction<'_>, item: ItemId, quantity: Quantity) -> Result<(), TillError> {
    match Stock::of(quantity.decimal()) {
        Some(stock) => Ok(item::move_stock(tx, item, stock)?),
        None => Ok(()),
    }
}

/// Each way once, the one that most was paid in first.
fn ways(tenders: &[Tender]) -> Vec<TenderKind> {
    let paid = |kind: TenderKind| tenders.iter().filter(|t| t.kind == kind).map(|t| t.amount).sum::<Money>();
    let mut kinds: Vec<TenderKind> =
        TenderKind::ALL.into_iter().filter(|kind| tenders.iter().any(|tender| tender.kind == *kind)).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(paid(*kind)));
    kinds
}
