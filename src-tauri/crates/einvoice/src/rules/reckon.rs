//! Arithmetic as the authority's rules do it: exact decimals, and halves that go up.

use rust_decimal::{Decimal, RoundingStrategy};

use super::facts::Category;

/// One halala.
pub(super) const HALALA: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Rounded to the halala; a half goes up, below zero as well.
pub(super) fn round(riyals: Decimal) -> Decimal {
    if riyals.scale() <= 2 {
        return riyals;
    }
    let half_up = if riyals.is_sign_negative() {
        RoundingStrategy::MidpointTowardZero
    } else {
        RoundingStrategy::MidpointAwayFromZero
    };
    riyals.round_dp_with_strategy(2, half_up)
}

/// Rounded to the halala as numbers are printed: a half goes to the even halala.
pub(super) fn printed(riyals: Decimal) -> Decimal {
    riyals.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven)
}

/// The sum of what is stated.
pub(super) fn sum(amounts: impl Iterator<Item = Option<Decimal>>) -> Decimal {
    amounts.flatten().sum()
}

/// `percent` of `amount`, not rounded.
pub(super) fn share(amount: Decimal, percent: Decimal) -> Decimal {
    amount * percent / Decimal::ONE_HUNDRED
}

/// Whether it is written with more than two decimals.
pub(super) fn is_too_fine(number: Option<Decimal>) -> bool {
    number.is_some_and(|number| number.scale() > 2)
}

/// Whether it is stated and below zero.
pub(super) fn is_negative(number: Option<Decimal>) -> bool {
    number.is_some_and(|number| number < Decimal::ZERO)
}

/// Whether it is stated and zero.
pub(super) fn is_zero(number: Option<Decimal>) -> bool {
    number.is_some_and(|number| number.is_zero())
}

/// Whether it is stated and no percentage: outside 0 to 100, or of more than two decimals.
pub(super) fn is_no_percentage(number: Option<Decimal>) -> bool {
    is_negative(number) || is_too_fine(number) || number.is_some_and(|number| number > Decimal::ONE_HUNDRED)
}

/// Whether the category states a rate other than zero, or none at all.
pub(super) fn is_not_at_zero(category: &Category<'_>) -> bool {
    !is_zero(category.percent)
}

/// Whether the category states no rate above zero.
pub(super) fn is_not_above_zero(category: &Category<'_>) -> bool {
    category.percent.is_none_or(|percent| percent <= Decimal::ZERO)
}
