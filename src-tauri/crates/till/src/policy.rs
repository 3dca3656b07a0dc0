//! What the shop settles for itself.

use sanduq_domain::policy::Policy;
use sanduq_domain::user::Permission;
use sanduq_store::{audit, policy};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

impl Till {
    /// The policy in force.
    ///
    /// # Errors
    /// When the database fails.
    pub fn policy(&self) -> Result<Policy, TillError> {
        Ok(self.store.read(policy::find)?)
    }

    /// Puts another in force from now on.
    ///
    /// # Errors
    /// When no shop can have it, or the role does not allow it.
    pub fn set_policy(&self, actor: &Actor, policy: &Policy) -> Result<(), TillError> {
        actor.require(Permission::KeepPeople)?;
        policy.check()?;
        let now = self.now();
        let details = serde_json::to_string(policy).map_err(|error| TillError::Damaged(error.to_string()))?;
        self.store.write(|tx| {
            policy::set(tx, policy)?;
            Ok(audit::append(tx, now, Some(actor.session), "policy_changed", &details)?)
        })
    }
}
