//! What the shop sells.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::barcode;
use crate::basket::name_fault;
use crate::decimal::UnitPrice;
use crate::search::words;
use crate::text::one_line;
use crate::vat::Vat;

pub mod list;

/// The key of an item in this till's catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub i64);

/// One item of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    pub particulars: Particulars,
    /// How much of it is there, where that is counted. Below zero: more was sold than was counted.
    pub stock: Option<Stock>,
}

/// What is known of an item beside its key and its stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particulars {
    /// On documents: 3 to 200 characters.
    pub name_ar: String,
    pub name_en: String,
    /// As scanners read them.
    pub barcodes: Vec<String>,
    /// The shelf it stands on, a key such as `dairy` or the shop's own word.
    pub category: String,
    /// UN/ECE recommendation 20 code.
    pub unit: String,
    /// With VAT.
    pub price: UnitPrice,
    pub vat: Vat,
    /// Its place among the quick keys, from 1; 0: it has none.
    pub favourite: u32,
    /// Below or at this it is on the list of what runs out.
    pub low_stock: Option<Stock>,
}

/// How much of an item there is, in whole millionths of its unit: the decimals of a quantity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stock(pub i64);

impl Stock {
    const PER_UNIT: i64 = 1_000_000;
    /// A thousand million units either way.
    const MAX: i64 = 1_000_000_000 * Stock::PER_UNIT;

    /// Reads `12`, `0.250` or `-3`; at most six decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Stock> {
        let value: Decimal = text.trim().parse().ok()?;
        Stock::of(value)
    }

    /// None where it has more decimals than a quantity, or is beyond all bounds.
    #[must_use]
    pub fn of(value: Decimal) -> Option<Stock> {
        let millionths = value.checked_mul(Decimal::from(Stock::PER_UNIT))?.normalize();
        let whole = if millionths.scale() == 0 { i64::try_from(millionths.mantissa()).ok()? } else { return None };
        Some(Stock(whole)).filter(|stock| stock.0.abs() <= Stock::MAX)
    }

    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }
}

impl std::fmt::Display for Stock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.decimal().fmt(f)
    }
}

impl Item {
    /// What is searched for this item: the words of its names, and its barcodes.
    #[must_use]
    pub fn search_words(&self) -> String {
        self.particulars.search_words()
    }
}

impl Particulars {
    #[must_use]
    pub fn search_words(&self) -> String {
        let mut all = words(&self.name_ar);
        all.extend(words(&self.name_en));
        all.extend(self.barcodes.iter().flat_map(|barcode| words(barcode)));
        all.sort_unstable();
        all.dedup();
        all.join(" ")
    }
}

/// An item as somebody typed it, or as a file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemForm {
    pub name_ar: String,
    pub name_en: String,
    /// Apart by blanks.
    pub barcodes: String,
    pub category: String,
    pub unit: String,
    pub price: String,
    /// `S15`, `S5`, or the code of an exemption.
    pub vat: String,
    pub favourite: String,
    /// Empty: not counted.
    pub stock: String,
    pub low_stock: String,
}

/// A field of an item's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemField {
    NameAr,
    NameEn,
    Barcodes,
    Category,
    Unit,
    Price,
    Vat,
    Favourite,
    Stock,
    LowStock,
}

impl ItemField {
    pub const ALL: [ItemField; 10] = [
        ItemField::NameAr,
        ItemField::NameEn,
        ItemField::Barcodes,
        ItemField::Category,
        ItemField::Unit,
        ItemField::Price,
        ItemField::Vat,
        ItemField::Favourite,
        ItemField::Stock,
        ItemField::LowStock,
    ];

    /// The word in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            ItemField::NameAr => "name_ar",
            ItemField::NameEn => "name_en",
            ItemField::Barcodes => "barcodes",
            ItemField::Category => "category",
            ItemField::Unit => "unit",
            ItemField::Price => "price",
            ItemField::Vat => "vat",
            ItemField::Favourite => "favourite",
            ItemField::Stock => "stock",
            ItemField::LowStock => "low_stock",
        }
    }
}

