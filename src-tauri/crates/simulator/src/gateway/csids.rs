//! The three operations that issue CSIDs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{Answered, Asked, Gateway, Stop, field, invalid_otp, milliseconds};
use crate::Error;
use crate::authority::{SHARED_VAT, not_after};
use crate::profile::Profile;
use crate::records::{CsidKind, HeldCsid, NewCsid, OtpKind, Password};
use crate::reply::{IssuedCsid, Reply, TOKEN_TYPE};
use crate::request::{self, CheckedRequest, Refusal};
use crate::settings::{Renewal, RepeatPcsid};

/// As published for the sandbox's one production CSID.
const SHARED_REQUEST_ID: i64 = 30_368;

/// What is to be issued, and told how.
struct Issue<'a> {
    kind: CsidKind,
    csr: &'a str,
    checked: &'a CheckedRequest,
    /// The one-time password that is used up by it.
    otp: Option<&'a str>,
    parent: Option<i64>,
    renews: Option<i64>,
    status: u16,
    disposition: &'static str,
}

impl Gateway {
    pub(super) fn request_compliance(&self, asked: &Asked, body: &Map<String, Value>) -> Answered {
        let (csr, checked) = checked_request(asked, body)?;
        let otp = asked.otp.as_deref().unwrap_or_default();
        if !self.otp_holds(asked, otp, Some(&checked.vat), OtpKind::New)? {
            return Err(invalid_otp().into());
        }
        self.issue(
            asked,
            &Issue {
                kind: CsidKind::Compliance,
                csr,
                checked: &checked,
                otp: Some(otp),
                parent: None,
                renews: None,
                status: 200,
                disposition: "ISSUED",
            },
        )
    }

    pub(super) fn request_production(&self, asked: &Asked, held: &HeldCsid, body: &Map<String, Value>) -> Answered {
        let id = field(body, "compliance_request_id").ok_or_else(|| {
            Reply::listed(400, "Missing-compliance_request_id", "compliance_request_id is required field")
        })?;
        if id != held.csid.request_id.to_string() {
            return Err(invalid_request_id().into());
        }
        let missing: Vec<&str> = required_steps(&held.csid.title)
            .into_iter()
            .filter(|step| !held.csid.steps.iter().any(|done| done == step))
            .collect();
        if asked.profile.asks_for_samples() && !missing.is_empty() {
            let text = format!("Compliance steps for this CSID are not yet complete. [{}]", missing.join(","));
            return Err(Reply::flat(400, "Missing-ComplianceSteps", &text).into());
        }
        if asked.profile == Profile::DeveloperPortal && !self.settings().own_pcsid {
            return self.hand_out_shared(asked);
        }
        match (self.settings().repeat_pcsid, self.state.production_of(held.csid.id)?) {
            (RepeatPcsid::Error, Some(_)) => return Err(invalid_request_id().into()),
            (RepeatPcsid::Same, Some(issued)) => {
                let secret = self.authority.secret_of(&issued.token);
                self.state.set_secret(issued.csid.id, &Sha256::digest(&secret))?;
                return Ok(told(200, "ISSUED", issued.csid.request_id, &issued.token, &secret));
            }
            (RepeatPcsid::New, _) | (_, None) => {}
        }
        let checked = request::check(&held.csr, asked.profile).map_err(refused)?;
        let answer = self.issue(
            asked,
            &Issue {
                kind: CsidKind::Production,
                csr: &held.csr,
                checked: &checked,
                otp: None,
                parent: Some(held.csid.id),
                renews: None,
                status: 200,
                disposition: "ISSUED",
            },
        )?;
        self.supersede(held.renews, asked)?;
        Ok(answer)
    }

    pub(super) fn renew_production(&self, asked: &Asked, held: &HeldCsid, body: &Map<String, Value>) -> Answered {
        let (csr, checked) = checked_request(asked, body)?;
        let otp = asked.otp.as_deref().unwrap_or_default();
        let own = checked.vat == held.csid.vat;
        if !own || !self.otp_holds(asked, otp, Some(&checked.vat), OtpKind::Renewal)? {
            return Err(invalid_otp().into());
        }
        let settings = self.settings();
        let (kind, status, disposition) = match settings.renewal {
            Renewal::Samples => (CsidKind::Compliance, 428, "NOT_COMPLIANT"),
            Renewal::AtOnce => (CsidKind::Production, 200, "ISSUED"),
        };
        let renews = Some(held.csid.id);
        let mut answer = self.issue(
            asked,
            &Issue { kind, csr, checked: &checked, otp: Some(otp), parent: None, renews, status, disposition },
        )?;
        if settings.renewal == Renewal::AtOnce {
            self.supersede(renews, asked)?;
        }
        if settings.wrapped_renewal {
            answer.body = format!("{{\"value\":{}}}", answer.body);
        }
        Ok(answer)
    }

