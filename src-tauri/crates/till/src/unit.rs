//! A unit of this till: how one is made, and what the vault keeps of it. The only door between units and the vault.

use sanduq_device::random;
use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::Vault;
use sanduq_domain::party::{Seller, SellerFault, SellerFaultKind, SellerField, SellerForm};
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::csr::{CertificateRequest, CsrFault, CsrFaultKind, CsrField, CsrTemplate, InvoiceKinds};
use sanduq_einvoice::issuer::{IssuerKey, Purpose};
use sanduq_einvoice::key::UnitKey;
use sanduq_fatoora::{Credentials, Environment};
use sanduq_store::unit::{NewUnit, UnitRow};
use sanduq_store::{StoreError, Transaction, unit};
use uuid::Uuid;

use crate::error::TillError;

/// What a unit's certificate says and no document does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    pub(crate) kinds: InvoiceKinds,
    /// The branch; for a VAT group the ten-digit TIN of the member.
    pub(crate) branch: String,
    /// The line of business.
    pub(crate) activity: String,
}

/// A unit that no gateway has heard of yet.
pub(crate) struct Draft {
    name: String,
    key: UnitKey,
    csr: String,
    registration: Registration,
}

impl Draft {
    /// Makes a unit's key and its certificate request on this machine.
    ///
    /// # Errors
    /// Every field that no certificate can carry.
    pub(crate) fn make(
        environment: Environment,
        seller: &Seller,
        till_name: &str,
        registration: Registration,
    ) -> Result<Draft, TillError> {
        let key = UnitKey::generate(|bytes| {
            *bytes = random::bytes()?;
            Ok::<_, random::RandomError>(())
        })
        .map_err(|error| TillError::Damaged(error.to_string()))?;
        let name = format!("unit-{}", Uuid::new_v4());
        let csr = request(&name, &Named::from(seller), till_name, &registration)
            .to_pem(template(environment), &key)
            .map_err(|faults| TillError::Seller(faults.iter().map(seller_fault).collect()))?;
        Ok(Draft { name, key, csr, registration })
    }

    /// The key first: a unit without one is of no use, a key without a unit is harmless.
    pub(crate) fn keep_key(&self, vault: &mut Vault) -> Result<(), TillError> {
        vault.put(&key_name(&self.name), &SecretBytes::from(self.key.to_pkcs8_der().to_vec()))?;
        Ok(vault.note_icv(&self.name, 0)?)
    }

    pub(crate) fn insert(&self, tx: &Transaction<'_>, now: Timestamp, renews: Option<i64>) -> Result<(), StoreError> {
        unit::insert(
            tx,
            &NewUnit {
                name: &self.name,
                created_at: now,
                csr: &self.csr,
                kinds: self.registration.kinds.title(),
                branch: &self.registration.branch,
                activity: &self.registration.activity,
                renews,
            },
        )
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Every field of the form that no certificate could carry, whatever else is wrong with it.
pub(crate) fn registration_faults(
    seller: &SellerForm,
    till_name: &str,
    registration: &Registration,
) -> Vec<SellerFault> {
    let name = format!("unit-{}", Uuid::nil());
    request(&name, &Named::from(seller), till_name, registration).faults().iter().map(seller_fault).collect()
}

/// What a certificate says of the seller.
struct Named<'a> {
    name: &'a str,
    vat_number: &'a str,
    postal_code: &'a str,
    building: &'a str,
}

impl<'a> From<&'a Seller> for Named<'a> {
    fn from(seller: &'a Seller) -> Self {
        Named {
            name: &seller.name,
            vat_number: seller.vat_number.as_str(),
            postal_code: &seller.address.postal_code,
            building: &seller.address.building,
        }
    }
}

impl<'a> From<&'a SellerForm> for Named<'a> {
    fn from(form: &'a SellerForm) -> Self {
        Named {
            name: form.name.trim(),
            vat_number: form.vat_number.trim(),
            postal_code: form.postal_code.trim(),
            building: form.building.trim(),
        }
    }
}

fn request(name: &str, seller: &Named<'_>, till_name: &str, registration: &Registration) -> CertificateRequest {
    let serial = name.trim_start_matches("unit-");
    CertificateRequest {
        common_name: format!("SANDUQ-{till_name}-{}", &serial[..8]),
        organization: seller.name.to_owned(),
        organization_unit: registration.branch.clone(),
        vat_number: seller.vat_number.to_owned(),
        unit_serial: format!("1-Sanduq|2-{}|3-{serial}", env!("CARGO_PKG_VERSION")),
        kinds: registration.kinds,
        address: format!("{} {}", seller.postal_code, seller.building),
        business_category: registration.activity.clone(),
    }
}

fn template(environment: Environment) -> CsrTemplate {
    match environment {
        Environment::Production => CsrTemplate::Production,
        Environment::Simulation | Environment::Training => CsrTemplate::Simulation,
        Environment::Sandbox => CsrTemplate::Sandbox,
    }
}

