//! Items as lists show them.

use super::{ItemId, Stock};

/// Many items, their texts in one block: a list of hundreds is made anew at each key that somebody types.
///
/// ```
/// use sanduq_domain::item::list::{ItemList, Listed};
///
/// let milk = Listed { name_ar: "حليب", price: "11.00", barcodes: "6281001000174 12345670", ..Listed::default() };
/// let mut list = ItemList::default();
/// list.push(&milk);
/// assert_eq!(list.iter().collect::<Vec<_>>(), [milk]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemList {
    texts: String,
    rows: Vec<Row>,
}

/// One of them. Texts are as they are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed<'a> {
    pub id: ItemId,
    pub name_ar: &'a str,
    pub name_en: &'a str,
    /// Apart by blanks.
    pub barcodes: &'a str,
    pub category: &'a str,
    pub unit: &'a str,
    /// With VAT.
    pub price: &'a str,
    /// [`crate::vat::Vat::key`].
    pub vat: &'a str,
    pub favourite: u32,
    pub stock: Option<Stock>,
    pub low_stock: Option<Stock>,
}

/// Where its texts end in the block, in the order of [`Listed`], and what is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: ItemId,
    begin: usize,
    ends: [usize; 7],
    favourite: u32,
    stock: Option<Stock>,
    low_stock: Option<Stock>,
}

/// Bytes: two names, a barcode, and the keys.
const USUAL_TEXTS: usize = 128;

impl Listed<'_> {
    /// Whether it should be ordered.
    #[must_use]
    pub fn is_low(&self) -> bool {
        matches!((self.stock, self.low_stock), (Some(stock), Some(low)) if stock <= low)
    }
}

impl ItemList {
    /// Room for so many, whose texts are of the usual length.
    #[must_use]
    pub fn with_capacity(items: usize) -> Self {
        ItemList { texts: String::with_capacity(items * USUAL_TEXTS), rows: Vec::with_capacity(items) }
    }

    pub fn push(&mut self, item: &Listed<'_>) {
        let begin = self.texts.len();
        let texts =
            [item.name_ar, item.name_en, item.barcodes, item.category, item.unit, item.price, item.vat].map(|text| {
                self.texts.push_str(text);
                self.texts.len()
            });
        self.rows.push(Row {
            id: item.id,
            begin,
            ends: texts,
            favourite: item.favourite,
            stock: item.stock,
            low_stock: item.low_stock,
        });
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Listed<'_>> {
        self.rows.iter().map(|row| listed(&self.texts, row))
    }

    /// Those that `lead` come first; among them, and among the others, the order stays.
    pub fn put_first(&mut self, lead: impl Fn(&Listed<'_>) -> bool) {
        let behind = |row: &Row| !lead(&listed(&self.texts, row));
        if !self.rows.is_sorted_by_key(behind) {
            self.rows.sort_by_cached_key(behind);
        }
    }
}

fn listed<'a>(texts: &'a str, row: &Row) -> Listed<'a> {
    let mut begin = row.begin;
    let [name_ar, name_en, barcodes, category, unit, price, vat] = row.ends.map(|end| {
        let text = &texts[begin..end];
        begin = end;
        text
    });
    let (favourite, stock, low_stock) = (row.favourite, row.stock, row.low_stock);
    Listed { id: row.id, name_ar, name_en, barcodes, category, unit, price, vat, favourite, stock, low_stock }
}
