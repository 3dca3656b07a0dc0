//! Saudi riyals in whole halalas.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An amount of Saudi riyals, held as whole halalas (1/100 SAR). May be negative where a difference is meant.
///
/// Written and read as a decimal string with a point and two places: `"10.10"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Money(i64);

impl Money {
    pub const ZERO: Money = Money(0);
    /// The largest amount one line or one tender may carry: SAR 1 000 000 000. Far above any shop, and far enough below
    /// `i64` that no sum of a basket's lines can overflow.
    pub const MAX: Money = Money(100_000_000_000);

    /// `halalas` are 1/100 SAR.
    #[must_use]
    pub const fn from_halalas(halalas: i64) -> Self {
        Money(halalas)
    }

    #[must_use]
    pub const fn halalas(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount is digits with at most two decimals, such as 10.50")]
    NotAnAmount,
    #[error("the amount is above 1000000000.00")]
    TooLarge,
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `12`, `12.5` or `12.50`, not negative, Western digits only.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (riyals, fraction) = text.split_once('.').map_or((text, None), |(r, f)| (r, Some(f)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(riyals) || fraction.is_some_and(|f| !digits(f) || f.len() > 2) {
            return Err(MoneyError::NotAnAmount);
        }
        let riyals: i64 = riyals.parse().map_err(|_| MoneyError::TooLarge)?;
        let halalas = match fraction.unwrap_or("0") {
            tenths if tenths.len() == 1 => tenths.parse::<i64>().map(|t| t * 10),
            hundredths => hundredths.parse::<i64>(),
        }
        .map_err(|_| MoneyError::NotAnAmount)?;
        let total = riyals.checked_mul(100).and_then(|r| r.checked_add(halalas)).ok_or(MoneyError::TooLarge)?;
        if total > Money::MAX.0 { Err(MoneyError::TooLarge) } else { Ok(Money(total)) }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", whole / 100, whole % 100)
    }
}

impl From<Money> for String {
    fn from(money: Money) -> String {
        money.to_string()
    }
}

impl TryFrom<String> for Money {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        match text.strip_prefix('-') {
            Some(positive) => positive.parse().map(|m: Money| -m),
            None => text.parse(),
        }
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_it_is_written() {
        for (text, halalas) in [("0", 0), ("0.1", 10), ("10.10", 1010), ("1000000000", 100_000_000_000)] {
            assert_eq!(text.parse::<Money>().unwrap().halalas(), halalas, "{text}");
        }
        assert_eq!(Money::from_halalas(-5).to_string(), "-0.05");
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["", ".", "1.", ".5", "1.234", "-1", "+1", "1,5", "١٢", "1e3", " 1", "99999999999999999999"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }
}
