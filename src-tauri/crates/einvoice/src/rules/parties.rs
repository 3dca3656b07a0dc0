//! Seller and buyer: names, numbers, addresses (BR-KSA-08 to -10, -14, -37 to -44, -49, -63 to -67, -81, F-06, F-07 to F-13).

use super::Rule;

pub(super) static RULES: &[Rule] = &[];
