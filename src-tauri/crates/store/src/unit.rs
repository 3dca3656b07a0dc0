//! E-invoicing units: one key, its certificates, one chain. Each onboarding step is stored before the next begins. A
//! renewal is a new unit beside the old one, which goes on issuing until the new one has its production CSID.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{collect, first, moment};
use crate::document;

/// A unit and how far its onboarding has come.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub id: i64,
    /// Names its secrets in the key vault.
    pub name: String,
    pub created_at: Timestamp,
    /// The certificate request, PEM.
    pub csr: String,
    /// The certificate's title: 1000, 0100 or 1100.
    pub kinds: String,
    /// The certificate's organisation unit; for a VAT group the member's TIN.
    pub branch: String,
    /// The certificate's business category.
    pub activity: String,
    /// The unit whose CSID this one renews.
    pub renews: Option<i64>,
    /// Its request may have been used up: it is not sent again.
    pub spent_at: Option<Timestamp>,
    pub compliance_request_id: Option<String>,
    /// Base64 of the DER, one line, as the authority writes it.
    pub compliance_certificate: Option<String>,
    pub production_certificate: Option<String>,
    pub expires_at: Option<Timestamp>,
    /// When the gateway last answered its credentials.
    pub contact_at: Option<Timestamp>,
    /// Since when the gateway refuses its credentials.
    pub refused_at: Option<Timestamp>,
}

/// A unit about to ask for its CSID.
#[derive(Debug)]
pub struct NewUnit<'a> {
    pub name: &'a str,
    pub created_at: Timestamp,
    pub csr: &'a str,
    pub kinds: &'a str,
    pub branch: &'a str,
    pub activity: &'a str,
    pub renews: Option<i64>,
}

/// The unit this till issues with: the newest that has a production CSID.
pub fn issuing(db: &Connection) -> Result<Option<UnitRow>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT * FROM unit WHERE production_certificate IS NOT NULL ORDER BY id DESC LIMIT 1")?;
    first(statement.query([])?, read)
}

/// The newest unit: the one that issues, or one on its way there.
pub fn newest(db: &Connection) -> Result<Option<UnitRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM unit ORDER BY id DESC LIMIT 1")?;
    first(statement.query([])?, read)
}

pub fn find(db: &Connection, unit: i64) -> Result<Option<UnitRow>, StoreError> {
    first(db.prepare_cached("SELECT * FROM unit WHERE id = ?1")?.query([unit])?, read)
}

/// Every unit this till ever had, newest first.
pub fn all(db: &Connection) -> Result<Vec<UnitRow>, StoreError> {
    collect(db.prepare_cached("SELECT * FROM unit ORDER BY id DESC")?.query([])?, read)
}

pub fn insert(db: &Connection, unit: &NewUnit<'_>) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO unit (name, created_at, csr, kinds, branch, activity, renews) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (unit.name, unit.created_at.unix_millis(), unit.csr, unit.kinds, unit.branch, unit.activity, unit.renews),
    )?;
    Ok(())
}

/// Notes that the unit's request may be used up; `None` when it certainly is not.
pub fn note_spent(db: &Connection, unit: i64, at: Option<Timestamp>) -> Result<(), StoreError> {
    db.execute("UPDATE unit SET spent_at = ?2 WHERE id = ?1", (unit, at.map(Timestamp::unix_millis)))?;
    Ok(())
}

pub fn store_compliance(db: &Connection, unit: i64, request_id: &str, certificate: &str) -> Result<(), StoreError> {
    db.execute(
        "UPDATE unit SET compliance_request_id = ?2, compliance_certificate = ?3, spent_at = NULL WHERE id = ?1",
        (unit, request_id, certificate),
    )?;
    Ok(())
}

/// The steps that have passed, by the gateway's names.
pub fn checks(db: &Connection, unit: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT step FROM compliance_check WHERE unit_id = ?1 ORDER BY step")?;
    collect(statement.query([unit])?, |row| Ok(row.get(0)?))
}

pub fn store_check(db: &Connection, unit: i64, step: &str, at: Timestamp) -> Result<(), StoreError> {
    db.execute("INSERT OR REPLACE INTO compliance_check VALUES (?1, ?2, ?3)", (unit, step, at.unix_millis()))?;
    Ok(())
}

/// The gateway says that this step has not passed, whatever was noted.
pub fn forget_check(db: &Connection, unit: i64, step: &str) -> Result<(), StoreError> {
    db.execute("DELETE FROM compliance_check WHERE unit_id = ?1 AND step = ?2", (unit, step))?;
    Ok(())
}

/// From here on the till issues with this unit.
pub fn store_production(
    db: &Connection,
    unit: i64,
    certificate: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    db.execute(
        "UPDATE unit SET production_certificate = ?2, expires_at = ?3, spent_at = NULL WHERE id = ?1",
        (unit, certificate, expires_at.unix_millis()),
    )?;
    Ok(())
}

/// The gateway has answered this unit's credentials: its CSID was good at that moment.
pub fn note_contact(db: &Connection, unit: i64, at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE unit SET contact_at = ?2, refused_at = NULL WHERE id = ?1")?
        .execute((unit, at.unix_millis()))?;
    Ok(())
}

/// The gateway refuses this unit's credentials. The first refusal in a row is the one that is kept.
pub fn note_refusal(db: &Connection, unit: i64, at: Timestamp) -> Result<(), StoreError> {
    db.execute("UPDATE unit SET refused_at = ?2 WHERE id = ?1 AND refused_at IS NULL", (unit, at.unix_millis()))?;
    Ok(())
}

/// The counter of the unit's last document; 0 when it has issued none. Units follow each other in the order of documents.
pub fn last_icv(db: &Connection, unit: i64) -> Result<u64, StoreError> {
    let mut not_after = db.prepare_cached("SELECT count(*) FROM document WHERE id = ?1 AND unit_id <= ?2")?;
    let (mut low, mut high) = (0, document::last_id(db)?);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        match not_after.query_row([middle, unit], |row| row.get::<_, i64>(0))? {
            0 => high = middle - 1,
            _ => low = middle,
        }
    }
    Ok(document::find(db, low)?.filter(|last| last.unit == unit).map_or(0, |last| last.icv))
}

/// Documents of this unit that have no final answer yet.
pub fn open_documents(db: &Connection, unit: i64) -> Result<i64, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM document WHERE unit_id = ?1 AND id IN (
             SELECT document_id FROM outbox WHERE standing IN ('pending', 'unknown') AND failures = 0
             UNION ALL
             SELECT document_id FROM outbox WHERE standing IN ('pending', 'unknown') AND failures > 0
             UNION ALL
             SELECT document_id FROM outbox
             WHERE standing IN ('rejected', 'held', 'reported_with_warnings') AND standing = 'held')",
    )?;
    Ok(statement.query_row([unit], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> Result<UnitRow, StoreError> {
    let perhaps = |column| Ok::<_, StoreError>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_unix_millis));
    Ok(UnitRow {
        id: row.get("id")?,
        name: row.get("name")?,
        created_at: moment(row, "created_at")?,
        csr: row.get("csr")?,
        kinds: row.get("kinds")?,
        branch: row.get("branch")?,
        activity: row.get("activity")?,
        renews: row.get("renews")?,
        spent_at: perhaps("spent_at")?,
        compliance_request_id: row.get("compliance_request_id")?,
        compliance_certificate: row.get("compliance_certificate")?,
        production_certificate: row.get("production_certificate")?,
        expires_at: perhaps("expires_at")?,
        contact_at: perhaps("contact_at")?,
        refused_at: perhaps("refused_at")?,
    })
}
