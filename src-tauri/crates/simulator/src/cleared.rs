//! The authority's copy of a cleared document: the same invoice, with its stamp and its QR in place of the unit's.

use fatoora_core::invoice::sign::InvoiceSigner;

use crate::Error;
use crate::authority::Authority;
use crate::document;

pub(crate) fn stamped(authority: &Authority, xml: &str) -> Result<String, Error> {
    let (certificate, key) = authority.stamp();
    let bare = document::without_stamp(xml).map_err(|reason| Error::Stamp { reason })?;
    let failed = |error: fatoora_core::invoice::sign::SigningError| Error::Stamp { reason: error.to_string() };
    InvoiceSigner::from_der(&certificate, &key).map_err(failed)?.sign_xml(&bare).map_err(failed)
}
