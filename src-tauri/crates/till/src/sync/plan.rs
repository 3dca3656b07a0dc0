//! What to send next, and what an answer means for the queue. Pure: the same rows and moments give the same plan.

use std::time::Duration;

use sanduq_domain::timestamp::Timestamp;
use sanduq_fatoora::{Outcome, RetryCause, UnknownCause};
use sanduq_store::outbox::{Heads, OutboxRow, Standing};

use super::line::{Line, Network, Refusal, is_ahead};

/// So often a document may be answered by an empty rejection, or be too large, before a person is asked.
const EMPTY_REJECTIONS: i64 = 3;
const TOO_LARGE: i64 = 2;

/// The next step of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this document.
    Send(OutboxRow),
    /// Nothing is due before this moment.
    WaitUntil(Timestamp),
    /// Everything that goes by itself has its final answer.
    Rest,
}

/// Of the documents that are due, the oldest goes first. But a line that has just failed is tried again with one that has
/// not: it may have been that document's fault, and the others need not wait for it. What is of the authority's tomorrow
/// waits for its day.
#[must_use]
pub fn plan(now: Timestamp, heads: &Heads, line: &Line) -> Step {
    let day_begins = |row: &OutboxRow| line.day_begins(now, row.issued_at);
    let is_of_today = |row: &&OutboxRow| day_begins(row).is_none();
    let (all_fresh, all_waiting) = (heads.fresh.as_ref(), heads.waiting.as_ref());
    let (fresh, waiting) = (all_fresh.filter(is_of_today), all_waiting.filter(is_of_today));
    let due = waiting.filter(|row| !is_ahead(now, row.next_attempt_at));
    let first = match (fresh, due) {
        (Some(fresh), Some(_)) if line.failures > 0 => Some(fresh),
        (Some(fresh), Some(due)) => Some(if due.document < fresh.document { due } else { fresh }),
        (fresh, due) => fresh.or(due),
    };
    let closed_until = line.closed_until.filter(|until| is_ahead(now, *until));
    match (first, closed_until) {
        (Some(row), None) => Step::Send(row.clone()),
        (Some(_), Some(until)) => Step::WaitUntil(until),
        (None, closed_until) => {
            let days = all_fresh.into_iter().chain(all_waiting).filter_map(day_begins);
            let own = days.chain(waiting.map(|row| row.next_attempt_at)).min();
            own.map_or(Step::Rest, |own| Step::WaitUntil(closed_until.map_or(own, |until| until.max(own))))
        }
    }
}

/// What becomes of a document and of the line after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub standing: Standing,
    /// Failures in a row of the same cause.
    pub failures: i64,
    pub cause: &'static str,
    pub next_attempt_at: Timestamp,
    pub network: Network,
    pub line_failures: i64,
    pub line_closed_until: Option<Timestamp>,
}

/// How long a failure is waited for, in seconds: doubled with each in a row, from the first number to the second.
#[derive(Debug, Clone, Copy)]
struct Patience(i64, i64);

/// Nothing reached the authority, so nobody minds when the till asks again soon.
const UNREACHED: Patience = Patience(5, 300);
const UNANSWERED: Patience = Patience(60, 3600);
const REFUSED: Patience = Patience(900, 3600);

impl Patience {
    /// `jitter` is 0 to 999 thousandths of the second half, so that many tills do not come back at once.
    fn until(self, now: Timestamp, failures: i64, jitter: i64) -> Timestamp {
        let whole = (self.0 << failures.clamp(0, 16)).min(self.1);
        now.plus_seconds(whole / 2 + whole % 2 + whole * jitter / 2000)
    }
}

