//! The six operations.

use std::fmt;
use std::time::{Duration, Instant, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;

use crate::echo::Carried;
use crate::onboarding::{CsidOperation, of_csid};
use crate::outcome::{DocumentOperation, of_document};
use crate::{
    Configuration, Credentials, CsidOutcome, Environment, Error, Otp, Outcome, RequestId, SubmissionBody, UnknownCause,
    wire,
};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// One call: what it means, and the record of it. For CSID requests the recorded body has lost its token and secret, and
/// everywhere what the request itself carried in secret, if something in between wrote it back.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer<T> {
    pub outcome: T,
    /// `None` when no answer came.
    pub status: Option<u16>,
    /// As received, cut at the size allowed; empty when none came.
    pub body: String,
    pub elapsed: Duration,
    /// What the gateway's clock showed, in seconds since 1970, if it said so.
    pub date: Option<i64>,
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("outcome", &self.outcome)
            .field("status", &self.status)
            .field("body_length", &self.body.len())
            .field("elapsed", &self.elapsed)
            .field("date", &self.date)
            .finish()
    }
}

/// A way to one gateway. Cheap to clone; connections are shared. Makes no second attempt of its own.
#[derive(Debug, Clone)]
pub struct Client {
    configuration: Configuration,
    accept_version: HeaderValue,
    http: reqwest::Client,
}

/// What came back, before its meaning.
#[derive(Debug)]
pub(crate) enum Reply {
    NotSent,
    NotSendable,
    OtherEnvironment,
    Lost(UnknownCause),
    Answered { status: u16, retry_after: Option<Duration>, date: Option<i64>, body: Body },
}

pub(crate) enum Body {
    Whole(Vec<u8>),
    Truncated(Vec<u8>),
    Oversize(Vec<u8>),
}

impl Body {
    pub(crate) fn whole(&self) -> Option<&[u8]> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Truncated(_) | Self::Oversize(_) => None,
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) | Self::Truncated(bytes) | Self::Oversize(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Body({} bytes)", self.bytes().len())
    }
}

impl Client {
    /// # Errors
    /// When the configuration is not usable, or this machine has no trusted root certificates. Training needs none.
    pub fn new(configuration: Configuration) -> Result<Self, Error> {
        configuration.validate()?;
        let accept_version = HeaderValue::from_str(&configuration.accept_version)
            .map_err(|_| Error::NotSendable { what: "the accepted version" })?;
        let builder = reqwest::Client::builder()
            .user_agent(concat!("Sanduq/", env!("CARGO_PKG_VERSION")))
            // 303 means "clearance is off", and a signed document must not wander to another address.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A proxy named in the environment must not see the credentials.
            .no_proxy()
            .connect_timeout(configuration.connect_timeout)
            .timeout(configuration.total_timeout)
            .pool_idle_timeout(Duration::from_secs(15))
            .pool_max_idle_per_host(1);
        let builder = match configuration.environment {
            // The simulator speaks plain HTTP on this machine: no root certificate is loaded, and none is trusted.
            Environment::Training => builder.tls_certs_only([]),
            _ if configuration.is_rehearsal() => builder.tls_certs_only([]),
            Environment::Sandbox | Environment::Simulation | Environment::Production => builder.https_only(true),
        };
        let http = builder.build().map_err(Error::Machine)?;
        Ok(Self { configuration, accept_version, http })
    }

    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Asks for a compliance CSID. A success uses the one-time password up; never send the same CSR twice after one.
    pub async fn request_compliance_csid(&self, otp: &Otp, csr_pem: &str) -> Answer<CsidOutcome> {
        let request = self.request(Method::POST, "compliance").header("OTP", sensitive(otp.expose()));
        self.csid(CsidOperation::Compliance, Some(request), &Carried::with_otp(otp), csr_body(csr_pem)).await
    }

    /// Has one sample judged with the compliance CSID. Nothing is recorded at the authority.
    pub async fn check_compliance(
        &self,
        compliance: &Credentials,
        submission: impl Into<SubmissionBody>,
    ) -> Answer<Outcome> {
        let request = self.request(Method::POST, "compliance/invoices");
        self.document(DocumentOperation::Compliance, request, compliance, submission.into()).await
    }

    /// Exchanges a compliance CSID whose samples have passed for a production CSID.
    pub async fn request_production_csid(
        &self,
        compliance: &Credentials,
        request_id: &RequestId,
    ) -> Answer<CsidOutcome> {
        let request = self.authorised(self.request(Method::POST, "production/csids"), compliance);
        self.csid(CsidOperation::Production, request, &Carried::default().and(compliance), request_id.body()).await
    }

    /// Renews with the *current production* credentials. The usual answer is [`CsidOutcome::ComplianceNeeded`].
    pub async fn renew_production_csid(
        &self,
        production: &Credentials,
        otp: &Otp,
        csr_pem: &str,
    ) -> Answer<CsidOutcome> {
        let request = self.request(Method::PATCH, "production/csids").header("OTP", sensitive(otp.expose()));
        let carried = Carried::with_otp(otp).and(production);
        self.csid(CsidOperation::Renewal, self.authorised(request, production), &carried, csr_body(csr_pem)).await
    }

    /// Reports a simplified document.
    pub async fn report(&self, production: &Credentials, submission: impl Into<SubmissionBody>) -> Answer<Outcome> {
        let request = self.request(Method::POST, "invoices/reporting/single").header("Clearance-Status", "0");
        self.document(DocumentOperation::Reporting, request, production, submission.into()).await
    }

