//! Who works here: coming, going, roles, and PINs that were forgotten.

use sanduq_device::pin::Pin;
use sanduq_device::random;
use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::Vault;
use sanduq_domain::search::western_digit;
use sanduq_domain::user::{Permission, Role, UserName, check_pin};
use sanduq_store::user::{PinState, UserRow};
use sanduq_store::{Transaction, audit, user};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// Why somebody's place here cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeopleFault {
    #[error("a name has 1 to 40 characters on one line")]
    Name,
    #[error("there is no such user")]
    Unknown,
    #[error("somebody of this name works here")]
    NameTaken,
    #[error("nobody does this to himself")]
    Oneself,
    #[error("your role may not keep people of this one")]
    AboveYou,
    #[error("an owner must stay")]
    LastOwner,
    #[error("the old PIN is wrong, or the new one is the same")]
    SamePin,
}

/// Somebody who works here, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub role: Role,
    /// Whether he can sign in.
    pub active: bool,
    /// Whether he has yet to choose a PIN of his own.
    pub pin_is_own: bool,
}

/// A PIN for one sign-in, to be told to its user and changed by him.
pub struct OneTimePin(SecretBytes);

impl OneTimePin {
    /// Six digits that nobody guesses first.
    fn draw() -> Result<Self, TillError> {
        loop {
            let drawn: [u8; 12] = random::bytes().map_err(|error| TillError::Damaged(error.to_string()))?;
            // 250 is the last multiple of ten that a byte reaches: each digit is as likely as the others.
            let digits: String =
                drawn.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10)).take(6).collect();
            if digits.len() == 6 && check_pin(&digits).is_ok() {
                return Ok(OneTimePin(SecretBytes::from(digits.into_bytes())));
            }
        }
    }

    /// To show it, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(self.0.expose()).unwrap_or_default()
    }
}

impl std::fmt::Debug for OneTimePin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneTimePin([redacted])")
    }
}

