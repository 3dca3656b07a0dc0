//! Customers who buy by name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every word is the beginning of a word of the name or a part of a number; an empty text lists the newest.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CustomerSearch {
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Customers {
    pub customers: Vec<Customer>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Customer {
    pub id: i64,
    pub form: CustomerForm,
}

/// A customer as typed. `id_scheme` is one of TIN, CRN, MOM, MLS, 700, SAG, NAT, GCC, IQA, PAS, OTH, or empty. Of a
/// company the VAT number or an id, and the national address are needed; of a person the name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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

/// `id` absent: a new one.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CustomerSave {
    pub id: Option<i64>,
    pub form: CustomerForm,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct CustomerPick {
    pub id: i64,
}
