//! The catalogue, and the words by which it is searched.

use rusqlite::{Connection, Row, Rows};
use sanduq_domain::decimal::UnitPrice;
use sanduq_domain::item::list::{ItemList, Listed};
use sanduq_domain::item::{Item, ItemId, Particulars, Stock};
use sanduq_domain::vat::Vat;

use crate::StoreError;
use crate::column::{collect, first, parse};

/// In the order of [`read`] and [`list`].
const COLUMNS: &str = "id, name_ar, name_en, barcodes, category, unit, price, vat, favourite, stock, low_stock";

/// What part of the catalogue is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf<'a> {
    All,
    Category(&'a str),
    /// The quick keys, in their order.
    Favourites,
    /// What is at or below the stock at which it should be ordered.
    Low,
}

/// A new item; answers its key.
pub fn insert(db: &Connection, item: &Particulars, stock: Option<Stock>) -> Result<ItemId, StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO item (name_ar, name_en, barcodes, category, unit, price, vat, favourite, stock, low_stock)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
    )?;
    let row = (
        &item.name_ar,
        &item.name_en,
        item.barcodes.join(" "),
        &item.category,
        &item.unit,
        item.price.to_string(),
        item.vat.key(),
        item.favourite,
        stock.map(|stock| stock.0),
        item.low_stock.map(|stock| stock.0),
    );
    let id = ItemId(statement.query_row(row, |row| row.get(0))?);
    put_words(db, id, item)?;
    Ok(id)
}

/// Changes what is known of an item; its stock stays.
pub fn update(db: &Connection, id: ItemId, item: &Particulars) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE item SET name_ar = ?2, name_en = ?3, barcodes = ?4, category = ?5, unit = ?6, price = ?7, vat = ?8,
                         favourite = ?9, low_stock = ?10
         WHERE id = ?1",
    )?
    .execute((
        id.0,
        &item.name_ar,
        &item.name_en,
        item.barcodes.join(" "),
        &item.category,
        &item.unit,
        item.price.to_string(),
        item.vat.key(),
        item.favourite,
        item.low_stock.map(|stock| stock.0),
    ))?;
    forget_words(db, id)?;
    put_words(db, id, item)
}

/// Nobody finds it any more, and its barcodes are free.
pub fn retire(db: &Connection, id: ItemId) -> Result<(), StoreError> {
    db.execute("UPDATE item SET active = 0, favourite = 0, barcodes = '' WHERE id = ?1", [id.0])?;
    forget_words(db, id)
}

fn put_words(db: &Connection, id: ItemId, item: &Particulars) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached("INSERT INTO barcode VALUES (?1, ?2)")?;
    for barcode in &item.barcodes {
        statement.execute((barcode, id.0))?;
    }
    index(db, id, &item.search_words())
}

fn forget_words(db: &Connection, id: ItemId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM barcode WHERE item_id = ?1")?.execute([id.0])?;
    db.prepare_cached("DELETE FROM item_words WHERE rowid = ?1")?.execute([id.0])?;
    Ok(())
}

fn index(db: &Connection, id: ItemId, words: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO item_words (rowid, words) VALUES (?1, ?2)")?.execute((id.0, words))?;
    Ok(())
}

/// Makes the words anew where there are none: after the update that brought them.
pub fn index_all(db: &Connection) -> Result<(), StoreError> {
    let known = db.prepare("SELECT 1 FROM item_words LIMIT 1")?.exists([])?;
    if known {
        return Ok(());
    }
    for item in after(db, ItemId(0), i64::MAX)? {
        index(db, item.id, &item.search_words())?;
    }
    Ok(())
}

pub fn set_stock(db: &Connection, id: ItemId, stock: Option<Stock>) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE item SET stock = ?2 WHERE id = ?1")?.execute((id.0, stock.map(|stock| stock.0)))?;
    Ok(())
}

/// Moves the stock of an item that is counted; of others there is none to move.
pub fn move_stock(db: &Connection, id: ItemId, by: Stock) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE item SET stock = stock + ?2 WHERE id = ?1 AND stock IS NOT NULL")?
        .execute((id.0, by.0))?;
    Ok(())
}

/// Unit and price of an item whose stock is counted.
pub fn counted(db: &Connection, id: ItemId) -> Result<Option<(String, UnitPrice)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT unit, price FROM item WHERE id = ?1 AND stock IS NOT NULL")?;
    first(statement.query([id.0])?, |row| Ok((row.get("unit")?, parse(row, "price")?)))
}

