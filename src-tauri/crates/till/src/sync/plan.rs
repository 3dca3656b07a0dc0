//! What to send next, and what an answer means for the queue. Pure: the same rows and moments give the same plan.

use sanduq_domain::timestamp::Timestamp;
use sanduq_fatoora::{Outcome, RetryCause};
use sanduq_store::outbox::{OutboxRow, Standing};

use super::{Line, Network};

/// Waits in seconds, doubled with each failure in a row up to the second number.
const LINE_WAIT: (i64, i64) = (5, 300);
const DOCUMENT_WAIT: (i64, i64) = (60, 3600);
/// How long a queue that was refused waits before it asks again by itself.
const REFUSED_WAIT: i64 = 900;

/// The next step of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Send this document.
    Send(OutboxRow),
    /// Nothing is due before this moment.
    WaitUntil(Timestamp),
    /// Everything has its final answer.
    Rest,
}

/// The oldest open document that is due goes first. `open` is ordered by age.
#[must_use]
pub fn plan(now: Timestamp, open: &[OutboxRow], line: &Line) -> Step {
    if open.is_empty() {
        return Step::Rest;
    }
    if let Some(until) = line.closed_until.filter(|until| *until > now) {
        return Step::WaitUntil(until);
    }
    match open.iter().find(|row| row.next_attempt_at <= now) {
        Some(row) => Step::Send(*row),
        None => open.iter().map(|row| row.next_attempt_at).min().map_or(Step::Rest, Step::WaitUntil),
    }
}

/// What becomes of a document and of the line after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    pub standing: Standing,
    pub failures: i64,
    pub next_attempt_at: Timestamp,
    pub network: Network,
    pub line_failures: i64,
    pub line_closed_until: Option<Timestamp>,
}

/// Settles an attempt. `jitter` is 0 to 999 thousandths of half the wait, so that many tills do not come back at once.
#[must_use]
pub fn settle(now: Timestamp, row: &OutboxRow, line: &Line, outcome: &Outcome, jitter: i64) -> Settlement {
    let fine = Settlement {
        standing: row.standing,
        failures: 0,
        next_attempt_at: now,
        network: Network::Online,
        line_failures: 0,
        line_closed_until: None,
    };
    let wait = |(first, most): (i64, i64), failures: i64| {
        let whole = (first << failures.clamp(0, 16)).min(most);
        now.plus_seconds(whole / 2 + whole * jitter / 2000 + whole % 2)
    };
    let document_waits = |after: Option<std::time::Duration>| {
        let asked = after.map(|after| now.plus_seconds(i64::try_from(after.as_secs()).unwrap_or(i64::MAX)));
        let own = wait(DOCUMENT_WAIT, row.failures);
        asked.map_or(own, |asked| asked.max(own))
    };
    let line_waits = |base| {
        let until = wait(base, line.failures);
        Settlement {
            network: Network::Offline,
            line_failures: line.failures + 1,
            line_closed_until: Some(until),
            failures: row.failures,
            ..fine
        }
    };
    match outcome {
        Outcome::Accepted { warnings, .. } if warnings.is_empty() => {
            Settlement { standing: Standing::Reported, ..fine }
        }
        Outcome::Accepted { .. } => Settlement { standing: Standing::ReportedWithWarnings, ..fine },
        Outcome::AlreadyAccepted { .. } => Settlement { standing: Standing::Reported, ..fine },
        Outcome::Rejected { .. } => Settlement { standing: Standing::Rejected, ..fine },
        // Not received: the line's fault, the document is due again as soon as the line is.
        Outcome::Retry { cause: RetryCause::Network, .. } => line_waits(LINE_WAIT),
        Outcome::Retry { cause: RetryCause::Rate, after } => {
            let until = document_waits(*after);
            Settlement { line_closed_until: Some(until), line_failures: line.failures + 1, ..fine }
        }
        Outcome::Retry { cause: RetryCause::EmptyRejection | RetryCause::Payload, after } => {
            Settlement { failures: row.failures + 1, next_attempt_at: document_waits(*after), ..fine }
        }
        // Perhaps received. The same bytes go again; the others need not wait for it.
        Outcome::Unknown { .. } => Settlement {
            standing: Standing::Unknown,
            failures: row.failures + 1,
            next_attempt_at: document_waits(None),
            line_failures: line.failures + 1,
            line_closed_until: Some(wait(LINE_WAIT, line.failures)),
            network: Network::Offline,
        },
        Outcome::Auth | Outcome::Config { .. } | Outcome::ClearanceOff => Settlement {
            network: Network::Refused,
            failures: row.failures,
            line_closed_until: Some(now.plus_seconds(REFUSED_WAIT)),
            line_failures: line.failures + 1,
            ..fine
        },
    }
}

