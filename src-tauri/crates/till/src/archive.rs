//! The archive: every document under its official file name, the authority's copy of a cleared one under the same name in
//! a folder of its own, what was rejected and issued anew in another, with a manifest of SHA-256 sums.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sanduq_domain::user::Permission;
use sanduq_einvoice::file_name::file_name;
use sanduq_store::{audit, cleared, document};
use sha2::{Digest, Sha256};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// The file that lists the sums, in the form that `sha256sum --check` reads.
pub const MANIFEST: &str = "SHA256SUMS";
/// Where the authority's copies of cleared documents are.
pub const CLEARED: &str = "cleared";
/// Where rejected documents are that others were issued in place of: under the names that these have, below their place
/// in the chain.
pub const REPLACED: &str = "replaced";

impl Till {
    /// A document's exact bytes, as they were signed.
    ///
    /// # Errors
    /// When there is no such document.
    pub fn signed_bytes(&self, number: &str) -> Result<Vec<u8>, TillError> {
        let id = self.document(number)?.id;
        Ok(self.store.read(|db| document::xml(db, id))?)
    }

    /// The authority's copy of a cleared document, exactly as it came; none of one that was reported, or is still to be
    /// cleared.
    ///
    /// # Errors
    /// When there is no such document.
    pub fn cleared_bytes(&self, number: &str) -> Result<Option<Vec<u8>>, TillError> {
        let id = self.document(number)?.id;
        Ok(self.store.read(|db| cleared::find(db, id))?)
    }

    /// Writes every document's exact bytes into `folder`, and those of the authority's copies below it, and says how many
    /// documents there are.
    ///
    /// # Errors
    /// When a file cannot be written, or the role does not allow it.
    pub fn export(&self, actor: &Actor, folder: &Path) -> Result<u64, TillError> {
        actor.require(Permission::Export)?;
        fs::create_dir_all(folder)?;
        let vat_number = self.require_shop()?.seller.vat_number;
        let (mut manifest, mut count) = (String::new(), 0);
        for id in self.store.read(document::ids)? {
            let (row, xml, copy, replacement) = self.store.read(|db| {
                let row = document::find(db, id)?.ok_or(TillError::UnknownDocument)?;
                let replacement = document::replacement_of(db, id)?;
                Ok::<_, TillError>((row, document::xml(db, id)?, cleared::find(db, id)?, replacement))
            })?;
            let number = row.number.parse().map_err(|_| TillError::Damaged("an invoice number".into()))?;
            let name = file_name(&vat_number, row.issued_at, &number);
            count += 1;
            if replacement.is_some() {
                keep(folder, &format!("{REPLACED}/{}/{}/{name}", row.unit, row.icv), &xml, &mut manifest)?;
                continue;
            }
            keep(folder, &name, &xml, &mut manifest)?;
            if let Some(copy) = copy {
                keep(folder, &format!("{CLEARED}/{name}"), &copy, &mut manifest)?;
            }
        }
        fs::write(folder.join(MANIFEST), manifest)?;
        let now = self.now();
        let details = serde_json::json!({ "documents": count }).to_string();
        self.store.write(|tx| audit::append(tx, now, Some(actor.session), "documents_exported", &details))?;
        Ok(count)
    }
}

fn keep(folder: &Path, name: &str, bytes: &[u8], manifest: &mut String) -> Result<(), TillError> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    fs::write(path, bytes)?;
    for byte in Sha256::digest(bytes) {
        let _ = write!(manifest, "{byte:02x}");
    }
    let _ = writeln!(manifest, "  {name}");
    Ok(())
}
