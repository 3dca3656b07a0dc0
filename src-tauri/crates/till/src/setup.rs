//! First run: the shop, its owner, and a key made on this machine.

use sanduq_device::pin::Pin;
use sanduq_device::secret::SecretBytes;
pub use sanduq_device::vault::KeyringPolicy;
use sanduq_device::vault::Vault;
use sanduq_domain::party::{SellerFault, SellerFaultKind, SellerField, SellerForm, SellerIdScheme};
use sanduq_domain::user::{Role, UserName, check_pin};
use sanduq_einvoice::csr::{CertificateRequest, CsrField, CsrTemplate, InvoiceKinds};
use sanduq_einvoice::key::UnitKey;
pub use sanduq_fatoora::Environment;
use sanduq_store::shop::{self, Shop};
use sanduq_store::{audit, item, unit, user};
use uuid::Uuid;

use crate::catalogue;
use crate::error::TillError;
use crate::onboarding::key_name;
use crate::till::Till;

/// What a till's unit is onboarded for: a shop sells to consumers and to businesses.
pub(crate) const KINDS: InvoiceKinds = InvoiceKinds::Both;

/// Everything the first run asks for.
#[derive(Debug)]
pub struct Setup {
    pub environment: Environment,
    /// A practice gateway that runs elsewhere on this machine, or empty.
    pub gateway: String,
    pub seller: SellerForm,
    /// 1 to 8 Latin letters and digits: it begins every invoice number of this till.
    pub till_name: String,
    pub owner: String,
    pub language: String,
    pub keyring: KeyringPolicy,
}

/// A shop that exists in training only.
#[must_use]
pub fn training_seller() -> SellerForm {
    SellerForm {
        name: "بقالة الندى".into(),
        vat_number: "399999999900003".into(),
        id_scheme: Some(SellerIdScheme::CommercialRegistration),
        id: "1010183482".into(),
        street: "شارع الأمير سلطان".into(),
        building: "2322".into(),
        additional: String::new(),
        district: "المربع".into(),
        city: "الرياض".into(),
        postal_code: "12613".into(),
    }
}

impl Till {
    /// Makes this till belong to a shop, and its owner the first user. The key never leaves the vault.
    ///
    /// # Errors
    /// Every wrong field; a PIN that is none; or that the till belongs to a shop already.
    pub fn set_up(&self, setup: &Setup, pin: &str) -> Result<(), TillError> {
        if self.shop()?.is_some() {
            return Err(TillError::AlreadySetUp);
        }
        let seller = setup.seller.check().map_err(TillError::Seller)?;
        if !(1..=8).contains(&setup.till_name.len()) || !setup.till_name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(TillError::TillName);
        }
        let owner: UserName = setup.owner.parse()?;
        check_pin(pin)?;
        let pin = Pin::new(pin).map_err(|_| sanduq_domain::user::PinError::NotDigits)?;

        let key = UnitKey::generate(|bytes| {
            *bytes = sanduq_device::random::bytes()?;
            Ok::<_, sanduq_device::random::RandomError>(())
        })
        .map_err(|error| TillError::Damaged(error.to_string()))?;
        let name = format!("unit-{}", Uuid::new_v4());
        let request = CertificateRequest {
            common_name: format!("SANDUQ-{}-{}", setup.till_name, &name[5..13]),
            organization: seller.name.clone(),
            organization_unit: organization_unit(&seller.vat_number, &seller.address.city),
            vat_number: seller.vat_number.to_string(),
            unit_serial: format!("1-Sanduq|2-{}|3-{}", env!("CARGO_PKG_VERSION"), &name[5..]),
            kinds: KINDS,
            address: format!("{} {}", seller.address.postal_code, seller.address.building),
            business_category: "Retail".into(),
        };
        let csr = request.to_pem(template(setup.environment), &key).map_err(|faults| {
            TillError::Seller(
                faults.iter().map(|f| SellerFault { field: field(f.field), kind: SellerFaultKind::TooLong }).collect(),
            )
        })?;

        // A vault without a shop is the leftover of a first run that was cut off: nothing was ever issued from it.
        match std::fs::remove_file(self.home.vault()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut vault = Vault::create(&self.home, setup.keyring, owner.as_str(), &pin)?;
        vault.put(&key_name(&name), &SecretBytes::from(key.to_pkcs8_der().to_vec()))?;
        vault.note_icv(&name, 0)?;

        let now = self.now();
        self.store.write(|tx| {
            shop::insert(
                tx,
                &Shop {
                    environment: setup.environment.to_string(),
                    gateway: setup.gateway.clone(),
                    language: setup.language.clone(),
                    seller: seller.clone(),
                    till_name: setup.till_name.clone(),
                },
            )?;
            user::insert(tx, &owner, Role::Owner)?;
            unit::insert(tx, &name, now, &csr)?;
            if setup.environment == Environment::Training {
                for practice in catalogue::training_items() {
                    item::insert(tx, &practice)?;
                }
            }
            audit::append(tx, now, None, "till_set_up", &serde_json::json!({ "unit": name }).to_string())
        })?;
        Ok(())
    }
}

/// A VAT group (eleventh digit 1) names the member's ten-digit number, everybody else a branch.
fn organization_unit(vat_number: &sanduq_domain::party::VatNumber, city: &str) -> String {
    let digits = vat_number.as_str();
    if digits.as_bytes()[10] == b'1' { digits[..10].to_owned() } else { city.chars().take(64).collect() }
}

fn template(environment: Environment) -> CsrTemplate {
    match environment {
        Environment::Production => CsrTemplate::Production,
        Environment::Simulation | Environment::Training => CsrTemplate::Simulation,
        Environment::Sandbox => CsrTemplate::Sandbox,
    }
}

fn field(field: CsrField) -> SellerField {
    match field {
        CsrField::CommonName | CsrField::Organization | CsrField::UnitSerial | CsrField::BusinessCategory => {
            SellerField::Name
        }
        CsrField::OrganizationUnit => SellerField::City,
        CsrField::VatNumber => SellerField::VatNumber,
        CsrField::Address => SellerField::Building,
    }
}
