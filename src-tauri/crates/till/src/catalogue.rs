//! The shop's items: searching them, and the training catalogue.

use sanduq_domain::item::{Item, ItemId};
use sanduq_domain::vat::Vat;
use sanduq_store::item;

use crate::error::TillError;
use crate::till::Till;

const TRAINING: &str = include_str!("../../../../assets/training/items.csv");

impl Till {
    /// The items in whose names or barcode every word of `text` occurs; all items when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find_items(&self, text: &str) -> Result<Vec<Item>, TillError> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut items = self.store.read(item::all)?;
        items.retain(|item| {
            let haystack = fold(&format!("{} {} {}", item.name_ar, item.name_en, item.barcode));
            words.iter().all(|word| haystack.contains(word))
        });
        Ok(items)
    }
}

/// Writes a text the way people search: alef, ya and ta marbuta in one form, no vowel marks, Western digits, lower case.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            '٠'..='٩' => char::from(b'0' + (u32::from(c) - u32::from('٠')) as u8),
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// About forty groceries of a Saudi corner shop, with barcodes whose check digits are right.
pub(crate) fn training_items() -> Vec<Item> {
    TRAINING
        .lines()
        .skip(1)
        .map(|line| {
            let mut columns = line.split(';');
            let mut column = || columns.next().expect("the catalogue has seven columns").to_owned();
            Item {
                id: ItemId(column().parse().expect("the catalogue's first column is a number")),
                barcode: column(),
                name_ar: column(),
                name_en: column(),
                category: column(),
                unit: column(),
                price: column().parse().expect("the catalogue's last column is a price"),
                vat: Vat::STANDARD_15,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_knows_how_arabic_is_typed() {
        assert_eq!(fold("أرزٌّ بسمتى"), fold("ارز بسمتي"));
        assert_eq!(fold("قهوة ٥٠٠"), fold("قهوه 500"));
    }

    #[test]
    fn every_training_barcode_has_the_right_check_digit() {
        let items = training_items();
        assert!(items.len() >= 40);
        for item in items {
            let digits: Vec<u32> = item.barcode.chars().map(|c| c.to_digit(10).unwrap()).collect();
            let sum: u32 = digits[..12].iter().enumerate().map(|(i, d)| if i % 2 == 0 { *d } else { 3 * d }).sum();
            assert_eq!((10 - sum % 10) % 10, digits[12], "{}", item.name_en);
        }
    }
}
