//! Who sells and who buys, as the law wants them named.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{TextError, one_line};

mod buyer;

pub use buyer::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme};

/// A VAT registration number: 15 digits, the first and the last a 3 (BR-KSA-40, BR-KSA-44).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct VatNumber(String);

/// The text is not a VAT registration number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a VAT number has 15 digits and begins and ends with 3")]
pub struct VatNumberError;

impl VatNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a VAT group's: its eleventh digit is a 1.
    #[must_use]
    pub fn is_of_group(&self) -> bool {
        self.0.as_bytes()[10] == b'1'
    }
}

impl FromStr for VatNumber {
    type Err = VatNumberError;

    fn from_str(text: &str) -> Result<Self, VatNumberError> {
        let fits = text.len() == 15
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.starts_with('3')
            && text.ends_with('3');
        if fits { Ok(VatNumber(text.to_owned())) } else { Err(VatNumberError) }
    }
}

impl TryFrom<String> for VatNumber {
    type Error = VatNumberError;

    fn try_from(text: String) -> Result<Self, VatNumberError> {
        text.parse()
    }
}

impl From<VatNumber> for String {
    fn from(number: VatNumber) -> String {
        number.0
    }
}

impl fmt::Display for VatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The other number by which a seller is registered (BR-KSA-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SellerIdScheme {
    /// Commercial registration, 10 digits.
    #[serde(rename = "CRN")]
    CommercialRegistration,
    /// Municipal affairs licence.
    #[serde(rename = "MOM")]
    Municipal,
    /// Human resources licence.
    #[serde(rename = "MLS")]
    Labour,
    /// The unified 700 number, 10 digits.
    #[serde(rename = "700")]
    Unified,
    /// Investment licence.
    #[serde(rename = "SAG")]
    Investment,
    #[serde(rename = "OTH")]
    Other,
}

impl SellerIdScheme {
    pub const ALL: [SellerIdScheme; 6] = [
        SellerIdScheme::CommercialRegistration,
        SellerIdScheme::Municipal,
        SellerIdScheme::Labour,
        SellerIdScheme::Unified,
        SellerIdScheme::Investment,
        SellerIdScheme::Other,
    ];

    /// The value of `schemeID`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            SellerIdScheme::CommercialRegistration => "CRN",
            SellerIdScheme::Municipal => "MOM",
            SellerIdScheme::Labour => "MLS",
            SellerIdScheme::Unified => "700",
            SellerIdScheme::Investment => "SAG",
            SellerIdScheme::Other => "OTH",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        SellerIdScheme::ALL.into_iter().find(|scheme| scheme.code() == code)
    }
}

/// A Saudi national address (BR-KSA-09, -37, -66).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    /// Four digits.
    pub building: String,
    /// The additional number, four digits, or empty.
    pub additional: String,
    pub district: String,
    pub city: String,
    /// Five digits.
    pub postal_code: String,
}

/// The shop as it stands on each document. Made by [`SellerForm::check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub name: String,
    pub vat_number: VatNumber,
    pub id_scheme: SellerIdScheme,
    pub id: String,
    pub address: Address,
}

/// A field of the shop's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SellerField {
    Name,
    VatNumber,
    Id,
    Street,
    Building,
    Additional,
    District,
    City,
    PostalCode,
    /// Of the till's certificate: the branch; for a VAT group the member's TIN.
    Branch,
    /// Of the till's certificate: the line of business.
    Activity,
}

/// What is wrong with a field of the shop's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SellerFaultKind {
    #[error("it is missing or too short")]
    TooShort,
    #[error("it is too long")]
    TooLong,
    #[error("it holds a character that no document can carry")]
    ForbiddenCharacter,
    #[error("a VAT number has 15 digits and begins and ends with 3")]
    NotAVatNumber,
    #[error("it has the wrong number of digits")]
    WrongDigits,
    #[error("it does not look like a real number")]
    NotPlausible,
    #[error("a VAT group names the ten-digit TIN of the member here")]
    NotATin,
}

