//! The basket on the counter: every change is stored before it is answered.

use rust_decimal::Decimal;
use sanduq_domain::barcode::{self, ScaleValue, scale_label};
use sanduq_domain::basket::{Basket, Discount, Line};
use sanduq_domain::customer::{Customer, CustomerId};
use sanduq_domain::decimal::{Percent, Quantity, UnitPrice};
use sanduq_domain::figures::Figures;
use sanduq_domain::item::{Item, ItemId};
use sanduq_domain::money::Money;
use sanduq_domain::policy::Policy;
use sanduq_domain::search::western_digit;
use sanduq_domain::text::one_line;
use sanduq_store::cart::{self, CartLineRow, CartRow, Grant, NewCartLine};
use sanduq_store::{Connection, Transaction, audit, customer, item, policy};
use uuid::Uuid;

use crate::approval::Approval;
use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Till};

/// The longest remark on a line.
const NOTE_MAX: usize = 120;

/// The basket with its totals.
#[derive(Debug, Clone)]
pub struct Cart {
    pub row: CartRow,
    pub customer: Option<(CustomerId, Customer)>,
    /// A line each: what it costs after its discount, with VAT, and what the discount takes off it.
    pub lines: Vec<PricedLine>,
    /// What the discount over the whole basket takes off.
    pub discount: Money,
    pub vat: Money,
    pub total: Money,
    /// What is to be paid when all of it is cash.
    pub cash_due: Money,
    /// Whether the law wants to know whether a company buys.
    pub asks_for_company: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedLine {
    pub total: Money,
    pub discount: Money,
}

/// What a discount is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discounted {
    Line(i64),
    Cart,
}

/// An item as the scanner, or the label on it, says it is to be sold.
#[derive(Debug, Clone)]
pub struct Scanned {
    pub item: Item,
    pub quantity: Quantity,
    pub unit: String,
    pub unit_price: UnitPrice,
}

