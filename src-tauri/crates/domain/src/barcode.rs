//! Barcodes as a scanner types them: GTINs with their check digit, others, and those that a shop's scale prints.

use serde::{Deserialize, Serialize};

use crate::decimal::Quantity;
use crate::money::Money;
use crate::search::western_digit;

/// The longest barcode an item may have.
pub const MAX_LENGTH: usize = 48;

/// Why a text is no barcode of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BarcodeError {
    #[error("a barcode has 1 to 48 Latin letters, digits and signs without blanks")]
    NotABarcode,
    /// EAN-8, UPC-A, EAN-13 and GTIN-14 end in a digit that follows from the others.
    #[error("the last digit does not follow from the others: it was misread or mistyped")]
    WrongCheckDigit,
}

/// A barcode as items keep it: Western digits, and a GTIN with its check digit proved.
///
/// # Errors
/// When it cannot be a barcode, or looks like a GTIN and is none.
///
/// ```
/// use sanduq_domain::barcode::{BarcodeError, check};
///
/// assert_eq!(check(" ٦٢٨١٠٠١٠٠٠١٧٤ ").unwrap(), "6281001000174");
/// assert_eq!(check("6281001000175"), Err(BarcodeError::WrongCheckDigit));
/// assert_eq!(check("AB-12/7").unwrap(), "AB-12/7");
/// ```
pub fn check(text: &str) -> Result<String, BarcodeError> {
    let text: String = text.trim().chars().map(western_digit).collect();
    if text.is_empty() || text.len() > MAX_LENGTH || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(BarcodeError::NotABarcode);
    }
    // What a spreadsheet makes of a long number is no barcode any more.
    if text.contains("E+") && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'E' | b'+' | b'.')) {
        return Err(BarcodeError::NotABarcode);
    }
    let gtin = matches!(text.len(), 8 | 12 | 13 | 14) && text.bytes().all(|b| b.is_ascii_digit());
    let proved = has_check_digit(&text) || upc_a_of(&text).is_some();
    if gtin && !proved { Err(BarcodeError::WrongCheckDigit) } else { Ok(text) }
}

/// Whether the last of these digits is the check digit of the others (GS1 General Specifications, 7.9).
#[must_use]
pub fn has_check_digit(digits: &str) -> bool {
    let (Some(body), Some(last)) = (digits.get(..digits.len().saturating_sub(1)), digits.bytes().last()) else {
        return false;
    };
    check_digit(body) == Some(last)
}

/// The check digit of `body`, as an ASCII digit; none when it is not all digits.
#[must_use]
pub fn check_digit(body: &str) -> Option<u8> {
    let mut sum = 0;
    for (place, byte) in body.bytes().rev().enumerate() {
        let digit = u32::from(byte.checked_sub(b'0').filter(|digit| *digit <= 9)?);
        sum += if place % 2 == 0 { 3 * digit } else { digit };
    }
    Some(b'0' + ((10 - sum % 10) % 10) as u8)
}

/// How else a scanner may spell the same GTIN: a UPC-A is an EAN-13 that begins with 0, and a UPC-E a shortened UPC-A.
#[must_use]
pub fn other_spellings(barcode: &str) -> Vec<String> {
    if !barcode.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    match barcode.len() {
        8 => upc_a_of(barcode).map(|long| vec![format!("0{long}"), long]).unwrap_or_default(),
        12 => vec![format!("0{barcode}")],
        13 => barcode.strip_prefix('0').map(str::to_owned).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The UPC-A that eight digits shorten, if they are a UPC-E with its check digit (GS1 General Specifications, 5.2.2.4).
fn upc_a_of(short: &str) -> Option<String> {
    if short.len() != 8 || !short.starts_with(['0', '1']) || !short.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (system, six, check) = (&short[..1], &short[1..7], &short[7..]);
    let body = match six.as_bytes()[5] {
        last @ b'0'..=b'2' => format!("{system}{}{}0000{}", &six[..2], char::from(last), &six[2..5]),
        b'3' => format!("{system}{}00000{}", &six[..3], &six[3..5]),
        b'4' => format!("{system}{}00000{}", &six[..4], &six[4..5]),
        last => format!("{system}{}0000{}", &six[..5], char::from(last)),
    };
    Some(format!("{body}{check}")).filter(|long| has_check_digit(long))
}

/// What a scale writes behind the item's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMeaning {
    /// Grams.
    Weight,
    /// Halalas, with VAT.
    Price,
}

/// A prefix that the shop's scales use, 20 to 29, and what they mean by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalePrefix {
    pub prefix: u8,
    pub meaning: ScaleMeaning,
}

