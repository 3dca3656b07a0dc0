//! The catalogue.

use rusqlite::{Connection, Row};
use sanduq_domain::item::{Item, ItemId};

use crate::StoreError;
use crate::column::{collect, first, parse, vat, vat_key};

pub fn insert(db: &Connection, item: &Item) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute((
        item.id.0,
        &item.name_ar,
        &item.name_en,
        &item.barcode,
        &item.category,
        &item.unit,
        item.price.to_string(),
        vat_key(item.vat),
    ))?;
    Ok(())
}

pub fn all(db: &Connection) -> Result<Vec<Item>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM item ORDER BY id")?;
    collect(statement.query([])?, read)
}

pub fn find(db: &Connection, id: ItemId) -> Result<Option<Item>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM item WHERE id = ?1")?;
    first(statement.query([id.0])?, read)
}

pub fn find_by_barcode(db: &Connection, barcode: &str) -> Result<Option<Item>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM item WHERE barcode = ?1 AND barcode <> ''")?;
    first(statement.query([barcode])?, read)
}

fn read(row: &Row<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        id: ItemId(row.get("id")?),
        name_ar: row.get("name_ar")?,
        name_en: row.get("name_en")?,
        barcode: row.get("barcode")?,
        category: row.get("category")?,
        unit: row.get("unit")?,
        price: parse(row, "price")?,
        vat: vat(row)?,
    })
}
