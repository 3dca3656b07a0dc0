//! What the shop sells.

use serde::{Deserialize, Serialize};

use crate::decimal::UnitPrice;
use crate::vat::Vat;

/// The key of an item in this till's catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub i64);

/// One item of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    pub name_ar: String,
    pub name_en: String,
    /// As the scanner reads it, or empty.
    pub barcode: String,
    /// The shelf it stands on, a key such as `dairy`.
    pub category: String,
    /// UN/ECE recommendation 20 code.
    pub unit: String,
    /// With VAT.
    pub price: UnitPrice,
    pub vat: Vat,
}
