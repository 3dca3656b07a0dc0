//! A till that runs on this machine: what the window and the command line have in common.
//!
//! Opens the home, connects the till to its gateway (in training to a practice gateway inside this process), reports in
//! the background, and hands out the desk that commands are carried to. It decides nothing about selling.
//!
//! ```
//! use sanduq_device::{clock::Clock, paths::Home};
//! use sanduq_host::{Host, Reporting};
//!
//! # let folder = tempfile::tempdir()?;
//! # let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let host = Host::open(home, Clock::system(), "example", Reporting::InBackground).await?;
//! let state = sanduq_commands::table::dispatch(host.desk(), "app_show", serde_json::json!({})).await?;
//! assert_eq!(state["phase"], "first_run");
//! # host.close().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod gateway;

use std::sync::Arc;

use sanduq_commands::desk::{Ask, Desk, OtpFor};
use sanduq_commands::fault::{Code, Fault};
use sanduq_device::clock::Clock;
use sanduq_device::installer::GatewaySettings;
use sanduq_device::paths::{Home, PathError, Place, UserHomes};
use sanduq_device::vault::Vault;
use sanduq_fatoora::Environment;
use sanduq_till::error::TillError;
use sanduq_till::till::Till;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::gateway::Gateway;

/// Whether documents are reported while the host runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reporting {
    InBackground,
    /// Only when asked to: for the command line, whose commands end.
    OnRequest,
}

