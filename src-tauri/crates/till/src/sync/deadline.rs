//! The 24 hours within which a simplified document is reported, and how loudly the oldest one calls.

use sanduq_domain::timestamp::Timestamp;

/// Simplified documents are reported within 24 hours of their issue. Later is still better than never.
pub const DEADLINE_SECONDS: i64 = 24 * HOUR;

const HOUR: i64 = 3600;

/// How close the oldest document without a final answer is to its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Alarm {
    #[default]
    Calm,
    /// 12 hours old.
    Half,
    /// 20 hours old.
    Urgent,
    /// 24 hours old: it is sent late.
    Late,
}

impl Alarm {
    pub const ALL: [Alarm; 4] = [Alarm::Calm, Alarm::Half, Alarm::Urgent, Alarm::Late];

    /// How loudly an open document calls that was issued at `oldest`.
    #[must_use]
    pub fn at(now: Timestamp, oldest: Option<Timestamp>) -> Alarm {
        match oldest.map(|oldest| now.seconds_since(oldest)) {
            Some(age) if age >= DEADLINE_SECONDS => Alarm::Late,
            Some(age) if age >= 20 * HOUR => Alarm::Urgent,
            Some(age) if age >= 12 * HOUR => Alarm::Half,
            Some(_) | None => Alarm::Calm,
        }
    }

    /// When it next becomes louder, if nothing is answered until then.
    #[must_use]
    pub fn next_at(now: Timestamp, oldest: Option<Timestamp>) -> Option<Timestamp> {
        let louder = |hours: i64| oldest.map(|oldest| oldest.plus_seconds(hours * HOUR));
        [12, 20, 24].into_iter().filter_map(louder).find(|moment| *moment > now)
    }

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Alarm::Calm => "calm",
            Alarm::Half => "half",
            Alarm::Urgent => "urgent",
            Alarm::Late => "late",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_louder_at_twelve_twenty_and_twenty_four_hours() {
        let issued = Timestamp::from_unix_millis(1_795_000_000_000);
        let at = |seconds| Alarm::at(issued.plus_seconds(seconds), Some(issued));
        assert_eq!(Alarm::at(issued, None), Alarm::Calm);
        for (seconds, below, from) in [
            (12 * HOUR, Alarm::Calm, Alarm::Half),
            (20 * HOUR, Alarm::Half, Alarm::Urgent),
            (24 * HOUR, Alarm::Urgent, Alarm::Late),
        ] {
            assert_eq!((at(seconds - 1), at(seconds)), (below, from));
            let next = Alarm::next_at(issued.plus_seconds(seconds - 1), Some(issued));
            assert_eq!(next, Some(issued.plus_seconds(seconds)));
        }
        assert_eq!(Alarm::next_at(issued.plus_seconds(24 * HOUR), Some(issued)), None);
        assert_eq!(at(-3600), Alarm::Calm, "a clock that went back is no alarm");
    }
}
