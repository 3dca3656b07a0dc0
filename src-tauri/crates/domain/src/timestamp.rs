//! Moments and days, and how Riyadh writes them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::format_description::BorrowedFormatItem;
use time::macros::{format_description, offset};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const TIME: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second]");
const DATE_TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

/// A moment: milliseconds since 1970-01-01 UTC. Documents carry it as Riyadh time (UTC+3, no summer time) without a
/// zone letter, in the XML and in the QR alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// `millis` since 1970-01-01 UTC, held within the years 1970 to 9999.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Self {
        Timestamp(millis.clamp(0, 253_402_200_000_000))
    }

    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// The same moment without its milliseconds: what a document can say.
    #[must_use]
    pub const fn whole_seconds(self) -> Self {
        Timestamp(self.0 - self.0 % 1000)
    }

    /// Seconds from `earlier` to this moment; negative when it lies after.
    #[must_use]
    pub const fn seconds_since(self, earlier: Timestamp) -> i64 {
        (self.0 - earlier.0) / 1000
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Timestamp::from_unix_millis(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// `2026-11-22` in Riyadh.
    #[must_use]
    pub fn riyadh_date(self) -> String {
        self.riyadh().format(DATE).expect("a date in range formats")
    }

    /// `14:05:09` in Riyadh.
    #[must_use]
    pub fn riyadh_time(self) -> String {
        self.riyadh().format(TIME).expect("a time formats")
    }

    /// `2026-11-22T14:05:09` in Riyadh.
    #[must_use]
    pub fn riyadh_date_time(self) -> String {
        self.riyadh().format(DATE_TIME).expect("a date in range formats")
    }

    /// Reads Riyadh's `date` (`2026-11-22`) and `time` (`14:05:09`).
    #[must_use]
    pub fn from_riyadh(date: &str, time: &str) -> Option<Self> {
        let local = PrimitiveDateTime::parse(&format!("{date}T{time}"), DATE_TIME).ok()?;
        Some(Timestamp::from_unix_millis(local.assume_offset(offset!(+3)).unix_timestamp() * 1000))
    }

    /// The day it is in Riyadh.
    #[must_use]
    pub fn riyadh_day(self) -> Day {
        Day(self.riyadh().date())
    }

    fn riyadh(self) -> OffsetDateTime {
        (OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(self.0)).to_offset(offset!(+3))
    }
}

/// A day of the calendar, from 2000 to 9999 as documents can carry it (BR-KSA-F-01). Written `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(time::Date);

/// The text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as 2026-11-22")]
pub struct DayError;

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let day = time::Date::parse(text, DATE).map_err(|_| DayError)?;
        if text.len() == 10 && day.year() >= 2000 { Ok(Day(day)) } else { Err(DayError) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn riyadh_is_three_hours_ahead_across_midnight() {
        let moment = Timestamp::from_unix_millis(1_795_467_599_999);
        assert_eq!(moment.riyadh_date_time(), "2026-11-23T23:59:59");
        assert_eq!(moment.plus_seconds(1).riyadh_date(), "2026-11-24");
        assert_eq!(Timestamp::from_riyadh("2026-11-23", "23:59:59"), Some(moment.whole_seconds()));
        assert_eq!(Timestamp::from_riyadh("2026-13-01", "00:00:00"), None);
    }

    #[test]
    fn a_day_reads_as_it_is_written() {
        assert_eq!("2028-02-29".parse::<Day>().unwrap().to_string(), "2028-02-29");
        assert!("2026-02-28".parse::<Day>().unwrap() < Timestamp::from_unix_millis(1_795_467_599_999).riyadh_day());
        for text in ["2026-02-29", "1999-12-31", "22-11-2026", "2026-11-22 ", "+2026-11-22", ""] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }
}