    fn issue(&self, asked: &Asked, wanted: &Issue<'_>) -> Answered {
        let (profile, checked) = (asked.profile, wanted.checked);
        let number = self.state.free_request_id(milliseconds(asked.at))?;
        let certificate = match wanted.kind {
            CsidKind::Compliance => self.authority.issue_compliance(checked, asked.at, number, asked.twist.flaw),
            CsidKind::Production => {
                let serial = self.dice.bytes();
                self.authority.issue_production(profile, checked, asked.at, serial, asked.twist.flaw)
            }
        }
        .map_err(Error::Certificate)?;
        let token = BASE64.encode(BASE64.encode(&certificate));
        let secret = self.authority.secret_of(&token);
        let request_id = match wanted.kind {
            CsidKind::Compliance => profile.fixed_request_id().unwrap_or(number),
            CsidKind::Production => number,
        };
        let password = self.state.issue(
            &NewCsid {
                profile,
                kind: wanted.kind,
                token: &token,
                secret_digest: &Sha256::digest(&secret),
                certificate: &certificate,
                csr: wanted.csr,
                vat: &checked.vat,
                title: &checked.title,
                unit: &checked.unit,
                request_id,
                not_after: not_after(&certificate).unwrap_or(asked.at).unix_timestamp(),
                parent: wanted.parent,
                renews: wanted.renews,
            },
            wanted.otp.filter(|otp| !self.is_public(profile, otp)),
        )?;
        match password {
            Password::Good => Ok(told(wanted.status, wanted.disposition, request_id, &token, &secret)),
            Password::Used => Err(invalid_otp().into()),
        }
    }

    /// The sandbox's one production CSID: everybody's, and so nobody's own.
    fn hand_out_shared(&self, asked: &Asked) -> Answered {
        let certificate = self.authority.shared_certificate(&self.state, asked.at)?;
        let token = BASE64.encode(BASE64.encode(&certificate));
        let secret = self.authority.secret_of(&token);
        if self.state.csid_by_token(&token)?.is_none() {
            let shared = NewCsid {
                profile: asked.profile,
                kind: CsidKind::Production,
                token: &token,
                secret_digest: &Sha256::digest(&secret),
                certificate: &certificate,
                csr: "",
                vat: SHARED_VAT,
                title: "1100",
                unit: "1-SIM|2-SIM|3-shared",
                request_id: SHARED_REQUEST_ID,
                not_after: not_after(&certificate).unwrap_or(asked.at).unix_timestamp(),
                parent: None,
                renews: None,
            };
            self.state.issue(&shared, None)?;
        }
        Ok(told(200, "ISSUED", SHARED_REQUEST_ID, &token, &secret))
    }

    fn supersede(&self, old: Option<i64>, asked: &Asked) -> Result<(), Error> {
        match (old, self.settings().grace_seconds) {
            (Some(old), Some(grace)) => {
                let grace = i64::try_from(grace).unwrap_or(i64::MAX);
                self.state.supersede_csid(old, asked.at.unix_timestamp().saturating_add(grace))
            }
            (None, _) | (_, None) => Ok(()),
        }
    }
}

fn told(status: u16, disposition: &'static str, request_id: i64, token: &str, secret: &str) -> Reply {
    Reply::csid(status, &IssuedCsid { request_id, token_type: TOKEN_TYPE, disposition, token, secret, errors: None })
}

fn checked_request<'a>(asked: &Asked, body: &'a Map<String, Value>) -> Result<(&'a str, CheckedRequest), Stop> {
    let csr = field(body, "csr").ok_or_else(|| Reply::listed(400, "Missing-CSR", "CSR is required field"))?;
    Ok((csr, request::check(csr, asked.profile).map_err(refused)?))
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

fn invalid_request_id() -> Reply {
    Reply::listed(400, "Invalid-ComplianceRequestId", "The provided compliance_request_id is invalid")
}

fn refused(refusal: Refusal) -> Reply {
    match refusal {
        Refusal::Invalid(reason) => Reply::triple("Invalid-CSR", &format!("The provided CSR is invalid: {reason}")),
        Refusal::Template { asked } => Reply::denied_by_policy(&format!(
            "The requested certificate template is not supported by this CA. Denied by Policy Module 0x80094800, \
             The request was for a certificate template that is not supported: {asked}\r\n"
        )),
        Refusal::Title => Reply::not_compliant("Invoice type is not supported"),
        Refusal::TooLong(what) => Reply::too_long(what),
    }
}
