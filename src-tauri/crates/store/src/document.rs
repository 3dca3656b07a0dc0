//! Issued documents: the signed bytes, whole, as they were written once.

use rusqlite::{Connection, Row};
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::SessionId;
use uuid::Uuid;

use crate::StoreError;
use crate::column::{collect, first, moment, money, parse};

/// A document about to be stored.
#[derive(Debug)]
pub struct NewDocument<'a> {
    /// The one after [`last_id`].
    pub id: i64,
    /// What the number ends in: [`next_serial`], or that of the document it replaces.
    pub serial: i64,
    /// The rejected document in whose place this one is issued.
    pub replaces: Option<i64>,
    pub unit: i64,
    pub icv: u64,
    pub number: &'a str,
    /// The sale's identity, minted with its cart.
    pub uuid: Uuid,
    pub kind: &'static str,
    pub invoice_type: InvoiceType,
    pub issued_at: Timestamp,
    pub session: SessionId,
    /// The cashier's name as it was then.
    pub cashier: &'a str,
    pub total: Money,
    pub vat: Money,
    /// Handed back in cash.
    pub change: Money,
    /// Base64.
    pub hash: &'a str,
    /// Base64.
    pub previous_hash: &'a str,
    pub xml: &'a [u8],
}

/// A stored document without its bytes.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    pub id: i64,
    pub serial: i64,
    pub replaces: Option<i64>,
    pub unit: i64,
    pub icv: u64,
    pub number: String,
    pub uuid: Uuid,
    pub kind: String,
    pub invoice_type: InvoiceType,
    pub issued_at: Timestamp,
    pub cashier: String,
    pub total: Money,
    pub vat: Money,
    pub change: Money,
    pub hash: String,
    pub previous_hash: String,
}

const COLUMNS: &str =
    "id, serial, replaces, unit_id, icv, number, uuid, kind, invoice_type, issued_at, cashier, total, vat,
     change, hash, previous_hash";

pub fn insert(db: &Connection, document: &NewDocument<'_>) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO document (id, unit_id, icv, serial, replaces, number, uuid, kind, invoice_type, issued_at,
                               session_id, cashier, total, vat, change, hash, previous_hash, xml)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(rusqlite::params![
        document.id,
        document.unit,
        document.icv as i64,
        document.serial,
        document.replaces,
        document.number,
        document.uuid.to_string(),
        document.kind,
        document.invoice_type.key(),
        document.issued_at.unix_millis(),
        document.session.0,
        document.cashier,
        document.total.halalas(),
        document.vat.halalas(),
        document.change.halalas(),
        document.hash,
        document.previous_hash,
        document.xml,
    ])?;
    Ok(())
}

/// The last link of the newest unit's chain: counter and base64 hash.
pub fn chain_head(db: &Connection, unit: i64) -> Result<Option<(u64, String)>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT icv, hash FROM document WHERE id = (SELECT max(id) FROM document) AND unit_id = ?1")?;
    first(statement.query([unit])?, |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))
}

/// When the last sale or note was issued, of all this till's units: the next one is not issued before.
pub fn last_issue(db: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT issued_at FROM document WHERE replaces IS NULL ORDER BY id DESC LIMIT 1")?;
    first(statement.query([])?, |row| moment(row, "issued_at"))
}

/// How many documents this till has ever issued, of all its units.
pub fn last_id(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("SELECT coalesce(max(id), 0) FROM document")?.query_row([], |row| row.get(0))?)
}

/// What the next number ends in. What was issued anew took no number of its own.
pub fn next_serial(db: &Connection) -> Result<i64, StoreError> {
    Ok(last_id(db)? + 1 - replacements(db)?.len() as i64)
}

/// The document in force under `number`: the last that was issued under it.
pub fn find_by_number(db: &Connection, number: &str) -> Result<Option<DocumentRow>, StoreError> {
    Ok(all_by_number(db, number)?.pop())
}

/// Every document that was issued under `number`: the first, and each that replaced the one before it.
pub fn all_by_number(db: &Connection, number: &str) -> Result<Vec<DocumentRow>, StoreError> {
    let name = number.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let Ok(serial) = number[name.len()..].parse::<i64>() else { return Ok(Vec::new()) };
    // Each replacement so far moved what came after it one id on.
    let first = replacements(db)?.into_iter().fold(serial, |id, replacement| id + i64::from(replacement <= id));
    let mut found = Vec::new();
    let mut next = find(db, first)?.filter(|document| document.number == number);
    while let Some(document) = next {
        next = replacement_of(db, document.id)?;
        found.push(document);
    }
    Ok(found)
}

