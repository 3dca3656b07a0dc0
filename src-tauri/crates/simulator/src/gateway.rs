//! The six operations: the order of checks, and what changes.

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::authority::{Authority, not_after};
use crate::clock::Clock;
use crate::control_plane::Clearance;
use crate::document::{Document, Kind};
use crate::faults::Flaw;
use crate::profile::Profile;
use crate::records::{Csid, CsidKind, Judged, LastWord, NewAccepted, NewCsid, OtpKind, Password, Violation};
use crate::reply::{self, Finding, IssuedCsid, Reply, Shape, TOKEN_TYPE};
use crate::request::{self, CheckedRequest, Refusal};
use crate::state::State;
use crate::{cleared, judge};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    RequestCompliance,
    CheckCompliance,
    RequestProduction,
    RenewProduction,
    Reporting,
    Clearance,
}

impl Operation {
    /// By method and the path behind the profile; `Err` is the status of the refusal.
    pub(crate) fn route(method: &str, path: &str) -> Result<Self, u16> {
        match (method, path) {
            ("POST", "compliance") => Ok(Self::RequestCompliance),
            ("POST", "compliance/invoices") => Ok(Self::CheckCompliance),
            ("POST", "production/csids") => Ok(Self::RequestProduction),
            ("PATCH", "production/csids") => Ok(Self::RenewProduction),
            ("POST", "invoices/reporting/single") => Ok(Self::Reporting),
            ("POST", "invoices/clearance/single") => Ok(Self::Clearance),
            (
                _,
                "compliance"
                | "compliance/invoices"
                | "production/csids"
                | "invoices/reporting/single"
                | "invoices/clearance/single",
            ) => Err(405),
            _ => Err(404),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RequestCompliance => "request_compliance",
            Self::CheckCompliance => "check_compliance",
            Self::RequestProduction => "request_production",
            Self::RenewProduction => "renew_production",
            Self::Reporting => "reporting",
            Self::Clearance => "clearance",
        }
    }

    /// Which credentials it takes.
    fn credentials(self) -> Option<CsidKind> {
        match self {
            Self::RequestCompliance => None,
            Self::CheckCompliance | Self::RequestProduction => Some(CsidKind::Compliance),
            Self::RenewProduction | Self::Reporting | Self::Clearance => Some(CsidKind::Production),
        }
    }

    fn otp(self) -> Option<OtpKind> {
        match self {
            Self::RequestCompliance => Some(OtpKind::New),
            Self::RenewProduction => Some(OtpKind::Renewal),
            Self::CheckCompliance | Self::RequestProduction | Self::Reporting | Self::Clearance => None,
        }
    }

    fn expected_clearance_status(self) -> Option<&'static str> {
        match self {
            Self::Reporting => Some("0"),
            Self::Clearance => Some("1"),
            Self::RequestCompliance | Self::CheckCompliance | Self::RequestProduction | Self::RenewProduction => None,
        }
    }
}

/// A request off the wire. Its `Debug` is left out on purpose: it carries secrets.
pub(crate) struct Asked {
    pub(crate) profile: Profile,
    pub(crate) operation: Operation,
    pub(crate) content_type: String,
    pub(crate) accept_version: String,
    pub(crate) authorization: String,
    pub(crate) otp: Option<String>,
    pub(crate) clearance_status: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) delivery: Delivery,
    /// What is to be wrong with the certificate, if one is issued.
    pub(crate) flaw: Option<Flaw>,
}

