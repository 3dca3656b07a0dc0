//! What is beyond somebody's role, allowed on the spot by somebody who may: his PIN is proved and his name noted.

use std::fmt;

use sanduq_domain::user::{Permission, Role};
use sanduq_store::{audit, user};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// Somebody's word, given with his PIN.
#[derive(Clone)]
pub struct Approval {
    pub user: String,
    pub pin: String,
}

impl fmt::Debug for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Approval([redacted])")
    }
}

/// Leave to do something: one's own, or another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Who gave it; empty where nobody was asked.
    pub by: String,
    /// Whose reach it has.
    pub role: Role,
}

impl Till {
    /// Leave for what the permission names: by the actor's own role, or by another's word.
    ///
    /// # Errors
    /// [`TillError::ApprovalNeeded`] when the role does not reach and nobody has given his word;
    /// [`TillError::NotPermitted`] when his does not reach either.
    pub fn leave(
        &self,
        actor: &Actor,
        permission: Permission,
        approval: Option<&Approval>,
    ) -> Result<Leave, TillError> {
        self.leave_within(actor, permission.key(), "", approval, |role| role.may(permission))
    }

    /// Leave for `what`, which a role may do when it `reaches`; `about` says of which document, or how much.
    pub(crate) fn leave_within(
        &self,
        actor: &Actor,
        what: &str,
        about: &str,
        approval: Option<&Approval>,
        reaches: impl Fn(Role) -> bool,
    ) -> Result<Leave, TillError> {
        if reaches(actor.role) {
            return Ok(Leave { by: String::new(), role: actor.role });
        }
        let Some(word) = approval else { return Err(TillError::ApprovalNeeded) };
        let (known, _) = self.prove(Some(actor.session), &word.user, &word.pin)?;
        if known.pin != user::PinState::Own {
            return Err(TillError::PinToBeChanged);
        }
        if !known.role.may(Permission::Approve) || !reaches(known.role) {
            return Err(TillError::NotPermitted);
        }
        let now = self.now();
        let details = serde_json::json!({ "by": known.name, "what": what, "about": about }).to_string();
        self.store.write(|tx| {
            user::forget_wrong_pins(tx, known.id)?;
            audit::append(tx, now, Some(actor.session), "approved", &details)
        })?;
        Ok(Leave { by: known.name, role: known.role })
    }
}