/// The document that was issued in the place of `rejected`.
pub fn replacement_of(db: &Connection, rejected: i64) -> Result<Option<DocumentRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE replaces = ?1"))?;
    first(statement.query([rejected])?, read)
}

/// Ids of what was issued anew, in their order: rejections are rare, so they are few.
fn replacements(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM document WHERE replaces IS NOT NULL ORDER BY id")?;
    collect(statement.query([])?, |row| Ok(row.get(0)?))
}

pub fn find_by_uuid(db: &Connection, uuid: Uuid) -> Result<Option<DocumentRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE uuid = ?1"))?;
    first(statement.query([uuid.to_string()])?, read)
}

pub fn find(db: &Connection, id: i64) -> Result<Option<DocumentRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE id = ?1"))?;
    first(statement.query([id])?, read)
}

/// The document with this hash that says it was issued at `moment`. What was issued anew keeps the moment of its sale,
/// and is found among the few that were.
pub fn find_by_hash(db: &Connection, moment: Timestamp, hash: &str) -> Result<Option<DocumentRow>, StoreError> {
    let mut id = first_since(db, moment)?;
    while let Some(document) = find(db, id)? {
        match document.issued_at == moment {
            true if document.hash == hash => return Ok(Some(document)),
            false if document.replaces.is_none() => break,
            _ => id += 1,
        }
    }
    for id in replacements(db)? {
        if let Some(document) = find(db, id)?.filter(|document| document.hash == hash) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// The signed bytes.
pub fn xml(db: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    Ok(db.prepare_cached("SELECT xml FROM document WHERE id = ?1")?.query_row([id], |row| row.get(0))?)
}

/// Ids in the order of issue.
pub fn ids(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM document ORDER BY id")?;
    collect(statement.query([])?, |row| Ok(row.get(0)?))
}

/// The latest `count` documents, newest first.
pub fn latest(db: &Connection, count: i64) -> Result<Vec<DocumentRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM document ORDER BY id DESC LIMIT ?1"))?;
    collect(statement.query([count])?, read)
}

/// Number of sales, their total and their VAT between two moments (the second excluded). What was issued anew is the
/// same sale.
pub fn turnover(db: &Connection, from: Timestamp, to: Timestamp) -> Result<(i64, Money, Money), StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) AS sales, coalesce(sum(total), 0) AS total, coalesce(sum(vat), 0) AS vat
         FROM document WHERE id >= ?1 AND id < ?2 AND kind = 'invoice' AND replaces IS NULL",
    )?;
    let row = first(statement.query([first_since(db, from)?, first_since(db, to)?])?, |row| {
        Ok((row.get(0)?, money(row, "total")?, money(row, "vat")?))
    })?;
    Ok(row.unwrap_or((0, Money::ZERO, Money::ZERO)))
}

/// The id of the first sale issued at `moment` or later, or the next one: sales are in the order of time. What was
/// issued anew among them is as late as the sale before it.
fn first_since(db: &Connection, moment: Timestamp) -> Result<i64, StoreError> {
    let mut earlier = db.prepare_cached(
        "SELECT issued_at < ?2 FROM document WHERE id <= ?1 AND replaces IS NULL ORDER BY id DESC LIMIT 1",
    )?;
    let (mut low, mut high) = (1, last_id(db)? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match earlier.query_row((middle, moment.unix_millis()), |row| row.get(0))? {
            false => high = middle,
            true => low = middle + 1,
        }
    }
    Ok(low)
}

fn read(row: &Row<'_>) -> Result<DocumentRow, StoreError> {
    Ok(DocumentRow {
        id: row.get("id")?,
        serial: row.get("serial")?,
        replaces: row.get("replaces")?,
        unit: row.get("unit_id")?,
        icv: row.get::<_, i64>("icv")? as u64,
        number: row.get("number")?,
        uuid: parse(row, "uuid")?,
        kind: row.get("kind")?,
        invoice_type: InvoiceType::from_key(&row.get::<_, String>("invoice_type")?)
            .ok_or(StoreError::Corrupt { column: "invoice_type" })?,
        issued_at: moment(row, "issued_at")?,
        cashier: row.get("cashier")?,
        total: money(row, "total")?,
        vat: money(row, "vat")?,
        change: money(row, "change")?,
        hash: row.get("hash")?,
        previous_hash: row.get("previous_hash")?,
    })
}
