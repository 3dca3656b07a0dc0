//! How fast requests follow each other: the authority blocks addresses that ask too often.

use std::time::Duration;

use sanduq_fatoora::Environment;
use tokio::time::{Instant, sleep_until};

/// At most so many requests a second, one at a time.
#[derive(Debug)]
pub(crate) struct Pace {
    gap: Duration,
    next: tokio::sync::Mutex<Option<Instant>>,
}

impl Pace {
    /// # Panics
    /// When `per_second` is 0: a line that never sends has no pace.
    pub(crate) fn new(per_second: u32) -> Self {
        assert!(per_second > 0, "a pace is at least one request a second");
        Pace { gap: Duration::from_secs(1) / per_second, next: tokio::sync::Mutex::new(None) }
    }

    /// Requests a second that are seemly: the authority tells no number, and has blocked those who sent hundreds.
    pub(crate) const fn per_second(environment: Environment) -> u32 {
        match environment {
            Environment::Sandbox | Environment::Simulation | Environment::Production => 4,
            // A gateway on this machine minds nothing.
            Environment::Training => 400,
        }
    }

    /// Waits for the next turn.
    pub(crate) async fn turn(&self) {
        let mut next = self.next.lock().await;
        let due = next.unwrap_or_else(Instant::now);
        sleep_until(due).await;
        *next = Some(turn_after(due, Instant::now(), self.gap));
    }
}

/// A request that comes a little late does not push the following ones back; a turn that was lost is not made up for.
fn turn_after(due: Instant, now: Instant, gap: Duration) -> Instant {
    if now.saturating_duration_since(due) < gap { due + gap } else { now + gap }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_keep_their_distance_and_lost_turns_stay_lost() {
        let gap = Duration::from_millis(250);
        let due = Instant::now();
        let after = |late| turn_after(due, due + Duration::from_millis(late), gap).duration_since(due).as_millis();
        assert_eq!([0, 1, 249, 250, 9_000].map(after), [250, 250, 250, 500, 9_250]);
    }
}