/// What a scale's label says: `PP IIIII VVVVV C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleLabel {
    /// The five digits by which the scale knows the item.
    pub item: String,
    pub value: ScaleValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScaleValue {
    Weight(Quantity),
    Price(Money),
}

/// Reads the label of a scale. None where the barcode is no such label: another length or prefix, a wrong check digit,
/// nothing weighed.
///
/// ```
/// use sanduq_domain::barcode::{ScaleMeaning, ScalePrefix, ScaleValue, scale_label};
///
/// let prefixes = [ScalePrefix { prefix: 21, meaning: ScaleMeaning::Weight }];
/// let label = scale_label("2100042012509", &prefixes).expect("a label");
/// assert_eq!((label.item.as_str(), label.value), ("00042", ScaleValue::Weight("1.25".parse().unwrap())));
/// ```
#[must_use]
pub fn scale_label(barcode: &str, prefixes: &[ScalePrefix]) -> Option<ScaleLabel> {
    if barcode.len() != 13 || !barcode.bytes().all(|b| b.is_ascii_digit()) || !has_check_digit(barcode) {
        return None;
    }
    let prefix: u8 = barcode[..2].parse().ok()?;
    let meaning = prefixes.iter().find(|known| known.prefix == prefix)?.meaning;
    let value: i64 = barcode[7..12].parse().ok()?;
    let value = match meaning {
        ScaleMeaning::Weight => ScaleValue::Weight(format!("{}.{:03}", value / 1000, value % 1000).parse().ok()?),
        ScaleMeaning::Price => ScaleValue::Price(Some(Money::from_halalas(value)).filter(|price| !price.is_zero())?),
    };
    Some(ScaleLabel { item: barcode[2..7].to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_gs1() {
        for gtin in ["96385074", "036000291452", "4006381333931", "10012345678902"] {
            assert!(has_check_digit(gtin), "{gtin}");
            assert_eq!(check(gtin).as_deref(), Ok(gtin));
        }
        assert!(!has_check_digit("4006381333932"));
        assert!(!has_check_digit(""));
        assert_eq!(other_spellings("036000291452"), ["0036000291452"]);
        assert_eq!(other_spellings("0036000291452"), ["036000291452"]);
        assert!(other_spellings("4006381333931").is_empty());
        // The examples of the specification: each way of shortening.
        for (short, long) in [("01234505", "012000003455"), ("04252614", "042100005264"), ("01240133", "012400000133")]
        {
            let spelt = other_spellings(short);
            assert_eq!(spelt.contains(&long.to_owned()), has_check_digit(long), "{short}: {spelt:?}");
        }
        assert_eq!(check("6.281E+12"), Err(BarcodeError::NotABarcode));
    }

    #[test]
    fn a_label_is_read_as_its_scale_meant_it() {
        let prefixes = [
            ScalePrefix { prefix: 21, meaning: ScaleMeaning::Weight },
            ScalePrefix { prefix: 25, meaning: ScaleMeaning::Price },
        ];
        let with_digit = |body: &str| format!("{body}{}", char::from(check_digit(body).unwrap()));
        let label = scale_label(&with_digit("250001201575"), &prefixes).unwrap();
        assert_eq!(label, ScaleLabel { item: "00012".into(), value: ScaleValue::Price("15.75".parse().unwrap()) });
        for other in ["210004200000", "260001201575", "25000120157"] {
            assert_eq!(scale_label(&with_digit(other), &prefixes), None, "{other}");
        }
        assert_eq!(scale_label("2500012015750", &prefixes).is_some(), has_check_digit("2500012015750"));
    }
}