/// How many are at or below the stock at which they should be ordered.
pub fn low_count(db: &Connection) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM item WHERE active = 1 AND stock <= low_stock")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// At most `limit` items of a shelf.
pub fn shelf(db: &Connection, shelf: Shelf<'_>, limit: usize) -> Result<ItemList, StoreError> {
    let (rows, category) = match shelf {
        Shelf::All => ("?1 = '' ORDER BY id", ""),
        Shelf::Category(category) => ("category = ?1 ORDER BY id", category),
        Shelf::Favourites => ("?1 = '' AND favourite > 0 ORDER BY favourite, id", ""),
        Shelf::Low => ("?1 = '' AND stock <= low_stock ORDER BY id", ""),
    };
    let sql = format!("SELECT {COLUMNS} FROM item WHERE active = 1 AND {rows} LIMIT {limit}");
    let mut statement = db.prepare_cached(&sql)?;
    list(statement.query([category])?, limit)
}

/// The categories that have items, and how many.
pub fn categories(db: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT category, count(*) FROM item WHERE active = 1 GROUP BY category ORDER BY category")?;
    collect(statement.query([])?, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// At most `limit` items in which every word occurs, each at least as the beginning of one of theirs. The words are those
/// of the domain's `search`.
pub fn search(db: &Connection, words: &[String], limit: usize) -> Result<ItemList, StoreError> {
    let query = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM item_words CROSS JOIN item ON item.id = item_words.rowid
         WHERE item_words MATCH ?1 ORDER BY item_words.rowid LIMIT {limit}"
    ))?;
    list(statement.query([query])?, limit)
}

pub fn find(db: &Connection, id: ItemId) -> Result<Option<Item>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM item WHERE id = ?1 AND active = 1"))?;
    first(statement.query([id.0])?, read)
}

pub fn find_by_barcode(db: &Connection, barcode: &str) -> Result<Option<Item>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM item WHERE id = (SELECT item_id FROM barcode WHERE text = ?1) AND active = 1"
    ))?;
    first(statement.query([barcode])?, read)
}

/// The item of exactly this Arabic name, where there is only one.
pub fn find_by_name(db: &Connection, name_ar: &str) -> Result<Option<ItemId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM item WHERE name_ar = ?1 AND active = 1 LIMIT 2")?;
    let found = collect(statement.query([name_ar])?, |row| Ok(ItemId(row.get(0)?)))?;
    Ok(if let [one] = found[..] { Some(one) } else { None })
}

/// At most `limit` items with a key above `after`, in the order of their keys.
pub fn after(db: &Connection, after: ItemId, limit: i64) -> Result<Vec<Item>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM item WHERE id > ?1 AND active = 1 ORDER BY id LIMIT ?2"))?;
    collect(statement.query((after.0, limit))?, read)
}

fn read(row: &Row<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        id: ItemId(row.get(0)?),
        particulars: Particulars {
            name_ar: row.get(1)?,
            name_en: row.get(2)?,
            barcodes: text(row, 3)?.split_ascii_whitespace().map(str::to_owned).collect(),
            category: row.get(4)?,
            unit: row.get(5)?,
            price: text(row, 6)?.parse().map_err(|_| StoreError::Corrupt { column: "price" })?,
            vat: Vat::from_key(text(row, 7)?).ok_or(StoreError::Corrupt { column: "vat" })?,
            favourite: row.get(8)?,
            low_stock: row.get::<_, Option<i64>>(10)?.map(Stock),
        },
        stock: row.get::<_, Option<i64>>(9)?.map(Stock),
    })
}

fn list(mut rows: Rows<'_>, limit: usize) -> Result<ItemList, StoreError> {
    let mut list = ItemList::with_capacity(limit);
    while let Some(row) = rows.next()? {
        list.push(&Listed {
            id: ItemId(row.get(0)?),
            name_ar: text(row, 1)?,
            name_en: text(row, 2)?,
            barcodes: text(row, 3)?,
            category: text(row, 4)?,
            unit: text(row, 5)?,
            price: text(row, 6)?,
            vat: text(row, 7)?,
            favourite: row.get(8)?,
            stock: row.get::<_, Option<i64>>(9)?.map(Stock),
            low_stock: row.get::<_, Option<i64>>(10)?.map(Stock),
        });
    }
    Ok(list)
}

fn text<'row>(row: &'row Row<'_>, column: usize) -> Result<&'row str, StoreError> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}