/// Whether the answer will reach the client: a resend after a lost answer is right, after a heard one it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Heard,
    Lost,
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) state: State,
    pub(crate) authority: Authority,
    pub(crate) clock: Clock,
    pub(crate) clearance_on: AtomicBool,
    pub(crate) standing_otp: Option<String>,
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
        if !asked.content_type.to_ascii_lowercase().starts_with("application/json") {
            return Err(Reply::empty(415).into());
        }
        if !asked.accept_version.eq_ignore_ascii_case("V2") {
            return Err(Reply::wrong_version().into());
        }
        let csid = asked.operation.credentials().map(|kind| self.authenticated(asked, kind)).transpose()?;
        self.check_otp(asked)?;
        self.note_header_sins(asked)?;
        let body = match serde_json::from_slice(&asked.body) {
            Ok(Value::Object(body)) => body,
            Ok(_) | Err(_) => {
                return Err(Reply::flat(500, "Invalid-Request", "System failed to process your request.").into());
            }
        };
        match (asked.operation, csid) {
            (Operation::RequestCompliance, _) => self.request_compliance(asked, &body),
            (Operation::RequestProduction, Some(csid)) => self.request_production(asked, &csid, &body),
            (Operation::RenewProduction, Some(csid)) => self.renew_production(asked, &csid, &body),
            (Operation::CheckCompliance, Some(csid)) => self.check_compliance(asked, &csid, &body),
            (Operation::Reporting | Operation::Clearance, Some(csid)) => self.submit(asked, &csid, &body),
            (_, None) => Err(self.unauthorized().into()),
        }
    }

    fn unauthorized(&self) -> Reply {
        Reply::unauthorized((self.clock.now().unix_timestamp_nanos() / 1_000_000) as i64)
    }

    fn authenticated(&self, asked: &Asked, kind: CsidKind) -> Result<Csid, Stop> {
        let refused = || Stop::Reply(self.unauthorized());
        let pair = asked
            .authorization
            .strip_prefix("Basic ")
            .and_then(|encoded| BASE64.decode(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(refused)?;
        let (token, secret) = pair.split_once(':').ok_or_else(refused)?;
        let csid = self.state.csid_by_token(token)?.ok_or_else(refused)?;
        let valid = csid.secret_digest == Sha256::digest(secret).as_slice()
            && csid.kind == kind
            && csid.profile == asked.profile.name()
            && csid.active
            && csid.not_after > self.clock.now().unix_timestamp();
        valid.then_some(csid).ok_or_else(refused)
    }

    fn check_otp(&self, asked: &Asked) -> Result<(), Stop> {
        let Some(kind) = asked.operation.otp() else { return Ok(()) };
        let Some(otp) = asked.otp.as_deref().filter(|otp| !otp.is_empty()) else {
            return Err(Reply::listed(400, "Missing-OTP", "OTP is required field").into());
        };
        if self.otp_holds(asked.profile, otp, None, kind)? { Ok(()) } else { Err(invalid_otp().into()) }
    }

    /// A public password is nobody's: it is never used up.
    fn is_public(&self, profile: Profile, otp: &str) -> bool {
        profile.public_otp() == Some(otp) || self.standing_otp.as_deref() == Some(otp)
    }

    fn otp_holds(&self, profile: Profile, otp: &str, vat: Option<&str>, kind: OtpKind) -> Result<bool, Error> {
        Ok(self.is_public(profile, otp) || self.state.has_otp(otp, profile, vat, kind, self.clock.now())?)
    }

    fn note_header_sins(&self, asked: &Asked) -> Result<(), Error> {
        if asked.operation.otp().is_none() && asked.otp.is_some() {
            self.note("extra_otp", "", asked.operation.name())?;
        }
        if let Some(expected) = asked.operation.expected_clearance_status()
            && asked.clearance_status.as_deref() != Some(expected)
        {
            self.note("clearance_status", "", &format!("{} wants {expected}", asked.operation.name()))?;
        }
        Ok(())
    }

    fn note(&self, kind: &str, uuid: &str, detail: &str) -> Result<(), Error> {
        let violation = Violation { kind: kind.to_owned(), uuid: uuid.to_owned(), detail: detail.to_owned() };
        self.state.note(&violation, self.clock.now())
    }

    fn request_compliance(&self, asked: &Asked, body: &Map<String, Value>) -> Answered {
        let csr = field(body, "csr").ok_or_else(|| Reply::listed(400, "Missing-CSR", "CSR is required field"))?;
        let checked = request::check(csr, asked.profile).map_err(refused)?;
        let otp = asked.otp.as_deref().unwrap_or_default();
        if !self.otp_holds(asked.profile, otp, Some(&checked.vat), OtpKind::New)? {
            return Err(invalid_otp().into());
        }
        self.issue(asked, CsidKind::Compliance, csr, &checked, Some(otp), 200, "ISSUED")
    }

    fn request_production(&self, asked: &Asked, csid: &Csid, body: &Map<String, Value>) -> Answered {
        let id = field(body, "compliance_request_id").ok_or_else(|| {
            Reply::listed(400, "Missing-compliance_request_id", "compliance_request_id is required field")
        })?;
        if id != csid.request_id.to_string() {
            let text = "The provided compliance_request_id is invalid";
            return Err(Reply::listed(400, "Invalid-ComplianceRequestId", text).into());
        }
        let missing: Vec<&str> = required_steps(&csid.title)
            .into_iter()
            .filter(|step| !csid.steps.iter().any(|done| done == step))
            .collect();
        if asked.profile.asks_for_samples() && !missing.is_empty() {
            let text = format!("Compliance steps for this CSID are not yet complete. [{}]", missing.join(","));
            return Err(Reply::flat(400, "Missing-ComplianceSteps", &text).into());
        }
        let checked = request::check(&csid.csr, asked.profile).map_err(refused)?;
        self.issue(asked, CsidKind::Production, &csid.csr, &checked, None, 200, "ISSUED")
    }

    /// The usual answer of the gateway: a new compliance CSID, and the samples once more.
    fn renew_production(&self, asked: &Asked, csid: &Csid, body: &Map<String, Value>) -> Answered {
        let csr = field(body, "csr").ok_or_else(|| Reply::listed(400, "Missing-CSR", "CSR is required field"))?;
        let checked = request::check(csr, asked.profile).map_err(refused)?;
        let otp = asked.otp.as_deref().unwrap_or_default();
        let own = checked.vat == csid.vat;
        if !own || !self.otp_holds(asked.profile, otp, Some(&checked.vat), OtpKind::Renewal)? {
            return Err(invalid_otp().into());
        }
        self.issue(asked, CsidKind::Compliance, csr, &checked, Some(otp), 428, "NOT_COMPLIANT")
    }

    #[allow(clippy::too_many_arguments, reason = "three callers, each naming all of it")]
    fn issue(
        &self,
        asked: &Asked,
        kind: CsidKind,
        csr: &str,
        checked: &CheckedRequest,
        otp: Option<&str>,
        status: u16,
        disposition: &'static str,
    ) -> Answered {
        let (now, profile) = (self.clock.now(), asked.profile);
        let certificate = match kind {
            CsidKind::Compliance => self.authority.issue_compliance(checked, now, asked.flaw),
            CsidKind::Production => self.authority.issue_production(checked, now, asked.flaw),
        }
        .map_err(Error::Certificate)?;
        let token = BASE64.encode(BASE64.encode(&certificate));
        let secret = BASE64.encode(crate::random::<32>());
        let milliseconds = (now.unix_timestamp_nanos() / 1_000_000) as i64;
        let request_id = profile.fixed_request_id().unwrap_or(milliseconds);
        let spent = otp.filter(|otp| !self.is_public(profile, otp));
        let password = self.state.issue(
            &NewCsid {
                profile,
                kind,
                token: &token,
                secret_digest: &Sha256::digest(&secret),
                certificate: &certificate,
                csr,
                vat: &checked.vat,
                title: &checked.title,
                unit: &checked.unit,
                request_id,
                not_after: not_after(&certificate).unwrap_or(now).unix_timestamp(),
            },
            spent,
        )?;
        if password == Password::Used {
            return Err(invalid_otp().into());
        }
        let issued = IssuedCsid {
            request_id,
            token_type: TOKEN_TYPE,
            disposition,
            token: &token,
            secret: &secret,
            errors: None,
        };
        Ok(Reply::csid(status, &issued))
    }

    fn check_compliance(&self, asked: &Asked, csid: &Csid, body: &Map<String, Value>) -> Answered {
        let shape_of = |document: &Document| match document.kind() {
            Some(Kind::Standard) => Shape::ComplianceStandard,
            Some(Kind::Simplified) | None => Shape::ComplianceSimplified,
        };
        let submission = read(body, Shape::ComplianceSimplified)?;
        let judgement = self
            .judge(asked, csid, &submission)
            .map_err(|finding| reply::verdict(Shape::ComplianceSimplified, &[finding], None))?;
        if !judgement.is_rejection()
            && let Some(step) = judgement.document.step()
        {
            self.state.pass_step(csid.id, step)?;
        }
        Ok(reply::verdict(shape_of(&judgement.document), &judgement.findings, None))
    }

    fn submit(&self, asked: &Asked, csid: &Csid, body: &Map<String, Value>) -> Answered {
        let now = self.clock.now();
        let (shape, kind) = match asked.operation {
            Operation::Clearance => (Shape::Clearance, "clearance"),
            _ => (Shape::Reporting, "reporting"),
        };
        let sandbox_says_off =
            asked.profile == Profile::DeveloperPortal && asked.clearance_status.as_deref() == Some("0");
        if shape == Shape::Clearance && (!self.clearance_on.load(Ordering::SeqCst) || sandbox_says_off) {
            return Err(Reply::clearance_off().into());
        }
        let submission = read(body, shape)?;
        self.note_resend(asked, csid, &submission)?;
        if let Some(copy) = self.state.duplicate(&csid.vat, submission.hash, now)? {
            return Ok(reply::duplicate(shape, copy.map(|xml| BASE64.encode(xml)).as_deref()));
        }
        let judgement =
            self.judge(asked, csid, &submission).map_err(|finding| reply::verdict(shape, &[finding], None))?;
        let document = &judgement.document;
        let icv = document.icv.parse().unwrap_or(0);
        let copy = match shape {
            Shape::Clearance if !judgement.is_rejection() => Some(cleared::stamped(&self.authority, &submission.xml)?),
            _ => None,
        };
        if !judgement.is_rejection() {
            let accepted = NewAccepted {
                profile: asked.profile,
                vat: &csid.vat,
                hash: submission.hash,
                uuid: submission.uuid,
                icv,
                kind,
                csid: csid.id,
                cleared: copy.as_deref().map(str::as_bytes),
            };
            if let Err(copy) = self.state.accept(&accepted, now)? {
                return Ok(reply::duplicate(shape, copy.map(|xml| BASE64.encode(xml)).as_deref()));
            }
        }
        self.state.keep_judged(&Judged {
            csid: csid.id,
            icv,
            hash: submission.hash.to_owned(),
            pih: document.pih.clone(),
            uuid: submission.uuid.to_owned(),
            body_digest: Sha256::digest(&asked.body).to_vec(),
            last_word: match asked.delivery {
                Delivery::Heard => LastWord::Heard,
                Delivery::Lost => LastWord::Lost,
            },
        })?;
        Ok(reply::verdict(shape, &judgement.findings, copy.map(|xml| BASE64.encode(xml)).as_deref()))
    }

    fn note_resend(&self, asked: &Asked, csid: &Csid, submission: &Submission<'_>) -> Result<(), Error> {
        let Some(mut before) = self.state.judged(csid.id, submission.uuid)? else { return Ok(()) };
        if before.body_digest != Sha256::digest(&asked.body).as_slice() {
            self.note("changed_bytes", submission.uuid, "the same UUID came with other bytes")?;
        }
        if before.last_word == LastWord::Heard {
            self.note("resend_after_final", submission.uuid, "the verdict had been delivered")?;
        }
        if asked.delivery == Delivery::Heard {
            before.last_word = LastWord::Heard;
            self.state.keep_judged(&before)?;
        }
        Ok(())
    }

    fn judge(&self, asked: &Asked, csid: &Csid, submission: &Submission<'_>) -> Result<judge::Judgement, Finding> {
        let submitted = judge::Submitted {
            operation: asked.operation,
            hash: submission.hash,
            uuid: submission.uuid,
            xml: &submission.xml,
            csid,
            clearance: if self.clearance_on.load(Ordering::SeqCst) { Clearance::On } else { Clearance::Off },
        };
        judge::judge(&submitted, &self.state, self.clock.riyadh())
    }
}

struct Submission<'a> {
    hash: &'a str,
    uuid: &'a str,
    xml: String,
}

