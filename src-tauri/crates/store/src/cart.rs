//! The cart on the counter: kept here, so that a power cut loses nothing.

use rusqlite::{Connection, Row};
use sanduq_domain::decimal::{Quantity, UnitPrice};
use sanduq_domain::item::{Item, ItemId};
use sanduq_domain::money::Money;
use sanduq_domain::vat::Vat;
use uuid::Uuid;

use crate::StoreError;
use crate::column::{collect, first, money, parse, vat, vat_key};

/// The cart with its lines, in the order they were added.
#[derive(Debug, Clone)]
pub struct CartRow {
    /// Minted with the cart; the sale's identity.
    pub sale_id: Uuid,
    pub discount: Money,
    pub lines: Vec<CartLineRow>,
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
    pub discount: Money,
    pub vat: Vat,
}

/// The cart, if one has been begun.
pub fn find(db: &Connection) -> Result<Option<CartRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT sale_id, discount FROM cart")?;
    let Some((sale_id, discount)) =
        first(statement.query([])?, |row| Ok((parse(row, "sale_id")?, money(row, "discount")?)))?
    else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached("SELECT * FROM cart_line ORDER BY id")?;
    let lines = collect(statement.query([])?, read)?;
    Ok(Some(CartRow { sale_id, discount, lines }))
}

/// Empties the counter and begins a cart with a new identity.
pub fn begin(db: &Connection, sale_id: Uuid) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM cart_line")?.execute([])?;
    db.prepare_cached("INSERT OR REPLACE INTO cart VALUES (1, ?1, 0)")?.execute([sale_id.to_string()])?;
    Ok(())
}

pub fn add(db: &Connection, item: &Item, quantity: Quantity) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO cart_line (item_id, name_ar, name_en, quantity, unit, unit_price, discount, vat)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
    )?
    .execute((
        item.id.0,
        &item.name_ar,
        &item.name_en,
        quantity.to_string(),
        &item.unit,
        item.price.to_string(),
        vat_key(item.vat),
    ))?;
    Ok(())
}

/// Whether the line was there.
pub fn set_quantity(db: &Connection, line: i64, quantity: Quantity) -> Result<bool, StoreError> {
    let changed = db.execute("UPDATE cart_line SET quantity = ?2 WHERE id = ?1", (line, quantity.to_string()))?;
    Ok(changed == 1)
}

/// Whether the line was there.
pub fn set_line_discount(db: &Connection, line: i64, discount: Money) -> Result<bool, StoreError> {
    let changed = db.execute("UPDATE cart_line SET discount = ?2 WHERE id = ?1", (line, discount.halalas()))?;
    Ok(changed == 1)
}

pub fn set_discount(db: &Connection, discount: Money) -> Result<(), StoreError> {
    db.execute("UPDATE cart SET discount = ?1", [discount.halalas()])?;
    Ok(())
}

/// Whether the line was there.
pub fn remove(db: &Connection, line: i64) -> Result<bool, StoreError> {
    Ok(db.execute("DELETE FROM cart_line WHERE id = ?1", [line])? == 1)
}

fn read(row: &Row<'_>) -> Result<CartLineRow, StoreError> {
    Ok(CartLineRow {
        id: row.get("id")?,
        item: ItemId(row.get("item_id")?),
        name_ar: row.get("name_ar")?,
        name_en: row.get("name_en")?,
        quantity: parse(row, "quantity")?,
        unit: row.get("unit")?,
        unit_price: parse(row, "unit_price")?,
        discount: money(row, "discount")?,
        vat: vat(row)?,
    })
}
