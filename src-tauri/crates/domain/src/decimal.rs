//! Quantities and unit prices: decimals that are not amounts of money yet, and the one rounding that makes them so.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// Rounds riyals to the halala, half up: the rounding of the VAT regulation and of the XML implementation standard.
///
/// Amounts are never negative here, so that "half up" and "half away from zero" are the same.
///
/// # Panics
/// When the amount exceeds `i64` halalas, which [`Quantity::MAX`] × [`UnitPrice::MAX`] cannot reach.
#[must_use]
pub fn round_half_up(riyals: Decimal) -> Money {
    let halalas = (riyals * Decimal::ONE_HUNDRED).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Money::from_halalas(i64::try_from(halalas.mantissa() / 10_i128.pow(halalas.scale())).expect("bounded amounts"))
}

/// The amount as a decimal of riyals.
#[must_use]
pub fn riyals(money: Money) -> Decimal {
    Decimal::new(money.halalas(), 2)
}

/// Why a text is not a quantity or a unit price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    #[error("a number is digits with a point for decimals, such as 1.250")]
    NotANumber,
    #[error("a quantity is above zero")]
    NotAboveZero,
    #[error("the number has too many decimals")]
    TooManyDecimals,
    #[error("the number is too large")]
    TooLarge,
}

fn parse(text: &str, decimals: usize, max: Decimal) -> Result<Decimal, DecimalError> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || fraction.is_some_and(|f| !digits(f)) {
        return Err(DecimalError::NotANumber);
    }
    if fraction.is_some_and(|f| f.trim_end_matches('0').len() > decimals) {
        return Err(DecimalError::TooManyDecimals);
    }
    let value = Decimal::from_str(text).map_err(|_| DecimalError::TooLarge)?;
    if value > max { Err(DecimalError::TooLarge) } else { Ok(value) }
}

/// How much of an item is sold: above zero, at most six decimals, at most 1 000 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quantity(Decimal);

impl Quantity {
    pub const ONE: Quantity = Quantity(Decimal::ONE);
    pub const MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The sum, unless it leaves the bounds of a quantity.
    #[must_use]
    pub fn plus(self, other: Quantity) -> Option<Quantity> {
        Some(Quantity(self.0 + other.0)).filter(|sum| sum.0 <= Quantity::MAX)
    }
}

impl FromStr for Quantity {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let value = parse(text, 6, Quantity::MAX)?;
        if value.is_zero() { Err(DecimalError::NotAboveZero) } else { Ok(Quantity(value)) }
    }
}

/// The price of one unit (or of a base quantity of units) in riyals, with or without VAT as the basket says: not negative, at most four decimals, at most 10 000 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct UnitPrice(Decimal);

impl UnitPrice {
    pub const MAX: Decimal = Decimal::from_parts(10_000_000, 0, 0, false, 0);

    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for UnitPrice {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        parse(text, 4, UnitPrice::MAX).map(UnitPrice)
    }
}

/// A share of an amount: 0 to 100 per cent, at most two decimals (BR-KSA-DEC-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Percent(Decimal);

impl Percent {
    pub const NOTHING: Percent = Percent(Decimal::ZERO);
    pub const ALL_OF_IT: Percent = Percent(Decimal::ONE_HUNDRED);

    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// This share of `amount`, rounded to the halala (BR-KSA-EN16931-03).
    #[must_use]
    pub fn of(self, amount: Money) -> Money {
        round_half_up(riyals(amount) * self.0 / Decimal::ONE_HUNDRED)
    }
}

impl FromStr for Percent {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        parse(text, 2, Decimal::ONE_HUNDRED).map(Percent)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl fmt::Display for UnitPrice {
    /// At least two decimals, more only where they say something.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = self.0.normalize();
        if value.scale() < 2 {
            value.rescale(2);
        }
        value.fmt(f)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = DecimalError;

            fn try_from(text: String) -> Result<Self, DecimalError> {
                text.parse()
            }
        }
    };
}

as_text!(Quantity);
as_text!(UnitPrice);
as_text!(Percent);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_halala_goes_up() {
        for (riyals, expected) in [("0.004", "0.00"), ("0.005", "0.01"), ("2.675", "2.68"), ("1.0049", "1.00")] {
            assert_eq!(round_half_up(riyals.parse().unwrap()).to_string(), expected);
        }
    }

    #[test]
    fn quantities_and_prices_have_bounds() {
        assert_eq!("0.000".parse::<Quantity>(), Err(DecimalError::NotAboveZero));
        assert_eq!("1.0000001".parse::<Quantity>(), Err(DecimalError::TooManyDecimals));
        assert_eq!("1.2340000".parse::<Quantity>().unwrap().to_string(), "1.234");
        assert_eq!("1000000.1".parse::<Quantity>(), Err(DecimalError::TooLarge));
        assert_eq!("12.3456".parse::<UnitPrice>().unwrap().to_string(), "12.3456");
        assert_eq!("5".parse::<UnitPrice>().unwrap().to_string(), "5.00");
        for text in ["", "-1", "1e5", "NaN", "1_0", "99999999999999999999999999999999999999"] {
            assert!(text.parse::<UnitPrice>().is_err(), "{text}");
        }
    }
}
