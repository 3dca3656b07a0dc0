//! The official name of a document's file.

use sanduq_domain::invoice::InvoiceNumber;
use sanduq_domain::party::VatNumber;
use sanduq_domain::timestamp::Timestamp;

/// `<VAT>_<yyyymmdd>T<hhmmss>_<number>.xml` in Riyadh time; every character of the number that is no Latin letter or
/// Western digit becomes a dash.
#[must_use]
pub fn file_name(vat_number: &VatNumber, issued_at: Timestamp, number: &InvoiceNumber) -> String {
    let moment: String = issued_at.riyadh_date_time().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let number: String = number.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{vat_number}_{moment}_{number}.xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_only_letters_and_digits() {
        let name = file_name(
            &"310122393500003".parse().unwrap(),
            Timestamp::from_riyadh("2026-11-22", "14:05:09").unwrap(),
            &"S1/2026_ن-7".parse().unwrap(),
        );
        assert_eq!(name, "310122393500003_20261122T140509_S1-2026---7.xml");
    }
}
