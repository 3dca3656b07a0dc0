//! The chain auditor: every document verified from its own bytes, and the authority's copy of it, every link, every stored
//! column, and the audit log.

use sanduq_domain::document::Document;
use sanduq_domain::user::Permission;
use sanduq_einvoice::hash::FIRST_PREVIOUS;
use sanduq_einvoice::read::read;
use sanduq_einvoice::verify::verify;
pub use sanduq_store::audit::AuditRow;
use sanduq_store::document::{self, DocumentRow};
use sanduq_store::{StoreError, audit, cleared};
use serde::Serialize;

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// Entries of the audit log that are read at once.
const READ_AT_ONCE: i64 = 100;

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    pub documents: u64,
    pub audit_entries: i64,
    /// Empty when everything holds.
    pub faults: Vec<AuditFault>,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFault {
    /// The document's number, or nothing when the fault is not one document's.
    pub number: String,
    pub fault: String,
}

impl Till {
    /// The audit log before an entry, newest first: its latest part where none is named.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn audit_log(&self, actor: &Actor, before: Option<i64>) -> Result<Vec<AuditRow>, TillError> {
        actor.require(Permission::SeeDashboard)?;
        Ok(self.store.read(|db| audit::before(db, before.unwrap_or(i64::MAX), READ_AT_ONCE))?)
    }

    /// Verifies everything this till has ever issued.
    ///
    /// # Errors
    /// When the database cannot be read at all. What it holds wrongly is in [`Audit::faults`].
    pub fn audit(&self) -> Result<Audit, TillError> {
        let mut faults = Vec::new();
        let mut documents = 0;
        let mut link: Option<(i64, u64, String)> = None;
        for id in self.store.read(document::ids)? {
            let (row, xml, copy) = self.store.read(|db| {
                let row = document::find(db, id)?.ok_or(TillError::UnknownDocument)?;
                Ok::<_, TillError>((row, document::xml(db, id)?, cleared::find(db, id)?))
            })?;
            documents += 1;
            let mut fault = |fault: String| faults.push(AuditFault { number: row.number.clone(), fault });
            if id != documents {
                fault(format!("document {documents} is missing before it"));
                documents = id;
            }
            let (icv, previous) = match &link {
                Some((unit, icv, hash)) if *unit == row.unit => (icv + 1, hash.clone()),
                _ => (1, FIRST_PREVIOUS.to_owned()),
            };
            if row.icv != icv {
                fault(format!("its counter is {} where {icv} follows", row.icv));
            }
            if row.previous_hash != previous {
                fault("it does not name the hash of the document before it".to_owned());
            }
            inspect(&row, &xml, &mut fault);
            if let Some(rejected) = row.replaces {
                let rejected = self.store.read(|db| document::find(db, rejected))?;
                let same = rejected.is_some_and(|rejected| is_the_same_sale(&rejected, &row));
                if !same {
                    fault("it is not the sale that it was issued anew for".to_owned());
                }
            }
            if let Some(copy) = copy {
                inspect_copy(&row, &copy, &mut |found: String| fault(format!("its cleared copy: {found}")));
            }
            link = Some((row.unit, row.icv, row.hash.clone()));
        }
        let audit_entries = match self.store.read(audit::verify) {
            Ok(entries) => entries,
            Err(StoreError::AuditBroken { id }) => {
                faults.push(AuditFault { number: String::new(), fault: format!("audit entry {id} was changed") });
                id
            }
            Err(other) => return Err(other.into()),
        };
        if let Some(vault) = self.vault().as_ref()
            && let Some(behind) = self.behind(vault)?
        {
            faults.push(AuditFault { number: String::new(), fault: behind.to_string() });
        }
        Ok(Audit { documents: documents.unsigned_abs(), audit_entries, faults })
    }
}

fn is_the_same_sale(rejected: &DocumentRow, anew: &DocumentRow) -> bool {
    let said = |row: &DocumentRow| (row.number.clone(), row.kind.clone(), row.issued_at, row.total, row.vat);
    said(rejected) == said(anew)
}

/// The document itself, and what the database says of it.
fn inspect(row: &DocumentRow, xml: &[u8], fault: &mut impl FnMut(String)) {
    match verify(xml) {
        Ok(verified) if verified.hash.to_string() != row.hash => {
            fault("its stored hash is not that of its bytes".to_owned());
        }
        Ok(_) => {}
        Err(found) => found.iter().for_each(|found| fault(found.to_string())),
    }
    compare(row, xml, fault);
}

/// The authority's copy has a stamp of its own. How it lays the rest out is its affair, so that its hash need not be ours.
fn inspect_copy(row: &DocumentRow, copy: &[u8], fault: &mut impl FnMut(String)) {
    if let Err(found) = verify(copy) {
        found.iter().for_each(|found| fault(found.to_string()));
    }
    compare(row, copy, fault);
}

fn compare(row: &DocumentRow, xml: &[u8], fault: &mut impl FnMut(String)) {
    match read(xml) {
        Err(error) => fault(error.to_string()),
        Ok(document) => {
            for what in differences(row, &document) {
                fault(format!("its stored {what} is not what it says"));
            }
        }
    }
}

/// What the document says otherwise than the database.
pub(crate) fn differences(row: &DocumentRow, document: &Document) -> impl Iterator<Item = &'static str> {
    let said = [
        ("number", document.number == row.number),
        ("UUID", document.uuid == row.uuid),
        ("counter", document.icv == row.icv),
        ("previous hash", document.previous_hash == row.previous_hash),
        ("time of issue", document.issued_at == row.issued_at),
        ("total", document.totals.payable == row.total),
        ("VAT", document.totals.vat == row.vat),
    ];
    said.into_iter().filter(|(_, equal)| !equal).map(|(what, _)| what)
}
