//! How domain values stand in columns.

use std::str::FromStr;

use rusqlite::Row;
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::Vat;

use crate::StoreError;

pub(crate) fn parse<T: FromStr>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    row.get::<_, String>(column)?.parse().map_err(|_| StoreError::Corrupt { column })
}

pub(crate) fn money(row: &Row<'_>, column: &'static str) -> Result<Money, StoreError> {
    Ok(Money::from_halalas(row.get(column)?))
}

pub(crate) fn moment(row: &Row<'_>, column: &'static str) -> Result<Timestamp, StoreError> {
    Ok(Timestamp::from_unix_millis(row.get(column)?))
}

pub(crate) fn vat(row: &Row<'_>) -> Result<Vat, StoreError> {
    Vat::from_key(&row.get::<_, String>("vat")?).ok_or(StoreError::Corrupt { column: "vat" })
}

/// All rows of a query, each read by `read`.
pub(crate) fn collect<T>(
    mut rows: rusqlite::Rows<'_>,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// The first row of a query, if there is one.
pub(crate) fn first<T>(
    mut rows: rusqlite::Rows<'_>,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    rows.next()?.map(read).transpose()
}
