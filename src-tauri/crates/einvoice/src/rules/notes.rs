//! Notes, flags and what goes with them.

use super::Rule;

pub(super) static RULES: &[Rule] = &[];
