//! `check`: what can be said without running anything.

use crate::house::{cargo, npm};
use crate::machine::{self, Purpose};
use crate::screens::{self, SCREENS};
use crate::{Outcome, step};

pub(crate) fn check() -> Outcome {
    machine::node()?;
    machine::furnish(Purpose::Window)?;
    screens::have()?;
    step::must("formatting", cargo(&["fmt", "--all", "--check"]))?;
    step::must("screens: lints", npm(SCREENS, &["run", "--silent", "lint"]))?;
    step::must("screens: types", npm(SCREENS, &["run", "--silent", "check"]))?;
    step::must("lints", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}