/// Settles an attempt.
#[must_use]
pub fn settle(now: Timestamp, row: &OutboxRow, line: &Line, outcome: &Outcome, jitter: i64) -> Settlement {
    let answered = |standing| Settlement {
        standing,
        failures: 0,
        cause: "",
        next_attempt_at: now,
        network: Network::Online,
        line_failures: 0,
        line_closed_until: None,
    };
    let line_rests = |settlement, network, patience: Patience, at_least: Option<Duration>| {
        let asked = at_least.map(|wait| now.plus_seconds(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)));
        let own = patience.until(now, line.failures, jitter);
        Settlement {
            network,
            line_failures: line.failures + 1,
            line_closed_until: Some(asked.map_or(own, |asked| asked.max(own))),
            ..settlement
        }
    };
    // The line's fault: the document is due again as soon as the line is.
    let untouched = || Settlement {
        failures: row.failures,
        cause: cause(outcome),
        next_attempt_at: row.next_attempt_at,
        ..answered(row.standing)
    };
    let failed = |standing| {
        let failures = if row.cause == cause(outcome) { row.failures + 1 } else { 1 };
        let next_attempt_at = UNANSWERED.until(now, failures - 1, jitter);
        Settlement { failures, cause: cause(outcome), next_attempt_at, ..answered(standing) }
    };
    let held_at = |most: i64| {
        let again = failed(row.standing);
        if again.failures >= most { Settlement { standing: Standing::Held, ..again } } else { again }
    };
    match outcome {
        Outcome::Accepted { warnings, .. } if warnings.is_empty() => answered(Standing::Reported),
        Outcome::Accepted { .. } => answered(Standing::ReportedWithWarnings),
        Outcome::AlreadyAccepted { .. } => answered(Standing::Reported),
        Outcome::Rejected { .. } => answered(Standing::Rejected),
        Outcome::Retry { cause: RetryCause::Network, .. } => line_rests(untouched(), Network::Offline, UNREACHED, None),
        Outcome::Retry { cause: RetryCause::Rate, after } => {
            line_rests(untouched(), Network::Online, UNANSWERED, *after)
        }
        Outcome::Retry { cause: RetryCause::EmptyRejection, .. } => held_at(EMPTY_REJECTIONS),
        Outcome::Retry { cause: RetryCause::Payload, .. } => held_at(TOO_LARGE),
        // Perhaps received. The same bytes go again; the others need not wait for it.
        Outcome::Unknown {
            cause: UnknownCause::Timeout | UnknownCause::Disconnected | UnknownCause::Server | UnknownCause::Incomplete,
        } => line_rests(failed(Standing::Unknown), Network::Offline, UNANSWERED, None),
        Outcome::Unknown {
            cause: UnknownCause::Unreadable | UnknownCause::NoEvidence | UnknownCause::Contradictory,
        } => line_rests(failed(Standing::Unknown), Network::Refused(Refusal::Answers), UNANSWERED, None),
        Outcome::Auth => line_rests(untouched(), Network::Refused(Refusal::Credentials), REFUSED, None),
        // Perhaps it is this document that is refused on the way: the next one to ask is another.
        Outcome::Config { reason } => {
            line_rests(failed(row.standing), Network::Refused(Refusal::from(*reason)), REFUSED, None)
        }
        // Answered to reporting, where it has no meaning.
        Outcome::ClearanceOff => line_rests(untouched(), Network::Refused(Refusal::WrongAddress), REFUSED, None),
    }
}

/// Why an attempt brought no final answer, in one word; empty when it did.
#[must_use]
pub const fn cause(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. } | Outcome::Rejected { .. } => "",
        Outcome::ClearanceOff => "clearance_off",
        Outcome::Retry { cause, .. } => match cause {
            RetryCause::Network => "network",
            RetryCause::Rate => "rate",
            RetryCause::EmptyRejection => "empty_rejection",
            RetryCause::Payload => "payload",
        },
        Outcome::Unknown { cause } => match cause {
            UnknownCause::Timeout => "timeout",
            UnknownCause::Disconnected => "disconnected",
            UnknownCause::Server => "server",
            UnknownCause::Incomplete => "incomplete",
            UnknownCause::Unreadable => "unreadable",
            UnknownCause::NoEvidence => "no_evidence",
            UnknownCause::Contradictory => "contradictory",
        },
        Outcome::Auth => "credentials",
        Outcome::Config { .. } => "configuration",
    }
}

#[cfg(test)]
mod tests {
    use sanduq_fatoora::{ConfigReason, Message};

