//! From a one-time password to a unit that may sell. Each step is stored before the next begins, so that a crash or a
//! lost answer only means: go on from here.

use std::sync::Arc;

use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::Vault;
use sanduq_domain::user::Permission;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{SigningUnit, issue};
use sanduq_einvoice::issuer::Purpose;
use sanduq_einvoice::key::UnitKey;
use sanduq_einvoice::samples::compliance_samples;
use sanduq_fatoora::{Client, Credentials, CsidOutcome, Message, Otp, Outcome, RequestId, Submission};
use sanduq_store::audit;
use sanduq_store::unit::{self, UnitRow};
use serde_json::json;
use uuid::Uuid;

use crate::error::TillError;
use crate::session::Actor;
use crate::setup::KINDS;
use crate::till::{Production, Till};
use crate::trust;

/// A step of the way, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Key,
    ComplianceCsid,
    StandardInvoice,
    StandardCreditNote,
    StandardDebitNote,
    SimplifiedInvoice,
    SimplifiedCreditNote,
    SimplifiedDebitNote,
    ProductionCsid,
}

impl Step {
    pub const ALL: [Step; 9] = [
        Step::Key,
        Step::ComplianceCsid,
        Step::CHECKS[0],
        Step::CHECKS[1],
        Step::CHECKS[2],
        Step::CHECKS[3],
        Step::CHECKS[4],
        Step::CHECKS[5],
        Step::ProductionCsid,
    ];
    /// The compliance checks, in the order of the samples.
    const CHECKS: [Step; 6] = [
        Step::StandardInvoice,
        Step::StandardCreditNote,
        Step::StandardDebitNote,
        Step::SimplifiedInvoice,
        Step::SimplifiedCreditNote,
        Step::SimplifiedDebitNote,
    ];
}

