//! `release`: what a shop gets, with its weight.

use std::env::consts::EXE_SUFFIX;
use std::fs;

use crate::house::{cargo, target};
use crate::machine::{self, Purpose};
use crate::{Outcome, screens, step};

pub(crate) fn release() -> Outcome {
    machine::node()?;
    machine::furnish(Purpose::Window)?;
    screens::build()?;
    let order = ["build", "--release", "--package", "sanduq-desktop", "--package", "sanduq-cli"];
    step::must("release build", cargo(&order))?;
    println!();
    for name in ["sanduq-desktop", "sanduq"] {
        let path = target().join("release").join(format!("{name}{EXE_SUFFIX}"));
        let size = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?.len();
        println!("{:>6}.{} MB  {}", size / 1_000_000, size / 100_000 % 10, path.display());
    }
    Ok(())
}