    /// Has a standard document cleared.
    pub async fn clear(&self, production: &Credentials, submission: impl Into<SubmissionBody>) -> Answer<Outcome> {
        let request = self.request(Method::POST, "invoices/clearance/single").header("Clearance-Status", "1");
        self.document(DocumentOperation::Clearance, request, production, submission.into()).await
    }

    async fn document(
        &self,
        operation: DocumentOperation,
        request: RequestBuilder,
        credentials: &Credentials,
        body: SubmissionBody,
    ) -> Answer<Outcome> {
        let request = self.authorised(request, credentials).map(|request| request.body(body.into_bytes()));
        let (reply, elapsed) = exchange(request, |status| document_cap(operation, status)).await;
        let mut outcome = of_document(operation, &reply);
        let (status, body) = record(&reply);
        let mut body = String::from_utf8_lossy(body).into_owned();
        // What accepts comes from the gateway, and its copy is kept as it came: base64 may hold any beginning by chance.
        if !matches!(outcome, Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. }) {
            let carried = Carried::default().and(credentials);
            outcome.messages_mut().iter_mut().for_each(|message| message.blot(&carried));
            body = carried.blotted(body);
        }
        Answer { outcome, status, body, elapsed, date: date_of(&reply) }
    }

    async fn csid(
        &self,
        operation: CsidOperation,
        request: Option<RequestBuilder>,
        carried: &Carried,
        body: Vec<u8>,
    ) -> Answer<CsidOutcome> {
        let (reply, elapsed) = exchange(request.map(|request| request.body(body)), csid_cap).await;
        let mut outcome = of_csid(self.configuration.environment, operation, &reply);
        outcome.messages_mut().iter_mut().for_each(|message| message.blot(carried));
        let (status, body) = record(&reply);
        Answer { outcome, status, body: carried.blotted(wire::redacted(body)), elapsed, date: date_of(&reply) }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, self.configuration.endpoint(path))
            .header("Accept-Version", self.accept_version.clone())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_LANGUAGE, self.configuration.language.code())
            .header(CONTENT_TYPE, "application/json")
    }

    /// Nothing, when the credentials are another environment's.
    fn authorised(&self, request: RequestBuilder, credentials: &Credentials) -> Option<RequestBuilder> {
        (credentials.environment() == self.configuration.environment)
            .then(|| request.header(AUTHORIZATION, sensitive(&credentials.basic())))
    }
}

/// Base64 and digits always fit a header.
fn sensitive(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).expect("base64 and digits can stand in a header");
    value.set_sensitive(true);
    value
}

/// The body of a request for a compliance CSID or a renewal, as it is sent: the whole PEM text, armour lines included, as
/// one line of base64. Bare DER is refused.
pub fn csr_body(csr_pem: &str) -> Vec<u8> {
    json!({ "csr": BASE64.encode(csr_pem) }).to_string().into_bytes()
}

fn document_cap(operation: DocumentOperation, status: u16) -> usize {
    match (operation, status) {
        (DocumentOperation::Clearance, 200..=299 | 409) => 8 * MIB,
        (_, 400) => MIB,
        _ => 64 * KIB,
    }
}

fn csid_cap(status: u16) -> usize {
    if status == 400 { MIB } else { 64 * KIB }
}

async fn exchange(request: Option<RequestBuilder>, cap: impl Fn(u16) -> usize) -> (Reply, Duration) {
    let Some(request) = request else { return (Reply::OtherEnvironment, Duration::ZERO) };
    #[allow(clippy::disallowed_methods, reason = "the length of a call is measured here and nowhere else")]
    let begun = Instant::now();
    let reply = match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            let (retry_after, date) = (retry_after(response.headers()), date(response.headers()));
            let body = read(response, cap(status)).await;
            Reply::Answered { status, retry_after, date, body }
        }
        Err(error) => unanswered(&error),
    };
    (reply, begun.elapsed())
}

/// Only a failure to connect proves that nothing arrived.
fn unanswered(error: &reqwest::Error) -> Reply {
    if error.is_builder() {
        Reply::NotSendable
    } else if error.is_connect() {
        Reply::NotSent
    } else if error.is_timeout() {
        Reply::Lost(UnknownCause::Timeout)
    } else {
        Reply::Lost(UnknownCause::Disconnected)
    }
}

async fn read(mut response: Response, cap: usize) -> Body {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > cap => {
                let room = cap - bytes.len();
                bytes.extend_from_slice(&chunk[..room]);
                return Body::Oversize(bytes);
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Body::Whole(bytes),
            Err(_) => return Body::Truncated(bytes),
        }
    }
}

/// Seconds only, one hour at most: a date would need a clock that agrees with the gateway's.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(3600)))
}

fn date(headers: &HeaderMap) -> Option<i64> {
    let moment = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

fn date_of(reply: &Reply) -> Option<i64> {
    match reply {
        Reply::Answered { date, .. } => *date,
        Reply::NotSent | Reply::NotSendable | Reply::OtherEnvironment | Reply::Lost(_) => None,
    }
}

fn record(reply: &Reply) -> (Option<u16>, &[u8]) {
    match reply {
        Reply::Answered { status, body, .. } => (Some(*status), body.bytes()),
        Reply::NotSent | Reply::NotSendable | Reply::OtherEnvironment | Reply::Lost(_) => (None, &[]),
    }
}
