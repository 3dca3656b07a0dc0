//! One till: its home, its database, and what is open while it runs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sanduq_device::clock::Clock;
use sanduq_device::lock::HomeLock;
use sanduq_device::paths::Home;
use sanduq_device::vault::Vault;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::issue::SigningUnit;
use sanduq_fatoora::{Client, Configuration, Credentials, Environment};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_store::shop::{self, Shop};
use sanduq_store::{Store, audit, outbox, print_job};
use tokio::sync::{Notify, broadcast};

use crate::error::TillError;
use crate::sync::Line;

/// What has changed, for whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Cart,
    Documents,
    /// What waits for a printer.
    Printing,
}

/// A till in this process. Holds its home's lock: no other process can issue from it meanwhile.
#[derive(Debug)]
pub struct Till {
    pub(crate) home: Home,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    keys: Mutex<Option<Keys>>,
    client: Mutex<Option<Client>>,
    /// Of the practice gateway, as handed over by whoever runs it.
    practice_issuers: Mutex<Vec<Certificate>>,
    pub(crate) line: Mutex<Line>,
    pub(crate) wake: Notify,
    /// Held through every exchange with the gateway: one request at a time.
    pub(crate) exchange: tokio::sync::Mutex<()>,
    changes: broadcast::Sender<Change>,
    /// As it was last read; empty after it was set.
    pub(crate) letterhead: Mutex<Option<Letterhead>>,
    /// One turn for each printer, by its id.
    pub(crate) presses: Mutex<HashMap<i64, Arc<Mutex<()>>>>,
    _lock: HomeLock,
}

/// What the first sign-in opens and the process keeps until it ends, so that reporting goes on after a sign-out.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) vault: Vault,
    pub(crate) production: Option<Production>,
}

/// A unit that may sell: its key with its production certificate, and what the gateway knows it by.
#[derive(Debug, Clone)]
pub(crate) struct Production {
    pub(crate) unit: i64,
    pub(crate) name: String,
    pub(crate) signing: Arc<SigningUnit>,
    pub(crate) credentials: Credentials,
}

impl Till {
    /// Opens the till that lives in `home`, making its database when there is none. `purpose` is told to whoever finds
    /// the home locked.
    ///
    /// # Errors
    /// When another process holds the home, or its database cannot be used.
    pub fn open(home: Home, clock: Clock, purpose: &str) -> Result<Till, TillError> {
        let lock = HomeLock::acquire(&home, purpose)?;
        home.create()?;
        let store = Store::open(&home.database())?;
        let now = Timestamp::from_unix_millis(clock.now_millis());
        store.write(|tx| {
            print_job::recover(tx)?;
            let lost = outbox::recover(tx)?;
            if lost == 0 {
                return Ok(());
            }
            audit::append(tx, now, None, "answers_lost", &format!("{{\"documents\":{lost}}}"))
        })?;
        Ok(Till {
            home,
            clock,
            store,
            keys: Mutex::new(None),
            client: Mutex::new(None),
            practice_issuers: Mutex::new(Vec::new()),
            line: Mutex::new(Line::default()),
            wake: Notify::new(),
            exchange: tokio::sync::Mutex::new(()),
            changes: broadcast::channel(64).0,
            letterhead: Mutex::default(),
            presses: Mutex::default(),
            _lock: lock,
        })
    }

    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.clock.now_millis())
    }

    /// The shop, once there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn shop(&self) -> Result<Option<Shop>, TillError> {
        Ok(self.store.read(shop::find)?)
    }

    pub(crate) fn require_shop(&self) -> Result<Shop, TillError> {
        self.shop()?.ok_or(TillError::NotSetUp)
    }

    /// The environment this till was made for.
    ///
    /// # Errors
    /// When the till has no shop yet.
    pub fn environment(&self) -> Result<Environment, TillError> {
        let shop = self.require_shop()?;
        shop.environment.parse().map_err(|_| TillError::Damaged("the environment".into()))
    }

    /// Sets the language of the screens: `ar` or `en`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_language(&self, language: &str) -> Result<(), TillError> {
        Ok(self.store.write(|tx| shop::set_language(tx, language))?)
    }

    /// Connects the till to its gateway.
    ///
    /// # Errors
    /// When the gateway belongs to another environment, or its address cannot be used.
    pub fn connect(&self, configuration: Configuration) -> Result<(), TillError> {
        if configuration.environment != self.environment()? {
            return Err(TillError::WrongEnvironment);
        }
        let client = Client::new(configuration).map_err(|error| TillError::GatewayUnreachable(error.to_string()))?;
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
        self.line().reopen();
        self.wake.notify_one();
        Ok(())
    }

    pub(crate) fn client(&self) -> Result<Client, TillError> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(TillError::NoGateway)
    }

    pub(crate) fn practice_issuers(&self) -> MutexGuard<'_, Vec<Certificate>> {
        self.practice_issuers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, Option<Keys>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn production(&self) -> Option<Production> {
        self.keys().as_ref().and_then(|keys| keys.production.clone())
    }

    /// Tells what changes from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    pub(crate) fn announce(&self, change: Change) {
        // Nobody listening is no fault.
        let _ = self.changes.send(change);
    }
}
