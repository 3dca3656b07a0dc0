//! One till: its home, its database, and what is open while it runs.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sanduq_device::clock::Clock;
use sanduq_device::lock::HomeLock;
use sanduq_device::paths::Home;
use sanduq_device::vault::Vault;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::csr::InvoiceKinds;
use sanduq_einvoice::issue::SigningUnit;
use sanduq_fatoora::{Client, Configuration, Credentials, Environment};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_store::shop::{self, Shop};
use sanduq_store::{Store, audit, item, line, outbox, print_job};
use tokio::sync::{Notify, broadcast};

use crate::error::TillError;
use crate::import::Importer;
use crate::sync::Pace;
use crate::sync::line::Line;

/// What has changed, for whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Cart,
    Documents,
    /// What waits for a printer.
    Printing,
    /// The catalogue, or the stock.
    Items,
    Shift,
}

/// A till in this process. Holds its home's lock: no other process can issue from it meanwhile.
#[derive(Debug)]
pub struct Till {
    pub(crate) home: Home,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    /// Opened by the first sign-in and kept until the process ends, so that reporting goes on after a sign-out.
    /// Whoever needs it together with the database takes the vault first.
    vault: Mutex<Option<Vault>>,
    units: Mutex<Units>,
    client: Mutex<Option<Client>>,
    /// Of the practice gateway, as handed over by whoever runs it.
    practice_issuers: Mutex<Vec<Certificate>>,
    line: Mutex<Line>,
    pace: Mutex<Arc<Pace>>,
    pub(crate) wake: Notify,
    /// Held through every exchange with the gateway: one request at a time.
    pub(crate) exchange: tokio::sync::Mutex<()>,
    changes: broadcast::Sender<Change>,
    /// As it was last read; empty after it was set.
    pub(crate) letterhead: Mutex<Option<Letterhead>>,
    /// One turn for each printer, by its id.
    pub(crate) presses: Mutex<HashMap<i64, Arc<Mutex<()>>>>,
    pub(crate) importer: Importer,
    /// Held while a PIN is tried.
    pub(crate) proving: Mutex<()>,
    _lock: HomeLock,
}

/// The units that have a production CSID, as far as the vault has told.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) issuing: Option<Production>,
    /// The former ones too: their documents are sent as theirs.
    pub(crate) known: BTreeMap<i64, Known>,
    /// The units before the issuing one whose secrets are still in the vault, with their names there.
    pub(crate) former: Vec<(i64, String)>,
}

/// A unit's name in the vault, and what the gateway knows it by.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) credentials: Credentials,
}

/// The unit that issues: its key with its production certificate.
#[derive(Debug, Clone)]
pub(crate) struct Production {
    pub(crate) unit: i64,
    pub(crate) kinds: InvoiceKinds,
    pub(crate) signing: Arc<SigningUnit>,
}

impl Till {
    /// Opens the till that lives in `home`, making its database when there is none. `purpose` is told to whoever finds
    /// the home locked.
    ///
    /// # Errors
    /// When another process holds the home, its database cannot be used, or the home is kept for another environment than
    /// the till in it.
    pub fn open(home: Home, clock: Clock, purpose: &str) -> Result<Till, TillError> {
        let lock = HomeLock::acquire(&home, purpose)?;
        home.create()?;
        let store = Store::open(&home.database())?;
        let kept_for = store.read(shop::find)?.map(|shop| shop.environment);
        if let (Some(own), Some(found)) = (home.environment(), kept_for)
            && own != found
        {
            return Err(TillError::WrongEnvironment);
        }
        let now = Timestamp::from_unix_millis(clock.now_millis());
        store.write(|tx| {
            print_job::recover(tx)?;
            let lost = outbox::recover(tx)?;
            if lost == 0 {
                return Ok(());
            }
            audit::append(tx, now, None, "answers_lost", &format!("{{\"documents\":{lost}}}"))
        })?;
        store.write(|tx| item::index_all(tx))?;
        let line = store.read(line::find)?.map(|row| Line::from_row(&row)).unwrap_or_default();
        Ok(Till {
            home,
            clock,
            store,
            vault: Mutex::new(None),
            units: Mutex::new(Units::default()),
            client: Mutex::new(None),
            practice_issuers: Mutex::new(Vec::new()),
            line: Mutex::new(line),
            pace: Mutex::new(Arc::new(Pace::new(Pace::per_second(Environment::Production)))),
            wake: Notify::new(),
            exchange: tokio::sync::Mutex::new(()),
            changes: broadcast::channel(64).0,
            letterhead: Mutex::default(),
            presses: Mutex::default(),
            importer: Importer::default(),
            proving: Mutex::default(),
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
        self.set_pace(Pace::per_second(client.configuration().environment));
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

    /// At most so many requests a second from now on, until the till is connected again.
    ///
    /// # Panics
    /// When `per_second` is 0.
    pub fn set_pace(&self, per_second: u32) {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Pace::new(per_second));
    }

    pub(crate) fn pace(&self) -> Arc<Pace> {
        Arc::clone(&self.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn vault(&self) -> MutexGuard<'_, Option<Vault>> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn units(&self) -> MutexGuard<'_, Units> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn production(&self) -> Option<Production> {
        self.units().issuing.clone()
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
