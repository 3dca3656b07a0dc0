//! What is not on paper yet.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{collect, first, moment};

/// A paper to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrintJob {
    /// What people call it, such as the invoice number.
    pub name: String,
    pub what: Printable,
    pub open_drawer: bool,
    pub printer: Option<i64>,
}

/// What a job prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printable {
    /// A form of an issued document; `copy` is 0 on the original.
    Document { id: i64, form: String, copy: u32 },
    /// What a paper says that no document stands behind, as JSON.
    Slip(String),
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Bytes may be on their way.
    Printing,
    /// Nothing of it is on paper.
    Waiting,
    /// A part of it may be on paper.
    Torn,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJobRow {
    pub id: i64,
    pub made_at: Timestamp,
    pub job: NewPrintJob,
    pub standing: Standing,
    /// What kept it from paper last, or empty.
    pub fault: String,
}

impl Standing {
    /// The word it is stored as.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Standing::Printing => "printing",
            Standing::Waiting => "waiting",
            Standing::Torn => "torn",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Standing::Printing, Standing::Waiting, Standing::Torn].into_iter().find(|standing| standing.key() == key)
    }
}

/// A job whose first byte may now leave; answers its id.
pub fn begin(db: &Connection, at: Timestamp, job: &NewPrintJob) -> Result<i64, StoreError> {
    insert(db, at, job, Standing::Printing)
}

/// A job for a printer to take as soon as one can; answers its id.
pub fn wait(db: &Connection, at: Timestamp, job: &NewPrintJob) -> Result<i64, StoreError> {
    insert(db, at, job, Standing::Waiting)
}

fn insert(db: &Connection, at: Timestamp, job: &NewPrintJob, standing: Standing) -> Result<i64, StoreError> {
    let (document, slip, form, copy) = match &job.what {
        Printable::Document { id, form, copy } => (Some(*id), None, form.as_str(), *copy),
        Printable::Slip(facts) => (None, Some(facts), "slip", 0),
    };
    let mut statement = db.prepare_cached(
        "INSERT INTO print_job (made_at, name, document_id, slip, form, copy, drawer, printer_id, standing, fault)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '') RETURNING id",
    )?;
    let made_at = at.unix_millis();
    let row = (made_at, &job.name, document, slip, form, copy, job.open_drawer, job.printer, standing.key());
    Ok(statement.query_row(row, |row| row.get(0))?)
}

/// Notes that a document's original goes to a printer now; answers whether it is the first time.
pub fn claim_original(db: &Connection, document: i64) -> Result<bool, StoreError> {
    let claimed = db.prepare_cached("INSERT INTO original VALUES (?1) ON CONFLICT DO NOTHING")?.execute([document])?;
    Ok(claimed == 1)
}

pub fn stand(db: &Connection, id: i64, standing: Standing, fault: &str) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE print_job SET standing = ?2, fault = ?3 WHERE id = ?1")?.execute((
        id,
        standing.key(),
        fault,
    ))?;
    Ok(())
}

/// It is on paper, or nobody wants it any more.
pub fn remove(db: &Connection, id: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM print_job WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// At a start nothing is under way: what was when the program ended may be on paper in part. Answers how many.
pub fn recover(db: &Connection) -> Result<usize, StoreError> {
    Ok(db.execute("UPDATE print_job SET standing = 'torn' WHERE standing = 'printing'", [])?)
}

/// Oldest first.
pub fn all(db: &Connection) -> Result<Vec<PrintJobRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM print_job ORDER BY id")?;
    collect(statement.query([])?, read)
}

pub fn find(db: &Connection, id: i64) -> Result<Option<PrintJobRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM print_job WHERE id = ?1")?;
    first(statement.query([id])?, read)
}

/// The job of a document's original in this form, while it is not on paper.
pub fn original(db: &Connection, document: i64, form: &str) -> Result<Option<PrintJobRow>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT * FROM print_job WHERE document_id = ?1 AND form = ?2 AND copy = 0")?;
    first(statement.query((document, form))?, read)
}

fn read(row: &Row<'_>) -> Result<PrintJobRow, StoreError> {
    let what = match row.get::<_, Option<i64>>("document_id")? {
        Some(id) => Printable::Document { id, form: row.get("form")?, copy: row.get("copy")? },
        None => Printable::Slip(row.get("slip")?),
    };
    Ok(PrintJobRow {
        id: row.get("id")?,
        made_at: moment(row, "made_at")?,
        job: NewPrintJob {
            name: row.get("name")?,
            what,
            open_drawer: row.get("drawer")?,
            printer: row.get("printer_id")?,
        },
        standing: Standing::from_key(&row.get::<_, String>("standing")?)
            .ok_or(StoreError::Corrupt { column: "standing" })?,
        fault: row.get("fault")?,
    })
}