    use super::*;
    use crate::sync::skew::Skew;

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
            cause: String::new(),
            next_attempt_at: at(next),
            in_flight_since: None,
        }
    }

    fn heads(fresh: Option<OutboxRow>, waiting: Option<OutboxRow>) -> Heads {
        Heads { fresh, waiting }
    }

    #[test]
    fn the_oldest_due_document_goes_first_and_a_waiting_one_blocks_nobody() {
        let line = Line::default();
        let closed = Line { closed_until: Some(at(5)), ..line };
        for (fresh, waiting, line, step) in [
            (None, None, line, Step::Rest),
            (None, None, closed, Step::Rest),
            (Some(row(2, 0)), Some(row(1, 30)), line, Step::Send(row(2, 0))),
            (Some(row(2, 0)), Some(row(1, 0)), line, Step::Send(row(1, 0))),
            (Some(row(2, 0)), Some(row(3, 0)), line, Step::Send(row(2, 0))),
            (None, Some(row(1, 30)), line, Step::WaitUntil(at(30))),
            (None, Some(row(1, 30)), closed, Step::WaitUntil(at(30))),
            (None, Some(row(1, 2)), closed, Step::WaitUntil(at(5))),
            (Some(row(1, 0)), None, closed, Step::WaitUntil(at(5))),
            (Some(row(2, 0)), Some(row(1, 0)), Line { failures: 1, ..line }, Step::Send(row(2, 0))),
            (None, Some(row(1, 0)), Line { failures: 1, ..line }, Step::Send(row(1, 0))),
            (None, Some(row(1, 90_000)), line, Step::Send(row(1, 90_000))),
            (Some(row(1, 0)), None, Line { closed_until: Some(at(90_000)), ..line }, Step::Send(row(1, 0))),
        ] {
            let heads = heads(fresh, waiting);
            assert_eq!(plan(at(0), &heads, &line), step, "{heads:?}");
        }
        assert_eq!(plan(at(5), &heads(Some(row(1, 0)), None), &closed), Step::Send(row(1, 0)));
    }

    #[test]
    fn what_is_of_the_authoritys_tomorrow_waits_and_what_is_of_today_goes() {
        let midnight = Timestamp::from_riyadh("2026-11-26", "00:00:00").unwrap();
        let now = midnight.plus_seconds(2);
        let line = Line { skew: Some(Skew { ahead_millis: 5_000, at: now }), ..Line::default() };
        let issued = |document, seconds| OutboxRow { issued_at: midnight.plus_seconds(seconds), ..row(document, 0) };
        let (today, tomorrow) = (|id| issued(id, -2), |id| issued(id, 1));
        let begins = Step::WaitUntil(midnight.plus_seconds(5));
        for (fresh, waiting, step) in [
            (Some(today(1)), None, Step::Send(today(1))),
            (Some(tomorrow(1)), None, begins.clone()),
            (None, Some(tomorrow(1)), begins.clone()),
            (Some(tomorrow(2)), Some(today(1)), Step::Send(today(1))),
            (Some(today(2)), Some(tomorrow(1)), Step::Send(today(2))),
        ] {
            assert_eq!(plan(now, &heads(fresh, waiting), &line), step);
        }
        let there = midnight.plus_seconds(5);
        assert_eq!(plan(there, &heads(Some(tomorrow(1)), None), &line), Step::Send(tomorrow(1)));
    }

    #[test]
    fn every_outcome_has_its_standing() {
        let message = || Message { code: "BR-KSA-98".into(), ..Message::default() };
        let warned = vec![message()];
        let refused = |refusal| Network::Refused(refusal);
        let unknown = |cause| Outcome::Unknown { cause };
        for (outcome, standing, network) in [
            (Outcome::Accepted { warnings: vec![], cleared: None }, Standing::Reported, Network::Online),
            (Outcome::Accepted { warnings: warned, cleared: None }, Standing::ReportedWithWarnings, Network::Online),
            (Outcome::AlreadyAccepted { cleared: None }, Standing::Reported, Network::Online),
            (Outcome::Rejected { errors: vec![message()] }, Standing::Rejected, Network::Online),
            (Outcome::Retry { cause: RetryCause::Network, after: None }, Standing::Pending, Network::Offline),
            (Outcome::Retry { cause: RetryCause::Rate, after: None }, Standing::Pending, Network::Online),
            (Outcome::Retry { cause: RetryCause::EmptyRejection, after: None }, Standing::Pending, Network::Online),
            (Outcome::Retry { cause: RetryCause::Payload, after: None }, Standing::Pending, Network::Online),
            (unknown(UnknownCause::Timeout), Standing::Unknown, Network::Offline),
            (unknown(UnknownCause::Server), Standing::Unknown, Network::Offline),
            (unknown(UnknownCause::NoEvidence), Standing::Unknown, refused(Refusal::Answers)),
            (Outcome::Auth, Standing::Pending, refused(Refusal::Credentials)),
            (Outcome::Config { reason: ConfigReason::Version }, Standing::Pending, refused(Refusal::Configuration)),
            (Outcome::Config { reason: ConfigReason::Redirected }, Standing::Pending, refused(Refusal::WrongAddress)),
            (Outcome::ClearanceOff, Standing::Pending, refused(Refusal::WrongAddress)),
        ] {
            let settlement = settle(at(0), &row(1, 0), &Line::default(), &outcome, 500);
            assert_eq!((settlement.standing, settlement.network), (standing, network), "{outcome:?}");
            let rests = !matches!(network, Network::Online) || cause(&outcome) == "rate";
            assert_eq!(settlement.line_closed_until.is_some(), rests, "{outcome:?}");
        }
    }

    #[test]
    fn a_document_that_is_never_judged_is_handed_to_a_person_counted_by_cause() {
        let outcome = |cause| Outcome::Retry { cause, after: None };
        let after = |row: &OutboxRow, cause| settle(at(0), row, &Line::default(), &outcome(cause), 0);
        let next = |settled: &Settlement| OutboxRow {
            failures: settled.failures,
            cause: settled.cause.to_owned(),
            ..row(1, 0)
        };
        let once = after(&row(1, 0), RetryCause::EmptyRejection);
        let twice = after(&next(&once), RetryCause::EmptyRejection);
        assert_eq!((once.standing, twice.standing), (Standing::Pending, Standing::Pending));
        assert_eq!(after(&next(&twice), RetryCause::EmptyRejection).standing, Standing::Held);
        let other = after(&next(&twice), RetryCause::Payload);
        assert_eq!((other.standing, other.failures), (Standing::Pending, 1), "another cause is counted anew");
        assert_eq!(after(&next(&other), RetryCause::Payload).standing, Standing::Held);
    }

    #[test]
    fn waits_grow_from_one_minute_to_sixty_and_end_growing() {
        let lost = Outcome::Unknown { cause: UnknownCause::Timeout };
        let waits = [0, 1, 2, 5, 6, 60].map(|failures| {
            let row = OutboxRow { failures, cause: "timeout".into(), ..row(1, 0) };
            let line = Line { failures, ..Line::default() };
            let settled = settle(at(0), &row, &line, &lost, 999);
            assert_eq!(settled.line_closed_until, Some(settled.next_attempt_at));
            settled.next_attempt_at.seconds_since(at(0))
        });
        assert_eq!(waits, [59, 119, 239, 1919, 3598, 3598]);
        let least = settle(at(0), &row(1, 0), &Line::default(), &lost, 0);
        assert_eq!(least.next_attempt_at, at(30), "tills that failed together do not come back together");
    }

    #[test]
    fn a_throttling_gateway_is_given_the_time_it_asks_for() {
        let asked = |seconds| Outcome::Retry { cause: RetryCause::Rate, after: Some(Duration::from_secs(seconds)) };
        let until = |seconds| settle(at(0), &row(1, 0), &Line::default(), &asked(seconds), 0).line_closed_until;
        assert_eq!((until(500), until(1)), (Some(at(500)), Some(at(30))));
    }

    #[test]
    fn a_pulled_plug_is_tried_again_soon_and_touches_no_document() {
        let unreached = Outcome::Retry { cause: RetryCause::Network, after: None };
        let waits = [0, 1, 2, 10, 60].map(|failures| {
            let settled = settle(at(0), &row(1, 0), &Line { failures, ..Line::default() }, &unreached, 999);
            assert_eq!((settled.failures, settled.standing), (0, Standing::Pending));
            settled.line_closed_until.unwrap().seconds_since(at(0))
        });
        assert_eq!(waits, [5, 9, 19, 299, 299]);
    }
}
