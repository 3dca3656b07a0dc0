//! The catalogue.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::fault::FieldFault;

#[derive(Debug, Clone, Serialize, TS)]
pub struct Item {
    pub id: i64,
    pub name_ar: String,
    pub name_en: String,
    pub barcodes: Vec<String>,
    /// A key (dairy, bakery, drinks, produce, pantry, snacks, household) or the shop's own word.
    pub category: String,
    /// UN/ECE code: PCE pieces, KGM kilograms.
    pub unit: String,
    /// With VAT.
    pub price: String,
    /// `S15`, `S5`, or the code of an exemption.
    pub vat: String,
    /// Its place among the quick keys, from 1; 0: it has none.
    pub favourite: u32,
    /// Absent: not counted.
    pub stock: Option<String>,
    /// Whether its stock is at or below the one at which it should be ordered.
    pub low: bool,
}

/// At most 200 of a shelf, and 50 of what is searched for.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Items {
    pub items: Vec<Item>,
    /// There may be more than these.
    pub cut: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    All,
    /// The quick keys, in their order.
    Favourites,
    /// What should be ordered.
    Low,
    /// The items of `category`.
    Category,
}

/// Every word must be the beginning of a word of a name or of a barcode, whatever the shelf; with an empty text the
/// shelf is listed.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ItemSearch {
    pub text: String,
    pub shelf: Shelf,
    /// With the shelf `category`.
    #[serde(default)]
    pub category: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Shelves {
    pub categories: Vec<ShelfCount>,
    pub favourites: usize,
    pub low: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ShelfCount {
    pub category: String,
    pub items: i64,
}

/// What a barcode is and costs, without selling it.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PriceCheck {
    pub barcode: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PriceTag {
    pub item: Item,
    /// What the label says of a weighed item; `1` otherwise.
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    /// With VAT.
    pub total: String,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct ItemPick {
    pub id: i64,
}

/// An item to be changed, with every price it has had, newest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ItemPage {
    pub id: i64,
    pub form: ItemForm,
    pub prices: Vec<Price>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Price {
    pub at: i64,
    /// Who gave it; empty where the till itself did.
    pub by: String,
    pub price: String,
    pub vat: String,
}

/// An item as typed. `barcodes` stand apart by blanks; an empty `stock` is not counted (and leaves a known one as it is).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ItemForm {
    pub name_ar: String,
    pub name_en: String,
    pub barcodes: String,
    pub category: String,
    pub unit: String,
    pub price: String,
    pub vat: String,
    pub favourite: String,
    pub stock: String,
    pub low_stock: String,
}

/// `id` absent: a new one.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ItemSave {
    pub id: Option<i64>,
    pub form: ItemForm,
}

/// An empty `stock`: it is not counted any more.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct StockCount {
    pub id: i64,
    pub stock: String,
}

/// VAT as it can be chosen for an item.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VatChoices {
    pub choices: Vec<VatChoice>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct VatChoice {
    /// `S15`, `S5`, or the code of an exemption.
    pub key: String,
    /// `S`, `Z`, `E` or `O`.
    pub category: String,
    pub percent: i64,
    /// The authority's words for not charging it; empty for S.
    pub ar: String,
    pub en: String,
}

/// A file of items, whole. It is read and shown before anything is kept.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ItemImport {
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    None,
    Reading,
    /// Read, and waiting for a word: `item_import_keep` or `item_import_stop`.
    Read,
    Keeping,
    Kept,
    /// Stopped in between: what was kept stays, and keeping it again goes on from there.
    Stopped,
}

/// Follow it by the topic `items`.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportState {
    pub phase: ImportPhase,
    pub name: String,
    pub done: usize,
    /// Rows in all; 0 while a file is being read.
    pub rows: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Rows that will not be kept; the first few hundred faults are told.
    pub wrong: usize,
    pub faults: Vec<ImportFault>,
    /// The first rows, to see whether the columns are what they should be.
    pub sample: Vec<ItemForm>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportFault {
    /// As an editor counts rows, the header being 1.
    pub row: i64,
    pub name: String,
    pub fault: FieldFault,
}

/// The whole catalogue as a file that can be read again.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ItemExport {
    pub file_name: String,
    pub text: String,
    /// Where the till has put it as well.
    pub path: String,
}
