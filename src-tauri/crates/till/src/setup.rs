//! First run: the shop, its owner, and a key made on this machine.

use sanduq_device::pin::Pin;
pub use sanduq_device::vault::KeyringPolicy;
use sanduq_device::vault::Vault;
use sanduq_domain::party::{Seller, SellerFault, SellerField, SellerForm, SellerIdScheme, VatNumber};
use sanduq_domain::user::{Role, UserName, check_pin};
pub use sanduq_einvoice::csr::InvoiceKinds;
use sanduq_fatoora::Configuration;
pub use sanduq_fatoora::Environment;
use sanduq_store::shop::{self, Shop};
use sanduq_store::{audit, user};

use crate::catalogue::{Keeping, keep, training_items};
use crate::error::TillError;
use crate::till::Till;
use crate::unit::{Draft, Registration, registration_faults};

/// The line of business that certificates name unless somebody says another.
pub const DEFAULT_ACTIVITY: &str = "Retail";

/// Everything the first run asks for.
#[derive(Debug)]
pub struct Setup {
    pub environment: Environment,
    /// In training, a practice gateway that runs elsewhere on this machine, or empty.
    pub gateway: String,
    pub seller: SellerForm,
    /// What the till is to issue.
    pub kinds: InvoiceKinds,
    /// For the certificate: the branch; for a VAT group the ten-digit TIN of the member. Empty: the city.
    pub branch: String,
    /// For the certificate: the line of business, such as [`DEFAULT_ACTIVITY`].
    pub activity: String,
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

/// A training till for that shop.
#[must_use]
pub fn training_setup() -> Setup {
    Setup {
        environment: Environment::Training,
        gateway: String::new(),
        seller: training_seller(),
        kinds: InvoiceKinds::Both,
        branch: String::new(),
        activity: DEFAULT_ACTIVITY.into(),
        till_name: "T1".into(),
        owner: "owner".into(),
        language: "ar".into(),
        keyring: KeyringPolicy::WhereAvailable,
    }
}

impl Setup {
    fn registration(&self) -> Registration {
        let group = self.seller.vat_number.trim().parse::<VatNumber>().is_ok_and(|number| number.is_of_group());
        let branch = match self.branch.trim() {
            "" if !group => self.seller.city.trim().chars().take(64).collect(),
            branch => branch.to_owned(),
        };
        Registration { kinds: self.kinds, branch, activity: self.activity.trim().to_owned() }
    }

    /// The seller, if every field can stand on documents and in a certificate. Each wrong field is told once.
    fn check(&self, registration: &Registration) -> Result<Seller, Vec<SellerFault>> {
        let checked = self.seller.check();
        let mut faults = checked.as_ref().err().cloned().unwrap_or_default();
        let without_city = self.branch.trim().is_empty() && faults.iter().any(|fault| fault.field == SellerField::City);
        for fault in registration_faults(&self.seller, &self.till_name, registration) {
            let told = faults.iter().any(|known| known.field == fault.field)
                || without_city && fault.field == SellerField::Branch;
            if !told {
                faults.push(fault);
            }
        }
        match checked {
            Ok(seller) if faults.is_empty() => Ok(seller),
            _ => Err(faults),
        }
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
        if self.home.environment().is_some_and(|own| own != setup.environment.name()) {
            return Err(TillError::WrongEnvironment);
        }
        if !(1..=8).contains(&setup.till_name.len()) || !setup.till_name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(TillError::TillName);
        }
        if !setup.gateway.is_empty() {
            Configuration::at(setup.environment, &setup.gateway)?;
        }
        let registration = setup.registration();
        let seller = setup.check(&registration).map_err(TillError::Seller)?;
        let owner: UserName = setup.owner.parse()?;
        check_pin(pin)?;
        let pin = Pin::new(pin).map_err(|_| sanduq_domain::user::PinError::NotDigits)?;
        let draft = Draft::make(setup.environment, &seller, &setup.till_name, registration)?;

        // A vault without a shop is the leftover of a first run that was cut off: nothing was ever issued from it.
        match std::fs::remove_file(self.home.vault()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let environment = setup.environment.name();
        let mut vault = Vault::create(&self.home, environment, setup.keyring, owner.as_str(), &pin)?;
        draft.keep_key(&mut vault)?;

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
            draft.insert(tx, now, None)?;
            if setup.environment == Environment::Training {
                for practice in training_items() {
                    keep(tx, Keeping { id: None, item: &practice, stock: None, at: now, session: None })?;
                }
            }
            let details = serde_json::json!({ "unit": draft.name() }).to_string();
            Ok::<_, TillError>(audit::append(tx, now, None, "till_set_up", &details)?)
        })?;
        Ok(())
    }
}
