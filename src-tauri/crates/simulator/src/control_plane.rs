//! The levers behind the gateway, on a port of their own so that no client meets them by accident. Everything that
//! changes something takes JSON, which a web page of another origin cannot send without being asked first.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::Error;
use crate::faults::{Fault, Weather};
use crate::levers::Levers;
use crate::profile::Profile;
use crate::records::{AcceptedDocument, Csid, LogEntry, OtpKind, Violation};
use crate::settings::Settings;
use crate::severity::{Severity, Weight};

pub(crate) fn router(levers: Arc<Levers>) -> Router {
    Router::new()
        .route("/sim/otp", post(issue_otp))
        .route("/sim/csids", get(csids))
        .route("/sim/csid/{id}/revoke", post(revoke))
        .route("/sim/csid/{id}/expire", post(expire))
        .route("/sim/csid/{id}/rotate-secret", post(rotate_secret))
        .route("/sim/faults", get(faults).post(arm).delete(clear_faults))
        .route("/sim/weather", get(weather).post(set_weather))
        .route("/sim/clock", get(clock).post(set_clock))
        .route("/sim/clearance", get(clearance).post(set_clearance))
        .route("/sim/severity", get(severities).post(set_severity).delete(reset_severities))
        .route("/sim/settings", get(settings).post(set_settings))
        .route("/sim/log", get(log))
        .route("/sim/violations", get(violations))
        .route("/sim/accepted", get(accepted))
        .route("/sim/reset", post(reset))
        .route("/sim/ca.pem", get(ca))
        .route("/sim/sandbox-key.pem", get(sandbox_key))
        .with_state(levers)
}

type Pulled = State<Arc<Levers>>;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotAVatNumber { .. } => StatusCode::BAD_REQUEST,
            Self::NoSuchCsid { .. } => StatusCode::NOT_FOUND,
            Self::NotLoopback { .. }
            | Self::Listen { .. }
            | Self::State(_)
            | Self::StateDamaged { .. }
            | Self::Certificate(_)
            | Self::Stamp { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        told(status, &self.to_string())
    }
}

fn told(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtpWanted {
    vat: String,
    kind: Option<OtpKind>,
    profile: Option<Profile>,
}

async fn issue_otp(State(levers): Pulled, Json(wanted): Json<OtpWanted>) -> Result<Json<Value>, Error> {
    let profile = wanted.profile.unwrap_or(Profile::Simulation);
    let otp = levers.issue_otp_in(profile, &wanted.vat, wanted.kind.unwrap_or(OtpKind::New))?;
    Ok(Json(json!({ "otp": otp })))
}

async fn csids(State(levers): Pulled) -> Result<Json<Vec<Csid>>, Error> {
    Ok(Json(levers.csids()?))
}

async fn revoke(State(levers): Pulled, Path(id): Path<i64>, Json(Nothing {}): Json<Nothing>) -> Result<(), Error> {
    levers.revoke_csid(id)
}

/// Now, where no moment is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpiryWanted {
    /// RFC 3339.
    at: Option<String>,
}

async fn expire(State(levers): Pulled, Path(id): Path<i64>, Json(wanted): Json<ExpiryWanted>) -> Response {
    let at = match wanted.at.as_deref().map(moment).transpose() {
        Ok(at) => at.unwrap_or_else(|| levers.now()),
        Err(error) => return told(StatusCode::BAD_REQUEST, &format!("at: {error}")),
    };
    levers.expire_csid(id, at).into_response()
}

