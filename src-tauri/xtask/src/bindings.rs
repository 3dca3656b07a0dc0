//! `bindings`: the wire as the screens see it, written by the crate that owns the command table.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::house::{built, cargo, command, root};
use crate::{Outcome, step};

pub(crate) fn write() -> Outcome {
    let text = typescript(cargo(FROM_SOURCE))?;
    fs::write(place(), text).map_err(|error| format!("{}: {error}", place().display()))
}

pub(crate) fn compare() -> Outcome {
    compare_with(cargo(FROM_SOURCE))
}

/// After `cargo build --all-targets`: the example stands there already.
pub(crate) fn compare_built() -> Outcome {
    let example = built(&format!("examples{}bindings", std::path::MAIN_SEPARATOR));
    compare_with(command(&example.display().to_string(), &[]))
}

const FROM_SOURCE: &[&str] = &["run", "--quiet", "--package", "sanduq-commands", "--example", "bindings"];

fn compare_with(command: Command) -> Outcome {
    let text = typescript(command)?;
    let stands = fs::read_to_string(place()).unwrap_or_default();
    if stands == text {
        return Ok(());
    }
    Err(format!("{} is not what the command table says: `cargo xtask bindings` writes it", place().display()))
}

fn typescript(mut command: Command) -> Result<String, String> {
    // As .cargo/config.toml says, for the example that is run without cargo.
    command.env("TS_RS_LARGE_INT", "number");
    step::ask(command).ok_or_else(|| "the example `bindings` of sanduq-commands did not run".to_owned())
}

fn place() -> PathBuf {
    root().join("ui/src/backend/wire.ts")
}
