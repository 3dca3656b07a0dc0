//! `fuzz`: what strangers may hand the program, made up by the million; one target after the other, each from what the
//! last run found. A finding stops the task, and stands in `tests/fuzz/artifacts`.

use std::fs;
use std::process::Command;

use crate::house::{cargo, cargo_has, root, target};
use crate::{Outcome, screens, step};

struct Target {
    name: &'static str,
    /// Where examples stand, beside those in `tests/fuzz/seeds`.
    examples: &'static [&'static str],
    /// What the crate of the targets is built with.
    features: &'static str,
}

const TARGETS: &[Target] = &[
    Target { name: "ubl", examples: &["src-tauri/crates/einvoice/tests/golden"], features: "" },
    Target { name: "qr", examples: &[], features: "" },
    Target { name: "basket", examples: &[], features: "basket" },
];
const FOLDER: &str = "tests/fuzz";

/// How long each target runs, where nobody says otherwise.
pub(crate) const SECONDS: &str = "600";

pub(crate) fn fuzz(seconds: &str) -> Outcome {
    let seconds: u32 = seconds.parse().ok().filter(|seconds| *seconds > 0).ok_or("how many whole seconds a target?")?;
    if !cargo_has("fuzz") {
        return Err("cargo-fuzz is not installed: `cargo install cargo-fuzz --locked`, and a C++ compiler".to_owned());
    }
    // The command line, which reads baskets, carries the screens.
    screens::have()?;
    // What is fuzzed is what is shipped, to the last version.
    copy("Cargo.lock", &format!("{FOLDER}/Cargo.lock"))?;
    for target in TARGETS {
        let corpus = format!("{FOLDER}/corpus/{}", target.name);
        fs::create_dir_all(root().join(&corpus)).map_err(|error| format!("{corpus}: {error}"))?;
        step::must(&format!("fuzz: {}", target.name), run(target, &corpus, seconds))?;
    }
    Ok(())
}

/// Without a sanitizer: nothing of the house is unsafe, and so the stable toolchain does.
fn run(Target { name, examples, features }: &Target, corpus: &str, seconds: u32) -> Command {
    let built = ["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", FOLDER, "--features", features];
    let mut command = cargo(&[&built[..], &[name, corpus]].concat());
    command.arg(format!("{FOLDER}/seeds/{name}")).args(*examples);
    command.args(["--", "-max_len=65536", "-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}"));
    let words = format!("{FOLDER}/dictionaries/{name}.dict");
    if root().join(&words).is_file() {
        command.arg(format!("-dict={words}"));
    }
    // Compiled with other flags than all else.
    command.env("CARGO_TARGET_DIR", target().join("fuzz"));
    command
}

fn copy(from: &str, to: &str) -> Outcome {
    fs::copy(root().join(from), root().join(to)).map(drop).map_err(|error| format!("{to}: {error}"))
}
