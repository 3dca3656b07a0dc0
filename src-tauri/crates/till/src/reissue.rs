//! A rejected document is issued anew: the same sale at its number, its moment and its money, with a new identity at the
//! chain's next place. The rejected one stays where it is, and each names the other.
//!
//! It is told again from its own signed bytes, so that a catalogue that has changed since changes nothing. What may be
//! put right is what is not money. Whoever wants other amounts lets the document be accepted first, gives it back with a
//! credit note and sells anew: that is the law's way, and it leaves a trace.

use std::collections::BTreeMap;

use sanduq_domain::basket::{BasketFault, BasketField, name_fault};
use sanduq_domain::invoice::{Flags, Invoice, Kind, Supply};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, Seller, SellerForm};
use sanduq_domain::user::Permission;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::restate::restate;
use sanduq_einvoice::rules::{Breach, gate};
use sanduq_store::document::{self, DocumentRow};
use sanduq_store::outbox::{self, Standing};
use sanduq_store::{Connection, shop};
use uuid::Uuid;

use crate::error::TillError;
use crate::issue::{Next, Sale};
use crate::session::Actor;
use crate::shop::{correct, corrected};
use crate::till::Till;

/// What is put right. What is left out stays as it was, but for the seller, who is the shop as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// The shop itself is corrected, for every document from now on.
    pub shop: Option<SellerForm>,
    /// An empty one: nobody is named any more.
    pub buyer: Option<Buyer>,
    /// Of a note.
    pub reason: Option<String>,
    /// What lines are called, counted from 1.
    pub names: BTreeMap<usize, String>,
    /// Why no VAT is charged: each for all lines of its category, as a document states it.
    pub exemptions: Vec<Exemption>,
    pub note: Option<String>,
    /// The buyer's purchase order.
    pub order: Option<String>,
    pub supply: Option<Supply>,
    pub flags: Option<Flags>,
}

/// Why a document is not issued anew.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReissueFault {
    #[error("this document was not rejected: only a rejected one is issued anew")]
    NotRejected,
    #[error(
        "{field}: a document is issued anew at its own amounts. To change money, issue it anew as it is, and once it is \
         accepted give it back with a credit note and sell anew"
    )]
    MoneyStays { field: String },
    #[error("reason: only a note has one")]
    NoReason,
    #[error("line {line}: the document has no such line")]
    NoSuchLine { line: usize },
}

/// What would be issued, before it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Empty when it would say the same once more.
    pub differences: Vec<Difference>,
    /// What still stands against it; empty when it may be issued.
    pub breaches: Vec<Breach>,
}

/// One thing that the new document says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As rules name it: `buyer.name`.
    pub field: &'static str,
    /// Counted from 1.
    pub line: Option<usize>,
    pub before: String,
    pub after: String,
}

impl Till {
    /// Issues the rejected document in force under `number` anew.
    ///
    /// # Errors
    /// When it was not rejected, the amendment is about money, rules would still be broken, or this till may not issue.
    /// No place in the chain is used then.
    pub fn reissue(&self, actor: &Actor, number: &str, amendment: &Amendment) -> Result<Sale, TillError> {
        actor.require(Permission::Correct)?;
        let production = self.production().ok_or(TillError::NotOnboarded)?;
        let at = self.now();
        let sale = self.store.write(|tx| {
            let rejected = rejected(tx, number)?;
            let told = amended(tx, &rejected, amendment)?;
            correct(tx, actor, at, &told.shop, &told.after.seller)?;
            let next = Next {
                invoice: &told.after,
                uuid: Uuid::new_v4(),
                serial: rejected.serial,
                replaces: Some(&rejected),
                // Handed back when the sale was.
                change: Money::ZERO,
                at,
            };
            Ok::<_, TillError>(self.issue_next(tx, actor, &production, &next)?.0)
        })?;
        self.after_issue(&sale)?;
        Ok(sale)
    }

