//! Which till is meant, and who works at it.

use std::path::PathBuf;

use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::user::Role;
use sanduq_till::error::TillError;
use sanduq_till::session::Actor;
use sanduq_till::till::Till;

use crate::failure::Failure;

/// The till's folder and the person, as typed.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) home: Option<PathBuf>,
    pub(crate) user: Option<String>,
}

impl Place {
    pub(crate) fn home(&self) -> Result<Home, Failure> {
        match &self.home {
            Some(root) => Home::at(root.clone()),
            None => Home::default_for_user(),
        }
        .map_err(|error| Failure::Machine(error.to_string()))
    }

    /// Opens the till without a gateway.
    pub(crate) fn open(&self, purpose: &str) -> Result<Till, Failure> {
        Ok(Till::open(self.home()?, Clock::system(), purpose)?)
    }

    /// Signs in: nothing works anonymously.
    pub(crate) fn sign_in(&self, till: &Till) -> Result<Actor, Failure> {
        let users = till.users()?;
        let owner = || users.iter().find(|(_, role)| *role == Role::Owner).map(|(name, _)| name.clone());
        let user = self.user.clone().or_else(owner).ok_or(TillError::NotSetUp)?;
        Ok(till.sign_in(&user, &pin("PIN")?)?)
    }
}

/// The PIN from the environment, or typed without an echo.
#[allow(clippy::disallowed_methods, reason = "an argument would show the PIN to everybody on this machine")]
pub(crate) fn pin(prompt: &str) -> Result<String, Failure> {
    match std::env::var("SANDUQ_PIN") {
        Ok(pin) => Ok(pin),
        Err(_) => rpassword::prompt_password(format!("{prompt}: "))
            .map_err(|_| Failure::Input("the PIN is missing: set SANDUQ_PIN or type it".to_owned())),
    }
}
