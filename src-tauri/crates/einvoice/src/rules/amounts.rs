//! Amounts, quantities, discounts, charges and totals.

use super::Rule;

pub(super) static RULES: &[Rule] = &[];
