//! From a one-time password to a unit that may sell. Each step is stored before the next begins, so that a crash or a
//! lost answer only means: go on from here.
//!
//! A certificate request is used once. Before it leaves, its unit is noted as spent; only an answer that it certainly was
//! not taken undoes that. A run that finds a spent unit makes a new one, with a new key and a new request.

use sanduq_domain::user::Permission;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{SigningUnit, issue};
use sanduq_einvoice::issuer::Purpose;
pub use sanduq_einvoice::samples::ComplianceStep;
use sanduq_einvoice::samples::compliance_samples;
use sanduq_fatoora::{
    Answer, Client, Credentials, CsidOutcome, Message, Otp, Outcome, RequestId, Submission, csr_body,
};
use sanduq_store::exchange::Request;
use sanduq_store::unit::{self, UnitRow};
use sanduq_store::{StoreError, Transaction, audit, line};
use serde_json::json;
use uuid::Uuid;

use crate::error::TillError;
use crate::journal::{self, About, Operation, Worded};
use crate::session::Actor;
use crate::till::Till;
use crate::unit::{Draft, certificate, csid, damaged, keep_csid, key, kinds, pin_issuer, registration};

/// How often the gateway may name missing steps before a person is asked.
const ROUNDS: u32 = 2;

/// A step of the way, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Key,
    ComplianceCsid,
    Check(ComplianceStep),
    ProductionCsid,
}

/// How far the newest unit of this till has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// In order, each with whether it is done.
    pub steps: Vec<(Step, bool)>,
    /// Whether it is to take the place of a unit that may sell.
    pub renewal: bool,
    /// Whether the next step needs a one-time password.
    pub wants_otp: bool,
}

/// By which door a unit asks for its first CSID.
enum Door<'a> {
    Onboarding,
    /// With the production CSID of the unit that it renews.
    Renewal {
        unit: i64,
        credentials: &'a Credentials,
    },
}

impl Way {
    /// The first step that is not done.
    #[must_use]
    pub fn next(&self) -> Option<Step> {
        self.steps.iter().find(|(_, done)| !done).map(|(step, _)| *step)
    }
}

