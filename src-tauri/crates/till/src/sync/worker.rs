//! Doing what is planned: one request at a time, noted before the first byte leaves and settled after the answer.

use std::sync::Arc;
use std::time::Duration;

use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::read::read;
use sanduq_fatoora::{Answer, Outcome, Submission};
use sanduq_store::document::DocumentRow;
use sanduq_store::outbox::{self, OutboxRow, Standing};
use sanduq_store::submission;
use sanduq_store::{Transaction, audit, cleared, document, unit};
use serde::Serialize;

use super::Network;
use super::plan::{Step, plan, settle};
use crate::auditor::differences;
use crate::error::TillError;
use crate::till::{Change, Till};

/// Between two requests: at most four a second.
const GAP: Duration = Duration::from_millis(250);
/// The longest sleep, so that a corrected clock is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// What one run of the queue did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub sent: u64,
    pub reported: u64,
    pub rejected: u64,
    pub unknown: u64,
    /// Still without a final answer.
    pub open: u64,
}

impl Till {
    /// Reports in the background for as long as the process lives, or until the future is dropped.
    pub async fn report_forever(self: Arc<Self>) {
        loop {
            let pause = match self.step().await {
                Ok(Some(_)) => GAP,
                Ok(None) => self.pause(),
                // The database or the vault failed us; selling says so too. Try again later.
                Err(_) => LONGEST_SLEEP,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.wake.notified() => {}
            }
        }
    }

    /// Sends everything that can be sent now, whatever waits were agreed, and says what came of it.
    ///
    /// # Errors
    /// When nobody has signed in since the start, the till may not sell yet, or the database fails.
    pub async fn drain(&self) -> Result<Summary, TillError> {
        if self.production().is_none() {
            return Err(TillError::NotOnboarded);
        }
        self.client()?;
        let now = self.now();
        self.store.write(|tx| outbox::hasten(tx, now))?;
        self.line().reopen();
        let mut summary = Summary::default();
        while let Some(standing) = self.step().await? {
            summary.sent += 1;
            match standing {
                Standing::Reported | Standing::ReportedWithWarnings => summary.reported += 1,
                Standing::Rejected => summary.rejected += 1,
                Standing::Unknown => summary.unknown += 1,
                Standing::Pending => {}
            }
        }
        summary.open = self.store.read(outbox::open)?.len() as u64;
        Ok(summary)
    }

    /// One step of the plan: the standing of the document that was sent, or nothing when none was due.
    async fn step(&self) -> Result<Option<Standing>, TillError> {
        let (Some(_), Ok(client)) = (self.production(), self.client()) else { return Ok(None) };
        let _alone = self.exchange.lock().await;
        let open = self.store.read(outbox::open)?;
        let line = *self.line();
        let Step::Send(row) = plan(self.now(), &open, &line) else { return Ok(None) };
        let (document, submission, claimed_at) = self.claim(&row)?;
        let speaker = self.speaker(document.unit)?;
        let credentials = &speaker.credentials;
        let answer = match document.invoice_type {
            InvoiceType::Simplified => client.report(credentials, &submission).await,
            InvoiceType::Standard => match client.clear(credentials, &submission).await {
                // Clearance is switched off: the same document is reported instead.
                Answer { outcome: Outcome::ClearanceOff, .. } => client.report(credentials, &submission).await,
                answer => answer,
            },
        };
        self.settle(&row, speaker.unit, claimed_at, &answer).map(Some)
    }

    fn claim(&self, row: &OutboxRow) -> Result<(DocumentRow, Submission, Timestamp), TillError> {
        let now = self.now();
        let (document, submission) = self.store.write(|tx| {
            let stored = document::find(tx, row.document)?
                .ok_or_else(|| TillError::Damaged("a document of the outbox is missing".into()))?;
            let xml = document::xml(tx, row.document)?;
            outbox::claim(tx, row.document, now)?;
            let submission = Submission::of_xml(stored.hash.clone(), stored.uuid.to_string(), &xml);
            Ok::<_, TillError>((stored, submission))
        })?;
        Ok((document, submission, now))
    }

