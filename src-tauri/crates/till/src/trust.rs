//! Whether a certificate may be this unit's: asked before it is kept, and again whenever it is opened.

use sanduq_device::vault::Vault;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::issuer::{Expectations, KnownIssuers, Purpose, Recognition, Refusal, accept, is_practice_issuer};
use sanduq_einvoice::key::UnitKey;
use sanduq_fatoora::{Credentials, Environment};
use sanduq_store::audit;
use sanduq_store::unit::UnitRow;
use serde_json::json;

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;
use crate::unit;

impl Till {
    /// The issuers of the practice gateway that this till is connected to, in PEM: from now on a CSID must be theirs.
    /// A practice gateway whose issuers nobody hands over is taken at its first word, and held to it.
    ///
    /// # Errors
    /// When this is no training till, nor one for a rehearsal, or the text holds no certificate.
    pub fn trust_practice_gateway(&self, pem: &str) -> Result<(), TillError> {
        if self.environment()? != Environment::Training && !cfg!(feature = "rehearsal") {
            return Err(TillError::WrongEnvironment);
        }
        *self.practice_issuers() = Certificate::from_pem(pem).map_err(|error| TillError::Issuers(error.to_string()))?;
        Ok(())
    }

    /// The certificate of a CSID that the gateway has just issued, if it may be this unit's. A refusal is recorded, and
    /// nothing else of it is kept.
    pub(crate) fn accept_csid(
        &self,
        actor: &Actor,
        unit: &UnitRow,
        purpose: Purpose,
        credentials: &Credentials,
    ) -> Result<(Certificate, Recognition), TillError> {
        let certificate = read_token(credentials)?;
        let (key, pinned) = {
            let vault = self.vault();
            let vault = vault.as_ref().ok_or(TillError::SignInNeeded)?;
            (unit::key(vault, &unit.name)?, unit::pinned_issuer(vault, &unit.name)?)
        };
        let handed_over = self.practice_issuers().clone();
        let issuers = self.known_issuers(&certificate, handed_over)?.with_pinned(pinned);
        match self.held_against(unit, &certificate, &key, purpose, &issuers)? {
            Ok(recognition) => Ok((certificate, recognition)),
            Err(refusals) => {
                let reasons: Vec<&str> = refusals.iter().map(Refusal::code).collect();
                let details = json!({ "serial": certificate.serial(), "reasons": reasons }).to_string();
                let now = self.now();
                self.store.write(|tx| audit::append(tx, now, Some(actor.session), "csid_refused", &details))?;
                Err(TillError::CsidRefused(refusals))
            }
        }
    }

    /// Whether the stored production certificate is still the one that was accepted, and still fits. Its end is no fault
    /// here: a till whose CSID has expired opens, sells nothing, and can be renewed.
    pub(crate) fn check_stored_csid(
        &self,
        vault: &Vault,
        unit: &UnitRow,
        key: &UnitKey,
        certificate: &Certificate,
        credentials: &Credentials,
    ) -> Result<(), TillError> {
        // What was handed over speaks for the gateway of today; this certificate is held to the issuer of its own day.
        let issuers = self.known_issuers(certificate, Vec::new())?.with_pinned(unit::pinned_issuer(vault, &unit.name)?);
        let mut refusals =
            self.held_against(unit, certificate, key, Purpose::Production, &issuers)?.err().unwrap_or_default();
        refusals.retain(|refusal| !refusal.is_of_time());
        if !refusals.is_empty() {
            return Err(TillError::CsidMisfit(refusals));
        }
        // The vault is sealed, the database is not.
        if read_token(credentials)? != *certificate {
            return Err(TillError::CsidExchanged);
        }
        Ok(())
    }

    fn held_against(
        &self,
        unit: &UnitRow,
        certificate: &Certificate,
        key: &UnitKey,
        purpose: Purpose,
        issuers: &KnownIssuers,
    ) -> Result<Result<Recognition, Vec<Refusal>>, TillError> {
        let seller = self.require_shop()?.seller;
        let expected = Expectations {
            issuers,
            purpose,
            public_key: &key.public_key(),
            vat_number: seller.vat_number.as_str(),
            kinds: unit::kinds(unit)?,
            now: self.now(),
        };
        Ok(accept(certificate, &expected))
    }

    /// Whose certificates count here. In a rehearsal, practice issuers are taken for those of the real environment: only
    /// programs that were built for it do that.
    fn known_issuers(
        &self,
        certificate: &Certificate,
        handed_over: Vec<Certificate>,
    ) -> Result<KnownIssuers, TillError> {
        Ok(match self.environment()? {
            Environment::Training => KnownIssuers::of_training(handed_over),
            _ if cfg!(feature = "rehearsal") && is_practice_issuer(certificate.issuer()) => {
                KnownIssuers::of_training(handed_over)
            }
            Environment::Sandbox => KnownIssuers::of_sandbox(),
            Environment::Simulation => KnownIssuers::of_simulation(),
            Environment::Production => KnownIssuers::of_production(),
        })
    }
}

fn read_token(credentials: &Credentials) -> Result<Certificate, TillError> {
    Certificate::from_token(credentials.token().expose())
        .map_err(|error| TillError::GatewayRefused(format!("the CSID cannot be read: {error}")))
}
