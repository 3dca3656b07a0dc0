//! Doing what is planned: one request at a time, noted before the first byte leaves and settled after the answer.

use std::sync::Arc;
use std::time::Duration;

use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::read::read;
use sanduq_fatoora::{Answer, Client, Credentials, Outcome, SubmissionBody};
use sanduq_store::exchange::Request;
use sanduq_store::outbox::{self, Heads, OutboxRow, Settled, Standing};
use sanduq_store::{Transaction, audit, cleared, document, line, unit};
use serde::Serialize;

use super::deadline::Alarm;
use super::line::{Line, Network};
use super::plan::{Settlement, Step, plan, settle};
use crate::auditor::differences;
use crate::error::TillError;
use crate::journal::{self, About, Operation};
use crate::renewal::Speaker;
use crate::till::{Change, Till};

/// The longest sleep, so that a corrected clock is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// So often in a row a run of the queue goes on to the next document although no answer came: one that gets none each
/// time must not keep the others from being sent.
const PROBES: i64 = 3;

/// What one run of the queue did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub sent: u64,
    /// Accepted: reported, or cleared.
    pub reported: u64,
    pub rejected: u64,
    pub unknown: u64,
    /// Handed to a person: the gateway answers without judging.
    pub held: u64,
    /// Still without a final answer.
    pub open: u64,
}

/// A document about to be sent.
struct Claim {
    row: OutboxRow,
    /// With whose credentials.
    unit: i64,
    number: String,
    invoice_type: InvoiceType,
    body: SubmissionBody,
    credentials: Credentials,
    at: Timestamp,
}

impl Claim {
    fn about(&self, operation: Operation) -> About {
        About { operation, unit: self.unit, document: Some(self.row.document) }
    }

    fn request(&self) -> Request {
        Request::of_document(self.body.as_bytes())
    }
}

impl Till {
    /// Reports in the background for as long as the process lives, or until the future is dropped.
    pub async fn report_forever(self: Arc<Self>) {
        loop {
            let pause = match self.step().await {
                Ok(Some(_)) => Duration::ZERO,
                Ok(None) => self.pause(),
                // The database or the vault failed us; selling says so too. Try again later.
                Err(_) => LONGEST_SLEEP,
            };
            // Whatever these say, the queue goes on.
            let _ = self.forget_former_units();
            let _ = self.watch_deadline();
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
        self.line().ask_again();
        let mut summary = Summary::default();
        while let Some(standing) = self.step().await? {
            summary.sent += 1;
            if !standing.is_accepted() {
                self.line().probe(PROBES);
            }
            match standing {
                Standing::Reported | Standing::ReportedWithWarnings => summary.reported += 1,
                Standing::Rejected => summary.rejected += 1,
                Standing::Unknown => summary.unknown += 1,
                Standing::Held => summary.held += 1,
                Standing::Pending => {}
            }
        }
        self.forget_former_units()?;
        self.watch_deadline()?;
        summary.open = self.store.read(outbox::counts)?.open().unsigned_abs();
        Ok(summary)
    }

    /// One step of the plan: the standing of the document that was sent, or nothing when none was due.
    async fn step(&self) -> Result<Option<Standing>, TillError> {
        let _alone = self.exchange.lock().await;
        let Ok(client) = self.client() else { return Ok(None) };
        let heads = self.store.read(outbox::heads)?;
        let line = *self.line();
        let Step::Send(row) = plan(self.now(), &heads, &line) else { return Ok(None) };
        self.send(&client, row).await
    }

    /// Sends one document and settles the answer; nothing where this process has not the keys to it yet. The caller
    /// holds the exchange.
    pub(super) async fn send(&self, client: &Client, row: OutboxRow) -> Result<Option<Standing>, TillError> {
        let Some(claim) = self.claim(row).await? else { return Ok(None) };
        let (operation, answer) = match claim.invoice_type {
            InvoiceType::Simplified => {
                (Operation::Reporting, client.report(&claim.credentials, claim.body.clone()).await)
            }
            InvoiceType::Standard => match client.clear(&claim.credentials, claim.body.clone()).await {
                answer @ Answer { outcome: Outcome::ClearanceOff, .. } => {
                    let about = claim.about(Operation::Clearance);
                    self.store.write(|tx| journal::keep(tx, about, claim.at, claim.request(), &answer))?;
                    // The same document is reported instead.
                    self.pace().turn().await;
                    (Operation::Reporting, client.report(&claim.credentials, claim.body.clone()).await)
                }
                answer => (Operation::Clearance, answer),
            },
        };
        self.settle(&claim, operation, &answer).map(Some)
    }

    async fn claim(&self, row: OutboxRow) -> Result<Option<Claim>, TillError> {
        let stored = self.store.read(|db| document::find(db, row.document))?;
        let stored = stored.ok_or_else(|| TillError::Damaged("a document of the outbox is missing".into()))?;
        let Some(Speaker { unit, credentials }) = self.speaker(stored.unit)? else { return Ok(None) };
        let body = self.store.read(|db| journal::request_of(db, &stored))?;
        self.pace().turn().await;
        let at = self.now();
        self.store.write(|tx| outbox::claim(tx, row.document, at))?;
        Ok(Some(Claim { row, unit, number: stored.number, invoice_type: stored.invoice_type, body, credentials, at }))
    }

    fn settle(&self, claim: &Claim, operation: Operation, answer: &Answer<Outcome>) -> Result<Standing, TillError> {
        let now = self.now();
        let id = claim.row.document;
        let jitter = sanduq_device::random::bytes::<2>().map_or(500, |b| i64::from(u16::from_be_bytes(b)) % 1000);
        let mut line = *self.line();
        let mut settlement = settle(now, &claim.row, &line, &answer.outcome, jitter);
        let former = self.production().is_some_and(|issuing| issuing.unit != claim.unit);
        if former && answer.outcome == Outcome::Auth {
            // Not the till is refused but its former unit: from now on the issuing one speaks for it.
            settlement = Settlement { network: line.network, line_failures: 0, line_closed_until: None, ..settlement };
        }
        if line.network != settlement.network {
            line.since = Some(now);
        }
        line.network = settlement.network;
        line.failures = settlement.line_failures;
        line.closed_until = settlement.line_closed_until;
        line.note_date(now, answer.date);
        self.store.write(|tx| {
            journal::keep(tx, claim.about(operation), claim.at, claim.request(), answer)?;
            if let Outcome::Accepted { cleared: Some(xml), .. } | Outcome::AlreadyAccepted { cleared: Some(xml) } =
                &answer.outcome
            {
                keep_copy(tx, now, id, xml)?;
            }
            match answer.outcome {
                Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. } | Outcome::Rejected { .. } => {
                    unit::note_contact(tx, claim.unit, now)?;
                }
                Outcome::Auth => unit::note_refusal(tx, claim.unit, now)?,
                Outcome::ClearanceOff | Outcome::Retry { .. } | Outcome::Unknown { .. } | Outcome::Config { .. } => {}
            }
            let settled = Settled {
                standing: settlement.standing,
                failures: settlement.failures,
                cause: settlement.cause,
                next_attempt_at: settlement.next_attempt_at,
            };
            outbox::settle(tx, id, &settled)?;
            line::keep(tx, &line.to_row(now))?;
            if settlement.standing == claim.row.standing {
                return Ok(());
            }
            let details = serde_json::json!({
                "document": id, "number": claim.number, "standing": settlement.standing.key(), "status": answer.status,
            });
            Ok::<_, TillError>(audit::append(tx, now, None, "document_answered", &details.to_string())?)
        })?;
        {
            let mut own = self.line();
            *own = Line { alarm: own.alarm, ..line };
        }
        self.announce(Change::Documents);
        Ok(settlement.standing)
    }

