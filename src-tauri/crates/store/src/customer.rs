//! Customers who buy by name.

use rusqlite::{Connection, Row};
use sanduq_domain::customer::{Customer, CustomerId, CustomerKind};
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme};

use crate::StoreError;
use crate::column::{collect, first};

/// A new customer; answers the key.
pub fn insert(db: &Connection, customer: &Customer) -> Result<CustomerId, StoreError> {
    let id = db.query_row(
        "INSERT INTO customer (kind, name, phone, vat_number, id_scheme, id_value, street, building, additional,
                               district, city, postal_code, country)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id",
        rusqlite::params_from_iter(columns(customer)),
        |row| row.get(0),
    )?;
    Ok(CustomerId(id))
}

pub fn update(db: &Connection, id: CustomerId, customer: &Customer) -> Result<(), StoreError> {
    let mut values = columns(customer).to_vec();
    values.push(id.0.to_string());
    db.execute(
        "UPDATE customer SET kind = ?1, name = ?2, phone = ?3, vat_number = ?4, id_scheme = ?5, id_value = ?6,
                             street = ?7, building = ?8, additional = ?9, district = ?10, city = ?11,
                             postal_code = ?12, country = ?13
         WHERE id = CAST(?14 AS INTEGER)",
        rusqlite::params_from_iter(values),
    )?;
    Ok(())
}

/// Nobody finds him any more; documents keep his name.
pub fn retire(db: &Connection, id: CustomerId) -> Result<(), StoreError> {
    db.execute("UPDATE customer SET active = 0 WHERE id = ?1", [id.0])?;
    Ok(())
}

pub fn find(db: &Connection, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM customer WHERE id = ?1")?;
    Ok(first(statement.query([id.0])?, read)?.map(|(_, customer)| customer))
}

pub fn find_by_vat_number(db: &Connection, vat_number: &str) -> Result<Option<CustomerId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM customer WHERE vat_number = ?1 AND active = 1")?;
    Ok(first(statement.query([vat_number])?, read)?.map(|(id, _)| id))
}

/// Everybody, the newest first.
pub fn all(db: &Connection) -> Result<Vec<(CustomerId, Customer)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM customer WHERE active = 1 ORDER BY id DESC")?;
    collect(statement.query([])?, read)
}

fn columns(customer: &Customer) -> [String; 13] {
    let buyer = &customer.buyer;
    let address = buyer.address.clone().unwrap_or_default();
    let (scheme, value) = match &buyer.id {
        Some(id) => (id.scheme.code().to_owned(), id.value.clone()),
        None => (String::new(), String::new()),
    };
    [
        customer.kind.key().to_owned(),
        buyer.name.clone(),
        customer.phone.clone(),
        buyer.vat_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        scheme,
        value,
        address.street,
        address.building,
        address.additional,
        address.district,
        address.city,
        address.postal_code,
        address.country,
    ]
}

fn read(row: &Row<'_>) -> Result<(CustomerId, Customer), StoreError> {
    let vat_number: String = row.get("vat_number")?;
    let address = BuyerAddress {
        street: row.get("street")?,
        building: row.get("building")?,
        additional: row.get("additional")?,
        district: row.get("district")?,
        city: row.get("city")?,
        postal_code: row.get("postal_code")?,
        country: row.get("country")?,
    };
    let scheme = BuyerIdScheme::from_code(&row.get::<_, String>("id_scheme")?);
    let value: String = row.get("id_value")?;
    let buyer = Buyer {
        name: row.get("name")?,
        vat_number: vat_number.parse().ok(),
        id: scheme.map(|scheme| BuyerId { scheme, value }),
        address: Some(address),
    };
    let kind = CustomerKind::from_key(&row.get::<_, String>("kind")?).ok_or(StoreError::Corrupt { column: "kind" })?;
    Ok((CustomerId(row.get("id")?), Customer { kind, phone: row.get("phone")?, buyer: buyer.trimmed() }))
}