/// What is wrong with a field of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemFaultKind {
    #[error("it is missing or too short")]
    TooShort,
    #[error("it is too long")]
    TooLong,
    #[error("it holds a character that no document can carry")]
    ForbiddenCharacter,
    #[error("a name cannot be digits only")]
    DigitsOnly,
    #[error("it is no barcode")]
    NotABarcode,
    #[error("the last digit of the barcode does not follow from the others")]
    WrongCheckDigit,
    #[error("another item has this barcode")]
    TakenBarcode,
    #[error("it is no UN/ECE unit code, such as PCE or KGM")]
    NotAUnit,
    #[error("it is no amount")]
    NotAnAmount,
    #[error("it is no VAT category of this shop: S15, S5, or the code of an exemption")]
    NotAVat,
    #[error("it is no number")]
    NotANumber,
    #[error("another row is the same item")]
    Repeated,
}

impl ItemFaultKind {
    /// The word on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            ItemFaultKind::TooShort => "too_short",
            ItemFaultKind::TooLong => "too_long",
            ItemFaultKind::ForbiddenCharacter => "forbidden_character",
            ItemFaultKind::DigitsOnly => "digits_only",
            ItemFaultKind::NotABarcode => "not_a_barcode",
            ItemFaultKind::WrongCheckDigit => "wrong_check_digit",
            ItemFaultKind::TakenBarcode => "taken_barcode",
            ItemFaultKind::NotAUnit => "not_a_unit",
            ItemFaultKind::NotAnAmount => "not_an_amount",
            ItemFaultKind::NotAVat => "not_a_vat",
            ItemFaultKind::NotANumber => "not_a_number",
            ItemFaultKind::Repeated => "repeated",
        }
    }
}

/// One wrong field of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: {kind}", field.key())]
pub struct ItemFault {
    pub field: ItemField,
    pub kind: ItemFaultKind,
}

impl ItemForm {
    /// The barcodes that are right, each once, and what is wrong with the others.
    #[must_use]
    pub fn read_barcodes(&self) -> (Vec<String>, Vec<ItemFaultKind>) {
        let (mut barcodes, mut wrong) = (Vec::new(), Vec::new());
        for text in self.barcodes.split_whitespace() {
            match barcode::check(text) {
                Ok(barcode) if barcodes.contains(&barcode) => {}
                Ok(barcode) => barcodes.push(barcode),
                Err(barcode::BarcodeError::NotABarcode) => wrong.push(ItemFaultKind::NotABarcode),
                Err(barcode::BarcodeError::WrongCheckDigit) => wrong.push(ItemFaultKind::WrongCheckDigit),
            }
        }
        (barcodes, wrong)
    }

    /// The particulars and the stock, if each field can be what it says.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn check(&self) -> Result<(Particulars, Option<Stock>), Vec<ItemFault>> {
        use ItemFaultKind::{NotANumber, NotAUnit, NotAVat, NotAnAmount};
        let mut faults = Vec::new();
        let mut fault = |field, kind| faults.push(ItemFault { field, kind });
        if let Some(kind) = name(&self.name_ar, 3) {
            fault(ItemField::NameAr, kind);
        }
        if let Some(kind) = name(&self.name_en, 0) {
            fault(ItemField::NameEn, kind);
        }
        let (barcodes, wrong) = self.read_barcodes();
        for kind in wrong {
            fault(ItemField::Barcodes, kind);
        }
        if one_line(&self.category, 0, 40).is_err() {
            fault(ItemField::Category, ItemFaultKind::TooLong);
        }
        let unit = match self.unit.trim() {
            "" => "PCE".to_owned(),
            unit => unit.to_ascii_uppercase(),
        };
        if !(2..=3).contains(&unit.len()) || !unit.bytes().all(|b| b.is_ascii_alphanumeric()) {
            fault(ItemField::Unit, NotAUnit);
        }
        let price = number(&self.price).parse::<UnitPrice>();
        if price.is_err() {
            fault(ItemField::Price, NotAnAmount);
        }
        let vat = match self.vat.trim() {
            "" => Some(Vat::STANDARD_15),
            key => Vat::from_key(key),
        };
        if vat.is_none() {
            fault(ItemField::Vat, NotAVat);
        }
        let favourite = match number(&self.favourite).as_str() {
            "" => Some(0),
            text => text.parse().ok().filter(|place: &u32| *place < 1000),
        };
        if favourite.is_none() {
            fault(ItemField::Favourite, NotANumber);
        }
        let mut stock = |field, text: &str| match number(text).as_str() {
            "" => None,
            text => {
                let read = Stock::parse(text);
                if read.is_none() {
                    fault(field, NotANumber);
                }
                read
            }
        };
        let counted = stock(ItemField::Stock, &self.stock);
        let low_stock = stock(ItemField::LowStock, &self.low_stock);
        match (price, vat, favourite) {
            (Ok(price), Some(vat), Some(favourite)) if faults.is_empty() => Ok((
                Particulars {
                    name_ar: self.name_ar.trim().to_owned(),
                    name_en: self.name_en.trim().to_owned(),
                    barcodes,
                    category: self.category.trim().to_owned(),
                    unit,
                    price,
                    vat,
                    favourite,
                    low_stock,
                },
                counted,
            )),
            _ => Err(faults),
        }
    }
}

