//! What time it is, in Unix milliseconds UTC. Tests hold the hand themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock to be handed to whoever needs the time. Clones show the same time.
///
/// ```
/// use sanduq_device::clock::Clock;
/// let (clock, hand) = Clock::with_hand(1_000);
/// hand.advance(std::time::Duration::from_secs(2));
/// assert_eq!(clock.now_millis(), 3_000);
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Hand(Arc<AtomicI64>),
}

/// Moves the clock it was made with. Only such a clock can be moved: the machine's own has no hand.
#[derive(Clone, Debug)]
pub struct ClockHand(Arc<AtomicI64>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that always shows `unix_millis`.
    pub fn fixed(unix_millis: i64) -> Self {
        Self::with_hand(unix_millis).0
    }

    /// A clock that shows `unix_millis` until its hand is moved.
    pub fn with_hand(unix_millis: i64) -> (Self, ClockHand) {
        let time = Arc::new(AtomicI64::new(unix_millis));
        (Self(Source::Hand(Arc::clone(&time))), ClockHand(time))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, negative before.
    pub fn now_millis(&self) -> i64 {
        match &self.0 {
            Source::System => system_millis(),
            Source::Hand(time) => time.load(Ordering::SeqCst),
        }
    }
}

impl ClockHand {
    /// Puts the clock to `unix_millis`, also backwards: machines do that too.
    pub fn set(&self, unix_millis: i64) {
        self.0.store(unix_millis, Ordering::SeqCst);
    }

    /// Moves the clock forward by whole milliseconds.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(saturating_millis(by), Ordering::SeqCst);
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
fn system_millis() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => saturating_millis(since),
        Err(before) => -saturating_millis(before.duration()),
    }
}

fn saturating_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_clock_is_after_this_was_written() {
        assert!(Clock::system().now_millis() > 1_795_000_000_000);
    }

    #[test]
    fn clones_follow_the_hand() {
        let (clock, hand) = Clock::with_hand(10);
        let other = clock.clone();
        hand.advance(Duration::from_millis(5));
        assert_eq!((clock.now_millis(), other.now_millis()), (15, 15));
        hand.set(-1);
        assert_eq!(other.now_millis(), -1);
    }
}
