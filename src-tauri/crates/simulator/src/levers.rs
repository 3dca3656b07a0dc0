//! Everything that can be asked of a simulator or changed in it while it runs. The control plane offers the same over
//! HTTP.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

use crate::authority::shared_key_pem;
use crate::control_plane::Clearance;
use crate::data_plane::Plane;
use crate::faults::{Fault, FaultKind, Weather};
use crate::records::{AcceptedDocument, Csid, LogEntry, OtpKind, Violation};
use crate::request::is_vat_number;
use crate::settings::Settings;
use crate::severity::{Severity, Weight};
use crate::{Error, Profile, chain};

const OTP_LIFETIME: Duration = Duration::minutes(60);

/// The levers of a running simulator.
#[derive(Debug)]
pub struct Levers {
    pub(crate) plane: Arc<Plane>,
    pub(crate) refusing: watch::Sender<bool>,
}

impl Levers {
    /// A one-time password of the simulation environment, as the taxpayer would take it from the portal: for this VAT
    /// number, for one hour, for one use.
    ///
    /// # Errors
    /// When this is no VAT number, or the state file cannot be written.
    pub fn issue_otp(&self, vat: &str, kind: OtpKind) -> Result<String, Error> {
        self.issue_otp_in(Profile::Simulation, vat, kind)
    }

    /// The same in any environment.
    ///
    /// # Errors
    /// When this is no VAT number, or the state file cannot be written.
    pub fn issue_otp_in(&self, profile: Profile, vat: &str, kind: OtpKind) -> Result<String, Error> {
        if !is_vat_number(vat) {
            return Err(Error::NotAVatNumber { vat: vat.to_owned() });
        }
        let gateway = &self.plane.gateway;
        let otp = format!("{:06}", gateway.dice.below(1_000_000));
        let expires = self.now() + OTP_LIFETIME;
        gateway.state.add_otp(&otp, profile, vat, kind, expires.unix_timestamp())?;
        Ok(otp)
    }

    /// Arms a fault, after those armed before.
    pub fn arm(&self, fault: Fault) {
        let refuse = fault.kind == FaultKind::Refuse;
        self.plane.faults.arm(fault, self.now(), &self.plane.gateway.dice);
        if refuse {
            self.refusing.send_replace(true);
        }
    }

    /// The faults that still wait, as they were armed, with the times that are left.
    pub fn faults(&self) -> Vec<Fault> {
        self.plane.faults.list()
    }

    /// Disarms all faults and opens the port again. The weather stays.
    pub fn clear_faults(&self) {
        self.plane.faults.clear();
        self.refusing.send_replace(false);
    }

    pub fn set_weather(&self, weather: Weather) {
        self.plane.gateway.switches().weather = weather;
        self.plane.faults.set_weather(weather, self.now(), &self.plane.gateway.dice);
    }

    pub fn weather(&self) -> Weather {
        self.plane.gateway.switches().weather
    }

    pub fn set_clearance(&self, clearance: Clearance) {
        self.plane.gateway.switches().clearance = clearance;
    }

    /// Whether the authority clears now: by its switch and by the weather.
    pub fn clearance(&self) -> Clearance {
        self.plane.gateway.clearance()
    }

