//! Goods come back: the receipt's code is scanned, proved, and what is left of it is given back by a credit note.

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
use sanduq_store::{audit, document, foreign_return, item, sold, unit};
use uuid::Uuid;

use crate::approval::Approval;
use crate::correction::Originals;
use crate::draft::{Asked, AskedOriginal, Draft, Purpose};
use crate::error::TillError;
use crate::issue::Sale;
use crate::session::Actor;
use crate::sync::clearance::Delivery;
use crate::till::{Change, Till};

mod coming;

use coming::{Account, Coming, gross, priced_today};

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
    /// As the document calls it.
    pub name: String,
    /// The English name of the item that it was, if the shop still calls it so; else empty.
    pub name_en: String,
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

/// What goods that come back are worth.
#[derive(Debug, Clone)]
pub struct Worth {
    /// With VAT, of each in the order in which it was asked for.
    pub parts: Vec<Money>,
    /// What is given back for all of them.
    pub due: Money,
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
        let (originals, account, items) = self.store.read(|db| {
            let account = Account::of(db, &row.number)?;
            let sold = sold::of_document(db, account.first)?;
            let items = sold.into_iter().map(|id| item::find(db, id)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, TillError>((Originals::find(db, &asked)?, account, items))
        })?;
        let english = |place: usize, name: &str| {
            let item = items.get(place - 1).and_then(Option::as_ref).filter(|item| item.particulars.name_ar == name);
            item.map(|item| item.particulars.name_en.clone()).unwrap_or_default()
        };
        let lines: Vec<ReceiptLine> = originals
            .left_of_first()
            .map(|(place, line, left, amount)| ReceiptLine {
                place,
                name: line.name.clone(),
                name_en: english(place, &line.name),
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

    /// What would be given back for these places of a receipt, before anything comes back.
    ///
    /// # Errors
    /// When the receipt is unknown, or more comes back than is left.
    pub fn weigh_return(&self, number: &str, lines: &[(usize, Option<Quantity>)]) -> Result<Worth, TillError> {
        let asked = asked_of(number, lines, "")?;
        let coming = self.store.read(|db| Coming::of(db, &asked, None))?;
        Ok(Worth { parts: coming.parts, due: coming.due })
    }

    /// What would be given back for goods that another till sold.
    ///
    /// # Errors
    /// When an item is unknown.
    pub fn weigh_foreign_return(&self, items: &[(ItemId, Quantity)]) -> Result<Worth, TillError> {
        let (lines, _) = self.store.read(|db| priced_today(db, items))?;
        let figures = Figures::solve(&Basket::of(lines)).map_err(TillError::Basket)?;
        Ok(Worth { parts: gross(&figures), due: figures.totals.payable })
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
        let coming = self.store.read(|db| Coming::of(db, &asked, back.refund))?;
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
        let (lines, goods) = self.store.read(|db| priced_today(db, &back.items))?;
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

fn asked_of(number: &str, lines: &[(usize, Option<Quantity>)], reason: &str) -> Result<Asked, TillError> {
    let number: InvoiceNumber = number.parse().map_err(|_| ReturnFault::NotAReceipt)?;
    Ok(Asked {
        originals: vec![AskedOriginal { number, issued_on: None }],
        reason: reason.to_owned(),
        lines: Vec::new(),
        returns: lines.to_vec(),
    })
}