    /// Notes when the oldest open document comes closer to its deadline, or no longer does.
    fn watch_deadline(&self) -> Result<(), TillError> {
        let now = self.now();
        let oldest = self.store.read(outbox::oldest_open)?;
        let alarm = Alarm::at(now, oldest);
        let (line, grew) = {
            let mut line = self.line();
            let before = std::mem::replace(&mut line.alarm, alarm);
            if alarm == before {
                return Ok(());
            }
            (*line, alarm > before)
        };
        self.store.write(|tx| {
            line::keep(tx, &line.to_row(now))?;
            if !grew {
                return Ok(());
            }
            let details = serde_json::json!({ "alarm": alarm.key(), "oldest": oldest.map(Timestamp::unix_millis) });
            audit::append(tx, now, None, "deadline_near", &details.to_string())
        })?;
        self.announce(Change::Documents);
        Ok(())
    }

    fn pause(&self) -> Duration {
        let now = self.now();
        let looked = self.store.read(|db| Ok::<_, TillError>((outbox::heads(db)?, outbox::oldest_open(db)?)));
        let Ok((heads, oldest)) = looked else { return LONGEST_SLEEP };
        let line = *self.line();
        let due = match plan(now, &heads, &line) {
            Step::WaitUntil(until) => Some(until),
            Step::Send(_) | Step::Rest => None,
        };
        let wake_at = due.into_iter().chain(Alarm::next_at(now, oldest)).min();
        wake_at.map_or(LONGEST_SLEEP, |at| {
            let millis = at.unix_millis() - now.unix_millis();
            Duration::from_millis(u64::try_from(millis).unwrap_or(0)).min(LONGEST_SLEEP)
        })
    }

    /// Whether there is something left that goes by itself, and the keys to send it with are open.
    #[must_use]
    pub fn reports_on(&self) -> bool {
        let Ok(heads) = self.store.read(outbox::heads) else { return false };
        self.production().is_some() && heads != Heads::default()
    }

    /// What the way to the gateway has been like.
    #[must_use]
    pub fn network(&self) -> Network {
        self.line().network
    }

    /// Sends a held document once more, unchanged: a person has looked.
    ///
    /// # Errors
    /// When the document is unknown, is not held, or the role does not allow it.
    pub fn release(&self, actor: &crate::session::Actor, number: &str) -> Result<(), TillError> {
        actor.require(sanduq_domain::user::Permission::Sync)?;
        let now = self.now();
        let row = self.document(number)?;
        self.store.write(|tx| {
            if !outbox::release(tx, row.id, now)? {
                return Err(TillError::NotHeld);
            }
            let details = serde_json::json!({ "document": row.id, "number": number }).to_string();
            Ok(audit::append(tx, now, Some(actor.session), "document_released", &details)?)
        })?;
        self.wake.notify_one();
        self.announce(Change::Documents);
        Ok(())
    }
}

/// Paper is made of the copy: what is not the document that was sent is none. The answer with it is kept in any case.
fn keep_copy(tx: &Transaction<'_>, now: Timestamp, id: i64, xml: &[u8]) -> Result<(), TillError> {
    let stored = document::find(tx, id)?.ok_or(TillError::UnknownDocument)?;
    if read(xml).is_ok_and(|copy| differences(&stored, &copy).next().is_none()) {
        return Ok(cleared::keep(tx, id, xml)?);
    }
    let details = serde_json::json!({ "document": id, "number": stored.number }).to_string();
    Ok(audit::append(tx, now, None, "cleared_copy_refused", &details)?)
}