impl Till {
    /// Everybody who works here or has.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn people(&self, actor: &Actor) -> Result<Vec<Person>, TillError> {
        actor.require(Permission::KeepPeople)?;
        let person = |row: UserRow| Person {
            name: row.name,
            role: row.role,
            active: row.active,
            pin_is_own: row.pin == PinState::Own,
        };
        Ok(self.store.read(user::all)?.into_iter().map(person).collect())
    }

    /// Somebody begins here; who was here before begins again. Answers the PIN for his first sign-in.
    ///
    /// # Errors
    /// When somebody of this name works here, or the role is above the actor.
    pub fn add_person(&self, actor: &Actor, name: &str, role: Role) -> Result<OneTimePin, TillError> {
        actor.require(Permission::KeepPeople)?;
        let name: UserName = name.parse().map_err(|_| PeopleFault::Name)?;
        reach(actor, role)?;
        let before = self.store.read(|db| user::find(db, name.as_str()))?;
        if let Some(before) = &before {
            reach(actor, before.role)?;
            if before.active {
                return Err(PeopleFault::NameTaken.into());
            }
        }
        let drawn = OneTimePin::draw()?;
        self.with_vault(|vault| {
            // A slot without a user is the leftover of an attempt that was cut off.
            let pin = pin_of(&drawn)?;
            let left_over = vault.users().any(|known| known == name.as_str());
            match left_over {
                true => vault.change_pin(name.as_str(), &pin)?,
                false => vault.add_user(name.as_str(), &pin)?,
            }
            Ok(())
        })?;
        self.note_person(actor, "user_added", name.as_str(), Some(role), |tx| {
            let id = match &before {
                Some(before) => {
                    user::set_role(tx, before.id, role)?;
                    user::set_active(tx, before.id, true)?;
                    before.id
                }
                None => user::insert(tx, &name, role)?,
            };
            Ok(user::set_pin(tx, id, PinState::OneTime)?)
        })?;
        Ok(drawn)
    }

    /// A PIN for one sign-in, for who has forgotten his own.
    ///
    /// # Errors
    /// When there is no such user, it is the actor himself, or he is above him.
    pub fn reset_pin(&self, actor: &Actor, name: &str) -> Result<OneTimePin, TillError> {
        let known = self.somebody(actor, name)?;
        let drawn = OneTimePin::draw()?;
        self.with_vault(|vault| Ok(vault.change_pin(name, &pin_of(&drawn)?)?))?;
        self.note_person(actor, "pin_reset", name, None, |tx| Ok(user::set_pin(tx, known.id, PinState::OneTime)?))?;
        Ok(drawn)
    }

    /// # Errors
    /// As [`Till::reset_pin`], and when no owner would stay.
    pub fn set_role(&self, actor: &Actor, name: &str, role: Role) -> Result<(), TillError> {
        let known = self.somebody(actor, name)?;
        reach(actor, role)?;
        self.owner_stays(&known)?;
        self.note_person(actor, "role_changed", name, Some(role), |tx| Ok(user::set_role(tx, known.id, role)?))
    }

    /// He cannot sign in any more. What he did stays with his name.
    ///
    /// # Errors
    /// As [`Till::set_role`].
    pub fn remove_person(&self, actor: &Actor, name: &str) -> Result<(), TillError> {
        let known = self.somebody(actor, name)?;
        self.owner_stays(&known)?;
        self.note_person(actor, "user_removed", name, None, |tx| Ok(user::set_active(tx, known.id, false)?))?;
        self.with_vault(|vault| {
            let known = vault.users().any(|known| known == name);
            if known { Ok(vault.remove_user(name)?) } else { Ok(()) }
        })
    }

    /// Gives the actor a PIN of his own choice. Afterwards he may do what his role may.
    ///
    /// # Errors
    /// When the old PIN is wrong, or the new one is none, too easy, or the same.
    pub fn change_pin(&self, actor: &Actor, old: &str, new: &str) -> Result<Actor, TillError> {
        let fold = |pin: &str| pin.chars().map(western_digit).collect::<String>();
        let (old, new) = (fold(old), fold(new));
        check_pin(&new)?;
        let known = self.store.read(|db| user::find(db, &actor.name))?.ok_or(PeopleFault::Unknown)?;
        if old == new {
            return Err(PeopleFault::SamePin.into());
        }
        // A one-time PIN is spent by now, and still opens the slot of whoever signed in with it.
        self.prove_whosever(Some(actor.session), &actor.name, &old)?;
        let new_pin = Pin::new(&new).map_err(|_| sanduq_domain::user::PinError::NotDigits)?;
        self.with_vault(|vault| Ok(vault.change_pin(&actor.name, &new_pin)?))?;
        self.note_person(actor, "pin_changed", &actor.name, None, |tx| {
            Ok(user::set_pin(tx, known.id, PinState::Own)?)
        })?;
        Ok(Actor { pin_is_own: true, ..actor.clone() })
    }

    /// Somebody whom the actor may keep.
    fn somebody(&self, actor: &Actor, name: &str) -> Result<UserRow, TillError> {
        actor.require(Permission::KeepPeople)?;
        let known = self.store.read(|db| user::find(db, name))?.filter(|user| user.active);
        let known = known.ok_or(PeopleFault::Unknown)?;
        if known.name == actor.name {
            return Err(PeopleFault::Oneself.into());
        }
        reach(actor, known.role)?;
        Ok(known)
    }

    fn owner_stays(&self, leaving: &UserRow) -> Result<(), TillError> {
        let mut owners = self.store.read(user::all)?.into_iter();
        let another = owners.any(|user| user.active && user.role == Role::Owner && user.id != leaving.id);
        if leaving.role == Role::Owner && !another { Err(PeopleFault::LastOwner.into()) } else { Ok(()) }
    }

    fn with_vault(&self, work: impl FnOnce(&mut Vault) -> Result<(), TillError>) -> Result<(), TillError> {
        work(self.vault().as_mut().ok_or(TillError::SignInNeeded)?)
    }

    fn note_person(
        &self,
        actor: &Actor,
        event: &str,
        name: &str,
        role: Option<Role>,
        change: impl FnOnce(&Transaction<'_>) -> Result<(), TillError>,
    ) -> Result<(), TillError> {
        let now = self.now();
        let details = match role {
            None => serde_json::json!({ "user": name }),
            Some(role) => serde_json::json!({ "user": name, "role": role.key() }),
        };
        self.store.write(|tx| {
            change(tx)?;
            Ok(audit::append(tx, now, Some(actor.session), event, &details.to_string())?)
        })
    }
}

fn reach(actor: &Actor, role: Role) -> Result<(), TillError> {
    if actor.role.may_keep(role) { Ok(()) } else { Err(PeopleFault::AboveYou.into()) }
}

fn pin_of(drawn: &OneTimePin) -> Result<Pin, TillError> {
    Pin::new(drawn.reveal()).map_err(|_| sanduq_domain::user::PinError::NotDigits.into())
}
