//! Every price an item has had.

use rusqlite::Connection;
use sanduq_domain::decimal::UnitPrice;
use sanduq_domain::item::ItemId;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::SessionId;
use sanduq_domain::vat::Vat;

use crate::StoreError;
use crate::column::{collect, moment, parse, vat};

/// A price from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    pub at: Timestamp,
    /// Who gave it; empty where the till itself did.
    pub by: String,
    pub price: UnitPrice,
    pub vat: Vat,
}

pub fn insert(
    db: &Connection,
    item: ItemId,
    at: Timestamp,
    session: Option<SessionId>,
    price: UnitPrice,
    vat: Vat,
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO price (item_id, at, session_id, price, vat) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((item.0, at.unix_millis(), session.map(|session| session.0), price.to_string(), vat.key()))?;
    Ok(())
}

/// Newest first.
pub fn of_item(db: &Connection, item: ItemId) -> Result<Vec<PriceRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT price.at, price.price, price.vat, coalesce(user.name, '') AS by
         FROM price LEFT JOIN session ON session.id = price.session_id LEFT JOIN user ON user.id = session.user_id
         WHERE item_id = ?1 ORDER BY price.id DESC",
    )?;
    collect(statement.query([item.0])?, |row| {
        Ok(PriceRow { at: moment(row, "at")?, by: row.get("by")?, price: parse(row, "price")?, vat: vat(row)? })
    })
}
