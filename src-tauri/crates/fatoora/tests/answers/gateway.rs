//! The smallest gateway: one answer for everything, and a memory of what was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use sanduq_fatoora::{Client, Configuration, Credentials, Environment, Submission};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) address: String,
    answer: Arc<Mutex<Canned>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone, Default)]
struct Canned {
    status: u16,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl Gateway {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            answer: Arc::default(),
            asked: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(gateway.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        gateway
    }

    pub(crate) fn answers(&self, status: u16, body: impl Into<Vec<u8>>) {
        self.answers_with(status, body, &[]);
    }

    pub(crate) fn answers_with(&self, status: u16, body: impl Into<Vec<u8>>, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        *self.answer.lock().unwrap() = Canned { status, body: body.into(), headers };
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.address)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(
    State(gateway): State<Gateway>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let path = uri.path().to_owned();
    gateway.asked.lock().unwrap().push(Asked { method, path, headers, body });
    let canned = gateway.answer.lock().unwrap().clone();
    let mut response = Response::builder().status(StatusCode::from_u16(canned.status).unwrap());
    for (name, value) in canned.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(canned.body)).unwrap()
}

/// Reads one whole request, then writes these bytes and closes; with none, stays silent.
pub(crate) async fn raw(answer: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = vec![0; 64 * 1024];
                let mut length = 0;
                // Every body here ends with a brace, and no header does.
                while !request[..length].ends_with(b"}") {
                    match stream.read(&mut request[length..]).await.unwrap() {
                        0 => return,
                        more => length += more,
                    }
                }
                match answer {
                    Some(bytes) => stream.write_all(bytes).await.unwrap(),
                    None => std::future::pending().await,
                }
            });
        }
    });
    address
}

pub(crate) fn client(address: &str) -> Client {
    client_with(address, Duration::from_secs(20))
}

pub(crate) fn client_with(address: &str, total_timeout: Duration) -> Client {
    let base = format!("{address}/e-invoicing/simulation");
    let configuration = Configuration { total_timeout, ..Configuration::at(Environment::Training, &base).unwrap() };
    Client::new(configuration).unwrap()
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new(Environment::Training, "VFVsSlJTMVVUMHRGVGc9PQ==", "c2VjcmV0LW9mLXRoZS10aWxs")
}

pub(crate) fn submission() -> Submission {
    Submission::of_xml("pE1mAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90", b"<I/>")
}
