//! What stands around a document: whom it names, how it was paid, what it corrects and what corrects it.

use sanduq_domain::tender::Tender;
use sanduq_domain::user::Permission;
use sanduq_einvoice::read::read;
use sanduq_store::document::DocumentRow;
use sanduq_store::{credit, document, tender};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

#[derive(Debug, Clone)]
pub struct Around {
    /// Whom it names; empty where nobody is named.
    pub buyer: String,
    /// Why it was issued, if it is a note.
    pub reason: String,
    /// The numbers that it corrects, if it is a note, and whether this till issued them.
    pub originals: Vec<(String, bool)>,
    /// The numbers of the credit notes that gave something of it back.
    pub credited_by: Vec<String>,
    /// As it was handed over, before change.
    pub paid: Vec<Tender>,
}

impl Till {
    /// What stands around what is in force under `number`.
    ///
    /// # Errors
    /// When there is no such document, it cannot be read, or the role does not allow it.
    pub fn around(&self, actor: &Actor, number: &str) -> Result<Around, TillError> {
        actor.require(Permission::SeeDashboard)?;
        self.store.read(|db| {
            let issued = document::all_by_number(db, number)?;
            let (first, last) = issued.first().zip(issued.last()).ok_or(TillError::UnknownDocument)?;
            let said = read(&document::xml(db, last.id)?).map_err(|error| TillError::Damaged(error.to_string()))?;
            // What was paid and given back is told of the first under a number.
            let mut notes: Vec<DocumentRow> = Vec::new();
            for (note, _) in credit::notes_of(db, first.id)? {
                notes.extend(document::find(db, note)?);
            }
            let mut originals = Vec::new();
            for number in said.originals {
                let here = document::find_by_number(db, &number)?.is_some();
                originals.push((number, here));
            }
            Ok(Around {
                buyer: said.buyer.map(|buyer| buyer.name).unwrap_or_default(),
                reason: said.reason.unwrap_or_default(),
                originals,
                credited_by: notes.into_iter().map(|note| note.number).collect(),
                paid: tender::of_document(db, first.id)?,
            })
        })
    }
}