    /// What [`Till::reissue`] would issue.
    ///
    /// # Errors
    /// As there, but for the rules, which are told.
    pub fn preview_reissue(&self, actor: &Actor, number: &str, amendment: &Amendment) -> Result<Preview, TillError> {
        actor.require(Permission::Correct)?;
        let told = self.store.read(|db| amended(db, &rejected(db, number)?, amendment))?;
        Ok(Preview { differences: differences(&told.before, &told.after), breaches: gate(&told.after) })
    }

    /// The rejected document in force under `number`, as it was issued: what a form is filled with.
    ///
    /// # Errors
    /// When it was not rejected.
    pub fn restated(&self, number: &str) -> Result<Invoice, TillError> {
        self.store.read(|db| told_again(db, &rejected(db, number)?))
    }
}

fn rejected(db: &Connection, number: &str) -> Result<DocumentRow, TillError> {
    let row = document::find_by_number(db, number)?.ok_or(TillError::UnknownDocument)?;
    let queued = outbox::find(db, row.id)?;
    let queued = queued.ok_or_else(|| TillError::Damaged("a document without a place in the outbox".into()))?;
    if queued.standing == Standing::Rejected { Ok(row) } else { Err(ReissueFault::NotRejected.into()) }
}

struct Told {
    before: Invoice,
    after: Invoice,
    /// As it is before it is corrected.
    shop: Seller,
}

fn amended(db: &Connection, rejected: &DocumentRow, amendment: &Amendment) -> Result<Told, TillError> {
    let before = told_again(db, rejected)?;
    let shop = shop::find(db)?.ok_or(TillError::NotSetUp)?.seller;
    let mut after = before.clone();
    after.seller = match &amendment.shop {
        Some(form) => corrected(&shop, form)?,
        None => shop.clone(),
    };
    amend(&mut after, amendment)?;
    Ok(Told { before, after, shop })
}

fn told_again(db: &Connection, rejected: &DocumentRow) -> Result<Invoice, TillError> {
    restate(&document::xml(db, rejected.id)?).map_err(|error| TillError::Damaged(error.to_string()))
}

fn amend(invoice: &mut Invoice, amendment: &Amendment) -> Result<(), TillError> {
    if let Some(buyer) = &amendment.buyer {
        invoice.buyer = Some(buyer.clone().trimmed()).filter(|buyer| *buyer != Buyer::default());
    }
    if let Some(reason) = &amendment.reason {
        match &mut invoice.kind {
            Kind::Invoice => return Err(ReissueFault::NoReason.into()),
            Kind::CreditNote(correction) | Kind::DebitNote(correction) => {
                reason.trim().clone_into(&mut correction.reason)
            }
        }
    }
    for (&line, name) in &amendment.names {
        let stated = line.checked_sub(1).and_then(|index| invoice.figures.lines.get_mut(index));
        let stated = stated.ok_or(ReissueFault::NoSuchLine { line })?;
        if let Some(kind) = name_fault(name) {
            return Err(TillError::Basket(vec![BasketFault { line: Some(line), field: BasketField::Name, kind }]));
        }
        name.trim().clone_into(&mut stated.name);
    }
    for exemption in &amendment.exemptions {
        give_reason(invoice, *exemption)?;
    }
    for (text, stated) in [(&amendment.note, &mut invoice.note), (&amendment.order, &mut invoice.order)] {
        if let Some(text) = text {
            text.trim().clone_into(stated);
        }
    }
    invoice.supply = amendment.supply.or(invoice.supply);
    invoice.flags = amendment.flags.unwrap_or(invoice.flags);
    Ok(())
}

