//! `test`: everything CI runs, in order. All steps run even if one fails, save those that stand on it.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::house::{built, cargo, cargo_has, command, npm, on_path, root, target};
use crate::machine::{self, Purpose};
use crate::screens::{JOURNEYS, SCREENS};
use crate::tally::Tally;
use crate::{Outcome, bindings, papers, screens, step};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Whole,
    /// Without the window and the browser: no web view is built.
    Fast,
}

/// The steps so far.
struct Record {
    lines: Vec<String>,
    tally: Tally,
}

impl Record {
    /// Runs a step; a failure that no runner counted counts as one.
    fn step(&mut self, name: &str, command: Command) -> bool {
        let ended = step::watch(name, command);
        self.note(name, ended.succeeded, ended.tally, ended.took)
    }

    fn task(&mut self, name: &str, task: impl FnOnce() -> Outcome) -> bool {
        let begun = Instant::now();
        let outcome = task();
        if let Err(sentence) = &outcome {
            println!("{sentence}");
        }
        self.note(name, outcome.is_ok(), Tally::default(), begun.elapsed())
    }

    fn note(&mut self, name: &str, succeeded: bool, mut tally: Tally, took: Duration) -> bool {
        if !succeeded && tally.failed == 0 {
            tally.failed = 1;
        }
        let verdict = if succeeded { "ok" } else { "FAILED" };
        let tests = if tally.passed > 0 { format!("{} passed", tally.passed) } else { String::new() };
        self.lines.push(format!("{:>7.1} s  {name:<44} {verdict:<7} {tests}", took.as_secs_f32()));
        self.tally = [self.tally, tally].into_iter().sum();
        succeeded
    }

    fn skip(&mut self, name: &str, why: &str) {
        println!("\n── {name}: skipped, {why}");
        self.lines.push(format!("{:>7}    {name:<44} skipped: {why}", ""));
    }

    fn lost(&mut self, name: &str) {
        self.lines.push(format!("{:>7}    {name:<44} not run: it stands on a step that failed", ""));
        self.tally.failed += 1;
    }
}

pub(crate) fn test(extent: Extent) -> Outcome {
    let begun = Instant::now();
    let mut record = Record { lines: Vec::new(), tally: Tally::default() };
    steps(&mut record, extent);
    println!("\n── steps");
    record.lines.iter().for_each(|line| println!("{line}"));
    println!("{:>7.1} s  in all\n", begun.elapsed().as_secs_f32());
    // The last word, in failure too: readers of logs look for it there.
    println!("{} passed, {} failed", record.tally.passed, record.tally.failed);
    if record.tally.failed == 0 { Ok(()) } else { Err(String::new()) }
}

fn steps(record: &mut Record, extent: Extent) {
    let whole = extent == Extent::Whole;
    record.step("formatting", cargo(&["fmt", "--all", "--check"]));
    if whole {
        record.task("the machine", || machine::furnish(Purpose::Journeys));
    }
    // The screens come first: the window and the command line carry them, and do not compile without.
    let screens = record.task("screens", screens::build);
    if !screens {
        ["lints", "build", "tests"].into_iter().for_each(|name| record.lost(name));
        return;
    }
    record.step("screens: lints", npm(SCREENS, &["run", "--silent", "lint"]));
    record.step("screens: types", npm(SCREENS, &["run", "--silent", "check"]));
    record.step("screens: tests", npm(SCREENS, &["run", "--silent", "test"]));

    // One selection of packages for every cargo call, else features differ and all is built twice.
    let crates: &[&str] = if whole { &["--workspace"] } else { &["--workspace", "--exclude", "sanduq-desktop"] };
    let on_crates = |before: &[&str], after: &[&str]| cargo(&[before, crates, after].concat());
    record.step("lints", on_crates(&["clippy"], &["--all-targets", "--", "-D", "warnings"]));
    let built = record.step("build", on_crates(&["build"], &["--all-targets"]));
    if built {
        let runner: &[&str] = if cargo_has("nextest") {
            &["nextest", "run", "--no-fail-fast", "--status-level", "fail", "--final-status-level", "fail"]
        } else {
            &["test", "--all-targets", "--no-fail-fast", "--quiet"]
        };
        record.step("tests", on_crates(runner, &[]));
        record.step("examples in the documentation", on_crates(&["test", "--doc", "--no-fail-fast", "--quiet"], &[]));
        record.task("bindings", bindings::compare_built);
        match papers::missing() {
            None => drop(record.task("papers: PDF/A-3b by veraPDF", papers::verapdf_built)),
            Some(why) => record.skip("papers: PDF/A-3b by veraPDF", &why),
        }
    } else {
        ["tests", "examples in the documentation", "bindings"].into_iter().for_each(|name| record.lost(name));
    }
    dependencies(record);
    if whole {
        journeys(record, built);
    }
}

fn dependencies(record: &mut Record) {
    if !cargo_has("deny") {
        record.skip("dependencies", "cargo-deny is not installed (cargo install cargo-deny --locked)");
        return;
    }
    let check = |what: &[&str]| cargo(&[&["deny", "check", "--hide-inclusion-graph"], what].concat());
    record.step("dependencies", check(&["bans", "licenses", "sources"]));
    if step::ask(cargo(&["deny", "fetch", "db"])).is_some() {
        record.step("dependencies: advisories", check(&["advisories"]));
    } else {
        record.skip("dependencies: advisories", "their database cannot be fetched from here");
    }
}

fn journeys(record: &mut Record, built: bool) {
    let names = ["journeys in the browser", "journeys in the browser, in English", "journeys in the window"];
    if !(built && record.task("journeys: packages", || screens::install(JOURNEYS))) {
        names.into_iter().for_each(|name| record.lost(name));
        return;
    }
    record.step(names[0], on_till(npm(JOURNEYS, &["run", "--silent", "browser"])));
    record.step(names[1], on_till(npm(JOURNEYS, &["run", "--silent", "english"])));
    if !cfg!(target_os = "linux") {
        record.skip(names[2], "only WebKitGTK can be driven");
        return;
    }
    let screen = ["-a", "-s", "-screen 0 1366x768x24", "dbus-run-session", "--", "npm", "run", "--silent", "window"];
    let mut window = command("xvfb-run", &screen);
    window.current_dir(root().join(JOURNEYS));
    record.step(names[2], on_till(window));
}

/// Tells the journeys where the programs stand.
fn on_till(mut command: Command) -> Command {
    command.env("SANDUQ_CLI", built("sanduq")).env("SANDUQ_DESKTOP", built("sanduq-desktop"));
    command.env("SANDUQ_ARTEFACTS", root().join("tests/artefacts")).env("CARGO_TARGET_DIR", target());
    if let Some(chromium) = machine::browser() {
        command.env("SANDUQ_CHROMIUM", chromium);
    }
    if let Some(driver) = on_path("WebKitWebDriver") {
        command.env("SANDUQ_WEBDRIVER", driver);
    }
    command
}