    fn settle(
        &self,
        row: &OutboxRow,
        speaker: i64,
        sent_at: Timestamp,
        answer: &Answer<Outcome>,
    ) -> Result<Standing, TillError> {
        let now = self.now();
        let jitter = sanduq_device::random::bytes::<2>().map_or(500, |b| i64::from(u16::from_be_bytes(b)) % 1000);
        let settlement = settle(now, row, &self.line(), &answer.outcome, jitter);
        self.store.write(|tx| {
            submission::insert(
                tx,
                &submission::Submission {
                    document: row.document,
                    sent_at,
                    elapsed: i64::try_from(answer.elapsed.as_millis()).unwrap_or(i64::MAX),
                    status: answer.status,
                    outcome: outcome_name(&answer.outcome).to_owned(),
                    messages: messages(&answer.outcome),
                    body: answer.body.clone().into_bytes(),
                },
            )?;
            if let Outcome::Accepted { cleared: Some(xml), .. } | Outcome::AlreadyAccepted { cleared: Some(xml) } =
                &answer.outcome
            {
                keep_copy(tx, now, row.document, xml)?;
            }
            match answer.outcome {
                Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. } | Outcome::Rejected { .. } => {
                    unit::note_contact(tx, speaker, now)?;
                }
                Outcome::Auth => unit::note_refusal(tx, speaker, now)?,
                Outcome::ClearanceOff | Outcome::Retry { .. } | Outcome::Unknown { .. } | Outcome::Config { .. } => {}
            }
            outbox::settle(tx, row.document, settlement.standing, settlement.failures, settlement.next_attempt_at)?;
            if settlement.standing == row.standing {
                return Ok(());
            }
            let details = serde_json::json!({
                "document": row.document, "standing": settlement.standing.key(), "status": answer.status,
            });
            Ok::<_, TillError>(audit::append(tx, now, None, "document_answered", &details.to_string())?)
        })?;
        {
            let mut line = self.line();
            line.network = settlement.network;
            line.failures = settlement.line_failures;
            line.closed_until = settlement.line_closed_until;
        }
        self.announce(Change::Documents);
        Ok(settlement.standing)
    }

    fn pause(&self) -> Duration {
        let open = self.store.read(outbox::open).unwrap_or_default();
        let line = *self.line();
        match plan(self.now(), &open, &line) {
            Step::WaitUntil(until) => {
                let millis = until.unix_millis() - self.now().unix_millis();
                Duration::from_millis(u64::try_from(millis).unwrap_or(0)).clamp(GAP, LONGEST_SLEEP)
            }
            Step::Send(_) | Step::Rest => LONGEST_SLEEP,
        }
    }

    /// What the way to the gateway has been like.
    #[must_use]
    pub fn network(&self) -> Network {
        self.line().network
    }
}

/// Paper is made of the copy: what is not the document that was sent is none. The answer with it is kept in any case.
fn keep_copy(tx: &Transaction<'_>, now: Timestamp, id: i64, xml: &[u8]) -> Result<(), TillError> {
    let stored = document::find(tx, id)?.ok_or(TillError::UnknownDocument)?;
    if read(xml).is_ok_and(|copy| differences(&stored, &copy).next().is_none()) {
        return Ok(cleared::keep(tx, id, xml)?);
    }
    let details = serde_json::json!({ "document": id }).to_string();
    Ok(audit::append(tx, now, None, "cleared_copy_refused", &details)?)
}

fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::AlreadyAccepted { .. } => "already_accepted",
        Outcome::ClearanceOff => "clearance_off",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Retry { .. } => "retry",
        Outcome::Unknown { .. } => "unknown",
        Outcome::Auth => "auth",
        Outcome::Config { .. } => "config",
    }
}

fn messages(outcome: &Outcome) -> String {
    let messages = match outcome {
        Outcome::Accepted { warnings, .. } => warnings.as_slice(),
        Outcome::Rejected { errors } => errors.as_slice(),
        _ => &[],
    };
    serde_json::to_string(messages).unwrap_or_else(|_| "[]".to_owned())
}