/// Another reason within its category leaves every amount as it is; another category does not.
fn give_reason(invoice: &mut Invoice, exemption: Exemption) -> Result<(), ReissueFault> {
    let figures = &mut invoice.figures;
    let stated = figures
        .lines
        .iter_mut()
        .map(|line| &mut line.vat)
        .chain(figures.charges.iter_mut().map(|charge| &mut charge.vat))
        .chain(figures.allowances.iter_mut().map(|allowance| &mut allowance.vat))
        .chain(figures.groups.iter_mut().map(|group| &mut group.vat))
        .chain(figures.prepaid.iter_mut().map(|prepaid| &mut prepaid.vat));
    let mut given = false;
    for vat in stated.filter(|vat| vat.category() == exemption.category()) {
        *vat = Vat::Untaxed(exemption);
        given = true;
    }
    if given { Ok(()) } else { Err(ReissueFault::MoneyStays { field: format!("exemptions, {}", exemption.code()) }) }
}

fn differences(before: &Invoice, after: &Invoice) -> Vec<Difference> {
    let said = |((field, line, before), (_, _, after)): (Statement, Statement)| {
        (before != after).then_some(Difference { field, line, before, after })
    };
    statements(before).into_iter().zip(statements(after)).filter_map(said).collect()
}

/// Field, line, text.
type Statement = (&'static str, Option<usize>, String);

/// Everything that can be put right, always in the same order.
fn statements(invoice: &Invoice) -> Vec<Statement> {
    let mut said = seller_statements(&invoice.seller);
    said.extend(buyer_statements(&invoice.buyer.clone().unwrap_or_default()));
    let supply = invoice.supply;
    let reason = invoice.kind.correction().map(|correction| correction.reason.clone());
    said.extend([
        ("flags", None, invoice.flags.keys().collect::<Vec<_>>().join(" ")),
        ("supply.on", None, supply.map(|supply| supply.on.to_string()).unwrap_or_default()),
        ("supply.until", None, supply.and_then(|supply| supply.until).map(|day| day.to_string()).unwrap_or_default()),
        ("note", None, invoice.note.clone()),
        ("order", None, invoice.order.clone()),
        ("reason", None, reason.unwrap_or_default()),
    ]);
    for (index, line) in invoice.figures.lines.iter().enumerate() {
        let exemption = line.vat.exemption().map(|exemption| exemption.code().to_owned());
        said.push(("lines.name", Some(index + 1), line.name.clone()));
        said.push(("lines.exemption", Some(index + 1), exemption.unwrap_or_default()));
    }
    said
}

fn seller_statements(seller: &Seller) -> Vec<Statement> {
    let address = &seller.address;
    let texts = [
        ("seller.name", seller.name.as_str()),
        ("seller.vat_number", seller.vat_number.as_str()),
        ("seller.id_scheme", seller.id_scheme.code()),
        ("seller.id", &seller.id),
        ("seller.street", &address.street),
        ("seller.building", &address.building),
        ("seller.additional", &address.additional),
        ("seller.district", &address.district),
        ("seller.city", &address.city),
        ("seller.postal_code", &address.postal_code),
    ];
    texts.map(|(field, text)| (field, None, text.to_owned())).into()
}

fn buyer_statements(buyer: &Buyer) -> Vec<Statement> {
    let nowhere = BuyerAddress::default();
    let address = buyer.address.as_ref().unwrap_or(&nowhere);
    let (scheme, id) = buyer.id.as_ref().map_or(("", ""), |id| (id.scheme.code(), id.value.as_str()));
    let texts = [
        ("buyer.name", buyer.name.as_str()),
        ("buyer.vat_number", buyer.vat_number.as_ref().map_or("", |number| number.as_str())),
        ("buyer.id_scheme", scheme),
        ("buyer.id", id),
        ("buyer.street", &address.street),
        ("buyer.building", &address.building),
        ("buyer.additional", &address.additional),
        ("buyer.district", &address.district),
        ("buyer.city", &address.city),
        ("buyer.postal_code", &address.postal_code),
        ("buyer.country", &address.country),
    ];
    texts.map(|(field, text)| (field, None, text.to_owned())).into()
}