/// The field of the form that a field of the request is made of.
fn seller_fault(fault: &CsrFault) -> SellerFault {
    SellerFault {
        field: match fault.field {
            CsrField::CommonName | CsrField::Organization | CsrField::UnitSerial => SellerField::Name,
            CsrField::OrganizationUnit => SellerField::Branch,
            CsrField::VatNumber => SellerField::VatNumber,
            CsrField::Address => SellerField::Building,
            CsrField::BusinessCategory => SellerField::Activity,
        },
        kind: match fault.kind {
            CsrFaultKind::Missing => SellerFaultKind::TooShort,
            CsrFaultKind::TooLong { .. } => SellerFaultKind::TooLong,
            CsrFaultKind::ForbiddenCharacter | CsrFaultKind::NotAUnitSerial => SellerFaultKind::ForbiddenCharacter,
            CsrFaultKind::NotAVatNumber => SellerFaultKind::NotAVatNumber,
            CsrFaultKind::NotATin => SellerFaultKind::NotATin,
        },
    }
}

/// What the unit is registered for, as its row says.
pub(crate) fn registration(unit: &UnitRow) -> Result<Registration, TillError> {
    Ok(Registration { kinds: kinds(unit)?, branch: unit.branch.clone(), activity: unit.activity.clone() })
}

pub(crate) fn kinds(unit: &UnitRow) -> Result<InvoiceKinds, TillError> {
    InvoiceKinds::from_title(&unit.kinds).ok_or_else(|| damaged("the kinds of a unit"))
}

pub(crate) fn key(vault: &Vault, unit: &str) -> Result<UnitKey, TillError> {
    let key = vault.get(&key_name(unit)).ok_or_else(|| damaged("the unit's key"))?;
    UnitKey::from_pkcs8_der(key.expose()).map_err(|_| damaged("the unit's key"))
}

/// Keeps a CSID's token and secret.
///
/// # Errors
/// When they were issued in another environment than the vault's: such a vault never holds them.
pub(crate) fn keep_csid(
    vault: &mut Vault,
    unit: &str,
    purpose: Purpose,
    credentials: &Credentials,
) -> Result<(), TillError> {
    if credentials.environment().name() != vault.environment() {
        return Err(TillError::WrongEnvironment);
    }
    let name = csid_name(unit, purpose);
    vault.put(&format!("{name}/token"), &SecretBytes::from(credentials.token().expose().as_bytes()))?;
    Ok(vault.put(&format!("{name}/secret"), &SecretBytes::from(credentials.secret().expose().as_bytes()))?)
}

/// The CSID's token and secret, if they are kept. They count in the vault's environment and nowhere else.
pub(crate) fn csid(vault: &Vault, unit: &str, purpose: Purpose) -> Option<Credentials> {
    let name = csid_name(unit, purpose);
    let text = |part: &str| String::from_utf8(vault.get(&format!("{name}/{part}"))?.expose().to_vec()).ok();
    Some(Credentials::new(vault.environment().parse().ok()?, text("token")?, text("secret")?))
}

/// Drops what only an issuing or a speaking unit needs: its key, its tokens and their secrets. Its certificate stands in
/// its documents and in its row; by whom it was issued stays known.
pub(crate) fn forget_secrets(vault: &mut Vault, unit: &str) -> Result<(), TillError> {
    vault.forget(&key_name(unit))?;
    for purpose in [Purpose::Compliance, Purpose::Production] {
        let name = csid_name(unit, purpose);
        vault.forget(&format!("{name}/token"))?;
        vault.forget(&format!("{name}/secret"))?;
    }
    Ok(())
}

pub(crate) fn holds_secrets(vault: &Vault, unit: &str) -> bool {
    let csids = [Purpose::Compliance, Purpose::Production];
    vault.get(&key_name(unit)).is_some() || csids.into_iter().any(|purpose| csid(vault, unit, purpose).is_some())
}

/// Keeps the issuer's key with the unit: the next certificate of this issuer is held to it.
pub(crate) fn pin_issuer(vault: &mut Vault, unit: &str, issuer: &IssuerKey) -> Result<(), TillError> {
    Ok(vault.put(&issuer_name(unit), &SecretBytes::from(issuer.to_string().into_bytes()))?)
}

pub(crate) fn pinned_issuer(vault: &Vault, unit: &str) -> Result<Option<IssuerKey>, TillError> {
    let Some(kept) = vault.get(&issuer_name(unit)) else { return Ok(None) };
    let key = std::str::from_utf8(kept.expose()).ok().and_then(|text| text.parse().ok());
    key.map(Some).ok_or_else(|| damaged("the issuer of the CSID"))
}

pub(crate) fn certificate(base64: &str) -> Result<Certificate, TillError> {
    Certificate::from_base64_der(base64).map_err(|_| damaged("a certificate"))
}

fn key_name(unit: &str) -> String {
    format!("{unit}/key")
}

fn issuer_name(unit: &str) -> String {
    format!("{unit}/issuer")
}

fn csid_name(unit: &str, purpose: Purpose) -> String {
    match purpose {
        Purpose::Compliance => format!("{unit}/compliance"),
        Purpose::Production => format!("{unit}/production"),
    }
}

pub(crate) fn damaged(what: &str) -> TillError {
    TillError::Damaged(what.to_owned())
}
