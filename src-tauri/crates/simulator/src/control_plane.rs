//! The levers behind the gateway, on a port of their own so that no client meets them by accident. Everything that
//! changes something takes JSON, which a web page of another origin cannot send without being asked first.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::faults::{Fault, FaultKind};
use crate::profile::Profile;
use crate::records::OtpKind;
use crate::server::Levers;
use crate::{Error, chain};

pub(crate) fn router(levers: Arc<Levers>) -> Router {
    Router::new()
        .route("/sim/otp", post(issue_otp))
        .route("/sim/log", get(log))
        .route("/sim/violations", get(violations))
        .route("/sim/accepted", get(accepted))
        .route("/sim/reset", post(reset))
        .route("/sim/ca.pem", get(ca))
        .route("/sim/faults", get(list_faults).post(arm_fault).delete(clear_faults))
        .route("/sim/clearance", post(clearance))
        .route("/sim/clock", get(clock).post(set_clock))
        .with_state(levers)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtpWanted {
    vat: String,
    kind: Option<OtpKind>,
    profile: Option<Profile>,
}

async fn issue_otp(State(levers): State<Arc<Levers>>, Json(wanted): Json<OtpWanted>) -> Result<Json<Value>, Error> {
    let profile = wanted.profile.unwrap_or(Profile::Simulation);
    let otp = levers.issue_otp(profile, &wanted.vat, wanted.kind.unwrap_or(OtpKind::New))?;
    Ok(Json(json!({ "otp": otp })))
}

async fn log(State(levers): State<Arc<Levers>>) -> Result<impl IntoResponse, Error> {
    Ok(Json(levers.plane.gateway.state.logged()?))
}

async fn violations(State(levers): State<Arc<Levers>>) -> Result<impl IntoResponse, Error> {
    Ok(Json(levers.violations()?))
}

#[derive(Deserialize)]
struct Which {
    vat: Option<String>,
    hash: Option<String>,
}

async fn accepted(State(levers): State<Arc<Levers>>, Query(which): Query<Which>) -> Result<impl IntoResponse, Error> {
    Ok(Json(levers.plane.gateway.state.accepted(which.vat.as_deref(), which.hash.as_deref())?))
}

async fn reset(State(levers): State<Arc<Levers>>, Json(_nothing): Json<Value>) -> Result<StatusCode, Error> {
    levers.plane.gateway.state.reset()?;
    levers.clear_faults();
    levers.plane.gateway.clock.follow_machine();
    levers.set_clearance(Clearance::On);
    Ok(StatusCode::NO_CONTENT)
}

async fn ca(State(levers): State<Arc<Levers>>) -> String {
    levers.plane.gateway.authority.pem()
}

async fn list_faults(State(levers): State<Arc<Levers>>) -> Json<Vec<Fault>> {
    Json(levers.plane.faults.list())
}

async fn arm_fault(State(levers): State<Arc<Levers>>, Json(fault): Json<Fault>) -> StatusCode {
    levers.arm(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(levers): State<Arc<Levers>>) -> StatusCode {
    levers.clear_faults();
    StatusCode::NO_CONTENT
}

/// Whether the authority clears, or asks for reporting instead (303).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clearance {
    On,
    Off,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClearanceWanted {
    clearance: Clearance,
}

async fn clearance(State(levers): State<Arc<Levers>>, Json(wanted): Json<ClearanceWanted>) -> StatusCode {
    levers.set_clearance(wanted.clearance);
    StatusCode::NO_CONTENT
}

/// `{}` follows the machine again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockWanted {
    offset_seconds: Option<i64>,
    /// RFC 3339.
    freeze: Option<String>,
}

async fn clock(State(levers): State<Arc<Levers>>) -> Json<Value> {
    told(&levers)
}

async fn set_clock(State(levers): State<Arc<Levers>>, Json(wanted): Json<ClockWanted>) -> Response {
    let clock = &levers.plane.gateway.clock;
    match (wanted.offset_seconds, wanted.freeze) {
        (None, None) => clock.follow_machine(),
        (Some(seconds), None) => clock.shift(Duration::seconds(seconds)),
        (None, Some(at)) => match OffsetDateTime::parse(&at, &Rfc3339) {
            Ok(at) => clock.stop_at(at),
            Err(error) => return bad_request(&format!("freeze: {error}")),
        },
        (Some(_), Some(_)) => return bad_request("give either offset_seconds or freeze"),
    }
    told(&levers).into_response()
}

fn bad_request(text: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": text }))).into_response()
}

fn told(levers: &Levers) -> Json<Value> {
    let now = levers.plane.gateway.clock.now();
    Json(json!({ "now": now.format(&Rfc3339).unwrap_or_default() }))
}

impl Levers {
    pub(crate) fn violations(&self) -> Result<Vec<crate::Violation>, Error> {
        let state = &self.plane.gateway.state;
        let mut found = state.noted()?;
        found.extend(chain::violations(&state.all_judged()?));
        Ok(found)
    }

    pub(crate) fn arm(&self, fault: Fault) {
        let refuse = fault.kind == FaultKind::Refuse;
        self.plane.faults.arm(fault);
        if refuse {
            self.refusing.send_replace(true);
        }
    }

    pub(crate) fn clear_faults(&self) {
        self.plane.faults.clear();
        self.refusing.send_replace(false);
    }
}
