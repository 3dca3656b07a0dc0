//! The basket on the counter and those that are held: kept here, so that a power cut loses nothing.

use rusqlite::{Connection, Row};
use sanduq_domain::basket::Discount;
use sanduq_domain::decimal::{Percent, Quantity, UnitPrice};
use sanduq_domain::item::ItemId;
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::Vat;
use uuid::Uuid;

use crate::StoreError;
use crate::column::{collect, first, moment, money, parse, vat};

/// A basket with its lines, in the order they were added.
#[derive(Debug, Clone)]
pub struct CartRow {
    pub id: i64,
    /// Minted with the basket; the sale's identity.
    pub sale_id: Uuid,
    pub discount: Discount,
    pub grant: Grant,
    pub customer: Option<i64>,
    pub lines: Vec<CartLineRow>,
}

/// How far a discount may go: the share that whoever gave it may give alone, or the amount that somebody has allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub cap: Percent,
    pub leave: Money,
}

impl Grant {
    pub const NONE: Grant = Grant { cap: Percent::NOTHING, leave: Money::ZERO };
}

/// A line with the item's names and price as they were when it was added.
#[derive(Debug, Clone)]
pub struct CartLineRow {
    pub id: i64,
    pub item: ItemId,
    pub name_ar: String,
    pub name_en: String,
    pub quantity: Quantity,
    pub unit: String,
    pub unit_price: UnitPrice,
    pub discount: Discount,
    pub grant: Grant,
    pub vat: Vat,
    pub note: String,
}

/// A line about to be added.
#[derive(Debug, Clone)]
pub struct NewCartLine {
    pub item: ItemId,
    pub name_ar: String,
    pub name_en: String,
    pub quantity: Quantity,
    pub unit: String,
    pub unit_price: UnitPrice,
    pub vat: Vat,
}

/// A basket that waits for its customer.
#[derive(Debug, Clone)]
pub struct HeldRow {
    pub cart: CartRow,
    /// What it is recalled by.
    pub number: i64,
    pub at: Timestamp,
    pub by: String,
    pub label: String,
}

/// The basket on the counter, if one has been begun.
pub fn find(db: &Connection) -> Result<Option<CartRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM cart WHERE held IS NULL")?;
    first(statement.query([])?, |row| read(db, row))
}

/// Clears the counter and begins a basket with a new identity.
pub fn begin(db: &Connection, sale_id: Uuid) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM cart WHERE held IS NULL")?.execute([])?;
    db.prepare_cached("INSERT INTO cart (sale_id, discount) VALUES (?1, '0.00')")?.execute([sale_id.to_string()])?;
    Ok(())
}

pub fn add(db: &Connection, cart: i64, line: &NewCartLine) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO cart_line (cart_id, item_id, name_ar, name_en, quantity, unit, unit_price, discount, vat)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '0.00', ?8)",
    )?
    .execute((
        cart,
        line.item.0,
        &line.name_ar,
        &line.name_en,
        line.quantity.to_string(),
        &line.unit,
        line.unit_price.to_string(),
        line.vat.key(),
    ))?;
    Ok(())
}

pub fn set_quantity(db: &Connection, line: i64, quantity: Quantity) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE cart_line SET quantity = ?2 WHERE id = ?1")?.execute((line, quantity.to_string()))?;
    Ok(())
}

pub fn set_line_discount(db: &Connection, line: i64, discount: Discount, grant: Grant) -> Result<(), StoreError> {
    db.execute(
        "UPDATE cart_line SET discount = ?2, cap = ?3, leave = ?4 WHERE id = ?1",
        (line, discount.to_string(), grant.cap.to_string(), grant.leave.halalas()),
    )?;
    Ok(())
}

pub fn set_note(db: &Connection, line: i64, note: &str) -> Result<(), StoreError> {
    db.execute("UPDATE cart_line SET note = ?2 WHERE id = ?1", (line, note))?;
    Ok(())
}

