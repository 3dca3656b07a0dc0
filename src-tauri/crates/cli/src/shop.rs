//! The shop as installers write it, in a JSON file.

use std::fs;
use std::path::Path;

use sanduq_domain::party::{SellerForm, SellerIdScheme};
use sanduq_till::setup::{DEFAULT_ACTIVITY, training_seller};
use serde::Deserialize;

use crate::failure::Failure;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Shop {
    name: Option<String>,
    vat_number: Option<String>,
    id_scheme: Option<String>,
    id: Option<String>,
    street: Option<String>,
    building: Option<String>,
    additional: Option<String>,
    district: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    till_name: Option<String>,
    branch: Option<String>,
    activity: Option<String>,
}

impl Shop {
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file)
            .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
        serde_json::from_str(&text).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
    }

    pub(crate) fn till_name(&self) -> String {
        self.till_name.clone().unwrap_or_else(|| "T1".to_owned())
    }

    pub(crate) fn activity(&self) -> String {
        self.activity.clone().unwrap_or_else(|| DEFAULT_ACTIVITY.to_owned())
    }

    pub(crate) fn branch(&self) -> String {
        self.branch.clone().unwrap_or_default()
    }

    /// What was left out comes from the training shop.
    pub(crate) fn filled_up(self) -> Result<SellerForm, Failure> {
        self.over(training_seller())
    }

    /// What was left out is missing.
    pub(crate) fn taken_as_it_is(self) -> Result<SellerForm, Failure> {
        self.over(SellerForm::default())
    }

    fn over(self, other: SellerForm) -> Result<SellerForm, Failure> {
        let id_scheme =
            match self.id_scheme {
                None => other.id_scheme,
                Some(code) => Some(SellerIdScheme::from_code(&code).ok_or_else(|| {
                    Failure::Input(format!("id_scheme: {code} is none of CRN, MOM, MLS, 700, SAG, OTH"))
                })?),
            };
        Ok(SellerForm {
            name: self.name.unwrap_or(other.name),
            vat_number: self.vat_number.unwrap_or(other.vat_number),
            id_scheme,
            id: self.id.unwrap_or(other.id),
            street: self.street.unwrap_or(other.street),
            building: self.building.unwrap_or(other.building),
            additional: self.additional.unwrap_or(other.additional),
            district: self.district.unwrap_or(other.district),
            city: self.city.unwrap_or(other.city),
            postal_code: self.postal_code.unwrap_or(other.postal_code),
        })
    }
}