/// One wrong field of the shop's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field:?}: {kind}")]
pub struct SellerFault {
    pub field: SellerField,
    pub kind: SellerFaultKind,
}

/// The shop's data as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerForm {
    pub name: String,
    pub vat_number: String,
    pub id_scheme: Option<SellerIdScheme>,
    pub id: String,
    pub street: String,
    pub building: String,
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
}

impl From<Seller> for SellerForm {
    fn from(seller: Seller) -> Self {
        SellerForm {
            name: seller.name,
            vat_number: seller.vat_number.to_string(),
            id_scheme: Some(seller.id_scheme),
            id: seller.id,
            street: seller.address.street,
            building: seller.address.building,
            additional: seller.address.additional,
            district: seller.address.district,
            city: seller.address.city,
            postal_code: seller.address.postal_code,
        }
    }
}

impl SellerForm {
    /// The seller, if every field can stand on a document and in a certificate request.
    ///
    /// The name is at most 127 bytes, so that the QR keeps its one-byte length and stays scannable, and is free of the
    /// characters that the authority's certificate request refuses.
    ///
    /// # Errors
    /// Every wrong field at once.
    pub fn check(&self) -> Result<Seller, Vec<SellerFault>> {
        let mut faults = Vec::new();
        let mut fault = |field, kind| faults.push(SellerFault { field, kind });
        let name = self.name.trim();
        if name.len() > 127 {
            fault(SellerField::Name, SellerFaultKind::TooLong);
        } else if name.contains(['!', '@', '#', '$', '%', '&', '*', '_', '<', '=']) {
            fault(SellerField::Name, SellerFaultKind::ForbiddenCharacter);
        }
        for (field, text, min, max) in [
            (SellerField::Name, &self.name, 1, 127),
            (SellerField::Street, &self.street, 1, 127),
            (SellerField::District, &self.district, 1, 127),
            (SellerField::City, &self.city, 1, 127),
        ] {
            match one_line(text, min, max) {
                Ok(_) => {}
                Err(TextError::TooShort) => fault(field, SellerFaultKind::TooShort),
                Err(TextError::TooLong) => fault(field, SellerFaultKind::TooLong),
                Err(TextError::ForbiddenCharacter) => fault(field, SellerFaultKind::ForbiddenCharacter),
            }
        }
        for (field, text, digits) in
            [(SellerField::Building, &self.building, 4), (SellerField::PostalCode, &self.postal_code, 5)]
        {
            if text.trim().is_empty() {
                fault(field, SellerFaultKind::TooShort);
            } else if !is_digits(text.trim(), digits) {
                fault(field, SellerFaultKind::WrongDigits);
            }
        }
        if !self.additional.trim().is_empty() && !is_digits(self.additional.trim(), 4) {
            fault(SellerField::Additional, SellerFaultKind::WrongDigits);
        }
        let scheme = self.id_scheme.unwrap_or(SellerIdScheme::CommercialRegistration);
        if let Err(kind) = check_seller_id(scheme, self.id.trim()) {
            fault(SellerField::Id, kind);
        }
        let vat_number = self.vat_number.trim().parse::<VatNumber>();
        if vat_number.is_err() {
            fault(SellerField::VatNumber, SellerFaultKind::NotAVatNumber);
        }
        match vat_number {
            Ok(vat_number) if faults.is_empty() => Ok(Seller {
                name: name.to_owned(),
                vat_number,
                id_scheme: scheme,
                id: self.id.trim().to_owned(),
                address: Address {
                    street: self.street.trim().to_owned(),
                    building: self.building.trim().to_owned(),
                    additional: self.additional.trim().to_owned(),
                    district: self.district.trim().to_owned(),
                    city: self.city.trim().to_owned(),
                    postal_code: self.postal_code.trim().to_owned(),
                },
            }),
            _ => Err(faults),
        }
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an id looks made up: digits with eight of a kind or eight in a row among them (BR-KSA-F-13).
///
/// ```
/// # use sanduq_domain::party::is_guessable;
/// assert!(is_guessable("1012345678") && is_guessable("987654321") && is_guessable("1000000000"));
/// assert!(!is_guessable("1010010000") && !is_guessable("A12345678"));
/// ```
#[must_use]
pub fn is_guessable(id: &str) -> bool {
    let steps = |digits: &[u8], step| digits.windows(2).all(|pair| pair[0].checked_add_signed(step) == Some(pair[1]));
    let digits = id.trim().as_bytes();
    digits.iter().all(u8::is_ascii_digit)
        && digits.windows(8).any(|eight| [-1, 0, 1].into_iter().any(|step| steps(eight, step)))
}

/// BR-KSA-08 (alphanumeric), BR-KSA-F-08 (commercial registration), -F-09 (700 number), -F-13 (guessable values).
fn check_seller_id(scheme: SellerIdScheme, id: &str) -> Result<(), SellerFaultKind> {
    if id.is_empty() {
        return Err(SellerFaultKind::TooShort);
    }
    if id.len() > 127 {
        return Err(SellerFaultKind::TooLong);
    }
    if !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(SellerFaultKind::ForbiddenCharacter);
    }
    match scheme {
        SellerIdScheme::CommercialRegistration if !is_digits(id, 10) => Err(SellerFaultKind::WrongDigits),
        SellerIdScheme::Unified if !is_digits(id, 10) => Err(SellerFaultKind::WrongDigits),
        SellerIdScheme::Unified if !id.starts_with('7') => Err(SellerFaultKind::NotPlausible),
        _ if is_guessable(id) => Err(SellerFaultKind::NotPlausible),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SellerForm {
        SellerForm {
            name: "بقالة الندى".into(),
            vat_number: "310122393500003".into(),
            id_scheme: None,
            id: "1010010000".into(),
            street: "شارع العليا".into(),
            building: "2322".into(),
            additional: String::new(),
            district: "المربع".into(),
            city: "الرياض".into(),
            postal_code: "23333".into(),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        assert!(form().check().is_ok());
        let wrong = SellerForm {
            vat_number: "123".into(),
            building: "12".into(),
            postal_code: "1234".into(),
            id: "1234567890".into(),
            name: "A & B".into(),
            ..form()
        };
        let fields: Vec<_> = wrong.check().unwrap_err().into_iter().map(|f| f.field).collect();
        assert_eq!(
            fields,
            [
                SellerField::Name,
                SellerField::Building,
                SellerField::PostalCode,
                SellerField::Id,
                SellerField::VatNumber
            ]
        );
    }

    /// A shop that could be set up could not sell: the gate asks the same of every document.
    #[test]
    fn an_id_that_looks_made_up_is_refused() {
        for (scheme, id) in [
            (SellerIdScheme::CommercialRegistration, "1000000000"),
            (SellerIdScheme::CommercialRegistration, "1012345678"),
            (SellerIdScheme::Unified, "7876543211"),
            (SellerIdScheme::Other, "99999999"),
        ] {
            let made_up = SellerForm { id_scheme: Some(scheme), id: id.into(), ..form() };
            assert_eq!(
                made_up.check().unwrap_err(),
                [SellerFault { field: SellerField::Id, kind: SellerFaultKind::NotPlausible }],
                "{id}"
            );
        }
        let short = SellerForm { id_scheme: Some(SellerIdScheme::Other), id: "7".into(), ..form() };
        assert!(short.check().is_ok());
    }

    #[test]
    fn a_name_is_counted_in_bytes() {
        let long = SellerForm { name: "م".repeat(64), ..form() };
        assert_eq!(long.check().unwrap_err()[0].kind, SellerFaultKind::TooLong);
    }
}
