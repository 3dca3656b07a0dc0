//! Who buys by name.

use serde::{Deserialize, Serialize};

use crate::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme, VatNumber, is_guessable};
use crate::search::western_digit;
use crate::text::one_line;

/// The key of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub i64);

/// Whom a document to him is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// Gets standard documents.
    Company,
    /// Gets simplified ones that name him.
    Person,
}

impl CustomerKind {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            CustomerKind::Company => "company",
            CustomerKind::Person => "person",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [CustomerKind::Company, CustomerKind::Person].into_iter().find(|kind| kind.key() == key)
    }
}

/// A customer whose particulars can stand on documents. Made by [`CustomerForm::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub kind: CustomerKind,
    pub phone: String,
    pub buyer: Buyer,
}

/// A customer as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerForm {
    pub company: bool,
    pub name: String,
    pub phone: String,
    pub vat_number: String,
    pub id_scheme: String,
    pub id: String,
    pub street: String,
    pub building: String,
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
}

/// A field of a customer's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomerField {
    Name,
    Phone,
    VatNumber,
    Id,
    Street,
    Building,
    Additional,
    District,
    City,
    PostalCode,
}

impl CustomerField {
    /// The word on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            CustomerField::Name => "name",
            CustomerField::Phone => "phone",
            CustomerField::VatNumber => "vat_number",
            CustomerField::Id => "id",
            CustomerField::Street => "street",
            CustomerField::Building => "building",
            CustomerField::Additional => "additional",
            CustomerField::District => "district",
            CustomerField::City => "city",
            CustomerField::PostalCode => "postal_code",
        }
    }
}

/// What is wrong with a field of a customer's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustomerFaultKind {
    #[error("it is missing or too short")]
    TooShort,
    #[error("it is too long")]
    TooLong,
    #[error("it holds a character that no document can carry")]
    ForbiddenCharacter,
    #[error("a VAT number has 15 digits and begins and ends with 3")]
    NotAVatNumber,
    #[error("another customer has this VAT number")]
    TakenVatNumber,
    #[error("it has the wrong number of digits")]
    WrongDigits,
    #[error("it does not look like a real number")]
    NotPlausible,
    #[error("it is no telephone number")]
    NotAPhone,
}

impl CustomerFaultKind {
    /// The word on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            CustomerFaultKind::TooShort => "too_short",
            CustomerFaultKind::TooLong => "too_long",
            CustomerFaultKind::ForbiddenCharacter => "forbidden_character",
            CustomerFaultKind::NotAVatNumber => "not_a_vat_number",
            CustomerFaultKind::TakenVatNumber => "taken_vat_number",
            CustomerFaultKind::WrongDigits => "wrong_digits",
            CustomerFaultKind::NotPlausible => "not_plausible",
            CustomerFaultKind::NotAPhone => "not_a_phone",
        }
    }
}

/// One wrong field of a customer's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: {kind}", field.key())]
pub struct CustomerFault {
    pub field: CustomerField,
    pub kind: CustomerFaultKind,
}

impl CustomerForm {
    /// The customer, if documents to him would stand: a company needs a VAT number or another id, and its national
    /// address (BR-KSA-10, -42, -63, -67, -81); of a person a name is enough.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn check(&self) -> Result<Customer, Vec<CustomerFault>> {
        use CustomerFaultKind::{
            ForbiddenCharacter, NotAPhone, NotAVatNumber, NotPlausible, TooLong, TooShort, WrongDigits,
        };
        let mut faults = Vec::new();
        let mut fault = |field, kind| faults.push(CustomerFault { field, kind });
        let address_needed = usize::from(self.company);
        for (field, text, shortest) in [
            (CustomerField::Name, &self.name, 1),
            (CustomerField::Street, &self.street, address_needed),
            (CustomerField::District, &self.district, address_needed),
            (CustomerField::City, &self.city, address_needed),
        ] {
            match one_line(text, shortest, 127) {
                Ok(_) => {}
                Err(crate::text::TextError::TooShort) => fault(field, TooShort),
                Err(crate::text::TextError::TooLong) => fault(field, TooLong),
                Err(crate::text::TextError::ForbiddenCharacter) => fault(field, ForbiddenCharacter),
            }
        }
        for (field, text, digits, needed) in [
            (CustomerField::Building, &self.building, 4, self.company),
            (CustomerField::PostalCode, &self.postal_code, 5, self.company),
            (CustomerField::Additional, &self.additional, 4, false),
        ] {
            let typed = western(text);
            let fits = typed.len() == digits && typed.bytes().all(|b| b.is_ascii_digit());
            if typed.is_empty() {
                if needed {
                    fault(field, TooShort);
                }
            } else if !fits {
                fault(field, WrongDigits);
            }
        }
        let phone = western(&self.phone);
        let dialled = phone.chars().filter(char::is_ascii_digit).count();
        let marks = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-'));
        if !phone.is_empty() && (!marks || !(7..=15).contains(&dialled)) {
            fault(CustomerField::Phone, NotAPhone);
        }
        let typed = western(&self.vat_number);
        let vat_number = typed.parse::<VatNumber>();
        if !typed.is_empty() && vat_number.is_err() {
            fault(CustomerField::VatNumber, NotAVatNumber);
        }
        let id = western(&self.id);
        let scheme = BuyerIdScheme::from_code(&self.id_scheme).unwrap_or(BuyerIdScheme::CommercialRegistration);
        if id.is_empty() {
            if self.company && typed.is_empty() {
                fault(CustomerField::VatNumber, TooShort);
            }
        } else if !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            fault(CustomerField::Id, ForbiddenCharacter);
        } else if let Some(kind) = id_fault(scheme, &id) {
            fault(CustomerField::Id, kind);
        } else if is_guessable(&id) {
            fault(CustomerField::Id, NotPlausible);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let address = BuyerAddress {
            street: self.street.clone(),
            building: western(&self.building),
            additional: western(&self.additional),
            district: self.district.clone(),
            city: self.city.clone(),
            postal_code: western(&self.postal_code),
            country: String::new(),
        };
        let stated = address != BuyerAddress::default();
        let address = stated.then(|| BuyerAddress { country: "SA".to_owned(), ..address });
        let id = Some(BuyerId { scheme, value: id }).filter(|id| !id.value.is_empty());
        let buyer = Buyer { name: self.name.clone(), vat_number: vat_number.ok(), id, address }.trimmed();
        Ok(Customer { kind: if self.company { CustomerKind::Company } else { CustomerKind::Person }, phone, buyer })
    }
}

