//! The archive: every document under its official file name, with a manifest of SHA-256 sums.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sanduq_domain::user::Permission;
use sanduq_einvoice::file_name::file_name;
use sanduq_store::{audit, document};
use sha2::{Digest, Sha256};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// The file that lists the sums, in the form that `sha256sum --check` reads.
pub const MANIFEST: &str = "SHA256SUMS";

impl Till {
    /// A document's exact bytes, as they were signed.
    ///
    /// # Errors
    /// When there is no such document.
    pub fn signed_bytes(&self, number: &str) -> Result<Vec<u8>, TillError> {
        let id = self.document(number)?.id;
        Ok(self.store.read(|db| document::xml(db, id))?)
    }

    /// Writes every document's exact bytes into `folder`, and says how many there are.
    ///
    /// # Errors
    /// When a file cannot be written, or the role does not allow it.
    pub fn export(&self, actor: &Actor, folder: &Path) -> Result<u64, TillError> {
        actor.require(Permission::Export)?;
        fs::create_dir_all(folder)?;
        let vat_number = self.require_shop()?.seller.vat_number;
        let (mut manifest, mut count) = (String::new(), 0);
        for id in self.store.read(document::ids)? {
            let (row, xml) = self.store.read(|db| {
                let row = document::find(db, id)?.ok_or(TillError::UnknownDocument)?;
                Ok::<_, TillError>((row, document::xml(db, id)?))
            })?;
            let number = row.number.parse().map_err(|_| TillError::Damaged("an invoice number".into()))?;
            let name = file_name(&vat_number, row.issued_at, &number);
            fs::write(folder.join(&name), &xml)?;
            for byte in Sha256::digest(&xml) {
                let _ = write!(manifest, "{byte:02x}");
            }
            let _ = writeln!(manifest, "  {name}");
            count += 1;
        }
        fs::write(folder.join(MANIFEST), manifest)?;
        let now = self.now();
        let details = serde_json::json!({ "documents": count }).to_string();
        self.store.write(|tx| audit::append(tx, now, Some(actor.session), "documents_exported", &details))?;
        Ok(count)
    }
}
