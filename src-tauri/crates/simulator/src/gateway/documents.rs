//! The three operations that judge documents.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use time::UtcOffset;

use super::{Answered, Asked, Delivery, Gateway, Operation, Stop, field};
use crate::control_plane::Clearance;
use crate::document::Kind;
use crate::profile::Profile;
use crate::records::{HeldCsid, Judged, LastWord, NewAccepted, Standing};
use crate::reply::{self, DuplicateForm, Finding, Reply, Shape};
use crate::{Error, cleared, judge};

impl Gateway {
    pub(super) fn check_compliance(&self, asked: &Asked, held: &HeldCsid, body: &Map<String, Value>) -> Answered {
        let submission = read(body, Shape::ComplianceSimplified)?;
        let xml = decoded(&submission, Shape::ComplianceSimplified)?;
        let judgement = self
            .judge(asked, held, &submission, &xml)
            .map_err(|findings| reply::verdict(Shape::ComplianceSimplified, &findings, None))?;
        if !judgement.is_rejection()
            && let Some(step) = judgement.document.step()
        {
            self.state.pass_step(held.csid.id, step)?;
        }
        let shape = match judgement.document.kind() {
            Some(Kind::Standard) => Shape::ComplianceStandard,
            Some(Kind::Simplified) | None => Shape::ComplianceSimplified,
        };
        Ok(reply::verdict(shape, &judgement.findings, None))
    }

    pub(super) fn submit(&self, asked: &Asked, held: &HeldCsid, body: &Map<String, Value>) -> Answered {
        let (shape, kind) = match asked.operation {
            Operation::Clearance => (Shape::Clearance, "clearance"),
            _ => (Shape::Reporting, "reporting"),
        };
        let sandbox_says_off =
            asked.profile == Profile::DeveloperPortal && asked.clearance_status.as_deref() == Some("0");
        if shape == Shape::Clearance && (self.clearance() == Clearance::Off || sandbox_says_off) {
            return Err(Reply::clearance_off().into());
        }
        let submission = read(body, shape)?;
        self.note_resend(asked, held, &submission)?;
        let before = self.state.duplicate(asked.profile, &held.csid.vat, submission.hash, asked.at)?;
        if let Standing::Known { times, cleared } = before {
            return self.already_accepted(asked, shape, &submission, times, cleared);
        }
        let xml = decoded(&submission, shape)?;
        let judgement =
            self.judge(asked, held, &submission, &xml).map_err(|findings| reply::verdict(shape, &findings, None))?;
        let document = &judgement.document;
        let icv = document.icv.parse().unwrap_or(0);
        let copy = match shape {
            Shape::Clearance if !judgement.is_rejection() => Some(cleared::stamped(&self.authority, &xml)?),
            _ => None,
        };
        if !judgement.is_rejection() {
            let accepted = NewAccepted {
                profile: asked.profile,
                vat: &held.csid.vat,
                hash: submission.hash,
                uuid: submission.uuid,
                icv,
                kind,
                csid: held.csid.id,
                cleared: copy.as_deref().map(str::as_bytes),
            };
            // Another request with the same bytes may have been faster.
            if let Standing::Known { times, cleared } = self.state.accept(&accepted, asked.at)? {
                return self.already_accepted(asked, shape, &submission, times, cleared);
            }
        }
        self.state.keep_judged(&Judged {
            csid: judgement.signer.unwrap_or(held.csid.id),
            profile: asked.profile,
            vat: held.csid.vat.clone(),
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

    fn already_accepted(
        &self,
        asked: &Asked,
        shape: Shape,
        submission: &Submission<'_>,
        times: u32,
        cleared: Option<Vec<u8>>,
    ) -> Answered {
        if times > self.settings().allowed_duplicates {
            self.note("too_many_duplicates", submission.uuid, &format!("duplicate number {times}"), asked.at)?;
        }
        let cleared = cleared.map(|xml| BASE64.encode(xml));
        Ok(reply::duplicate(shape, DuplicateForm::LiveA, cleared.as_deref()))
    }

    fn note_resend(&self, asked: &Asked, held: &HeldCsid, submission: &Submission<'_>) -> Result<(), Error> {
        let Some(mut before) = self.state.judged(asked.profile, &held.csid.vat, submission.uuid)? else {
            return Ok(());
        };
        if before.body_digest != Sha256::digest(&asked.body).as_slice() {
            self.note("changed_bytes", submission.uuid, "the same UUID came with other bytes", asked.at)?;
        }
        if before.last_word == LastWord::Heard {
            self.note("resend_after_final", submission.uuid, "the verdict had been delivered", asked.at)?;
        } else if asked.delivery == Delivery::Heard {
            before.last_word = LastWord::Heard;
            self.state.keep_judged(&before)?;
        }
        Ok(())
    }

    fn judge(
        &self,
        asked: &Asked,
        held: &HeldCsid,
        submission: &Submission<'_>,
        xml: &str,
    ) -> Result<judge::Judgement, Vec<Finding>> {
        let submitted = judge::Submitted {
            operation: asked.operation,
            hash: submission.hash,
            uuid: submission.uuid,
            xml,
            csid: &held.csid,
            clearance: self.clearance(),
            judging: self.settings().judging,
            // UTC+3 all year.
            riyadh: asked.at.to_offset(UtcOffset::from_hms(3, 0, 0).expect("three hours is an offset")),
        };
        let weigh = |finding: &mut Finding| {
            let twisted = asked.twist.severity.as_ref().filter(|(code, _)| *code == finding.code);
            finding.severity = twisted.map_or_else(
                || self.severities.of(asked.profile, &finding.code, finding.severity),
                |(_, severity)| *severity,
            );
        };
        // What could not be read cannot be accepted either, whatever it weighs: there the findings stay as they are.
        let mut judgement = judge::judge(&submitted, &self.state)?;
        judgement.findings.iter_mut().for_each(weigh);
        Ok(judgement)
    }
}

struct Submission<'a> {
    hash: &'a str,
    uuid: &'a str,
    invoice: &'a str,
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
    let invoice = field(body, "invoice").unwrap_or_default();
    Ok(Submission { hash, uuid, invoice })
}

fn decoded(submission: &Submission<'_>, shape: Shape) -> Result<String, Reply> {
    let refused = || {
        let text = "The invoice is not base64 of UTF-8 XML.";
        reply::verdict(shape, &[Finding::error("XSD_ZATCA_INVALID", "XSD validation", text)], None)
    };
    let bytes = BASE64.decode(submission.invoice).ok().filter(|bytes| !bytes.is_empty()).ok_or_else(refused)?;
    String::from_utf8(bytes).map_err(|_| refused())
}
