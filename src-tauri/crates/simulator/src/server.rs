//! Starting and stopping.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::authority::Authority;
use crate::clock::Clock;
use crate::control_plane::Clearance;
use crate::data_plane::Plane;
use crate::dice::Dice;
use crate::faults::Weather;
use crate::faults::armed::Armed;
use crate::gateway::{Gateway, Switches};
use crate::levers::Levers;
use crate::line::{Door, Knife};
use crate::settings::Settings;
use crate::severity::Severities;
use crate::state::State;
use crate::{Error, Profile, control_plane, data_plane, impostor};

const PATIENCE: Duration = Duration::from_secs(2);

/// Where the simulator listens and what it remembers.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Loopback only; port 0 takes any free one.
    pub data: SocketAddr,
    /// The control plane, if wanted. Loopback only.
    pub control: Option<SocketAddr>,
    /// A TLS server with a certificate that nobody vouches for, if wanted. Loopback only.
    pub impostor: Option<SocketAddr>,
    pub memory: Memory,
    pub profiles: Vec<Profile>,
    /// A one-time password that every profile takes and nobody uses up, besides those that are issued.
    pub standing_otp: Option<String>,
    /// Makes keys, secrets, passwords, serial numbers and every draw the same at each run.
    pub seed: Option<u64>,
    /// Where the gateway's clock stands, until it is told otherwise; it goes with the machine's when absent.
    pub frozen_at: Option<OffsetDateTime>,
    pub settings: Settings,
}

/// How long the simulator remembers.
#[derive(Debug, Clone)]
pub enum Memory {
    /// Until it stops.
    InMemory,
    /// Beyond: in this SQLite file, made if absent.
    File(PathBuf),
}

impl Default for SimulatorConfig {
    /// All profiles, any free ports on 127.0.0.1, with a control plane, forgetting everything.
    fn default() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            data: any,
            control: Some(any),
            impostor: None,
            memory: Memory::InMemory,
            profiles: Profile::ALL.to_vec(),
            standing_otp: None,
            seed: None,
            frozen_at: None,
            settings: Settings::default(),
        }
    }
}

/// The entrance.
#[derive(Debug)]
pub struct Simulator;

impl Simulator {
    /// Listens when it returns. The validator's schemas are loaded at the first document, not here.
    ///
    /// # Errors
    /// When an address is not on this machine or taken, or the state file cannot be used.
    pub async fn start(config: SimulatorConfig) -> Result<Running, Error> {
        for address in [Some(config.data), config.control, config.impostor].into_iter().flatten() {
            if !address.ip().is_loopback() {
                return Err(Error::NotLoopback { address });
            }
        }
        let (data_listener, data) = listen(config.data).await?;
        let control_listener = listen_if_wanted(config.control).await?;
        let impostor_listener = listen_if_wanted(config.impostor).await?;
        let clock = Clock::default();
        if let Some(at) = config.frozen_at {
            clock.stop_at(at);
        }
        let state = match &config.memory {
            Memory::InMemory => State::in_memory()?,
            Memory::File(path) => State::file(path)?,
        };
        let dice = Dice::new(config.seed);
        let authority = Authority::open(&state, &dice, clock.now())?;
        let (closing, closing_seen) = watch::channel(false);
        let (refusing, refusing_seen) = watch::channel(false);
        let switches = Switches { settings: config.settings, clearance: Clearance::On, weather: Weather::Calm };
        let gateway = Gateway {
            state,
            authority,
            clock,
            dice,
            severities: Severities::default(),
            switches: Mutex::new(switches),
            standing_otp: config.standing_otp,
            recent: Mutex::new(VecDeque::new()),
        };
        let plane = Arc::new(Plane {
            gateway,
            faults: Armed::default(),
            profiles: config.profiles,
            closing: closing_seen.clone(),
        });
        let levers = Arc::new(Levers { plane: Arc::clone(&plane), refusing });
        let mut tasks = Vec::new();
        let impostor = match impostor_listener {
            Some((listener, address)) => {
                let acceptor = impostor::acceptor(&plane)?;
                tasks.push(tokio::spawn(impostor::serve(listener, acceptor, Arc::clone(&plane))));
                Some(address)
            }
            None => None,
        };
        let door = Door::new(data_listener, data, refusing_seen);
        let service = data_plane::router(plane).into_make_service_with_connect_info::<Knife>();
        let until_closed = closed(closing_seen.clone());
        tasks.push(tokio::spawn(async move {
            // It ends only by the signal; there is nobody to tell of anything else.
            let _ = axum::serve(door, service).with_graceful_shutdown(until_closed).await;
        }));
        let control = control_listener.map(|(listener, address)| {
            let router = control_plane::router(Arc::clone(&levers));
            let until_closed = closed(closing_seen);
            tasks.push(tokio::spawn(async move {
                let _ = axum::serve(listener, router).with_graceful_shutdown(until_closed).await;
            }));
            address
        });
        Ok(Running { data, control, impostor, levers, closing, tasks })
    }
}

async fn listen_if_wanted(address: Option<SocketAddr>) -> Result<Option<(TcpListener, SocketAddr)>, Error> {
    match address {
        Some(address) => listen(address).await.map(Some),
        None => Ok(None),
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn closed(mut closing: watch::Receiver<bool>) {
    // A lost sender closes as well.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// A simulator at work. Dropping it stops it too, without waiting.
#[derive(Debug)]
pub struct Running {
    data: SocketAddr,
    control: Option<SocketAddr>,
    impostor: Option<SocketAddr>,
    levers: Arc<Levers>,
    closing: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// `http://127.0.0.1:PORT`
    pub fn data_url(&self) -> String {
        format!("http://{}", self.data)
    }

    /// The base address of one environment, as a client is configured with.
    pub fn gateway_url(&self, profile: Profile) -> String {
        format!("http://{}/e-invoicing/{}", self.data, profile.name())
    }

    /// `http://127.0.0.1:PORT`, when there is a control plane.
    pub fn control_url(&self) -> Option<String> {
        self.control.map(|address| format!("http://{address}"))
    }

    /// `https://127.0.0.1:PORT/e-invoicing/…`, where an impostor answers, when there is one.
    pub fn impostor_url(&self, profile: Profile) -> Option<String> {
        self.impostor.map(|address| format!("https://{address}/e-invoicing/{}", profile.name()))
    }

    pub fn data_address(&self) -> SocketAddr {
        self.data
    }

    /// Stops listening and waits until the port is free. Requests that hang are cut.
    pub async fn stop(mut self) {
        self.closing.send_replace(true);
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

/// A running simulator is its levers, and can be stopped.
impl Deref for Running {
    type Target = Levers;

    fn deref(&self) -> &Levers {
        &self.levers
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}