impl From<&Customer> for CustomerForm {
    fn from(customer: &Customer) -> Self {
        let Customer { kind, phone, buyer } = customer.clone();
        let address = buyer.address.unwrap_or_default();
        let (id_scheme, id) = match buyer.id {
            Some(id) => (id.scheme.code().to_owned(), id.value),
            None => (String::new(), String::new()),
        };
        CustomerForm {
            company: kind == CustomerKind::Company,
            name: buyer.name,
            phone,
            vat_number: buyer.vat_number.map(|number| number.to_string()).unwrap_or_default(),
            id_scheme,
            id,
            street: address.street,
            building: address.building,
            additional: address.additional,
            district: address.district,
            city: address.city,
            postal_code: address.postal_code,
        }
    }
}

/// The digits that the authority counts (BR-KSA-F-07 and its kin).
fn id_fault(scheme: BuyerIdScheme, id: &str) -> Option<CustomerFaultKind> {
    let begins = match scheme {
        BuyerIdScheme::CommercialRegistration => "",
        BuyerIdScheme::National => "1",
        BuyerIdScheme::Iqama => "2",
        BuyerIdScheme::Tin => "3",
        BuyerIdScheme::Unified => "7",
        _ => return None,
    };
    if id.len() != 10 || !id.bytes().all(|b| b.is_ascii_digit()) {
        return Some(CustomerFaultKind::WrongDigits);
    }
    if id.starts_with(begins) { None } else { Some(CustomerFaultKind::NotPlausible) }
}

fn western(text: &str) -> String {
    text.trim().chars().map(western_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> CustomerForm {
        CustomerForm {
            company: true,
            name: "مؤسسة الأفق للتجارة".into(),
            vat_number: "٣١٠١٢٢٣٩٣٥٠٠٠٠٣".into(),
            street: "شارع العليا".into(),
            building: "2322".into(),
            district: "المربع".into(),
            city: "الرياض".into(),
            postal_code: "12613".into(),
            ..CustomerForm::default()
        }
    }

    #[test]
    fn a_company_is_known_by_number_and_address() {
        let known = company().check().unwrap();
        assert_eq!(known.buyer.vat_number.as_ref().unwrap().as_str(), "310122393500003");
        assert_eq!(known.buyer.address.as_ref().unwrap().country, "SA");
        assert_eq!(CustomerForm::from(&known).check().unwrap(), known);
        let nameless = CustomerForm { company: true, ..CustomerForm::default() };
        let found: Vec<_> = nameless.check().unwrap_err().into_iter().map(|fault| fault.field).collect();
        for field in [CustomerField::Name, CustomerField::VatNumber, CustomerField::Street, CustomerField::Building] {
            assert!(found.contains(&field), "{field:?}");
        }
    }

    #[test]
    fn of_a_person_a_name_is_enough() {
        let person =
            CustomerForm { name: "نورة".into(), phone: "٠٥٠١٢٣٤٥٦٧".into(), ..CustomerForm::default() };
        assert_eq!(person.check().unwrap().phone, "0501234567");
        let wrong = CustomerForm { id_scheme: "NAT".into(), id: "2010010000".into(), phone: "x".into(), ..person };
        let found: Vec<_> = wrong.check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect();
        assert_eq!(
            found,
            [
                (CustomerField::Phone, CustomerFaultKind::NotAPhone),
                (CustomerField::Id, CustomerFaultKind::NotPlausible)
            ]
        );
    }
}
