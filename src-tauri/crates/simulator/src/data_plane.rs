//! The gateway as a client sees it.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use tokio::sync::{mpsc, watch};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use crate::court;
use crate::faults::FaultKind;
use crate::faults::armed::{Armed, Incoming};
use crate::faults::play::{ELSEWHERE, play, twist};
use crate::gateway::{Asked, Gateway, Operation};
use crate::line::Knife;
use crate::profile::Profile;
use crate::records::LogEntry;
use crate::reply::{Reply, Transmission};

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
    let at = plane.gateway.clock.now();
    let mut note = Note::new(&plane, at, &parts.headers);
    let (profile, operation) = match route(&plane, parts.method.as_str(), parts.uri.path()) {
        Ok(routed) => routed,
        Err(status) => return respond(&plane, Duration::ZERO, note.of(Reply::empty(status)), &knife),
    };
    note.entry.profile = profile.name().to_owned();
    note.entry.operation = operation.name().to_owned();
    if plane.faults.strikes_early(Incoming { profile, operation, uuid: "", hash: "", at }) {
        note.entry.fault = FaultKind::ResetMidRequest.name().to_owned();
        // What came with the head may have been read; the rest never is.
        knife.cut();
        return never_seen();
    }
    let Some(body) = read(body.into_data_stream(), plane.gateway.settings().largest_body).await else {
        return respond(&plane, Duration::ZERO, note.of(Reply::html(413)), &knife);
    };
    let (uuid, hash) = identity(&body);
    let strike = plane.faults.strike(Incoming { profile, operation, uuid: &uuid, hash: &hash, at });
    note.entry.fault = strike.names();
    (note.entry.uuid, note.entry.hash) = (uuid, hash.clone());
    let (twist, delivery) = twist(strike.fault.as_ref());
    let skew = twist.skew;
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = Asked {
        profile,
        operation,
        at: at + skew,
        content_type: text("content-type").unwrap_or_default(),
        accept_version: text("accept-version").unwrap_or_default(),
        authorization: text("authorization").unwrap_or_default(),
        otp: text("otp"),
        clearance_status: text("clearance-status"),
        hash,
        body,
        delivery,
        twist,
    };
    match play(&plane, &knife, asked, &strike).await {
        Some(reply) => respond(&plane, skew, note.of(reply), &knife),
        None => never_seen(),
    }
}

/// The connection is cut: nothing of this leaves the machine.
fn never_seen() -> Response {
    Response::default()
}

/// The log's line about one request. It is written however the request ends, also when the client has gone.
struct Note<'a> {
    plane: &'a Plane,
    entry: LogEntry,
}

impl<'a> Note<'a> {
    fn new(plane: &'a Plane, at: OffsetDateTime, headers: &HeaderMap) -> Self {
        let entry = LogEntry { at: at.unix_timestamp(), headers: redacted(headers), ..LogEntry::default() };
        Self { plane, entry }
    }

    fn of(&mut self, reply: Reply) -> Reply {
        self.entry.status = Some(reply.status);
        self.entry.verdict.clone_from(&reply.verdict);
        reply
    }
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        // A full disk costs the log, not the answer.
        let _ = self.plane.gateway.state.log(&self.entry);
    }
}

fn route(plane: &Plane, method: &str, path: &str) -> Result<(Profile, Operation), u16> {
    let (profile, rest) = path.strip_prefix("/e-invoicing/").and_then(|path| path.split_once('/')).ok_or(404u16)?;
    let profile = Profile::named(profile).filter(|profile| plane.profiles.contains(profile)).ok_or(404u16)?;
    if rest == ELSEWHERE {
        let _ = plane.gateway.note("followed_redirect", "", method, plane.gateway.clock.now());
    }
    Ok((profile, Operation::route(method, rest)?))
}

/// `None` when it is larger than a request may be.
async fn read(mut body: BodyDataStream, largest: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    // A body that breaks off is judged as far as it came: the connection is gone, and nobody hears of it.
    while let Some(Ok(chunk)) = body.next().await {
        if bytes.len() + chunk.len() > largest {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}

impl Plane {
    pub(crate) async fn answer(self: &Arc<Self>, asked: Asked) -> Reply {
        let plane = Arc::clone(self);
        court::judged(move || plane.gateway.answer(&asked))
            .await
            .unwrap_or_else(|| Reply::flat(500, "Invalid-Request", "the simulator failed on this request"))
    }
}

/// For matching faults and for the log. What is no UUID or hash is not logged: it might be anything.
fn identity(body: &[u8]) -> (String, String) {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let uuid = body["uuid"].as_str().filter(|uuid| uuid::Uuid::try_parse(uuid).is_ok()).unwrap_or_default();
    let hash = body["invoiceHash"].as_str().filter(|hash| hash.len() == 44).unwrap_or_default();
    (uuid.to_owned(), hash.to_owned())
}

/// The headers of the contract, without what is secret.
fn redacted(headers: &HeaderMap) -> String {
    let told =
        ["accept-version", "accept-language", "content-type", "clearance-status"].into_iter().filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(format!("{name}: {value}"))
        });
    let hidden = ["authorization", "otp"]
        .into_iter()
        .filter(|name| headers.contains_key(*name))
        .map(|name| format!("{name}: [redacted]"));
    told.chain(hidden).collect::<Vec<_>>().join("; ")
}

/// Dated by the simulator's clock, and by what a fault makes of it.
fn respond(plane: &Plane, skew: Duration, reply: Reply, knife: &Knife) -> Response {
    let date = httpdate::fmt_http_date((plane.gateway.clock.now() + skew).into());
    let mut response = Response::builder()
        .status(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header(header::CONTENT_TYPE, reply.content_type)
        .header(header::DATE, date)
        // One request, one connection: so a stopped or refusing simulator leaves nobody holding a half-open line.
        .header(header::CONNECTION, "close");
    if let Some(seconds) = reply.retry_after {
        response = response.header(header::RETRY_AFTER, seconds);
    }
    if let Some(location) = &reply.location {
        response = response.header(header::LOCATION, location);
    }
    if reply.transmission == Transmission::Short {
        response = response.header(header::CONTENT_LENGTH, reply.body.len() + 1000);
    }
    response.body(transmitted(plane, reply, knife)).unwrap_or_default()
}

fn transmitted(plane: &Plane, reply: Reply, knife: &Knife) -> Body {
    let whole = Bytes::from(reply.body);
    let half = whole.slice(..whole.len() / 2);
    match reply.transmission {
        Transmission::Whole => Body::from(whole),
        Transmission::Half => Body::from(half),
        // Of unknown length, so that the announced one stands.
        Transmission::Short => Body::from_stream(tokio_stream::once(Ok::<_, Infallible>(whole))),
        Transmission::Stalled => {
            let mut closing = plane.closing.clone();
            breaking(half, async move {
                let _ = closing.wait_for(|closing| *closing).await;
            })
        }
        Transmission::Broken => {
            let knife = knife.clone();
            breaking(half, async move { knife.cut() })
        }
    }
}

/// This much, then a failure after that.
fn breaking(part: Bytes, after: impl Future<Output = ()> + Send + 'static) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let _ = sender.send(Ok(part)).await;
        // There is room again once the part is taken; then once around, so that it is on its way.
        let Ok(room) = sender.reserve().await else { return };
        tokio::task::yield_now().await;
        tokio::select! {
            () = after => room.send(Err(io::ErrorKind::ConnectionReset)),
            () = sender.closed() => {}
        }
    });
    Body::from_stream(ReceiverStream::new(receiver).map(|part| part.map_err(io::Error::from)))
}