async fn rotate_secret(
    State(levers): Pulled,
    Path(id): Path<i64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<(), Error> {
    levers.rotate_secret(id)
}

async fn faults(State(levers): Pulled) -> Json<Vec<Fault>> {
    Json(levers.faults())
}

async fn arm(State(levers): Pulled, Json(fault): Json<Fault>) -> StatusCode {
    levers.arm(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(levers): Pulled) -> StatusCode {
    levers.clear_faults();
    StatusCode::NO_CONTENT
}

async fn weather(State(levers): Pulled) -> Json<Weather> {
    Json(levers.weather())
}

async fn set_weather(State(levers): Pulled, Json(weather): Json<Weather>) -> Json<Weather> {
    levers.set_weather(weather);
    Json(weather)
}

/// `{}` follows the machine again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockWanted {
    offset_seconds: Option<i64>,
    /// RFC 3339.
    freeze: Option<String>,
}

async fn clock(State(levers): Pulled) -> Json<Value> {
    Json(json!({ "now": levers.now().format(&Rfc3339).unwrap_or_default() }))
}

async fn set_clock(State(levers): Pulled, Json(wanted): Json<ClockWanted>) -> Response {
    match (wanted.offset_seconds, wanted.freeze.as_deref().map(moment)) {
        (None, None) => levers.follow_machine_clock(),
        (Some(seconds), None) => levers.shift_clock(seconds),
        (None, Some(Ok(at))) => levers.freeze_clock(at),
        (None, Some(Err(error))) => return told(StatusCode::BAD_REQUEST, &format!("freeze: {error}")),
        (Some(_), Some(_)) => return told(StatusCode::BAD_REQUEST, "give either offset_seconds or freeze"),
    }
    clock(State(levers)).await.into_response()
}

fn moment(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
    OffsetDateTime::parse(text, &Rfc3339)
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

async fn clearance(State(levers): Pulled) -> Json<Value> {
    Json(json!({ "clearance": levers.clearance() }))
}

async fn set_clearance(State(levers): Pulled, Json(wanted): Json<ClearanceWanted>) -> StatusCode {
    levers.set_clearance(wanted.clearance);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeverityWanted {
    code: String,
    severity: Severity,
    /// All, where none is named.
    profile: Option<Profile>,
}

async fn severities(State(levers): Pulled) -> Json<Vec<Weight>> {
    Json(levers.severities())
}

async fn set_severity(State(levers): Pulled, Json(wanted): Json<SeverityWanted>) -> StatusCode {
    levers.set_severity(wanted.profile, &wanted.code, wanted.severity);
    StatusCode::NO_CONTENT
}

async fn reset_severities(State(levers): Pulled) -> StatusCode {
    levers.reset_severities();
    StatusCode::NO_CONTENT
}

async fn settings(State(levers): Pulled) -> Json<Settings> {
    Json(levers.settings())
}

/// What is left out stays as it is.
async fn set_settings(State(levers): Pulled, Json(wanted): Json<Map<String, Value>>) -> Response {
    let mut settings = serde_json::to_value(levers.settings()).unwrap_or_default();
    settings.as_object_mut().into_iter().for_each(|fields| fields.extend(wanted.clone()));
    match serde_json::from_value::<Settings>(settings) {
        Ok(settings) => {
            levers.set_settings(settings.clone());
            Json(settings).into_response()
        }
        Err(error) => told(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HowMuch {
    last: Option<u32>,
}

async fn log(State(levers): Pulled, Query(wanted): Query<HowMuch>) -> Result<Json<Vec<LogEntry>>, Error> {
    Ok(Json(match wanted.last {
        Some(count) => levers.last_of_log(count)?,
        None => levers.log()?,
    }))
}

async fn violations(State(levers): Pulled) -> Result<Json<Vec<Violation>>, Error> {
    Ok(Json(levers.violations()?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    vat: Option<String>,
    hash: Option<String>,
}

async fn accepted(State(levers): Pulled, Query(which): Query<Which>) -> Result<Json<Vec<AcceptedDocument>>, Error> {
    // A plus in a query means a space, and hashes are full of them.
    let hash = which.hash.map(|hash| hash.replace(' ', "+"));
    Ok(Json(levers.accepted_of(which.vat.as_deref(), hash.as_deref())?))
}

async fn reset(State(levers): Pulled, Json(Nothing {}): Json<Nothing>) -> Result<StatusCode, Error> {
    levers.reset()?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ca(State(levers): Pulled) -> String {
    levers.ca_pem()
}

async fn sandbox_key(State(levers): Pulled) -> String {
    levers.sandbox_key_pem()
}

/// `{}`: asked for so that no web page can send it unasked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}