impl Till {
    /// The first step that is not done; none when the unit may sell.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_step(&self) -> Result<Option<Step>, TillError> {
        let Some(unit) = self.store.read(unit::current)? else { return Ok(Some(Step::Key)) };
        Ok(match (&unit.compliance_certificate, unit.checks_passed, &unit.production_certificate) {
            (_, _, Some(_)) => None,
            (None, ..) => Some(Step::ComplianceCsid),
            (_, passed, _) => {
                let check = usize::try_from(passed).ok().and_then(|passed| Step::CHECKS.get(passed).copied());
                Some(check.unwrap_or(Step::ProductionCsid))
            }
        })
    }

    /// Goes on from the first step that is not done until the unit may sell. `otp` is needed for the compliance CSID
    /// only.
    ///
    /// # Errors
    /// Why the next step could not be done; what is done stays done.
    pub async fn onboard(&self, actor: &Actor, otp: &str) -> Result<(), TillError> {
        actor.require(Permission::SetUp)?;
        let client = self.client()?;
        let _alone = self.exchange.lock().await;
        while let Some(step) = self.next_step()? {
            let unit = self.store.read(unit::current)?.ok_or(TillError::NotSetUp)?;
            match step {
                Step::Key => return Err(TillError::NotSetUp),
                Step::ComplianceCsid => self.take_compliance_csid(&client, actor, &unit, otp).await?,
                Step::ProductionCsid => self.take_production_csid(&client, actor, &unit).await?,
                _ => self.pass_check(&client, actor, &unit).await?,
            }
        }
        self.wake.notify_one();
        Ok(())
    }

    async fn take_compliance_csid(
        &self,
        client: &Client,
        actor: &Actor,
        unit: &UnitRow,
        otp: &str,
    ) -> Result<(), TillError> {
        let otp: Otp = otp.parse().map_err(|_| TillError::OtpNotDigits)?;
        let answer = client.request_compliance_csid(&otp, &unit.csr).await;
        let (request_id, credentials) = issued(answer.outcome)?;
        let (certificate, details) = self.keep(actor, unit, Purpose::Compliance, &credentials)?;
        self.record(actor, "compliance_csid_taken", &details, |tx| {
            unit::store_compliance(tx, unit.id, request_id.as_str(), certificate.as_base64())
        })
    }

    async fn pass_check(&self, client: &Client, actor: &Actor, unit: &UnitRow) -> Result<(), TillError> {
        let credentials = self.kept(&compliance_name(&unit.name))?;
        let certificate = unit.compliance_certificate.as_deref().ok_or_else(|| damaged("the compliance CSID"))?;
        let signing = SigningUnit::new(self.unit_key(&unit.name)?, read_certificate(certificate)?)
            .map_err(|_| damaged("the compliance CSID"))?;
        let seller = self.require_shop()?.seller;
        let samples = compliance_samples(&seller, KINDS, self.now().whole_seconds());
        let index = usize::try_from(unit.checks_passed).map_err(|_| damaged("the compliance checks"))?;
        let sample = samples.get(index).ok_or_else(|| damaged("the compliance checks"))?;
        // Nothing of these is recorded at the authority: each opens a chain of its own.
        let document = issue(sample, &ChainLink::first(), Uuid::new_v4(), &signing);
        let submission =
            Submission::of_xml(document.hash.to_string(), document.uuid.to_string(), document.xml.as_slice());
        let answer = client.check_compliance(&credentials, &submission).await;
        match answer.outcome {
            Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. } => {
                self.record(actor, "compliance_check_passed", "{}", |tx| {
                    unit::store_checks_passed(tx, unit.id, unit.checks_passed + 1)
                })
            }
            Outcome::Rejected { errors } => Err(TillError::GatewayRefused(texts(&errors))),
            Outcome::Auth => Err(TillError::GatewayRefused("the compliance CSID is not accepted".into())),
            Outcome::Config { reason } => Err(TillError::GatewayRefused(format!("{reason:?}"))),
            Outcome::ClearanceOff => Err(TillError::GatewayRefused("the answer has no meaning here".into())),
            Outcome::Retry { cause, .. } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
            Outcome::Unknown { cause } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
        }
    }

    async fn take_production_csid(&self, client: &Client, actor: &Actor, unit: &UnitRow) -> Result<(), TillError> {
        let credentials = self.kept(&compliance_name(&unit.name))?;
        let request_id = unit.compliance_request_id.as_deref().ok_or_else(|| damaged("the compliance CSID"))?;
        let answer = client.request_production_csid(&credentials, &RequestId::new(request_id)).await;
        if let CsidOutcome::MissingSteps { .. } = answer.outcome {
            // The authority has forgotten them: they cost nothing to pass again.
            self.record(actor, "compliance_checks_forgotten", "{}", |tx| unit::store_checks_passed(tx, unit.id, 0))?;
            return Err(TillError::GatewayRefused("the compliance checks must be passed again".into()));
        }
        let (_, credentials) = issued(answer.outcome)?;
        let (certificate, details) = self.keep(actor, unit, Purpose::Production, &credentials)?;
        self.record(actor, "production_csid_taken", &details, |tx| {
            unit::store_production(tx, unit.id, certificate.as_base64(), certificate.not_after())
        })?;
        if let Some(keys) = self.keys().as_mut() {
            keys.production = self.open_production(&keys.vault)?;
        }
        Ok(())
    }

    /// Puts the credentials into the vault, once their certificate is seen to be this unit's and by whom it was issued.
    /// The second is what the record should say of it.
    fn keep(
        &self,
        actor: &Actor,
        unit: &UnitRow,
        purpose: Purpose,
        credentials: &Credentials,
    ) -> Result<(Certificate, String), TillError> {
        let (certificate, recognition) = self.accept_csid(actor, unit, purpose, credentials)?;
        let name = match purpose {
            Purpose::Compliance => compliance_name(&unit.name),
            Purpose::Production => production_name(&unit.name),
        };
        let mut keys = self.keys();
        let vault = &mut keys.as_mut().ok_or(TillError::SignInNeeded)?.vault;
        put_credentials(vault, &name, credentials)?;
        if let (Purpose::Production, Some(issuer)) = (purpose, recognition.key()) {
            trust::pin(vault, &unit.name, issuer)?;
        }
        let details = json!({ "issuer": certificate.issuer(), "issuer_key": recognition.code() }).to_string();
        Ok((certificate, details))
    }

    fn kept(&self, name: &str) -> Result<Credentials, TillError> {
        let keys = self.keys();
        let vault = &keys.as_ref().ok_or(TillError::SignInNeeded)?.vault;
        get_credentials(vault, name).ok_or_else(|| damaged("the CSID's secret"))
    }

    fn unit_key(&self, unit: &str) -> Result<UnitKey, TillError> {
        let keys = self.keys();
        read_key(&keys.as_ref().ok_or(TillError::SignInNeeded)?.vault, unit)
    }

    /// The unit's key and production CSID, once it has one.
    pub(crate) fn open_production(&self, vault: &Vault) -> Result<Option<Production>, TillError> {
        let Some(unit) = self.store.read(unit::current)? else { return Ok(None) };
        let Some(certificate) = &unit.production_certificate else { return Ok(None) };
        let (key, certificate) = (read_key(vault, &unit.name)?, read_certificate(certificate)?);
        let credentials =
            get_credentials(vault, &production_name(&unit.name)).ok_or_else(|| damaged("the CSID's secret"))?;
        self.check_stored_csid(vault, &unit, &key, &certificate, &credentials)?;
        let signing = SigningUnit::new(key, certificate).map_err(|_| damaged("the production CSID"))?;
        Ok(Some(Production { unit: unit.id, name: unit.name, signing: Arc::new(signing), credentials }))
    }

    fn record(
        &self,
        actor: &Actor,
        event: &str,
        details: &str,
        store: impl FnOnce(&sanduq_store::Transaction<'_>) -> Result<(), sanduq_store::StoreError>,
    ) -> Result<(), TillError> {
        let now = self.now();
        Ok(self.store.write(|tx| {
            store(tx)?;
            audit::append(tx, now, Some(actor.session), event, details)
        })?)
    }
}

