//! What the shop settles for itself.

use std::collections::BTreeMap;

use sanduq_domain::policy::Policy;
use sanduq_domain::user::Permission;
use sanduq_store::{audit, policy};
use serde_json::Value;

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
        self.store.write(|tx| {
            let changed = differences(&policy::find(tx)?, policy)?;
            if changed.is_empty() {
                return Ok(());
            }
            policy::set(tx, policy)?;
            let details = serde_json::json!({ "changed": changed }).to_string();
            Ok(audit::append(tx, now, Some(actor.session), "policy_changed", &details)?)
        })
    }
}

/// What differs, by its field: before, and now.
fn differences(before: &Policy, now: &Policy) -> Result<BTreeMap<String, [Value; 2]>, TillError> {
    let fields = |policy: &Policy| match serde_json::to_value(policy) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(TillError::Damaged("a policy has no fields".into())),
        Err(error) => Err(TillError::Damaged(error.to_string())),
    };
    let (mut before, now) = (fields(before)?, fields(now)?);
    let changed = now.into_iter().filter_map(|(field, now)| {
        let before = before.remove(&field).unwrap_or_default();
        (before != now).then_some((field, [before, now]))
    });
    Ok(changed.collect())
}
