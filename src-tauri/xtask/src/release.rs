//! `release`: what a shop gets, with its weight.

use std::fs;
use std::process::Command;

use crate::house::{cargo, released, target};
use crate::machine::{self, Purpose};
use crate::{Outcome, screens, step};

pub(crate) fn release() -> Outcome {
    machine::node()?;
    machine::furnish(Purpose::Window)?;
    screens::build()?;
    let order = ["build", "--release", "--package", "sanduq-desktop", "--package", "sanduq-cli"];
    step::must("release build", cargo(&order))?;
    refuses_rehearsals()?;
    println!("\nProved: the released command line takes no simulator for the authority.");
    for name in ["sanduq-desktop", "sanduq"] {
        let path = released(name);
        let size = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?.len();
        println!("{:>6}.{} MB  {}", size / 1_000_000, size / 100_000 % 10, path.display());
    }
    Ok(())
}

/// Real environments are rehearsed with simulators in tests. What a shop gets must not know how.
fn refuses_rehearsals() -> Outcome {
    let folder = target().join("release-without-rehearsals");
    let mut sanduq = Command::new(released("sanduq"));
    sanduq.args(["onboard", "--environment", "simulation", "--otp", "123345", "--home"]).arg(&folder);
    sanduq.env("SANDUQ_GATEWAY_URL", "http://127.0.0.1:9/e-invoicing").env("SANDUQ_PIN", "2580");
    let ended = sanduq.output().map_err(|error| format!("the release program does not run: {error}"))?;
    let _ = fs::remove_dir_all(&folder);
    let said = String::from_utf8_lossy(&ended.stderr);
    if ended.status.code() == Some(2) && said.contains("over https") {
        return Ok(());
    }
    Err(format!("the release program would speak to a simulator as if it were the authority: {said}"))
}
