//! `sanduq serve`: the window's screens and commands for a browser on this machine.
//!
//! Loopback only. Whoever calls must know the token that this process prints once at its start, and must call by a
//! loopback name, so that no page of the web can reach the till through the browser.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rust_embed::RustEmbed;
use sanduq_commands::desk::Desk;
use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_host::{Host, Reporting};
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

use crate::args::Serve;
use crate::failure::Failure;
use crate::home::Place;

/// A file of items with a hundred thousand rows has about eight megabytes.
const LONGEST_REQUEST: usize = 64 << 20;
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
const TOKEN_HEADER: &str = "x-sanduq-token";

#[derive(RustEmbed)]
#[folder = "../../../ui/dist"]
#[allow_missing = true]
struct Screens;

#[derive(Debug)]
struct Counter {
    desk: Arc<Desk>,
    token: String,
}

pub(crate) async fn serve(place: &Place, options: &Serve) -> Result<(), Failure> {
    if !options.listen.ip().is_loopback() {
        return Err(Failure::Input(format!("a till is served on this machine only, not on {}", options.listen)));
    }
    if Screens::get("index.html").is_none() {
        return Err(Failure::Machine("the screens were not built into this program: build ui first".to_owned()));
    }
    let host = Host::open_at(place.at(), Clock::system(), "sanduq serve", Reporting::InBackground).await?;
    let token: String = sanduq_device::random::bytes::<24>()
        .map_err(|error| Failure::Machine(error.to_string()))?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let counter = Arc::new(Counter { desk: Arc::clone(host.desk()), token: token.clone() });
    let router = Router::new()
        .route("/api/changes", get(changes))
        .route("/api/{command}", post(command))
        .fallback(screen)
        .layer(middleware::from_fn(guard))
        .layer(DefaultBodyLimit::max(LONGEST_REQUEST))
        .with_state(counter);
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    println!("{}", serde_json::json!({ "url": format!("http://{address}/?token={token}") }));
    // Not a graceful shutdown: the browser's event stream would hold it up for ever. What was answered is durable.
    tokio::select! {
        ended = async { axum::serve(listener, router).await } => ended?,
        asked = tokio::signal::ctrl_c() => asked?,
    }
    host.close().await;
    Ok(())
}

/// Refuses callers by a foreign name (DNS rebinding), and tells the browser what the screens may load.
async fn guard(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn command(
    State(counter): State<Arc<Counter>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let shown = headers.get(TOKEN_HEADER).and_then(|token| token.to_str().ok()).unwrap_or_default();
    if !counter.knows(shown) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let request = match serde_json::from_slice::<Value>(&body) {
        Ok(request) => request,
        Err(error) => return refused(&Fault::new(Code::BadRequest, error.to_string())),
    };
    match dispatch(&counter.desk, &name, request).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(fault) => refused(&fault),
    }
}

fn refused(fault: &Fault) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(fault)).into_response()
}

#[derive(Debug, Deserialize)]
struct Shown {
    #[serde(default)]
    token: String,
}

/// An event source cannot send a header: the token comes in the address.
async fn changes(State(counter): State<Arc<Counter>>, Query(shown): Query<Shown>) -> Response {
    if !counter.knows(&shown.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let events = BroadcastStream::new(counter.desk.topics()).filter_map(|topic| {
        // A listener that fell behind has only missed that something changed; the next change tells it.
        let topic = serde_json::to_string(&topic.ok()?).ok()?;
        Some(Ok::<_, Infallible>(Event::default().data(topic)))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

async fn screen(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    match Screens::get(path) {
        Some(file) => ([(header::CONTENT_TYPE, content_type(path))], file.data).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

impl Counter {
    /// Compares in a time that does not depend on where the texts differ.
    fn knows(&self, shown: &str) -> bool {
        let (own, shown) = (self.token.as_bytes(), shown.as_bytes());
        own.len() == shown.len() && own.iter().zip(shown).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}
