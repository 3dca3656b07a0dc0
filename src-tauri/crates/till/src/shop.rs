//! The shop as it stands on documents from now on.

use sanduq_domain::party::{Seller, SellerForm};
use sanduq_domain::timestamp::Timestamp;
use sanduq_store::{Transaction, audit, shop};

use crate::error::TillError;
use crate::session::Actor;

/// The shop with its name, id and address as the form has them. The VAT number is the certificate's and stays, whatever
/// the form says.
pub(crate) fn corrected(shop: &Seller, form: &SellerForm) -> Result<Seller, TillError> {
    let form = SellerForm { vat_number: shop.vat_number.to_string(), ..form.clone() };
    form.check().map_err(TillError::Seller)
}

/// Makes `after` the shop of every document from now on.
pub(crate) fn correct(
    tx: &Transaction<'_>,
    actor: &Actor,
    at: Timestamp,
    before: &Seller,
    after: &Seller,
) -> Result<(), TillError> {
    if before == after {
        return Ok(());
    }
    let details = serde_json::json!({ "before": before, "after": after }).to_string();
    shop::set_seller(tx, after)?;
    Ok(audit::append(tx, at, Some(actor.session), "shop_corrected", &details)?)
}
