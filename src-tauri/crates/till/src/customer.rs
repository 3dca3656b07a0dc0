//! Customers who buy by name.

use sanduq_domain::customer::{Customer, CustomerFault, CustomerFaultKind, CustomerField, CustomerForm, CustomerId};
use sanduq_domain::search::{western_digit, words};
use sanduq_domain::user::Permission;
use sanduq_store::{audit, customer};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

const FOUND_AT_MOST: usize = 30;

impl Till {
    /// Customers of whom each word is the beginning of a word of the name, or a part of a number; the newest when there
    /// is none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find_customers(&self, text: &str) -> Result<Vec<(CustomerId, Customer)>, TillError> {
        let wanted = words(text);
        let dialled = national(text);
        let fits = |customer: &Customer| {
            let buyer = &customer.buyer;
            let names = words(&buyer.name);
            let id = buyer.id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
            let vat_number = buyer.vat_number.as_ref().map(|number| number.as_str()).unwrap_or_default();
            let called = dialled.len() >= 4 && national(&customer.phone).contains(&dialled);
            called
                || wanted.iter().all(|word| {
                    names.iter().any(|name| name.starts_with(word))
                        || [id, vat_number, &customer.phone].iter().any(|number| number.contains(word.as_str()))
                })
        };
        let mut found = self.store.read(customer::all)?;
        found.retain(|(_, customer)| fits(customer));
        found.truncate(FOUND_AT_MOST);
        Ok(found)
    }

    /// Keeps a customer: a new one, or one who is known by other particulars now.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn save_customer(
        &self,
        actor: &Actor,
        id: Option<CustomerId>,
        form: &CustomerForm,
    ) -> Result<CustomerId, TillError> {
        actor.require(Permission::Sell)?;
        let checked = form.check().map_err(TillError::Customer)?;
        let now = self.now();
        self.store.write(|tx| {
            if let Some(number) = &checked.buyer.vat_number {
                let taken = customer::find_by_vat_number(tx, number.as_str())?.filter(|taken| Some(*taken) != id);
                if taken.is_some() {
                    let fault =
                        CustomerFault { field: CustomerField::VatNumber, kind: CustomerFaultKind::TakenVatNumber };
                    return Err(TillError::Customer(vec![fault]));
                }
            }
            let id = match id {
                None => customer::insert(tx, &checked)?,
                Some(id) => {
                    customer::find(tx, id)?.ok_or(TillError::UnknownCustomer)?;
                    customer::update(tx, id, &checked)?;
                    id
                }
            };
            let details = serde_json::json!({ "customer": id, "name": checked.buyer.name }).to_string();
            audit::append(tx, now, Some(actor.session), "customer_saved", &details)?;
            Ok(id)
        })
    }

    /// # Errors
    /// When there is no such customer.
    pub fn remove_customer(&self, actor: &Actor, id: CustomerId) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        let now = self.now();
        self.store.write(|tx| {
            let known = customer::find(tx, id)?.ok_or(TillError::UnknownCustomer)?;
            customer::retire(tx, id)?;
            let details = serde_json::json!({ "customer": id, "name": known.buyer.name }).to_string();
            Ok(audit::append(tx, now, Some(actor.session), "customer_removed", &details)?)
        })
    }
}

/// The digits of a telephone number as it is dialled in the Kingdom.
fn national(text: &str) -> String {
    let digits: String = text.chars().map(western_digit).filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let digits = digits.strip_prefix("966").unwrap_or(digits);
    digits.trim_start_matches('0').to_owned()
}
