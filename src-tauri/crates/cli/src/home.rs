//! Which till is meant, and who works at it.

use std::path::PathBuf;

use sanduq_device::clock::Clock;
use sanduq_device::paths::{self, Home, PathError};
use sanduq_domain::user::Role;
use sanduq_till::error::TillError;
use sanduq_till::session::Actor;
use sanduq_till::setup::Environment;
use sanduq_till::till::Till;

use crate::failure::Failure;

/// The till's folder and the person.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// One folder as typed, or this user's own tills.
    at: paths::Place,
    /// Of a user's own tills another one than the one in use.
    environment: Option<Environment>,
    user: Option<String>,
}

impl Place {
    pub(crate) fn new(home: Option<PathBuf>, user: Option<String>) -> Result<Self, Failure> {
        let at = match home {
            Some(root) => Home::at(root).map(paths::Place::Home),
            None => paths::Place::of_this_process(),
        };
        Ok(Place { at: at.map_err(machine)?, environment: None, user })
    }

    /// The same, where a user's own tills are meant: the one of this environment.
    pub(crate) fn of(&self, environment: Environment) -> Self {
        Place { environment: Some(environment), ..self.clone() }
    }

    /// From now on this till is the one in use.
    pub(crate) fn remember(&self) -> Result<(), Failure> {
        match (&self.at, self.environment) {
            (paths::Place::User(homes), Some(environment)) => homes.choose(environment.name()).map_err(machine),
            _ => Ok(()),
        }
    }

    pub(crate) fn home(&self) -> Result<Home, Failure> {
        match (&self.at, self.environment) {
            (paths::Place::User(homes), Some(environment)) => Ok(homes.home(environment.name())),
            (at, _) => at.home().map_err(machine),
        }
    }

    /// For a host, which may put another of the user's tills on its desk.
    pub(crate) fn at(&self) -> &paths::Place {
        &self.at
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

fn machine(error: PathError) -> Failure {
    Failure::Machine(error.to_string())
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