fn read(body: &Map<String, Value>, shape: Shape) -> Result<Submission<'_>, Stop> {
    let refused =
        |code, category, text| Stop::Reply(reply::verdict(shape, &[Finding::error(code, category, text)], None));
    let hash =
        field(body, "invoiceHash").filter(|hash| BASE64.decode(hash).is_ok_and(|bytes| bytes.len() == 32)).ok_or_else(
            || refused("Invalid-InvoiceHash", "InvoiceHash-Errors", "The invoice hash is missing or invalid."),
        )?;
    let uuid = field(body, "uuid")
        .filter(|uuid| uuid::Uuid::try_parse(uuid).is_ok())
        .ok_or_else(|| refused("Invalid-UUID", "UUID-Errors", "The UUID is missing or invalid."))?;
    let xml = field(body, "invoice")
        .and_then(|base64| BASE64.decode(base64).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| refused("XSD_ZATCA_INVALID", "XSD validation", "The invoice is not base64 of UTF-8 XML."))?;
    Ok(Submission { hash, uuid, xml })
}

fn field<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// In the gateway's own order.
fn required_steps(title: &str) -> Vec<&'static str> {
    let standard = ["standard-compliant", "standard-credit-note-compliant", "standard-debit-note-compliant"];
    let simplified = ["simplified-compliant", "simplified-credit-note-compliant", "simplified-debit-note-compliant"];
    let mut steps = Vec::new();
    if title.starts_with('1') {
        steps.extend(standard);
    }
    if title.get(1..2) == Some("1") {
        steps.extend(simplified);
    }
    steps
}

fn invalid_otp() -> Reply {
    Reply::listed(400, "Invalid-OTP", "The provided OTP is invalid")
}

fn refused(refusal: Refusal) -> Reply {
    match refusal {
        Refusal::Invalid(reason) => Reply::triple("Invalid-CSR", &format!("The provided CSR is invalid: {reason}")),
        Refusal::Template { asked } => Reply::not_compliant(
            -2,
            &format!("The request template is not supported. Denied by Policy Module 0x80094800, {asked}\r\n"),
        ),
        Refusal::Title => Reply::not_compliant(-1, "Invoice type is not supported"),
        Refusal::TooLong(what) => {
            let text = format!("{what} exceeds the character limit");
            let body = serde_json::json!({
                "type": "ERROR", "code": "EXCEED_CHARACTER_LIMIT", "category": "CSR_VALIDATION",
                "message": text, "status": "ERROR",
            });
            Reply::json(400, "EXCEED_CHARACTER_LIMIT", &body)
        }
    }
}
