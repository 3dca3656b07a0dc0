//! Starting and stopping.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use time::Duration as TimeSpan;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::authority::Authority;
use crate::clock::Clock;
use crate::control_plane::Clearance;
use crate::data_plane::Plane;
use crate::faults::{Armed, Fault};
use crate::gateway::Gateway;
use crate::line::{Door, Knife};
use crate::request::is_vat_number;
use crate::state::State;
use crate::{AcceptedDocument, Error, LogEntry, OtpKind, Profile, Violation, control_plane, data_plane};

const OTP_LIFETIME: TimeSpan = TimeSpan::minutes(60);
const PATIENCE: Duration = Duration::from_secs(2);

/// Where the simulator listens and what it remembers.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Loopback only; port 0 takes any free one.
    pub data: SocketAddr,
    /// The control plane, if wanted. Loopback only.
    pub control: Option<SocketAddr>,
    pub memory: Memory,
    pub profiles: Vec<Profile>,
    /// A one-time password that every profile takes and nobody uses up, besides those that are issued.
    pub standing_otp: Option<String>,
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
            memory: Memory::InMemory,
            profiles: Profile::ALL.to_vec(),
            standing_otp: None,
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
        for address in [Some(config.data), config.control].into_iter().flatten() {
            if !address.ip().is_loopback() {
                return Err(Error::NotLoopback { address });
            }
        }
        let (data_listener, data) = listen(config.data).await?;
        let control_listener = match config.control {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let clock = Clock::default();
        let state = match &config.memory {
            Memory::InMemory => State::in_memory()?,
            Memory::File(path) => State::file(path)?,
        };
        let authority = Authority::open(&state, clock.now())?;
        let clearance_on = AtomicBool::new(true);
        let gateway = Gateway { state, authority, clock, clearance_on, standing_otp: config.standing_otp };
        let (closing, closing_seen) = watch::channel(false);
        let (refusing, refusing_seen) = watch::channel(false);
        let plane = Arc::new(Plane {
            gateway,
            faults: Armed::default(),
            profiles: config.profiles,
            closing: closing_seen.clone(),
        });
        let levers = Arc::new(Levers { plane: Arc::clone(&plane), refusing });
        let mut tasks = Vec::new();
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
        Ok(Running { data, control, levers, closing, tasks })
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

/// What the control plane and the library calls both pull.
#[derive(Debug)]
pub(crate) struct Levers {
    pub(crate) plane: Arc<Plane>,
    pub(crate) refusing: watch::Sender<bool>,
}

impl Levers {
    pub(crate) fn issue_otp(&self, profile: Profile, vat: &str, kind: OtpKind) -> Result<String, Error> {
        if !is_vat_number(vat) {
            return Err(Error::NotAVatNumber { vat: vat.to_owned() });
        }
        let otp = format!("{:06}", u32::from_le_bytes(crate::random::<4>()) % 1_000_000);
        let gateway = &self.plane.gateway;
        let expires = gateway.clock.now() + OTP_LIFETIME;
        gateway.state.add_otp(&otp, profile, vat, kind, expires.unix_timestamp())?;
        Ok(otp)
    }

    pub(crate) fn set_clearance(&self, clearance: Clearance) {
        self.plane.gateway.clearance_on.store(clearance == Clearance::On, Ordering::SeqCst);
    }
}

/// A simulator at work. Dropping it stops it too, without waiting.
#[derive(Debug)]
pub struct Running {
    data: SocketAddr,
    control: Option<SocketAddr>,
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

    pub fn data_address(&self) -> SocketAddr {
        self.data
    }

    /// A one-time password of the simulation environment, as the taxpayer would take it from the portal: for this VAT
    /// number, for one hour, for one use.
    ///
    /// # Errors
    /// When this is no VAT number, or the state file cannot be written.
    pub fn issue_otp(&self, vat: &str, kind: OtpKind) -> Result<String, Error> {
        self.levers.issue_otp(Profile::Simulation, vat, kind)
    }

    /// Arms a fault, after those armed before.
    pub fn arm(&self, fault: Fault) {
        self.levers.arm(fault);
    }

    pub fn clear_faults(&self) {
        self.levers.clear_faults();
    }

    pub fn set_clearance(&self, clearance: Clearance) {
        self.levers.set_clearance(clearance);
    }

    /// Moves the gateway's clock against the machine's, in seconds.
    pub fn shift_clock(&self, seconds: i64) {
        self.levers.plane.gateway.clock.shift(TimeSpan::seconds(seconds));
    }

    /// The oracle: every document accepted, once each.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn accepted(&self) -> Result<Vec<AcceptedDocument>, Error> {
        self.levers.plane.gateway.state.accepted(None, None)
    }

    /// # Errors
    /// When the state file cannot be read.
    pub fn violations(&self) -> Result<Vec<Violation>, Error> {
        self.levers.violations()
    }

    /// # Errors
    /// When the state file cannot be read.
    pub fn log(&self) -> Result<Vec<LogEntry>, Error> {
        self.levers.plane.gateway.state.logged()
    }

    /// Both issuers' certificates.
    pub fn ca_pem(&self) -> String {
        self.levers.plane.gateway.authority.pem()
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

impl Drop for Running {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}