/// Where the vault keeps a unit's private key.
pub(crate) fn key_name(unit: &str) -> String {
    format!("{unit}/key")
}

fn compliance_name(unit: &str) -> String {
    format!("{unit}/compliance")
}

fn production_name(unit: &str) -> String {
    format!("{unit}/production")
}

fn put_credentials(vault: &mut Vault, name: &str, credentials: &Credentials) -> Result<(), TillError> {
    vault.put(&format!("{name}/token"), &SecretBytes::from(credentials.token().expose().as_bytes()))?;
    vault.put(&format!("{name}/secret"), &SecretBytes::from(credentials.secret().expose().as_bytes()))?;
    Ok(())
}

fn get_credentials(vault: &Vault, name: &str) -> Option<Credentials> {
    let text = |part: &str| String::from_utf8(vault.get(&format!("{name}/{part}"))?.expose().to_vec()).ok();
    Some(Credentials::new(text("token")?, text("secret")?))
}

pub(crate) fn read_key(vault: &Vault, unit: &str) -> Result<UnitKey, TillError> {
    let key = vault.get(&key_name(unit)).ok_or_else(|| damaged("the unit's key"))?;
    UnitKey::from_pkcs8_der(key.expose()).map_err(|_| damaged("the unit's key"))
}

fn read_certificate(base64: &str) -> Result<Certificate, TillError> {
    Certificate::from_base64_der(base64).map_err(|_| damaged("a certificate"))
}

fn damaged(what: &str) -> TillError {
    TillError::Damaged(what.to_owned())
}

fn texts(messages: &[Message]) -> String {
    messages.iter().map(|m| format!("{} {}", m.code, m.text)).collect::<Vec<_>>().join("; ")
}

fn issued(outcome: CsidOutcome) -> Result<(RequestId, Credentials), TillError> {
    match outcome {
        CsidOutcome::Issued { request_id, credentials } => Ok((request_id, credentials)),
        CsidOutcome::WrongOtp { .. } => Err(TillError::WrongOtp),
        CsidOutcome::InvalidCsr { messages } | CsidOutcome::Refused { messages } => {
            Err(TillError::GatewayRefused(texts(&messages)))
        }
        CsidOutcome::ComplianceNeeded { .. } => Err(TillError::GatewayRefused("a renewal was answered".into())),
        CsidOutcome::MissingSteps { steps } => Err(TillError::GatewayRefused(steps.join(", "))),
        CsidOutcome::Auth => Err(TillError::GatewayRefused("the CSID is not accepted".into())),
        CsidOutcome::Config { reason } => Err(TillError::GatewayRefused(format!("{reason:?}"))),
        CsidOutcome::Retry { cause, .. } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
        CsidOutcome::Unknown { cause } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
    }
}
