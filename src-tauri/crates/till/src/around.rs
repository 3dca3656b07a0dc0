//! What stands around a document: whom it names, how it was paid, what it corrects, what gave something of it back.

use sanduq_domain::money::Money;
use sanduq_domain::tender::Tender;
use sanduq_domain::user::Permission;
use sanduq_einvoice::read::read;
use sanduq_store::document::DocumentRow;
use sanduq_store::{credit, document, foreign_return, tender};

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
    pub change: Money,
}

impl Till {
    /// What stands around what is in force under `number`.
    ///
    /// # Errors
    /// When there is no such document, or the role does not allow it. Of one that cannot be read only is told what stands
    /// beside it.
    pub fn around(&self, actor: &Actor, number: &str) -> Result<Around, TillError> {
        actor.require(Permission::SeeDashboard)?;
        self.store.read(|db| {
            let issued = document::all_by_number(db, number)?;
            let (first, last) = issued.first().zip(issued.last()).ok_or(TillError::UnknownDocument)?;
            let said = read(&document::xml(db, last.id)?).ok();
            // What was paid and given back is told of the first under a number.
            let mut notes: Vec<DocumentRow> = Vec::new();
            for (note, _) in credit::notes_of(db, first.id)? {
                notes.extend(document::find(db, note)?);
            }
            let elsewhere = foreign_return::is_of(db, first.id)?;
            let mut originals = Vec::new();
            for number in said.iter().flat_map(|said| &said.originals) {
                let here = !elsewhere && document::find_by_number(db, number)?.is_some();
                originals.push((number.clone(), here));
            }
            let (buyer, reason) = said.map(|said| (said.buyer, said.reason)).unwrap_or_default();
            Ok(Around {
                buyer: buyer.map(|buyer| buyer.name).unwrap_or_default(),
                reason: reason.unwrap_or_default(),
                originals,
                credited_by: notes.into_iter().map(|note| note.number).collect(),
                paid: tender::of_document(db, first.id)?,
                change: first.change,
            })
        })
    }
}
