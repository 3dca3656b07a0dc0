//! This machine's clock against the authority's, as the date of its last answer told. It stamps nothing: a document keeps
//! the moment of its sale. It says when a person should look at the clock, and keeps a document that the authority would
//! take for one of tomorrow (BR-KSA-04) until its day has come there too.

use sanduq_domain::timestamp::Timestamp;

/// A difference of more than so many seconds is told.
const TOLD_ABOVE: i64 = 60;
/// The authority tells whole seconds: less than one may be no difference at all.
const COARSENESS: i64 = 1000;
/// What was measured longer ago keeps nothing back: the clock may have been put right since.
const TRUSTED_FOR: i64 = 12 * 60 * 60 * 1000;

/// How far this machine's clock is from the authority's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    /// Below zero where this machine is behind.
    pub ahead_millis: i64,
    /// When it was measured, by this machine's clock.
    pub at: Timestamp,
}

impl Skew {
    /// Of an answer that came at `now` and is dated so many `seconds` after 1970.
    #[must_use]
    pub fn measured(now: Timestamp, seconds: i64) -> Self {
        let there = Timestamp::from_unix_millis(seconds.saturating_mul(1000));
        Skew { ahead_millis: now.unix_millis() - there.unix_millis(), at: now }
    }

    /// The seconds that this machine is ahead, or behind below zero, where that is worth telling. Nothing once the clock
    /// was set back behind the moment of the measurement.
    #[must_use]
    pub fn told(self, now: Timestamp) -> Option<i64> {
        let seconds = self.ahead_millis / 1000;
        Some(seconds).filter(|seconds| seconds.abs() > TOLD_ABOVE && now >= self.at)
    }

    /// When the day of a document that was issued at `issued` begins at the authority, by this machine's clock; nothing
    /// when it has begun.
    #[must_use]
    pub fn day_begins(self, now: Timestamp, issued: Timestamp) -> Option<Timestamp> {
        let age = now.unix_millis() - self.at.unix_millis();
        if self.ahead_millis < COARSENESS || !(0..=TRUSTED_FOR).contains(&age) {
            return None;
        }
        let later = |moment: Timestamp, millis| Timestamp::from_unix_millis(moment.unix_millis() + millis);
        if issued.riyadh_day() <= later(now, -self.ahead_millis).riyadh_day() {
            return None;
        }
        let midnight = Timestamp::from_riyadh(&issued.riyadh_date(), "00:00:00")?;
        Some(later(midnight, self.ahead_millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        Timestamp::from_riyadh("2026-11-26", time).unwrap()
    }

    fn ahead(seconds: i64, measured: Timestamp) -> Skew {
        Skew::measured(measured, measured.unix_millis() / 1000 - seconds)
    }

    #[test]
    fn more_than_a_minute_is_told_until_the_clock_is_set_back() {
        let now = at("12:00:00");
        for (seconds, told) in [(0, None), (60, None), (61, Some(61)), (-60, None), (-61, Some(-61))] {
            assert_eq!(ahead(seconds, now).told(now), told, "{seconds}");
        }
        assert_eq!(ahead(90, now).told(now.plus_seconds(-90)), None);
    }

    #[test]
    fn a_document_of_the_authoritys_tomorrow_waits_until_it_is_today_there() {
        let measured = at("00:00:02").plus_seconds(-600);
        let skew = ahead(5, measured);
        for (issued, now, begins) in [
            (at("00:00:02"), at("00:00:02"), Some(at("00:00:05"))),
            (at("00:00:02"), at("00:00:04"), Some(at("00:00:05"))),
            (at("00:00:02"), at("00:00:05"), None),
            (at("00:00:00").plus_seconds(-1), at("00:00:02"), None),
        ] {
            assert_eq!(skew.day_begins(now, issued), begins, "{issued:?} {now:?}");
        }
        assert_eq!(ahead(-5, measured).day_begins(at("00:00:02"), at("00:00:02")), None, "behind is never early");
        assert_eq!(ahead(0, measured).day_begins(at("00:00:00"), at("00:00:00")), None);
    }

    #[test]
    fn an_old_measurement_and_one_from_the_future_keep_nothing_back() {
        let issued = at("00:00:02");
        let day = 24 * 60 * 60;
        assert!(ahead(day, issued).day_begins(issued, issued).is_some());
        assert_eq!(ahead(day, issued).day_begins(issued.plus_seconds(12 * 60 * 60 + 1), issued), None);
        assert_eq!(ahead(day, issued).day_begins(issued.plus_seconds(-1), issued), None);
    }
}