impl From<&Item> for ItemForm {
    fn from(item: &Item) -> Self {
        let of = &item.particulars;
        let counted = |stock: Option<Stock>| stock.map(|stock| stock.to_string()).unwrap_or_default();
        ItemForm {
            name_ar: of.name_ar.clone(),
            name_en: of.name_en.clone(),
            barcodes: of.barcodes.join(" "),
            category: of.category.clone(),
            unit: of.unit.clone(),
            price: of.price.to_string(),
            vat: of.vat.key().to_owned(),
            favourite: if of.favourite == 0 { String::new() } else { of.favourite.to_string() },
            stock: counted(item.stock),
            low_stock: counted(of.low_stock),
        }
    }
}

fn name(text: &str, shortest: usize) -> Option<ItemFaultKind> {
    use crate::basket::BasketFaultKind;
    match one_line(text, shortest, 200) {
        Ok("") => None,
        // What is left of letters in another encoding.
        Ok(name) if name.contains('\u{FFFD}') => Some(ItemFaultKind::ForbiddenCharacter),
        Ok(name) => match name_fault(name) {
            None => None,
            Some(BasketFaultKind::DigitsOnly) => Some(ItemFaultKind::DigitsOnly),
            Some(_) => Some(ItemFaultKind::TooShort),
        },
        Err(crate::text::TextError::TooShort) => Some(ItemFaultKind::TooShort),
        Err(crate::text::TextError::TooLong) => Some(ItemFaultKind::TooLong),
        Err(crate::text::TextError::ForbiddenCharacter) => Some(ItemFaultKind::ForbiddenCharacter),
    }
}

/// As typed on whatever keyboard.
fn number(text: &str) -> String {
    text.trim().chars().map(|c| if c == '٫' { '.' } else { crate::search::western_digit(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milk() -> ItemForm {
        ItemForm {
            name_ar: "حليب كامل الدسم ١ لتر".into(),
            barcodes: "6281001000174 MILK-1".into(),
            price: "٦٫٥٠".into(),
            stock: "12.5".into(),
            ..ItemForm::default()
        }
    }

    #[test]
    fn a_form_is_read_as_it_was_meant() {
        let (item, stock) = milk().check().unwrap();
        assert_eq!((item.unit.as_str(), item.price.to_string().as_str()), ("PCE", "6.50"));
        assert_eq!((item.barcodes.len(), item.vat, item.favourite), (2, Vat::STANDARD_15, 0));
        assert_eq!(stock.unwrap().to_string(), "12.5");
        let item = Item { id: ItemId(1), particulars: item, stock };
        assert_eq!(ItemForm::from(&item).check().unwrap(), (item.particulars, stock));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let wrong = ItemForm {
            name_ar: "12".into(),
            name_en: "7777".into(),
            barcodes: "6281001000175 غير".into(),
            category: "x".repeat(41),
            unit: "kilogram".into(),
            price: "-1".into(),
            vat: "S20".into(),
            favourite: "x".into(),
            stock: "much".into(),
            low_stock: "0.0000001".into(),
        };
        let found: Vec<ItemField> = wrong.check().unwrap_err().into_iter().map(|fault| fault.field).collect();
        for field in ItemField::ALL {
            assert!(found.contains(&field), "{field:?}");
        }
    }
}