impl Till {
    /// The basket as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cart(&self) -> Result<Cart, TillError> {
        match self.store.read(|db| Ok::<_, TillError>(cart::find(db)?.map(|row| priced(db, row))))? {
            Some(cart) => cart,
            None => self.change_cart(|_, _| Ok(())),
        }
    }

    /// Adds an item: to the last line when that is the same item at the same price, without discount or remark, else as a
    /// new line.
    ///
    /// # Errors
    /// When there is no such item, or the quantity leaves its bounds.
    pub fn add_to_cart(&self, item: ItemId, quantity: Quantity) -> Result<Cart, TillError> {
        self.change_cart(|tx, cart| {
            let item = item::find(tx, item)?.ok_or(TillError::UnknownItem)?;
            put(tx, cart, &as_it_is(item, quantity))
        })
    }

    /// Adds what the scanner read, `quantity` times.
    ///
    /// # Errors
    /// When no item has the barcode.
    pub fn scan_to_cart(&self, barcode: &str, quantity: Quantity) -> Result<Cart, TillError> {
        self.change_cart(|tx, cart| put(tx, cart, &scanned(tx, barcode, quantity)?))
    }

    /// What the scanner read, without selling it: for whoever asks what it costs.
    ///
    /// # Errors
    /// When no item has the barcode.
    pub fn look_up(&self, barcode: &str) -> Result<Scanned, TillError> {
        self.store.read(|db| scanned(db, barcode, Quantity::ONE))
    }

    /// An amount that was taken off was agreed for another quantity: where there is less now, it is gone. Less is noted,
    /// as what is taken out altogether is.
    ///
    /// # Errors
    /// When there is no such line.
    pub fn set_quantity(&self, actor: &Actor, line: i64, quantity: Quantity) -> Result<Cart, TillError> {
        let now = self.now();
        self.change_cart(|tx, cart| {
            let known = known(cart, line)?;
            cart::set_quantity(tx, line, quantity)?;
            if quantity >= known.quantity {
                return Ok(());
            }
            if matches!(known.discount, Discount::Amount(_)) {
                cart::set_line_discount(tx, line, Discount::NONE, Grant::NONE)?;
            }
            forget_amount(tx, cart)?;
            let details = serde_json::json!({
                "item": known.item.0, "name": known.name_ar, "before": known.quantity, "quantity": quantity,
            });
            Ok(audit::append(tx, now, Some(actor.session), "quantity_lowered", &details.to_string())?)
        })
    }

    /// Takes a line out of the basket, and notes it.
    ///
    /// # Errors
    /// When there is no such line.
    pub fn remove_from_cart(&self, actor: &Actor, line: i64) -> Result<Cart, TillError> {
        let now = self.now();
        self.change_cart(|tx, cart| {
            let known = known(cart, line)?;
            cart::remove(tx, line)?;
            forget_amount(tx, cart)?;
            let details = serde_json::json!({
                "item": known.item.0, "name": known.name_ar, "quantity": known.quantity, "price": known.unit_price,
            });
            Ok(audit::append(tx, now, Some(actor.session), "line_removed", &details.to_string())?)
        })
    }

    /// What the customer wants of a line. It stands on the document behind the item's name; empty takes it away.
    ///
    /// # Errors
    /// When there is no such line, or no document can carry the words.
    pub fn note_line(&self, line: i64, note: &str) -> Result<Cart, TillError> {
        let note = one_line(note, 0, NOTE_MAX).map_err(|_| TillError::NoteUnfit)?;
        self.change_cart(|tx, cart| {
            known(cart, line)?;
            Ok(cart::set_note(tx, line, note)?)
        })
    }

    /// Takes an amount (with VAT) or a share off a line or the whole basket; none takes the discount away. A line's discount
    /// may go as far as the role may give, and so may all discounts together; what is beyond somebody else may allow. He
    /// allows what it takes off this basket: of another one his word says nothing.
    ///
    /// # Errors
    /// When the discount exceeds what it is taken off, or what the role may give; when the basket is empty.
    pub fn discount(
        &self,
        actor: &Actor,
        off: Discounted,
        discount: Discount,
        approval: Option<&Approval>,
    ) -> Result<Cart, TillError> {
        let policy = self.policy()?;
        let row = self.store.read(cart::find)?.ok_or(TillError::NothingToDiscount)?;
        let asked = Asked::of(row, off, discount)?;
        // What is more than there is no word makes possible: the basket says so itself.
        let reaches = |role| !asked.is_possible() || asked.within(policy.discount_cap(role));
        let leave = self.leave_within(actor, "discount", &asked.taken.to_string(), approval, reaches)?;
        let now = self.now();
        self.change_cart(|tx, cart| {
            // As it stands now: somebody may have scanned meanwhile.
            let asked = Asked::of(cart.clone(), off, discount)?;
            if asked.is_possible() && !asked.within(policy.discount_cap(leave.role)) {
                return Err(TillError::ApprovalNeeded);
            }
            let cap = policy.discount_cap(actor.role);
            let line = match off {
                Discounted::Cart => {
                    cart::set_discount(tx, cart.id, discount)?;
                    None
                }
                Discounted::Line(line) => {
                    cart::set_line_discount(tx, line, discount, Grant { cap, leave: asked.taken })?;
                    Some(line)
                }
            };
            let whole = Grant { cap, leave: asked.all_taken.max(cart.grant.leave) };
            cart::set_grant(tx, cart.id, if discount.is_none() { cart.grant } else { whole })?;
            let details = serde_json::json!({
                "line": line, "discount": discount.to_string(), "off": asked.taken, "approved_by": leave.by,
            });
            Ok(audit::append(tx, now, Some(actor.session), "discount_given", &details.to_string())?)
        })
    }

    /// What a line or all of them cost, with VAT, before a discount and after it; nothing is taken off yet.
    ///
    /// # Errors
    /// When the discount exceeds what it is taken off, or all discounts together the basket; when the basket is empty.
    pub fn weigh_discount(&self, off: Discounted, discount: Discount) -> Result<(Money, Money), TillError> {
        let row = self.store.read(cart::find)?.ok_or(TillError::NothingToDiscount)?;
        let asked = Asked::of(row, off, discount)?;
        if !asked.is_possible() {
            return Err(TillError::DiscountTooLarge);
        }
        Ok((asked.whole, asked.whole - asked.taken))
    }

    /// Whom the document is to name; none: nobody.
    ///
    /// # Errors
    /// When there is no such customer.
    pub fn set_cart_customer(&self, chosen: Option<CustomerId>) -> Result<Cart, TillError> {
        self.change_cart(|tx, cart| {
            if let Some(id) = chosen {
                customer::find(tx, id)?.ok_or(TillError::UnknownCustomer)?;
            }
            Ok(cart::set_customer(tx, cart.id, chosen.map(|id| id.0))?)
        })
    }

    /// Empties the counter, and notes what stood there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn clear_cart(&self, actor: &Actor) -> Result<Cart, TillError> {
        let now = self.now();
        self.change_cart(|tx, cart| {
            if !cart.lines.is_empty() {
                let details = serde_json::json!({ "lines": cart.lines.len(), "total": basket(cart).line_total() });
                audit::append(tx, now, Some(actor.session), "cart_cleared", &details.to_string())?;
            }
            Ok(cart::begin(tx, Uuid::new_v4())?)
        })
    }

    /// One change: applied, checked as a whole, and undone when the basket could no longer be sold.
    pub(crate) fn change_cart(
        &self,
        change: impl FnOnce(&Transaction<'_>, &CartRow) -> Result<(), TillError>,
    ) -> Result<Cart, TillError> {
        let cart = self.store.write(|tx| {
            let row = match cart::find(tx)? {
                Some(row) => row,
                None => {
                    cart::begin(tx, Uuid::new_v4())?;
                    on_the_counter(tx)?
                }
            };
            change(tx, &row)?;
            let row = match cart::find(tx)? {
                Some(row) => row,
                None => {
                    cart::begin(tx, Uuid::new_v4())?;
                    on_the_counter(tx)?
                }
            };
            if drop_beyond_leave(tx, &row)? { priced(tx, on_the_counter(tx)?) } else { priced(tx, row) }
        })?;
        self.announce(Change::Cart);
        Ok(cart)
    }
}

