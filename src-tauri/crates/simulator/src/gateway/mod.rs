//! The gateway itself: the order of checks that all operations share. What each does then stands in its own room.

mod csids;
mod documents;
mod operation;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use crate::Error;
use crate::authority::Authority;
use crate::clock::Clock;
use crate::control_plane::Clearance;
use crate::dice::Dice;
use crate::faults::{Flaw, Weather};
use crate::profile::Profile;
use crate::records::{CsidStanding, HeldCsid, OtpKind, Violation};
use crate::reply::Reply;
use crate::settings::{Settings, UnauthorizedBody, VersionCase};
use crate::severity::{Severities, Severity};
use crate::state::State;

pub use operation::Operation;

/// A request off the wire. Its `Debug` is left out on purpose: it carries secrets.
pub(crate) struct Asked {
    pub(crate) profile: Profile,
    pub(crate) operation: Operation,
    /// The one moment at which it is judged.
    pub(crate) at: OffsetDateTime,
    pub(crate) content_type: String,
    pub(crate) accept_version: String,
    pub(crate) authorization: String,
    pub(crate) otp: Option<String>,
    pub(crate) clearance_status: Option<String>,
    /// `invoiceHash`, where there is one.
    pub(crate) hash: String,
    pub(crate) body: Vec<u8>,
    pub(crate) delivery: Delivery,
    pub(crate) twist: Twist,
}

/// Whether the answer will reach the client: a resend after a lost answer is right, after a heard one it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Heard,
    Lost,
}

/// What a fault changes in the judgement of one request.
#[derive(Debug, Default)]
pub(crate) struct Twist {
    /// What is to be wrong with the certificate, if one is issued.
    pub(crate) flaw: Option<Flaw>,
    pub(crate) skew: Duration,
    pub(crate) severity: Option<(String, Severity)>,
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) state: State,
    pub(crate) authority: Authority,
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
    pub(crate) severities: Severities,
    pub(crate) switches: Mutex<Switches>,
    pub(crate) standing_otp: Option<String>,
    /// When the requests of the last second came.
    pub(crate) recent: Mutex<VecDeque<OffsetDateTime>>,
}

/// What can be thrown from one moment to the next.
#[derive(Debug)]
pub(crate) struct Switches {
    pub(crate) settings: Settings,
    pub(crate) clearance: Clearance,
    pub(crate) weather: Weather,
}

type Answered = Result<Reply, Stop>;

/// Why an operation ended early: with an answer, or with a failure of the simulator's own.
enum Stop {
    Reply(Reply),
    Failure(Error),
}

impl From<Reply> for Stop {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failure(error)
    }
}

impl Gateway {
    pub(crate) fn answer(&self, asked: &Asked) -> Reply {
        match self.try_answer(asked) {
            Ok(reply) | Err(Stop::Reply(reply)) => reply,
            Err(Stop::Failure(error)) => Reply::flat(500, "Invalid-Request", &format!("simulator: {error}")),
        }
    }

    fn try_answer(&self, asked: &Asked) -> Answered {
        let settings = self.settings();
        if !asked.content_type.to_ascii_lowercase().starts_with("application/json") {
            return Err(Reply::empty(415).into());
        }
        let version_fits = match settings.version_case {
            VersionCase::Any => asked.accept_version.eq_ignore_ascii_case("V2"),
            VersionCase::Upper => asked.accept_version == "V2",
        };
        if !version_fits {
            return Err(Reply::wrong_version().into());
        }
        let csid = self.authenticated(asked)?;
        self.check_otp(asked)?;
        self.note_manners(asked)?;
        let Ok(Value::Object(body)) = serde_json::from_slice(&asked.body) else {
            return Err(Reply::flat(500, "Invalid-Request", "System failed to process your request.").into());
        };
        match (asked.operation, csid) {
            (Operation::RequestCompliance, _) => self.request_compliance(asked, &body),
            (Operation::RequestProduction, Some(csid)) => self.request_production(asked, &csid, &body),
            (Operation::RenewProduction, Some(csid)) => self.renew_production(asked, &csid, &body),
            (Operation::CheckCompliance, Some(csid)) => self.check_compliance(asked, &csid, &body),
            (Operation::Reporting | Operation::Clearance, Some(csid)) => self.submit(asked, &csid, &body),
            (_, None) => Err(self.unauthorized(asked.at).into()),
        }
    }

