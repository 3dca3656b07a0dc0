//! Signing in and out. A PIN opens the key vault; no hash of it is kept anywhere else.

use std::sync::PoisonError;

use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Permission, Role, SessionId};
use sanduq_store::user::{PinState, UserRow};
use sanduq_store::{audit, session, unit, user};

use crate::error::TillError;
use crate::till::Till;

/// Wrong PINs that are forgiven before waiting begins.
const FREE_TRIES: i64 = 3;
const LONGEST_WAIT: i64 = 300;

/// Who is doing something: every action carries one.
#[derive(Debug, Clone)]
pub struct Actor {
    pub session: SessionId,
    pub name: String,
    pub role: Role,
    pub since: Timestamp,
    /// Whether nobody else knows his PIN. Until he has changed it he may do nothing else.
    pub pin_is_own: bool,
}

/// Why a till locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    Asked,
    /// Nobody has touched it for a while.
    Idle,
}

impl Actor {
    /// # Errors
    /// When the role does not have the permission, or the PIN must be changed first.
    pub fn require(&self, permission: Permission) -> Result<(), TillError> {
        if !self.pin_is_own {
            return Err(TillError::PinToBeChanged);
        }
        if self.role.may(permission) { Ok(()) } else { Err(TillError::NotPermitted) }
    }
}

impl Till {
    /// People who can sign in, with their roles.
    ///
    /// # Errors
    /// When the database fails.
    pub fn users(&self) -> Result<Vec<(String, Role)>, TillError> {
        let known = self.store.read(user::all)?.into_iter().filter(|user| user.active);
        Ok(known.map(|user| (user.name, user.role)).collect())
    }

    /// Who signed in last, of those who still can.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_user(&self) -> Result<Option<String>, TillError> {
        Ok(self.store.read(session::last_user)?)
    }

    /// Opens a session for `name`. With a one-time PIN nothing can be done in it but changing the PIN.
    ///
    /// # Errors
    /// [`TillError::WrongPin`] for an unknown name as for a wrong PIN; after three wrong ones, growing waits.
    pub fn sign_in(&self, name: &str, pin: &str) -> Result<Actor, TillError> {
        let now = self.now();
        // Held until the new vault is in its place: what somebody else keeps meanwhile would be lost with the old one.
        let mut place = self.vault();
        let (known, vault) = self.prove(None, name, pin)?;
        if vault.environment() != self.environment()?.name() {
            return Err(TillError::VaultElsewhere { vault: vault.environment().to_owned() });
        }
        if let Some(behind) = self.behind(&vault)? {
            return Err(behind);
        }
        let units = self.open_units(&vault)?;
        let session = self.store.write(|tx| {
            user::forget_wrong_pins(tx, known.id)?;
            if known.pin == PinState::OneTime {
                user::set_pin(tx, known.id, PinState::Spent)?;
            }
            let session = session::open(tx, known.id, now)?;
            audit::append(tx, now, Some(session), "signed_in", "{}")?;
            Ok::<_, TillError>(session)
        })?;
        *place = Some(vault);
        *self.units() = units;
        drop(place);
        self.wake.notify_one();
        let pin_is_own = known.pin == PinState::Own;
        Ok(Actor { session, name: known.name, role: known.role, since: now, pin_is_own })
    }

    /// Proves that a PIN is this user's, by opening the vault with it. Wrong ones are counted, and noted with the session
    /// in which they were tried.
    pub(crate) fn prove(
        &self,
        session: Option<SessionId>,
        name: &str,
        pin: &str,
    ) -> Result<(UserRow, Vault), TillError> {
        let (known, vault) = self.prove_whosever(session, name, pin)?;
        if known.pin == PinState::Spent { Err(TillError::PinSpent) } else { Ok((known, vault)) }
    }

    /// As [`Till::prove`], be the PIN spent.
    pub(crate) fn prove_whosever(
        &self,
        session: Option<SessionId>,
        name: &str,
        pin: &str,
    ) -> Result<(UserRow, Vault), TillError> {
        // One at a time: tries that are made together would all find the count of before.
        let _turn = self.proving.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        let known = self.store.read(|db| user::find(db, name))?.filter(|user| user.active);
        let known = known.ok_or(TillError::WrongPin)?;
        let wait = wait_after(known.wrong_pins) - now.seconds_since(known.last_wrong_pin);
        if known.wrong_pins > FREE_TRIES && wait > 0 {
            return Err(TillError::SignInThrottled { seconds: wait.min(LONGEST_WAIT) });
        }
        let opened =
            Pin::new(pin).map_err(|_| TillError::WrongPin).and_then(|pin| Ok(Vault::open(&self.home, name, &pin)?));
        match opened {
            Ok(vault) => Ok((known, vault)),
            Err(TillError::WrongPin) => {
                self.store.write(|tx| {
                    user::note_wrong_pin(tx, known.id, now)?;
                    let details = serde_json::json!({ "user": name }).to_string();
                    audit::append(tx, now, session, "wrong_pin", &details)
                })?;
                Err(TillError::WrongPin)
            }
            Err(other) => Err(other),
        }
    }

    /// Ends the session because nobody is at the till, or somebody else wants to be.
    ///
    /// # Errors
    /// When the database fails.
    pub fn lock(&self, actor: &Actor, why: Lock) -> Result<(), TillError> {
        let event = match why {
            Lock::Asked => "till_locked",
            Lock::Idle => "till_locked_itself",
        };
        self.end_session(actor, event)
    }

    /// Ends the session. The keys stay open for reporting until the process ends.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sign_out(&self, actor: &Actor) -> Result<(), TillError> {
        self.end_session(actor, "signed_out")
    }

    fn end_session(&self, actor: &Actor, event: &str) -> Result<(), TillError> {
        let now = self.now();
        Ok(self.store.write(|tx| {
            session::close(tx, actor.session, now)?;
            audit::append(tx, now, Some(actor.session), event, "{}")
        })?)
    }

    /// A vault that has seen a higher counter than the database ends with, of whatever unit, belongs to a till that issued
    /// more: going on from here would use numbers twice and fork the chain.
    pub(crate) fn behind(&self, vault: &Vault) -> Result<Option<TillError>, TillError> {
        let known = self.store.read(unit::all)?;
        for name in vault.units() {
            let highest = vault.highest_icv(name)?.unwrap_or(0);
            let found = match known.iter().find(|unit| unit.name == name) {
                Some(unit) => self.store.read(|db| unit::last_icv(db, unit.id))?,
                None => 0,
            };
            if highest > found {
                return Ok(Some(TillError::ChainBehind { highest, found }));
            }
        }
        Ok(None)
    }
}

/// Seconds to wait after so many wrong PINs in a row.
fn wait_after(wrong_pins: i64) -> i64 {
    let doublings = (wrong_pins - FREE_TRIES - 1).clamp(0, 10);
    (5_i64 << doublings).min(LONGEST_WAIT)
}