/// A discount as it is asked for, and what it comes to in this basket.
struct Asked {
    /// What it is taken off, and what it takes.
    whole: Money,
    taken: Money,
    /// The basket without any discount, and what all of them take together.
    all: Money,
    all_taken: Money,
    /// What somebody has allowed all of them before.
    allowed: Money,
}

impl Asked {
    fn of(mut row: CartRow, off: Discounted, discount: Discount) -> Result<Self, TillError> {
        if row.lines.is_empty() {
            return Err(TillError::NothingToDiscount);
        }
        let whole = match off {
            Discounted::Cart => {
                row.discount = discount;
                basket(&row).line_total()
            }
            Discounted::Line(line) => {
                let known = row.lines.iter_mut().find(|known| known.id == line).ok_or(TillError::UnknownLine)?;
                known.discount = discount;
                line_of(known).shelf_total()
            }
        };
        let (all, all_taken) = taken_off(&row);
        Ok(Asked { whole, taken: discount.of(whole), all, all_taken, allowed: row.grant.leave })
    }

    /// Whether there is as much as it takes.
    fn is_possible(&self) -> bool {
        self.taken <= self.whole && self.all_taken <= self.all
    }

    fn within(&self, cap: Percent) -> bool {
        within(self.taken, self.whole, cap) && (self.all_taken <= self.allowed || within(self.all_taken, self.all, cap))
    }
}

/// The basket without any discount, and what all of them take off it together.
fn taken_off(row: &CartRow) -> (Money, Money) {
    let basket = basket(row);
    let all: Money = basket.lines.iter().map(Line::shelf_total).sum();
    let lines = basket.line_total();
    (all, all - lines + basket.discount.of(lines))
}

/// Discounts that have grown beyond what they were given for are gone: a word for one basket is none for another.
fn drop_beyond_leave(tx: &Transaction<'_>, row: &CartRow) -> Result<bool, TillError> {
    let beyond = |taken: Money, whole: Money, grant: Grant| taken > grant.leave && !within(taken, whole, grant.cap);
    let mut dropped = false;
    let mut kept = row.clone();
    for line in &mut kept.lines {
        let told = line_of(line);
        if beyond(told.discount_amount(), told.shelf_total(), line.grant) {
            cart::set_line_discount(tx, line.id, Discount::NONE, Grant::NONE)?;
            line.discount = Discount::NONE;
            dropped = true;
        }
    }
    let (all, taken) = taken_off(&kept);
    if beyond(taken, all, row.grant) {
        cart::set_discount(tx, row.id, Discount::NONE)?;
        dropped = true;
    }
    Ok(dropped)
}

fn on_the_counter(db: &Connection) -> Result<CartRow, TillError> {
    cart::find(db)?.ok_or_else(|| TillError::Damaged("the basket".into()))
}

fn known(cart: &CartRow, line: i64) -> Result<&CartLineRow, TillError> {
    cart.lines.iter().find(|known| known.id == line).ok_or(TillError::UnknownLine)
}

/// An amount over the whole basket was agreed for another basket.
fn forget_amount(tx: &Transaction<'_>, cart: &CartRow) -> Result<(), TillError> {
    match cart.discount {
        Discount::Amount(_) => Ok(cart::set_discount(tx, cart.id, Discount::NONE)?),
        Discount::Percent(_) => Ok(()),
    }
}

fn as_it_is(item: Item, quantity: Quantity) -> Scanned {
    Scanned { quantity, unit: item.particulars.unit.clone(), unit_price: item.particulars.price, item }
}

