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

mod practice;

use std::sync::Arc;

use sanduq_commands::desk::Desk;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_till::error::TillError;
use sanduq_till::till::Till;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::practice::PracticeGateway;

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
    #[error("the address of the gateway cannot be used: {0}")]
    Address(#[from] sanduq_fatoora::Error),
    #[error("the practice gateway does not start: {0}")]
    Practice(#[from] sanduq_simulator::Error),
}

/// A running till.
#[derive(Debug)]
pub struct Host {
    desk: Arc<Desk>,
    tasks: Vec<JoinHandle<()>>,
    practice: Option<mpsc::Sender<sanduq_commands::desk::Practice>>,
}

impl Host {
    /// Opens the till in `home` and connects it.
    ///
    /// # Errors
    /// When another process holds the home, its database cannot be used, or the practice gateway does not start.
    pub async fn open(home: Home, clock: Clock, purpose: &str, reporting: Reporting) -> Result<Host, HostError> {
        let till = Arc::new(Till::open(home, clock, purpose)?);
        let mut tasks = Vec::new();
        let external = till.shop()?.filter(|shop| shop.environment != Environment::Training.name());
        let gateway = till.shop()?.map(|shop| shop.gateway).unwrap_or_default();
        let practice = match external {
            Some(_) => {
                till.connect(Configuration::new(till.environment()?)?)?;
                None
            }
            None if !gateway.is_empty() => {
                till.connect(Configuration::at(Environment::Training, &gateway)?)?;
                None
            }
            None => {
                let (asks, inbox) = mpsc::channel(8);
                let mut gateway = PracticeGateway::new(Arc::clone(&till));
                if till.shop()?.is_some() {
                    gateway.plug_in().await?;
                }
                tasks.push(tokio::spawn(gateway.serve(inbox)));
                Some(asks)
            }
        };
        let desk = Arc::new(Desk::new(Arc::clone(&till), practice.clone()));
        tasks.push(tokio::spawn(Arc::clone(&desk).relay()));
        if reporting == Reporting::InBackground {
            tasks.push(tokio::spawn(till.report_forever()));
        }
        Ok(Host { desk, tasks, practice })
    }

    #[must_use]
    pub fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    #[must_use]
    pub fn till(&self) -> &Arc<Till> {
        self.desk.till()
    }

    /// A one-time password from the practice gateway in this process; none where there is no such gateway.
    pub async fn practice_otp(&self, vat_number: &str) -> Option<String> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let ask = sanduq_commands::desk::Practice::Otp { vat_number: vat_number.to_owned(), reply };
        self.practice.as_ref()?.send(ask).await.ok()?;
        answer.await.ok()
    }

    /// Brings the practice gateway of a till that was set up just now to life.
    pub async fn begin_practice(&self) {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let ask = sanduq_commands::desk::Practice::Begin { reply };
        if let Some(practice) = &self.practice
            && practice.send(ask).await.is_ok()
        {
            let _ = answer.await;
        }
    }

    /// Stops everything that runs in the background. The home is free once the last holder of the till is gone.
    pub async fn close(self) {
        for task in &self.tasks {
            task.abort();
        }
        for task in self.tasks {
            let _ = task.await;
        }
    }
}