    pub(crate) fn unauthorized(&self, at: OffsetDateTime) -> Reply {
        match self.settings().unauthorized {
            UnauthorizedBody::Json => Reply::unauthorized(milliseconds(at)),
            UnauthorizedBody::Empty => Reply::empty(401),
        }
    }

    fn authenticated(&self, asked: &Asked) -> Result<Option<HeldCsid>, Stop> {
        let Some(kind) = asked.operation.credentials() else { return Ok(None) };
        let refused = || Stop::Reply(self.unauthorized(asked.at));
        let pair = asked
            .authorization
            .strip_prefix("Basic ")
            .and_then(|encoded| BASE64.decode(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(refused)?;
        let (token, secret) = pair.split_once(':').ok_or_else(refused)?;
        let held = self.state.csid_by_token(token)?.ok_or_else(refused)?;
        let now = asked.at.unix_timestamp();
        let works = match held.csid.standing {
            CsidStanding::Active | CsidStanding::Superseded => held.csid.works_until > now,
            CsidStanding::Revoked => false,
        };
        let fits = held.secret_digest == Sha256::digest(secret).as_slice()
            && held.csid.kind == kind
            && held.csid.profile == asked.profile;
        if works && fits { Ok(Some(held)) } else { Err(refused()) }
    }

    fn check_otp(&self, asked: &Asked) -> Result<(), Stop> {
        let Some(kind) = asked.operation.otp() else { return Ok(()) };
        let Some(otp) = asked.otp.as_deref().filter(|otp| !otp.is_empty()) else {
            return Err(Reply::listed(400, "Missing-OTP", "OTP is required field").into());
        };
        if self.otp_holds(asked, otp, None, kind)? { Ok(()) } else { Err(invalid_otp().into()) }
    }

    /// A public password is nobody's: it is never used up.
    fn is_public(&self, profile: Profile, otp: &str) -> bool {
        let lenient = self.settings().lenient_otp && otp.len() == 6 && otp.bytes().all(|byte| byte.is_ascii_digit());
        profile.takes_otp(otp, lenient) || self.standing_otp.as_deref() == Some(otp)
    }

    fn otp_holds(&self, asked: &Asked, otp: &str, vat: Option<&str>, kind: OtpKind) -> Result<bool, Error> {
        Ok(self.is_public(asked.profile, otp) || self.state.has_otp(otp, asked.profile, vat, kind, asked.at)?)
    }

    /// What the gateway tolerates and a good client does not do.
    fn note_manners(&self, asked: &Asked) -> Result<(), Error> {
        if asked.operation.otp().is_none() && asked.otp.is_some() {
            self.note("extra_otp", "", asked.operation.name(), asked.at)?;
        }
        if let Some(expected) = asked.operation.expected_clearance_status()
            && asked.clearance_status.as_deref() != Some(expected)
        {
            let detail = format!("{} wants {expected}", asked.operation.name());
            self.note("clearance_status", "", &detail, asked.at)?;
        }
        let Some(allowed) = self.settings().allowed_per_second else { return Ok(()) };
        let within_the_second = {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            recent.retain(|at| (asked.at - *at).abs() < Duration::SECOND);
            recent.push_back(asked.at);
            recent.len()
        };
        if within_the_second > allowed as usize {
            let detail = format!("{within_the_second} requests within a second, {allowed} are allowed");
            self.note("too_fast", "", &detail, asked.at)?;
        }
        Ok(())
    }

    pub(crate) fn note(&self, kind: &str, uuid: &str, detail: &str, at: OffsetDateTime) -> Result<(), Error> {
        let violation = Violation { kind: kind.to_owned(), uuid: uuid.to_owned(), detail: detail.to_owned() };
        self.state.note(&violation, at)
    }

    pub(crate) fn settings(&self) -> Settings {
        self.switches().settings.clone()
    }

    pub(crate) fn clearance(&self) -> Clearance {
        let switches = self.switches();
        match switches.weather {
            Weather::ClearanceOff => Clearance::Off,
            _ => switches.clearance,
        }
    }

    pub(crate) fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn field<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

fn invalid_otp() -> Reply {
    Reply::listed(400, "Invalid-OTP", "The provided OTP is invalid")
}

fn milliseconds(at: OffsetDateTime) -> i64 {
    (at.unix_timestamp_nanos() / 1_000_000) as i64
}
