//! The cart on the counter: every change is stored before it is answered.

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::Figures;
use sanduq_domain::item::{Item, ItemId};
use sanduq_domain::money::Money;
use sanduq_store::cart::{self, CartRow};
use sanduq_store::{Transaction, item};
use uuid::Uuid;

use crate::error::TillError;
use crate::till::{Change, Till};

/// The cart with its totals.
#[derive(Debug, Clone)]
pub struct Cart {
    pub row: CartRow,
    /// With VAT, a line each, after its discount.
    pub line_totals: Vec<Money>,
    pub vat: Money,
    pub total: Money,
}

/// What a discount is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discounted {
    Line(i64),
    Cart,
}

impl Till {
    /// The cart as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cart(&self) -> Result<Cart, TillError> {
        match self.store.read(cart::find)? {
            Some(row) => priced(row),
            None => self.change_cart(|_| Ok(())),
        }
    }

    /// Adds an item: to its own line when the cart's last line is the same item without a discount, else as a new line.
    ///
    /// # Errors
    /// When there is no such item, or the quantity leaves its bounds.
    pub fn add_to_cart(&self, item: ItemId, quantity: Quantity) -> Result<Cart, TillError> {
        self.change_cart(|tx| {
            let item = item::find(tx, item)?.ok_or(TillError::UnknownItem)?;
            put(tx, &item, quantity)
        })
    }

    /// Adds what the scanner read.
    ///
    /// # Errors
    /// When no item has the barcode.
    pub fn scan_to_cart(&self, barcode: &str, quantity: Quantity) -> Result<Cart, TillError> {
        self.change_cart(|tx| {
            let item = item::find_by_barcode(tx, barcode.trim())?.ok_or(TillError::UnknownBarcode)?;
            put(tx, &item, quantity)
        })
    }

    /// # Errors
    /// When there is no such line, or its discount would exceed it.
    pub fn set_quantity(&self, line: i64, quantity: Quantity) -> Result<Cart, TillError> {
        self.change_cart(
            |tx| {
                if cart::set_quantity(tx, line, quantity)? { Ok(()) } else { Err(TillError::UnknownLine) }
            },
        )
    }

    /// # Errors
    /// When there is no such line.
    pub fn remove_from_cart(&self, line: i64) -> Result<Cart, TillError> {
        self.change_cart(|tx| {
            if !cart::remove(tx, line)? {
                return Err(TillError::UnknownLine);
            }
            // A discount over the whole cart was agreed for another cart.
            cart::set_discount(tx, Money::ZERO).map_err(TillError::from)
        })
    }

    /// Takes `amount` (with VAT) off a line or the whole cart; zero takes the discount away.
    ///
    /// # Errors
    /// When the discount exceeds what it is taken off.
    pub fn discount(&self, off: Discounted, amount: Money) -> Result<Cart, TillError> {
        self.change_cart(|tx| match off {
            Discounted::Cart => Ok(cart::set_discount(tx, amount)?),
            Discounted::Line(line) if cart::set_line_discount(tx, line, amount)? => Ok(()),
            Discounted::Line(_) => Err(TillError::UnknownLine),
        })
    }

    /// Empties the counter.
    ///
    /// # Errors
    /// When the database fails.
    pub fn clear_cart(&self) -> Result<Cart, TillError> {
        self.change_cart(|tx| Ok(cart::begin(tx, Uuid::new_v4())?))
    }

    /// One change: applied, checked as a whole, and undone when the cart could no longer be sold.
    fn change_cart(&self, change: impl FnOnce(&Transaction<'_>) -> Result<(), TillError>) -> Result<Cart, TillError> {
        let cart = self.store.write(|tx| {
            if cart::find(tx)?.is_none() {
                cart::begin(tx, Uuid::new_v4())?;
            }
            change(tx)?;
            let row = cart::find(tx)?.ok_or_else(|| TillError::Damaged("the cart".into()))?;
            priced(row)
        })?;
        self.announce(Change::Cart);
        Ok(cart)
    }
}

fn put(tx: &Transaction<'_>, item: &Item, quantity: Quantity) -> Result<(), TillError> {
    let lines = cart::find(tx)?.map(|cart| cart.lines).unwrap_or_default();
    let last = lines.last().filter(|line| {
        line.item == item.id && line.unit_price == item.price && line.discount.is_zero() && line.vat == item.vat
    });
    match last.and_then(|line| Some((line.id, line.quantity.plus(quantity)?))) {
        Some((line, sum)) => cart::set_quantity(tx, line, sum).map(|_| ())?,
        None => cart::add(tx, item, quantity)?,
    }
    Ok(())
}

fn priced(row: CartRow) -> Result<Cart, TillError> {
    if row.lines.is_empty() {
        return Ok(Cart { row, line_totals: Vec::new(), vat: Money::ZERO, total: Money::ZERO });
    }
    let figures = Figures::solve(&basket(&row)).map_err(TillError::Basket)?;
    Ok(Cart {
        line_totals: figures.lines.iter().map(|line| line.gross).collect(),
        vat: figures.totals.vat,
        total: figures.totals.payable,
        row,
    })
}

/// The basket that the cart becomes. Documents name items in Arabic, as the law wants them.
pub(crate) fn basket(cart: &CartRow) -> Basket {
    Basket {
        lines: cart
            .lines
            .iter()
            .map(|line| Line {
                name: if line.name_ar.is_empty() { line.name_en.clone() } else { line.name_ar.clone() },
                quantity: line.quantity,
                unit: line.unit.clone(),
                unit_price: line.unit_price,
                base_quantity: Quantity::ONE,
                discount: line.discount.into(),
                vat: line.vat,
            })
            .collect(),
        discount: cart.discount.into(),
        ..Basket::default()
    }
}