pub fn set_discount(db: &Connection, cart: i64, discount: Discount) -> Result<(), StoreError> {
    db.execute("UPDATE cart SET discount = ?2 WHERE id = ?1", (cart, discount.to_string()))?;
    Ok(())
}

/// How far the discounts of the whole basket may go together.
pub fn set_grant(db: &Connection, cart: i64, grant: Grant) -> Result<(), StoreError> {
    let values = (cart, grant.cap.to_string(), grant.leave.halalas());
    db.execute("UPDATE cart SET cap = ?2, leave = ?3 WHERE id = ?1", values)?;
    Ok(())
}

pub fn set_customer(db: &Connection, cart: i64, customer: Option<i64>) -> Result<(), StoreError> {
    db.execute("UPDATE cart SET customer_id = ?2 WHERE id = ?1", (cart, customer))?;
    Ok(())
}

pub fn remove(db: &Connection, line: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM cart_line WHERE id = ?1", [line])?;
    Ok(())
}

/// Takes the basket off the counter and holds it under the lowest number that is free; answers the number.
pub fn hold(db: &Connection, cart: i64, at: Timestamp, by: &str, label: &str) -> Result<i64, StoreError> {
    let number = db.query_row(
        "SELECT min(number) FROM (SELECT 1 AS number UNION ALL SELECT held + 1 FROM cart WHERE held IS NOT NULL)
         WHERE number NOT IN (SELECT held FROM cart WHERE held IS NOT NULL)",
        [],
        |row| row.get(0),
    )?;
    db.execute(
        "UPDATE cart SET held = ?2, held_at = ?3, held_by = ?4, label = ?5 WHERE id = ?1",
        (cart, number, at.unix_millis(), by, label),
    )?;
    Ok(number)
}

pub fn set_label(db: &Connection, cart: i64, label: &str) -> Result<(), StoreError> {
    db.execute("UPDATE cart SET label = ?2 WHERE id = ?1 AND held IS NOT NULL", (cart, label))?;
    Ok(())
}

/// Puts a held basket on the counter, in the place of the one that stands there.
pub fn recall(db: &Connection, cart: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM cart WHERE held IS NULL", [])?;
    db.execute("UPDATE cart SET held = NULL, held_at = NULL, held_by = '', label = '' WHERE id = ?1", [cart])?;
    Ok(())
}

pub fn drop_held(db: &Connection, cart: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM cart WHERE id = ?1 AND held IS NOT NULL", [cart])?;
    Ok(())
}

/// What is held, the longest first.
pub fn all_held(db: &Connection) -> Result<Vec<HeldRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM cart WHERE held IS NOT NULL ORDER BY held_at, held")?;
    collect(statement.query([])?, |row| {
        Ok(HeldRow {
            cart: read(db, row)?,
            number: row.get("held")?,
            at: moment(row, "held_at")?,
            by: row.get("held_by")?,
            label: row.get("label")?,
        })
    })
}

fn read(db: &Connection, row: &Row<'_>) -> Result<CartRow, StoreError> {
    let id = row.get("id")?;
    let mut statement = db.prepare_cached("SELECT * FROM cart_line WHERE cart_id = ?1 ORDER BY id")?;
    Ok(CartRow {
        id,
        sale_id: parse(row, "sale_id")?,
        discount: parse(row, "discount")?,
        grant: grant(row)?,
        customer: row.get("customer_id")?,
        lines: collect(statement.query([id])?, read_line)?,
    })
}

fn grant(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant { cap: parse(row, "cap")?, leave: money(row, "leave")? })
}

fn read_line(row: &Row<'_>) -> Result<CartLineRow, StoreError> {
    Ok(CartLineRow {
        id: row.get("id")?,
        item: ItemId(row.get("item_id")?),
        name_ar: row.get("name_ar")?,
        name_en: row.get("name_en")?,
        quantity: parse(row, "quantity")?,
        unit: row.get("unit")?,
        unit_price: parse(row, "unit_price")?,
        discount: parse(row, "discount")?,
        grant: grant(row)?,
        vat: vat(row)?,
        note: row.get("note")?,
    })
}
