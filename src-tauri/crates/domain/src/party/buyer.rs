//! Who buys: on standard documents always, on simplified ones where the law or the customer wants it.

use super::VatNumber;

/// The number by which a buyer without a VAT number is known (BR-KSA-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuyerIdScheme {
    /// Tax identification number, 10 digits from 3.
    Tin,
    CommercialRegistration,
    Municipal,
    Labour,
    /// The unified 700 number.
    Unified,
    Investment,
    /// National id of a citizen, 10 digits from 1.
    National,
    /// Id of a citizen of another Gulf state.
    Gulf,
    /// Iqama of a resident, 10 digits from 2.
    Iqama,
    Passport,
    Other,
}

impl BuyerIdScheme {
    pub const ALL: [BuyerIdScheme; 11] = [
        BuyerIdScheme::Tin,
        BuyerIdScheme::CommercialRegistration,
        BuyerIdScheme::Municipal,
        BuyerIdScheme::Labour,
        BuyerIdScheme::Unified,
        BuyerIdScheme::Investment,
        BuyerIdScheme::National,
        BuyerIdScheme::Gulf,
        BuyerIdScheme::Iqama,
        BuyerIdScheme::Passport,
        BuyerIdScheme::Other,
    ];

    /// The value of `schemeID`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            BuyerIdScheme::Tin => "TIN",
            BuyerIdScheme::CommercialRegistration => "CRN",
            BuyerIdScheme::Municipal => "MOM",
            BuyerIdScheme::Labour => "MLS",
            BuyerIdScheme::Unified => "700",
            BuyerIdScheme::Investment => "SAG",
            BuyerIdScheme::National => "NAT",
            BuyerIdScheme::Gulf => "GCC",
            BuyerIdScheme::Iqama => "IQA",
            BuyerIdScheme::Passport => "PAS",
            BuyerIdScheme::Other => "OTH",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        BuyerIdScheme::ALL.into_iter().find(|scheme| scheme.code() == code)
    }
}

/// The number of a buyer, and of what kind it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyerId {
    pub scheme: BuyerIdScheme,
    pub value: String,
}

/// The buyer as a document names him. What he must be named with depends on the document: that is the rules' question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    pub name: String,
    pub vat_number: Option<VatNumber>,
    pub id: Option<BuyerId>,
    pub address: Option<BuyerAddress>,
}

/// Where a buyer is. Of what is not known the text is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuyerAddress {
    pub street: String,
    pub building: String,
    /// The additional number.
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl Buyer {
    /// The same without blanks around its texts; an address of blanks is none.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Buyer {
            name: trim(self.name),
            vat_number: self.vat_number,
            id: self
                .id
                .map(|id| BuyerId { scheme: id.scheme, value: trim(id.value) })
                .filter(|id| !id.value.is_empty()),
            address: self
                .address
                .map(|address| BuyerAddress {
                    street: trim(address.street),
                    building: trim(address.building),
                    additional: trim(address.additional),
                    district: trim(address.district),
                    city: trim(address.city),
                    postal_code: trim(address.postal_code),
                    country: trim(address.country),
                })
                .filter(|address| *address != BuyerAddress::default()),
        }
    }
}