impl Till {
    /// The first step that is not done before this till may sell; none when it may.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_step(&self) -> Result<Option<Step>, TillError> {
        match self.store.read(unit::issuing)? {
            Some(_) => Ok(None),
            None => Ok(self.way()?.next()),
        }
    }

    /// How far the newest unit has come: of a till that may sell, a renewal that is under way, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn way(&self) -> Result<Way, TillError> {
        let newest = self.store.read(|db| {
            let Some(newest) = unit::newest(db)? else { return Ok(None) };
            let passed = unit::checks(db, newest.id)?;
            Ok::<_, StoreError>(Some((newest, passed)))
        })?;
        let Some((unit, passed)) = newest else {
            return Ok(Way { steps: vec![(Step::Key, false)], renewal: false, wants_otp: false });
        };
        let (in_compliance, in_production) =
            (unit.compliance_certificate.is_some(), unit.production_certificate.is_some());
        // While its request is on the wire, nothing is lost yet.
        let spent = unit.spent_at.is_some() && self.exchange.try_lock().is_ok();
        let mut steps = vec![(Step::Key, true), (Step::ComplianceCsid, in_production || in_compliance && !spent)];
        for step in ComplianceStep::of(kinds(&unit)?) {
            let done = in_production || !spent && passed.iter().any(|name| name == step.name());
            steps.push((Step::Check(*step), done));
        }
        steps.push((Step::ProductionCsid, in_production));
        Ok(Way { steps, renewal: unit.renews.is_some(), wants_otp: !in_production && (spent || !in_compliance) })
    }

    /// Goes on from the first step that is not done until the unit may sell. `otp` is needed for the compliance CSID
    /// only. A till whose CSID has ended, or is refused by the gateway, gets a new unit this way: a new chain, while its
    /// numbers go on.
    ///
    /// # Errors
    /// Why the next step could not be done; what is done stays done.
    pub async fn onboard(&self, actor: &Actor, otp: &str) -> Result<(), TillError> {
        actor.require(Permission::SetUp)?;
        let client = self.client()?;
        let _alone = self.exchange.lock().await;
        if let Some(issuing) = self.store.read(unit::issuing)?
            && issuing.refused_at.is_none()
            && issuing.expires_at.is_some_and(|end| end > self.now())
        {
            return Err(TillError::AlreadyOnboarded);
        }
        self.enter(&client, actor, otp, &Door::Onboarding).await
    }

    /// The same way for a renewal, begun with the production CSID of the unit that it renews.
    pub(crate) async fn enter_again(
        &self,
        client: &Client,
        actor: &Actor,
        otp: &str,
        renewed: i64,
        credentials: &Credentials,
    ) -> Result<(), TillError> {
        self.enter(client, actor, otp, &Door::Renewal { unit: renewed, credentials }).await
    }

    async fn enter(&self, client: &Client, actor: &Actor, otp: &str, door: &Door<'_>) -> Result<(), TillError> {
        let unit = self.candidate(actor, otp, door)?;
        if unit.compliance_certificate.is_none() {
            self.take_first_csid(client, actor, &unit, otp, door).await?;
        }
        for _ in 0..ROUNDS {
            let unit = self.unit(unit.id)?;
            if unit.production_certificate.is_some() {
                return Ok(());
            }
            self.pass_checks(client, actor, &unit).await?;
            self.take_production_csid(client, actor, &unit).await?;
        }
        match self.unit(unit.id)?.production_certificate {
            Some(_) => Ok(()),
            None => Err(TillError::GatewayRefused("it does not remember the compliance checks".into())),
        }
    }

    /// The unit that is on its way, or a new one where that cannot go on.
    fn candidate(&self, actor: &Actor, otp: &str, door: &Door<'_>) -> Result<UnitRow, TillError> {
        let renews = match door {
            Door::Onboarding => None,
            Door::Renewal { unit, .. } => Some(*unit),
        };
        let newest = self.store.read(unit::newest)?.ok_or(TillError::NotSetUp)?;
        let goes_on = newest.production_certificate.is_none()
            && newest.spent_at.is_none()
            // Behind the first CSID both doors lead the same way.
            && (newest.compliance_certificate.is_some() || newest.renews == renews);
        if goes_on {
            return Ok(newest);
        }
        // No unit is made for a password that cannot be one.
        otp.parse::<Otp>().map_err(|_| TillError::OtpNotDigits)?;
        let shop = self.require_shop()?;
        let draft = Draft::make(self.environment()?, &shop.seller, &shop.till_name, registration(&newest)?)?;
        draft.keep_key(self.vault().as_mut().ok_or(TillError::SignInNeeded)?)?;
        let (now, details) = (self.now(), json!({ "unit": draft.name() }).to_string());
        let made = self.store.write(|tx| {
            draft.insert(tx, now, renews)?;
            audit::append(tx, now, Some(actor.session), "unit_made", &details)?;
            unit::newest(tx)
        })?;
        made.ok_or_else(|| damaged("the new unit"))
    }

    async fn take_first_csid(
        &self,
        client: &Client,
        actor: &Actor,
        unit: &UnitRow,
        otp: &str,
        door: &Door<'_>,
    ) -> Result<(), TillError> {
        let otp: Otp = otp.parse().map_err(|_| TillError::OtpNotDigits)?;
        let ask = || async {
            let request = Request::Body(csr_body(&unit.csr));
            match door {
                Door::Onboarding => {
                    let answer = client.request_compliance_csid(&otp, &unit.csr);
                    self.exchanged(Operation::ComplianceCsid, unit, request, answer).await
                }
                Door::Renewal { credentials, .. } => {
                    let answer = client.renew_production_csid(credentials, &otp, &unit.csr);
                    self.exchanged(Operation::Renewal, unit, request, answer).await
                }
            }
        };
        let now = self.now();
        self.store.write(|tx| unit::note_spent(tx, unit.id, Some(now)))?;
        let first = ask().await?;
        let lost = matches!(first, CsidOutcome::Unknown { .. });
        let outcome = if lost { ask().await? } else { first };
        let taken = match (&outcome, door) {
            (CsidOutcome::Issued { request_id, credentials }, Door::Onboarding)
            | (CsidOutcome::ComplianceNeeded { request_id, credentials }, Door::Renewal { .. }) => {
                return self.keep_compliance(actor, unit, request_id, credentials);
            }
            (CsidOutcome::Issued { credentials, .. }, Door::Renewal { .. }) => {
                return self.keep_production(actor, unit, credentials);
            }
            (CsidOutcome::WrongOtp { .. }, _) if lost => return Err(TillError::OtpSpent),
            (CsidOutcome::Auth, Door::Renewal { unit: renewed, .. }) => {
                self.store.write(|tx| unit::note_refusal(tx, *renewed, now))?;
                Taken::No
            }
            (
                CsidOutcome::WrongOtp { .. }
                | CsidOutcome::Retry { .. }
                | CsidOutcome::Auth
                | CsidOutcome::Config { .. },
                _,
            ) => Taken::No,
            _ => Taken::Perhaps,
        };
        if taken == Taken::No && !lost {
            self.store.write(|tx| unit::note_spent(tx, unit.id, None))?;
        }
        Err(match (outcome, door) {
            (CsidOutcome::Auth, Door::Renewal { .. }) => TillError::CsidNotAccepted,
            (outcome, _) => refusal(outcome),
        })
    }

    fn keep_compliance(
        &self,
        actor: &Actor,
        unit: &UnitRow,
        request_id: &RequestId,
        credentials: &Credentials,
    ) -> Result<(), TillError> {
        let (certificate, details) = self.keep(actor, unit, Purpose::Compliance, credentials)?;
        self.record(actor, "compliance_csid_taken", &details, |tx| {
            unit::store_compliance(tx, unit.id, request_id.as_str(), certificate.as_base64())
        })
    }

    /// The switch: from here on the till signs and speaks as this unit.
    fn keep_production(&self, actor: &Actor, unit: &UnitRow, credentials: &Credentials) -> Result<(), TillError> {
        let now = self.now();
        let (certificate, details) = self.keep(actor, unit, Purpose::Production, credentials)?;
        self.record(actor, "production_csid_taken", &details, |tx| {
            unit::store_production(tx, unit.id, certificate.as_base64(), certificate.not_after())?;
            unit::note_contact(tx, unit.id, now)
        })?;
        let vault = self.vault();
        let units = self.open_units(vault.as_ref().ok_or(TillError::SignInNeeded)?)?;
        *self.units() = units;
        self.line().reopen();
        self.wake.notify_one();
        Ok(())
    }

    async fn pass_checks(&self, client: &Client, actor: &Actor, unit: &UnitRow) -> Result<(), TillError> {
        let passed = self.store.read(|db| unit::checks(db, unit.id))?;
        let kinds = kinds(unit)?;
        let seller = self.require_shop()?.seller;
        let samples = compliance_samples(&seller, kinds, self.now().whole_seconds());
        let (signing, credentials) = {
            let vault = self.vault();
            let vault = vault.as_ref().ok_or(TillError::SignInNeeded)?;
            let own = unit.compliance_certificate.as_deref().ok_or_else(|| damaged("the compliance CSID"))?;
            let signing = SigningUnit::new(key(vault, &unit.name)?, certificate(own)?)
                .map_err(|_| damaged("the compliance CSID"))?;
            (signing, csid(vault, &unit.name, Purpose::Compliance).ok_or_else(|| damaged("the CSID's secret"))?)
        };
        let missing = ComplianceStep::of(kinds)
            .iter()
            .zip(&samples)
            .filter(|(step, _)| !passed.iter().any(|name| name == step.name()));
        for (step, sample) in missing {
            // Nothing of these is recorded at the authority: each opens a chain of its own.
            let document = issue(sample, &ChainLink::first(), Uuid::new_v4(), &signing);
            let submission =
                Submission::of_xml(document.hash.to_string(), document.uuid.to_string(), document.xml.as_slice());
            let ask = || {
                let request = Request::Body(submission.body().as_bytes().to_vec());
                let answer = client.check_compliance(&credentials, &submission);
                self.exchanged(Operation::ComplianceCheck, unit, request, answer)
            };
            let outcome = match ask().await? {
                Outcome::Unknown { .. } => ask().await?,
                known => known,
            };
            self.settle_check(actor, unit, *step, outcome)?;
        }
        Ok(())
    }

    fn settle_check(
        &self,
        actor: &Actor,
        unit: &UnitRow,
        step: ComplianceStep,
        outcome: Outcome,
    ) -> Result<(), TillError> {
        let now = self.now();
        match outcome {
            Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. } => {
                let details = json!({ "step": step.name() }).to_string();
                self.record(actor, "compliance_check_passed", &details, |tx| {
                    unit::store_check(tx, unit.id, step.name(), now)
                })
            }
            Outcome::Rejected { errors } => {
                Err(TillError::GatewayRefused(format!("{}: {}", step.name(), texts(&errors))))
            }
            Outcome::Auth => {
                self.store.write(|tx| unit::note_spent(tx, unit.id, Some(now)))?;
                Err(TillError::CsidNotAccepted)
            }
            Outcome::Config { reason } => Err(TillError::GatewayRefused(format!("{reason:?}"))),
            Outcome::ClearanceOff => Err(TillError::GatewayRefused("the answer has no meaning here".into())),
            Outcome::Retry { cause, .. } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
            Outcome::Unknown { cause } => Err(TillError::GatewayUnreachable(format!("{cause:?}"))),
        }
    }

    /// Asks for the production CSID. When the gateway misses checks, exactly those are forgotten, to be passed again.
    async fn take_production_csid(&self, client: &Client, actor: &Actor, unit: &UnitRow) -> Result<(), TillError> {
        let credentials = {
            let vault = self.vault();
            csid(vault.as_ref().ok_or(TillError::SignInNeeded)?, &unit.name, Purpose::Compliance)
                .ok_or_else(|| damaged("the CSID's secret"))?
        };
        let id = unit.compliance_request_id.as_deref().ok_or_else(|| damaged("the compliance CSID"))?;
        let id = RequestId::new(id);
        let ask = || {
            let answer = client.request_production_csid(&credentials, &id);
            self.exchanged(Operation::ProductionCsid, unit, Request::Body(id.body()), answer)
        };
        let outcome = match ask().await? {
            // The same question again: it is the same CSID that is asked for.
            CsidOutcome::Unknown { .. } => ask().await?,
            known => known,
        };
        match outcome {
            CsidOutcome::Issued { credentials, .. } => self.keep_production(actor, unit, &credentials),
            CsidOutcome::MissingSteps { steps } => self.forget_checks(actor, unit, &steps),
            // Nothing can be had with this compliance CSID any more: the next run begins with a new request.
            CsidOutcome::Auth | CsidOutcome::Refused { .. } | CsidOutcome::InvalidCsr { .. } => {
                let now = self.now();
                self.store.write(|tx| unit::note_spent(tx, unit.id, Some(now)))?;
                Err(match outcome {
                    CsidOutcome::Auth => TillError::CsidNotAccepted,
                    other => refusal(other),
                })
            }
            other => Err(refusal(other)),
        }
    }

    fn forget_checks(&self, actor: &Actor, unit: &UnitRow, missing: &[String]) -> Result<(), TillError> {
        let own = ComplianceStep::of(kinds(unit)?);
        let named: Vec<_> = missing.iter().filter_map(|name| ComplianceStep::from_name(name)).collect();
        let forgotten: Vec<_> = own.iter().copied().filter(|step| missing.is_empty() || named.contains(step)).collect();
        if forgotten.is_empty() {
            return Err(TillError::GatewayRefused(format!("it misses {}", missing.join(", "))));
        }
        let details = json!({ "steps": missing }).to_string();
        self.record(actor, "compliance_checks_missed", &details, |tx| {
            forgotten.iter().try_for_each(|step| unit::forget_check(tx, unit.id, step.name()))
        })
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
        let mut vault = self.vault();
        let vault = vault.as_mut().ok_or(TillError::SignInNeeded)?;
        keep_csid(vault, &unit.name, purpose, credentials)?;
        if let (Purpose::Production, Some(issuer)) = (purpose, recognition.key()) {
            pin_issuer(vault, &unit.name, issuer)?;
        }
        let details = json!({ "issuer": certificate.issuer(), "issuer_key": recognition.code() }).to_string();
        Ok((certificate, details))
    }

    /// One exchange with the gateway, in its turn, and the record of it.
    async fn exchanged<T: Worded>(
        &self,
        operation: Operation,
        unit: &UnitRow,
        request: Request,
        answer: impl Future<Output = Answer<T>>,
    ) -> Result<T, TillError> {
        self.pace().turn().await;
        let at = self.now();
        let answer = answer.await;
        let about = About { operation, unit: unit.id, document: None };
        let now = self.now();
        let line = {
            let mut line = self.line();
            line.note_date(now, answer.date);
            line.to_row(now)
        };
        self.store.write(|tx| {
            journal::keep(tx, about, at, request, &answer)?;
            Ok::<_, TillError>(line::keep(tx, &line)?)
        })?;
        Ok(answer.outcome)
    }

    fn unit(&self, id: i64) -> Result<UnitRow, TillError> {
        self.store.read(|db| unit::find(db, id))?.ok_or_else(|| damaged("a unit"))
    }

    fn record(
        &self,
        actor: &Actor,
        event: &str,
        details: &str,
        store: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<(), TillError> {
        let now = self.now();
        Ok(self.store.write(|tx| {
            store(tx)?;
            audit::append(tx, now, Some(actor.session), event, details)
        })?)
    }
}

