//! VAT categories, rates, reasons and the breakdown.

use super::Rule;

pub(super) static RULES: &[Rule] = &[];
