//! A shift's drawer: coins and notes, what they come to, and the day that a shift counts for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::timestamp::{Day, Timestamp};

/// The Kingdom's notes and coins in halalas, the largest first.
pub const DENOMINATIONS: [i64; 14] =
    [50_000, 20_000, 10_000, 5_000, TWENTY_RIYALS, 1_000, 500, 200, 100, 50, 25, 10, 5, 1];
/// Good money, and counted where it turns up; but too few were printed to give change in it.
const TWENTY_RIYALS: i64 = 2_000;
/// From here on down they are coins.
pub const LARGEST_COIN: i64 = 200;

/// How many of each note and coin, by its halalas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(pub BTreeMap<i64, u32>);

/// The counts name a note or coin that there is none of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no note or coin of {halalas} halalas")]
pub struct CountsError {
    pub halalas: i64,
}

impl Counts {
    /// What they come to.
    ///
    /// # Errors
    /// When a note or coin is named that the Kingdom does not have.
    pub fn total(&self) -> Result<Money, CountsError> {
        let mut total = 0;
        for (&halalas, &count) in &self.0 {
            if !DENOMINATIONS.contains(&halalas) {
                return Err(CountsError { halalas });
            }
            total += halalas * i64::from(count);
        }
        Ok(Money::from_halalas(total))
    }
}

/// The fewest notes and coins that make up `amount`, the largest first.
///
/// ```
/// use sanduq_domain::shift::change_in_coins;
///
/// let coins = change_in_coins("13.75".parse()?);
/// assert_eq!(coins, [(1_000, 1), (200, 1), (100, 1), (50, 1), (25, 1)]);
/// assert_eq!(change_in_coins("20".parse()?), [(1_000, 2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn change_in_coins(amount: Money) -> Vec<(i64, u32)> {
    let mut left = amount.halalas().max(0);
    let mut coins = Vec::new();
    for denomination in DENOMINATIONS.into_iter().filter(|&note| note != TWENTY_RIYALS) {
        let count = u32::try_from(left / denomination).unwrap_or(u32::MAX);
        if count > 0 {
            coins.push((denomination, count));
            left %= denomination;
        }
    }
    coins
}

/// The day that a moment counts for where days begin at `hour` in Riyadh.
#[must_use]
pub fn business_day(at: Timestamp, hour: u8) -> Day {
    at.plus_seconds(-i64::from(hour) * 3600).riyadh_day()
}

/// When the business day that `at` counts for began, and when the next one does.
#[must_use]
pub fn day_bounds(at: Timestamp, hour: u8) -> (Timestamp, Timestamp) {
    let day = business_day(at, hour).to_string();
    let midnight = Timestamp::from_riyadh(&day, "00:00:00").unwrap_or(at);
    let begins = midnight.plus_seconds(i64::from(hour) * 3600);
    (begins, begins.plus_seconds(24 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_the_same_money_in_pieces() {
        for halalas in 0..2_500 {
            let amount = Money::from_halalas(halalas * 7);
            let pieces = change_in_coins(amount);
            assert_eq!(pieces.iter().map(|(coin, count)| coin * i64::from(*count)).sum::<i64>(), amount.halalas());
        }
        assert!(change_in_coins(Money::from_halalas(-5)).is_empty());
    }

    #[test]
    fn a_drawer_is_counted_in_notes_that_exist() {
        let counts = Counts(BTreeMap::from([(50_000, 2), (25, 3)]));
        assert_eq!(counts.total().unwrap().to_string(), "1000.75");
        assert_eq!(Counts(BTreeMap::from([(3_000, 1)])).total(), Err(CountsError { halalas: 3_000 }));
    }

    #[test]
    fn after_midnight_it_is_still_yesterdays_shop() {
        let at = |time| Timestamp::from_riyadh("2026-11-26", time).unwrap();
        assert_eq!(business_day(at("03:59:59"), 4).to_string(), "2026-11-25");
        assert_eq!(business_day(at("04:00:00"), 4).to_string(), "2026-11-26");
        let (begins, ends) = day_bounds(at("01:30:00"), 4);
        assert_eq!((begins.riyadh_date_time().as_str(), ends), ("2026-11-25T04:00:00", at("04:00:00")));
    }
}
