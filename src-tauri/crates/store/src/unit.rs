//! E-invoicing units: one key, its certificates, one chain. Each onboarding step is stored before the next begins.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{first, moment};

/// The unit and how far its onboarding has come.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub id: i64,
    /// Names its secrets in the key vault.
    pub name: String,
    pub created_at: Timestamp,
    /// The certificate request, PEM.
    pub csr: String,
    pub compliance_request_id: Option<String>,
    /// Base64 of the DER, one line, as the authority writes it.
    pub compliance_certificate: Option<String>,
    /// How many of the compliance documents have passed, in their order.
    pub checks_passed: i64,
    pub production_certificate: Option<String>,
    pub expires_at: Option<Timestamp>,
}

/// The unit this till issues with: the newest.
pub fn current(db: &Connection) -> Result<Option<UnitRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM unit ORDER BY id DESC LIMIT 1")?;
    first(statement.query([])?, read)
}

pub fn insert(db: &Connection, name: &str, created_at: Timestamp, csr: &str) -> Result<(), StoreError> {
    db.execute("INSERT INTO unit (name, created_at, csr) VALUES (?1, ?2, ?3)", (name, created_at.unix_millis(), csr))?;
    Ok(())
}

pub fn store_compliance(db: &Connection, unit: i64, request_id: &str, certificate: &str) -> Result<(), StoreError> {
    db.execute(
        "UPDATE unit SET compliance_request_id = ?2, compliance_certificate = ?3 WHERE id = ?1",
        (unit, request_id, certificate),
    )?;
    Ok(())
}

pub fn store_checks_passed(db: &Connection, unit: i64, passed: i64) -> Result<(), StoreError> {
    db.execute("UPDATE unit SET checks_passed = ?2 WHERE id = ?1", (unit, passed))?;
    Ok(())
}

pub fn store_production(
    db: &Connection,
    unit: i64,
    certificate: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    db.execute(
        "UPDATE unit SET production_certificate = ?2, expires_at = ?3 WHERE id = ?1",
        (unit, certificate, expires_at.unix_millis()),
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<UnitRow, StoreError> {
    Ok(UnitRow {
        id: row.get("id")?,
        name: row.get("name")?,
        created_at: moment(row, "created_at")?,
        csr: row.get("csr")?,
        compliance_request_id: row.get("compliance_request_id")?,
        compliance_certificate: row.get("compliance_certificate")?,
        checks_passed: row.get("checks_passed")?,
        production_certificate: row.get("production_certificate")?,
        expires_at: row.get::<_, Option<i64>>("expires_at")?.map(Timestamp::from_unix_millis),
    })
}