/// Whether a request may have been used up.
#[derive(PartialEq, Eq)]
enum Taken {
    No,
    Perhaps,
}

fn texts(messages: &[Message]) -> String {
    messages.iter().map(|m| format!("{} {}", m.code, m.text)).collect::<Vec<_>>().join("; ")
}

/// Why nothing was issued.
fn refusal(outcome: CsidOutcome) -> TillError {
    match outcome {
        CsidOutcome::WrongOtp { .. } => TillError::WrongOtp,
        CsidOutcome::InvalidCsr { messages } | CsidOutcome::Refused { messages } => {
            TillError::GatewayRefused(texts(&messages))
        }
        CsidOutcome::Issued { .. } | CsidOutcome::ComplianceNeeded { .. } => {
            TillError::GatewayRefused("the answer has no meaning here".into())
        }
        CsidOutcome::MissingSteps { steps } => TillError::GatewayRefused(steps.join(", ")),
        CsidOutcome::Auth => TillError::CsidNotAccepted,
        CsidOutcome::Config { reason } => TillError::GatewayRefused(format!("{reason:?}")),
        CsidOutcome::Retry { cause, .. } => TillError::GatewayUnreachable(format!("{cause:?}")),
        CsidOutcome::Unknown { cause } => TillError::GatewayUnreachable(format!("{cause:?}")),
    }
}