/// Why a till does not run.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(transparent)]
    Till(#[from] TillError),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error("the address of the gateway cannot be used: {0}")]
    Address(#[from] sanduq_fatoora::Error),
    #[error("the practice gateway does not start: {0}")]
    Practice(#[from] sanduq_simulator::Error),
}

/// A running till.
#[derive(Debug)]
pub struct Host {
    desk: Arc<Desk>,
    asks: mpsc::Sender<Ask>,
    answering: JoinHandle<()>,
    background: Arc<Mutex<Background>>,
}

/// How a till is opened and run, for the one in use and for the next.
#[derive(Debug, Clone)]
struct Manner {
    clock: Clock,
    purpose: String,
    reporting: Reporting,
    settings: GatewaySettings,
}

/// Whether what the installer has set leads to a gateway of `environment`: better known before a till is made for it.
///
/// # Errors
/// What is wrong with it.
pub fn check_settings(environment: Environment) -> Result<(), HostError> {
    gateway::configuration(environment, "", &GatewaySettings::of_this_process())?;
    Ok(())
}

/// What runs beside one till.
#[derive(Debug, Default)]
struct Background(Vec<JoinHandle<()>>);

impl Host {
    /// Opens the till in `home` and connects it.
    ///
    /// # Errors
    /// When another process holds the home, its database cannot be used, or the practice gateway does not start.
    pub async fn open(home: Home, clock: Clock, purpose: &str, reporting: Reporting) -> Result<Host, HostError> {
        Host::open_at(&Place::Home(home), clock, purpose, reporting).await
    }

    /// Opens the till that is in use at `place`. At a user's own homes another environment's till can be taken in its
    /// stead while the host runs.
    ///
    /// # Errors
    /// As [`Host::open`], and when the setting cannot be read.
    pub async fn open_at(place: &Place, clock: Clock, purpose: &str, reporting: Reporting) -> Result<Host, HostError> {
        let homes = match place {
            Place::Home(_) => None,
            Place::User(homes) => Some(homes.clone()),
        };
        let settings = GatewaySettings::of_this_process();
        let manner = Manner { clock, purpose: purpose.to_owned(), reporting, settings };
        let (till, gateway) = manner.open(place.home()?).await?;
        let (asks, inbox) = mpsc::channel(8);
        let desk = Arc::new(Desk::new(Arc::clone(&till), asks.clone()));
        let background = Arc::new(Mutex::new(manner.begin(&desk, &till)));
        let station = Station { homes, manner, desk: Arc::clone(&desk), background: Arc::clone(&background), gateway };
        let answering = tokio::spawn(station.serve(inbox));
        Ok(Host { desk, asks, answering, background })
    }

    #[must_use]
    pub fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    #[must_use]
    pub fn till(&self) -> Arc<Till> {
        self.desk.till()
    }

    /// A one-time password from the practice gateway in this process; none where there is no such gateway.
    pub async fn practice_otp(&self, vat_number: &str) -> Option<String> {
        let vat_number = vat_number.to_owned();
        self.ask(|reply| Ask::Otp { vat_number, purpose: OtpFor::Onboarding, reply }).await
    }

    /// The same for a renewal, for the shop that this till belongs to.
    pub async fn practice_renewal_otp(&self) -> Option<String> {
        let vat_number = self.till().shop().ok()??.seller.vat_number.to_string();
        self.ask(|reply| Ask::Otp { vat_number, purpose: OtpFor::Renewal, reply }).await
    }

    /// Connects a till that was set up just now.
    pub async fn begin(&self) {
        self.ask(|reply| Ask::Begin { reply }).await;
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(ask(reply)).await.ok()?;
        answer.await.ok()
    }

    /// Stops everything that runs in the background. The home is free once the last holder of the till is gone.
    pub async fn close(self) {
        self.answering.abort();
        let _ = self.answering.await;
        std::mem::take(&mut *self.background.lock().await).end().await;
    }
}

impl Manner {
    async fn open(&self, home: Home) -> Result<(Arc<Till>, Gateway), HostError> {
        let till = Arc::new(Till::open(home, self.clock.clone(), &self.purpose)?);
        let mut gateway = Gateway::new(Arc::clone(&till), self.settings.clone());
        gateway.begin().await?;
        Ok((till, gateway))
    }

    fn begin(&self, desk: &Arc<Desk>, till: &Arc<Till>) -> Background {
        let mut running = vec![tokio::spawn(Arc::clone(desk).relay())];
        if self.reporting == Reporting::InBackground {
            running.push(tokio::spawn(Arc::clone(till).report_forever()));
            running.push(tokio::task::spawn_blocking(Vault::prepare_to_open));
        }
        Background(running)
    }
}

impl Background {
    async fn end(self) {
        for task in &self.0 {
            task.abort();
        }
        for task in self.0 {
            let _ = task.await;
        }
    }
}

/// Where the desk's questions are answered.
struct Station {
    homes: Option<UserHomes>,
    manner: Manner,
    desk: Arc<Desk>,
    background: Arc<Mutex<Background>>,
    gateway: Gateway,
}

impl Station {
    async fn serve(mut self, mut inbox: mpsc::Receiver<Ask>) {
        while let Some(ask) = inbox.recv().await {
            match ask {
                Ask::Environment { environment, reply } => {
                    if let Some(homes) = self.homes.clone() {
                        let _ = reply.send(self.take(&homes, environment).await);
                    }
                }
                other => self.gateway.answer(other).await,
            }
        }
    }

    /// Puts the till of another environment on the desk. When it does not open, the one that is there stays.
    async fn take(&mut self, homes: &UserHomes, environment: Environment) -> Result<(), Fault> {
        let failed = |error: HostError| match error {
            HostError::Till(error) => Fault::from(error),
            other => Fault::new(Code::MachineFailed, other.to_string()),
        };
        let home = homes.home(environment.name());
        if home.root() == self.desk.till().home().root() {
            return Ok(());
        }
        let (till, gateway) = self.manner.open(home).await.map_err(failed)?;
        homes.choose(environment.name()).map_err(|error| failed(error.into()))?;
        let mut background = self.background.lock().await;
        std::mem::take(&mut *background).end().await;
        self.gateway = gateway;
        self.desk.take_till(Arc::clone(&till));
        *background = self.manner.begin(&self.desk, &till);
        Ok(())
    }
}