    /// Now, by the gateway's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.plane.gateway.clock.now()
    }

    /// Moves the gateway's clock against the machine's, in seconds.
    pub fn shift_clock(&self, seconds: i64) {
        self.plane.gateway.clock.shift(Duration::seconds(seconds));
    }

    /// Stops the gateway's clock.
    pub fn freeze_clock(&self, at: OffsetDateTime) {
        self.plane.gateway.clock.stop_at(at);
    }

    /// Lets the gateway's clock go as the machine's does.
    pub fn follow_machine_clock(&self) {
        self.plane.gateway.clock.follow_machine();
    }

    /// Moves a code from warning to error or back, in one environment or in all.
    pub fn set_severity(&self, profile: Option<Profile>, code: &str, severity: Severity) {
        let profiles = profile.map_or(Profile::ALL.to_vec(), |profile| vec![profile]);
        self.plane.gateway.severities.set(&profiles, code, severity);
    }

    /// Puts every code back where it was at the start.
    pub fn reset_severities(&self) {
        self.plane.gateway.severities.forget();
    }

    /// The codes that do not weigh what the published rules say.
    pub fn severities(&self) -> Vec<Weight> {
        self.plane.gateway.severities.list()
    }

    pub fn settings(&self) -> Settings {
        self.plane.gateway.settings()
    }

    pub fn set_settings(&self, settings: Settings) {
        self.plane.gateway.switches().settings = settings;
    }

    /// Every CSID that was issued, oldest first.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn csids(&self) -> Result<Vec<Csid>, Error> {
        self.plane.gateway.state.csids()
    }

    /// As in the authority's portal: irrevocably.
    ///
    /// # Errors
    /// When there is no such CSID, or the state file cannot be written.
    pub fn revoke_csid(&self, id: i64) -> Result<(), Error> {
        self.plane.gateway.state.revoke_csid(id)
    }

    /// Lets a CSID open doors until then only, by the gateway's clock. Its certificate says what it said.
    ///
    /// # Errors
    /// When there is no such CSID, or the state file cannot be written.
    pub fn expire_csid(&self, id: i64, at: OffsetDateTime) -> Result<(), Error> {
        self.plane.gateway.state.expire_csid(id, at.unix_timestamp())
    }

    /// Gives a CSID a secret that nobody knows: the one its holder has is wrong from now on.
    ///
    /// # Errors
    /// When there is no such CSID, or the state file cannot be written.
    pub fn rotate_secret(&self, id: i64) -> Result<(), Error> {
        let unknown: [u8; 32] = self.plane.gateway.dice.bytes();
        self.plane.gateway.state.set_secret(id, &Sha256::digest(unknown))
    }

    /// The oracle: every document accepted, once each.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn accepted(&self) -> Result<Vec<AcceptedDocument>, Error> {
        self.plane.gateway.state.accepted(None, None)
    }

    /// The same for one seller, one hash or both.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn accepted_of(&self, vat: Option<&str>, hash: Option<&str>) -> Result<Vec<AcceptedDocument>, Error> {
        self.plane.gateway.state.accepted(vat, hash)
    }

    /// What the gateway tolerated and a good client does not do.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn violations(&self) -> Result<Vec<Violation>, Error> {
        let state = &self.plane.gateway.state;
        let mut found = state.noted()?;
        found.extend(chain::violations(&state.all_judged()?));
        Ok(found)
    }

    /// Every request, oldest first, without anything secret.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn log(&self) -> Result<Vec<LogEntry>, Error> {
        self.plane.gateway.state.logged(None)
    }

    /// How many requests were heard so far.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn heard(&self) -> Result<u64, Error> {
        self.plane.gateway.state.heard()
    }

    /// The last so many of them.
    ///
    /// # Errors
    /// When the state file cannot be read.
    pub fn last_of_log(&self, count: u32) -> Result<Vec<LogEntry>, Error> {
        self.plane.gateway.state.logged(Some(count))
    }

    /// Forgets everything but the authority's keys and the settings: passwords, CSIDs, documents, logs, faults, weather,
    /// moved severities, clock and clearance.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub fn reset(&self) -> Result<(), Error> {
        self.plane.gateway.state.reset()?;
        self.clear_faults();
        self.set_weather(Weather::Calm);
        self.reset_severities();
        self.follow_machine_clock();
        self.set_clearance(Clearance::On);
        Ok(())
    }

    /// All issuers' certificates.
    pub fn ca_pem(&self) -> String {
        self.plane.gateway.authority.pem()
    }

    /// The key of the sandbox's shared certificate: no secret, as the real one is none.
    pub fn sandbox_key_pem(&self) -> String {
        shared_key_pem()
    }
}