#[cfg(test)]
mod tests {
    use sanduq_fatoora::{ConfigReason, Message, UnknownCause};

    use super::*;

    const NOW: i64 = 1_795_000_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_millis(NOW).plus_seconds(seconds)
    }

    fn row(document: i64, next: i64) -> OutboxRow {
        OutboxRow {
            document,
            issued_at: at(-60),
            standing: Standing::Pending,
            attempts: 1,
            failures: 0,
            next_attempt_at: at(next),
            in_flight_since: None,
        }
    }

    #[test]
    fn the_oldest_due_document_goes_first_and_a_waiting_one_blocks_nobody() {
        let line = Line::default();
        assert_eq!(plan(at(0), &[], &line), Step::Rest);
        assert_eq!(plan(at(0), &[row(1, 30), row(2, 0), row(3, 0)], &line), Step::Send(row(2, 0)));
        assert_eq!(plan(at(0), &[row(1, 30), row(2, 20)], &line), Step::WaitUntil(at(20)));
        let closed = Line { closed_until: Some(at(5)), ..line };
        assert_eq!(plan(at(0), &[row(1, 0)], &closed), Step::WaitUntil(at(5)));
        assert_eq!(plan(at(5), &[row(1, 0)], &closed), Step::Send(row(1, 0)));
    }

    #[test]
    fn every_outcome_has_its_standing() {
        let message = || Message { code: "BR-KSA-98".into(), ..Message::default() };
        let settled = |outcome: Outcome| settle(at(0), &row(1, 0), &Line::default(), &outcome, 500);
        for (outcome, standing, network) in [
            (Outcome::Accepted { warnings: vec![], cleared: None }, Standing::Reported, Network::Online),
            (
                Outcome::Accepted { warnings: vec![message()], cleared: None },
                Standing::ReportedWithWarnings,
                Network::Online,
            ),
            (Outcome::AlreadyAccepted { cleared: None }, Standing::Reported, Network::Online),
            (Outcome::Rejected { errors: vec![message()] }, Standing::Rejected, Network::Online),
            (Outcome::Retry { cause: RetryCause::Network, after: None }, Standing::Pending, Network::Offline),
            (Outcome::Retry { cause: RetryCause::EmptyRejection, after: None }, Standing::Pending, Network::Online),
            (Outcome::Unknown { cause: UnknownCause::Timeout }, Standing::Unknown, Network::Offline),
            (Outcome::Auth, Standing::Pending, Network::Refused),
            (Outcome::Config { reason: ConfigReason::Version }, Standing::Pending, Network::Refused),
        ] {
            let settlement = settled(outcome.clone());
            assert_eq!((settlement.standing, settlement.network), (standing, network), "{outcome:?}");
        }
    }

    #[test]
    fn waits_grow_and_end_growing() {
        let outcome = Outcome::Retry { cause: RetryCause::Network, after: None };
        let waits: Vec<i64> = [0, 1, 2, 10, 60]
            .map(|failures| {
                let line = Line { failures, ..Line::default() };
                let until = settle(at(0), &row(1, 0), &line, &outcome, 999).line_closed_until.unwrap();
                until.seconds_since(at(0))
            })
            .to_vec();
        assert_eq!(waits, [5, 9, 19, 299, 299]);
        let asked = Outcome::Retry { cause: RetryCause::Rate, after: Some(std::time::Duration::from_secs(500)) };
        assert_eq!(settle(at(0), &row(1, 0), &Line::default(), &asked, 0).line_closed_until, Some(at(500)));
    }
}
