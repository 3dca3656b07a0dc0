//! The shop this till belongs to: one row, made at first run.

use rusqlite::Connection;
use sanduq_domain::party::Seller;

use crate::StoreError;
use crate::column::first;

/// The shop as it stands on documents, and how this till is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// Fixed at first run: training, sandbox, simulation or production.
    pub environment: String,
    /// Address of a practice gateway that runs elsewhere, or empty.
    pub gateway: String,
    /// `ar` or `en`.
    pub language: String,
    pub seller: Seller,
    pub till_name: String,
}

pub fn find(db: &Connection) -> Result<Option<Shop>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM shop")?;
    first(statement.query([])?, |row| {
        Ok(Shop {
            environment: row.get("environment")?,
            gateway: row.get("gateway")?,
            language: row.get("language")?,
            seller: serde_json::from_str(&row.get::<_, String>("seller")?)
                .map_err(|_| StoreError::Corrupt { column: "seller" })?,
            till_name: row.get("till_name")?,
        })
    })
}

pub fn insert(db: &Connection, shop: &Shop) -> Result<(), StoreError> {
    let seller = serde_json::to_string(&shop.seller).map_err(|_| StoreError::Corrupt { column: "seller" })?;
    db.execute(
        "INSERT INTO shop VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        (&shop.environment, &shop.gateway, &shop.language, seller, &shop.till_name),
    )?;
    Ok(())
}

pub fn set_seller(db: &Connection, seller: &Seller) -> Result<(), StoreError> {
    let seller = serde_json::to_string(seller).map_err(|_| StoreError::Corrupt { column: "seller" })?;
    db.execute("UPDATE shop SET seller = ?1", [seller])?;
    Ok(())
}

pub fn set_language(db: &Connection, language: &str) -> Result<(), StoreError> {
    db.execute("UPDATE shop SET language = ?1", [language])?;
    Ok(())
}
