//! Customers who buy by name.

use sanduq_domain::customer::{CustomerForm, CustomerId};

use crate::desk::Desk;
use crate::fault::Fault;
use crate::wire;

pub(crate) async fn customer_search(desk: &Desk, request: wire::CustomerSearch) -> Result<wire::Customers, Fault> {
    let found = desk.till().find_customers(&request.text)?;
    let customers = found.iter().map(|(id, known)| wire::Customer { id: id.0, form: CustomerForm::from(known).into() });
    Ok(wire::Customers { customers: customers.collect() })
}

pub(crate) async fn customer_save(desk: &Desk, request: wire::CustomerSave) -> Result<wire::Customer, Fault> {
    let form = CustomerForm::from(request.form);
    let id = desk.till().save_customer(&desk.actor()?, request.id.map(CustomerId), &form)?;
    Ok(wire::Customer { id: id.0, form: form.into() })
}

pub(crate) async fn customer_remove(desk: &Desk, request: wire::CustomerPick) -> Result<wire::Done, Fault> {
    desk.till().remove_customer(&desk.actor()?, CustomerId(request.id))?;
    Ok(wire::Done {})
}

impl From<wire::CustomerForm> for CustomerForm {
    fn from(form: wire::CustomerForm) -> Self {
        CustomerForm {
            company: form.company,
            name: form.name,
            phone: form.phone,
            vat_number: form.vat_number,
            id_scheme: form.id_scheme,
            id: form.id,
            street: form.street,
            building: form.building,
            additional: form.additional,
            district: form.district,
            city: form.city,
            postal_code: form.postal_code,
        }
    }
}

impl From<CustomerForm> for wire::CustomerForm {
    fn from(form: CustomerForm) -> Self {
        wire::CustomerForm {
            company: form.company,
            name: form.name,
            phone: form.phone,
            vat_number: form.vat_number,
            id_scheme: form.id_scheme,
            id: form.id,
            street: form.street,
            building: form.building,
            additional: form.additional,
            district: form.district,
            city: form.city,
            postal_code: form.postal_code,
        }
    }
}
