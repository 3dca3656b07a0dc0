//! From one production CSID to the next: a new unit with a key of its own, beside the one that goes on selling until the
//! switch.
//!
//! What is still to be sent goes first. What then is left without an answer stays the old unit's: it is sent with the old
//! credentials after the switch too, as long as the gateway takes them, and with the new ones after that. The numbers of
//! the documents go on; the new unit's chain begins at counter 1. Once nothing of it is open, the old unit's secrets go.

use sanduq_device::vault::Vault;
use sanduq_domain::user::Permission;
use sanduq_einvoice::issue::SigningUnit;
use sanduq_einvoice::issuer::Purpose;
use sanduq_fatoora::Credentials;
use sanduq_store::{audit, unit};
use serde_json::json;

use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Known, Production, Till, Units};
use crate::unit::{certificate, csid, damaged, forget_secrets, holds_secrets, key, kinds};

/// A renewal that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// Documents of the old unit that are still without a final answer: they go on being sent with its credentials.
    pub still_open: i64,
}

/// With whose credentials a document is sent.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub(crate) unit: i64,
    pub(crate) credentials: Credentials,
}

impl Till {
    /// Renews the CSID of this till, or goes on with a renewal that was cut off. Selling goes on meanwhile. `otp` is one
    /// that the portal gave for a renewal; it is needed for the first step only.
    ///
    /// # Errors
    /// Why the next step could not be done; what is done stays done, and the old CSID stays in use until the last step.
    pub async fn renew(&self, actor: &Actor, otp: &str) -> Result<Renewal, TillError> {
        actor.require(Permission::SetUp)?;
        let client = self.client()?;
        let old = self.store.read(unit::issuing)?.ok_or(TillError::NotOnboarded)?;
        let credentials = self.units().known.get(&old.id).map(|known| known.credentials.clone());
        let credentials = credentials.ok_or(TillError::SignInNeeded)?;
        // Whatever it answers: what it leaves open is told at the end.
        self.drain().await?;
        let _alone = self.exchange.lock().await;
        self.enter_again(&client, actor, otp, old.id, &credentials).await?;
        self.forget_former_units()?;
        Ok(Renewal { still_open: self.store.read(|db| unit::open_documents(db, old.id))? })
    }

    /// A unit that issues no more keeps its secrets for as long as documents of it are open, and no longer. Its documents
    /// prove themselves by the certificates in them.
    pub(crate) fn forget_former_units(&self) -> Result<(), TillError> {
        if self.units().former.is_empty() {
            return Ok(());
        }
        let mut vault = self.vault();
        let Some(vault) = vault.as_mut() else { return Ok(()) };
        let former = self.units().former.clone();
        for (id, name) in former {
            if self.store.read(|db| unit::open_documents(db, id))? > 0 {
                continue;
            }
            forget_secrets(vault, &name)?;
            let (now, details) = (self.now(), json!({ "unit": name }).to_string());
            self.store.write(|tx| audit::append(tx, now, None, "unit_secrets_forgotten", &details))?;
            let mut units = self.units();
            units.former.retain(|(other, _)| *other != id);
            units.known.remove(&id);
        }
        Ok(())
    }

    /// What the vault tells of the units that have a production CSID.
    pub(crate) fn open_units(&self, vault: &Vault) -> Result<Units, TillError> {
        let mut units = Units::default();
        for row in self.store.read(unit::all)? {
            if units.issuing.is_some() && holds_secrets(vault, &row.name) {
                units.former.push((row.id, row.name.clone()));
            }
            let Some(own) = &row.production_certificate else { continue };
            let credentials = csid(vault, &row.name, Purpose::Production);
            if units.issuing.is_none() {
                let (key, certificate) = (key(vault, &row.name)?, certificate(own)?);
                let credentials = credentials.as_ref().ok_or_else(|| damaged("the CSID's secret"))?;
                self.check_stored_csid(vault, &row, &key, &certificate, credentials)?;
                let signing = SigningUnit::new(key, certificate).map_err(|_| damaged("the production CSID"))?;
                units.issuing = Some(Production { unit: row.id, kinds: kinds(&row)?, signing: signing.into() });
            }
            if let Some(credentials) = credentials {
                units.known.insert(row.id, Known { name: row.name, credentials });
            }
        }
        Ok(units)
    }

    /// With whose credentials a document of `unit` is sent: with its own, while the gateway takes them, else with those of
    /// the unit that issues now. The authority then warns that another certificate signed; else it would never hear of it.
    /// Nobody's, before somebody has signed in.
    pub(crate) fn speaker(&self, unit: i64) -> Result<Option<Speaker>, TillError> {
        let row = self.store.read(|db| unit::find(db, unit))?.ok_or_else(|| damaged("a unit"))?;
        let ended = row.refused_at.is_some() || row.expires_at.is_none_or(|end| end <= self.now());
        let units = self.units();
        let Some(issuing) = units.issuing.as_ref().map(|issuing| issuing.unit) else { return Ok(None) };
        let unit = if ended || !units.known.contains_key(&unit) { issuing } else { unit };
        Ok(units.known.get(&unit).map(|known| Speaker { unit, credentials: known.credentials.clone() }))
    }
}
