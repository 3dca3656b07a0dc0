//! The gateway as a client sees it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use tokio::sync::watch;

use crate::faults::{Armed, FaultKind};
use crate::gateway::{Asked, Delivery, Gateway, Operation};
use crate::line::Knife;
use crate::profile::Profile;
use crate::records::LogEntry;
use crate::reply::Reply;

/// By staff statement, of base64.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Plane {
    pub(crate) gateway: Gateway,
    pub(crate) faults: Armed,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) closing: watch::Receiver<bool>,
}

pub(crate) fn router(plane: Arc<Plane>) -> Router {
    Router::new().fallback(handle).with_state(plane)
}

async fn handle(State(plane): State<Arc<Plane>>, ConnectInfo(knife): ConnectInfo<Knife>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (profile, operation) = match route(&plane, parts.method.as_str(), parts.uri.path()) {
        Ok(routed) => routed,
        Err(status) => return respond(Reply::empty(status)),
    };
    let body = match to_bytes(body, LARGEST_BODY).await {
        Ok(bytes) => bytes.to_vec(),
        Err(_) => return respond(Reply::html(413)),
    };
    let (uuid, hash) = identity(&body);
    let fault = plane.faults.take(operation, &uuid, &hash);
    let asked = asked(profile, operation, &parts.headers, body, fault.as_ref());
    let reply = play(&plane, &knife, asked, fault.as_ref()).await;
    let entry = LogEntry {
        at: plane.gateway.clock.now().unix_timestamp(),
        profile: profile.name().to_owned(),
        operation: operation.name().to_owned(),
        status: reply.as_ref().map(|reply| reply.status),
        verdict: reply.as_ref().map(|reply| reply.verdict.clone()).unwrap_or_default(),
        uuid,
        hash,
        fault: fault.as_ref().map(FaultKind::name).unwrap_or_default().to_owned(),
    };
    // A full disk costs the log, not the answer.
    let _ = plane.gateway.state.log(&entry);
    respond(reply.unwrap_or_else(|| Reply::empty(500)))
}

fn route(plane: &Plane, method: &str, path: &str) -> Result<(Profile, Operation), u16> {
    let (profile, rest) = path.strip_prefix("/e-invoicing/").and_then(|path| path.split_once('/')).ok_or(404u16)?;
    let profile = Profile::named(profile).filter(|profile| plane.profiles.contains(profile)).ok_or(404u16)?;
    Ok((profile, Operation::route(method, rest)?))
}

fn asked(
    profile: Profile,
    operation: Operation,
    headers: &HeaderMap,
    body: Vec<u8>,
    fault: Option<&FaultKind>,
) -> Asked {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let lost = matches!(
        fault,
        Some(
            FaultKind::CommitThenHang
                | FaultKind::CommitThenReset
                | FaultKind::CommitThenStatus { .. }
                | FaultKind::TruncatedJson
        )
    );
    let flaw = match fault {
        Some(FaultKind::Misissue { flaw }) => Some(*flaw),
        _ => None,
    };
    Asked {
        profile,
        operation,
        content_type: text("content-type").unwrap_or_default(),
        accept_version: text("accept-version").unwrap_or_default(),
        authorization: text("authorization").unwrap_or_default(),
        otp: text("otp"),
        clearance_status: text("clearance-status"),
        body,
        delivery: if lost { Delivery::Lost } else { Delivery::Heard },
        flaw,
    }
}

/// `None` when no answer is sent: the connection is cut instead.
async fn play(plane: &Arc<Plane>, knife: &Knife, asked: Asked, fault: Option<&FaultKind>) -> Option<Reply> {
    match fault {
        None | Some(FaultKind::Refuse | FaultKind::Misissue { .. }) => Some(answer(plane, asked).await),
        Some(FaultKind::Latency { ms }) => {
            wait(plane, Duration::from_millis(*ms)).await;
            Some(answer(plane, asked).await)
        }
        Some(FaultKind::Hang) => {
            hang(plane).await;
            knife.cut();
            None
        }
        Some(FaultKind::Reset) => {
            knife.cut();
            None
        }
        Some(FaultKind::Status { code, body, retry_after }) => {
            Some(Reply { retry_after: *retry_after, ..instead(*code, body.as_deref()) })
        }
        Some(FaultKind::CommitThenHang) => {
            answer(plane, asked).await;
            hang(plane).await;
            knife.cut();
            None
        }
        Some(FaultKind::CommitThenReset) => {
            answer(plane, asked).await;
            knife.cut();
            None
        }
        Some(FaultKind::CommitThenStatus { code, body }) => {
            answer(plane, asked).await;
            Some(instead(*code, body.as_deref()))
        }
        Some(FaultKind::TruncatedJson) => {
            let mut reply = answer(plane, asked).await;
            let mut half = reply.body.len() / 2;
            while !reply.body.is_char_boundary(half) {
                half -= 1;
            }
            reply.body.truncate(half);
            Some(reply)
        }
    }
}

async fn answer(plane: &Arc<Plane>, asked: Asked) -> Reply {
    let plane = Arc::clone(plane);
    // Judging takes milliseconds of pure computation, and SQLite blocks.
    let judged = tokio::task::spawn_blocking(move || plane.gateway.answer(&asked)).await;
    judged.unwrap_or_else(|_| Reply::flat(500, "Invalid-Request", "the simulator failed on this request"))
}

fn instead(code: u16, body: Option<&str>) -> Reply {
    match body {
        Some(body) if body.trim_start().starts_with('<') => Reply::text(code, "text/html", body),
        Some(body) => Reply::text(code, "application/json", body),
        None if code == 413 || code >= 500 => Reply::html(code),
        None => Reply::empty(code),
    }
}

async fn hang(plane: &Plane) {
    // The sender is gone only when the server is: then there is nothing to hang on to either.
    let _ = plane.closing.clone().wait_for(|closing| *closing).await;
}

async fn wait(plane: &Plane, time: Duration) {
    let mut closing = plane.closing.clone();
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

/// For matching faults and for the log. What is no UUID or hash is not logged: it might be anything.
fn identity(body: &[u8]) -> (String, String) {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let uuid = body["uuid"].as_str().filter(|uuid| uuid::Uuid::try_parse(uuid).is_ok()).unwrap_or_default();
    let hash = body["invoiceHash"].as_str().filter(|hash| hash.len() == 44).unwrap_or_default();
    (uuid.to_owned(), hash.to_owned())
}

fn respond(reply: Reply) -> Response {
    let mut response = Response::builder()
        .status(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header(header::CONTENT_TYPE, reply.content_type)
        // One request, one connection: so a stopped or refusing simulator leaves nobody holding a half-open line.
        .header(header::CONNECTION, "close");
    if let Some(seconds) = reply.retry_after {
        response = response.header(header::RETRY_AFTER, seconds);
    }
    response.body(Body::from(reply.body)).unwrap_or_default()
}