/// The item that a barcode means: its own, the same GTIN spelt otherwise, or the label of the shop's scale.
fn scanned(db: &Connection, barcode: &str, quantity: Quantity) -> Result<Scanned, TillError> {
    let barcode: String = barcode.trim().chars().map(western_digit).collect();
    if let Some(item) = item::find_by_barcode(db, &barcode)? {
        return Ok(as_it_is(item, quantity));
    }
    for other in barcode::other_spellings(&barcode) {
        if let Some(item) = item::find_by_barcode(db, &other)? {
            return Ok(as_it_is(item, quantity));
        }
    }
    let Policy { scale_prefixes, .. } = policy::find(db)?;
    let label = scale_label(&barcode, &scale_prefixes).ok_or(TillError::UnknownBarcode)?;
    let item = match item::find_by_barcode(db, &barcode[..7])? {
        Some(item) => item,
        None => item::find_by_barcode(db, &label.item)?.ok_or(TillError::UnknownBarcode)?,
    };
    match label.value {
        ScaleValue::Weight(weight) => {
            let all = (weight.decimal() * quantity.decimal()).normalize().to_string();
            Ok(as_it_is(item, all.parse().map_err(|_| TillError::UnknownBarcode)?))
        }
        // The label's price is what the customer was told: so many labels, each at it.
        ScaleValue::Price(price) => Ok(Scanned {
            quantity,
            unit: "PCE".to_owned(),
            unit_price: price.to_string().parse().map_err(|_| TillError::UnknownBarcode)?,
            item,
        }),
    }
}

fn put(tx: &Transaction<'_>, cart: &CartRow, sold: &Scanned) -> Result<(), TillError> {
    let of = &sold.item.particulars;
    let last = cart.lines.last().filter(|line| {
        line.item == sold.item.id
            && (&line.unit, line.unit_price, line.vat) == (&sold.unit, sold.unit_price, of.vat)
            && line.discount.is_none()
            && line.note.is_empty()
    });
    match last.and_then(|line| Some((line.id, line.quantity.plus(sold.quantity)?))) {
        Some((line, sum)) => cart::set_quantity(tx, line, sum)?,
        None => {
            let line = NewCartLine {
                item: sold.item.id,
                name_ar: of.name_ar.clone(),
                name_en: of.name_en.clone(),
                quantity: sold.quantity,
                unit: sold.unit.clone(),
                unit_price: sold.unit_price,
                vat: of.vat,
            };
            cart::add(tx, cart.id, &line)?;
        }
    }
    Ok(())
}

pub(crate) fn priced(db: &Connection, row: CartRow) -> Result<Cart, TillError> {
    let customer = match row.customer.map(CustomerId) {
        None => None,
        Some(id) => customer::find(db, id)?.map(|known| (id, known)),
    };
    if row.lines.is_empty() {
        let (lines, zero) = (Vec::new(), Money::ZERO);
        let asks_for_company = false;
        return Ok(Cart {
            row,
            customer,
            lines,
            discount: zero,
            vat: zero,
            total: zero,
            cash_due: zero,
            asks_for_company,
        });
    }
    let policy = policy::find(db)?;
    let basket = basket(&row);
    let figures = Figures::solve(&basket).map_err(TillError::Basket)?;
    let total = figures.totals.payable;
    let lines = figures.lines.iter().zip(&basket.lines);
    Ok(Cart {
        lines: lines
            .map(|(solved, told)| PricedLine { total: solved.gross, discount: told.discount_amount() })
            .collect(),
        discount: basket.discount.of(basket.line_total()),
        vat: figures.totals.vat,
        total,
        cash_due: policy.cash_due(total),
        asks_for_company: customer.is_none() && total >= policy.company_asked_at,
        customer,
        row,
    })
}

/// Whether what is taken off is at most this share of the whole, exactly.
fn within(taken: Money, whole: Money, cap: Percent) -> bool {
    Decimal::from(taken.halalas()) * Decimal::ONE_HUNDRED <= cap.decimal() * Decimal::from(whole.halalas())
}

/// The basket that the cart becomes. Documents name items in Arabic, as the law wants them.
pub(crate) fn basket(cart: &CartRow) -> Basket {
    Basket { lines: cart.lines.iter().map(line_of).collect(), discount: cart.discount, ..Basket::default() }
}

fn line_of(line: &CartLineRow) -> Line {
    let name = if line.name_ar.is_empty() { &line.name_en } else { &line.name_ar };
    Line {
        name: if line.note.is_empty() { name.clone() } else { format!("{name} ({})", line.note) },
        quantity: line.quantity,
        unit: line.unit.clone(),
        unit_price: line.unit_price,
        base_quantity: Quantity::ONE,
        discount: line.discount,
        vat: line.vat,
    }
}
