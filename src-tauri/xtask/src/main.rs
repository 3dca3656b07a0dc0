//! The tasks of the house, as `cargo xtask VERB`. Each verb is a module; none needs more than Rust and Node to begin.
//!
//! May touch: this checkout, the target directory, and (by its own package manager, after saying so) the machine.
//!
//! ```text
//! cargo xtask run     # a till opens, in training
//! cargo xtask test    # everything CI runs; the last line says how many tests passed and failed
//! ```

#![allow(clippy::print_stdout, reason = "a tool for people at a terminal")]
#![allow(clippy::disallowed_methods, reason = "a build tool measures its steps and reads the environment it was given")]

mod bench;
mod bindings;
mod check;
mod fuzz;
mod house;
mod machine;
mod papers;
mod release;
mod run;
mod screens;
mod step;
mod tally;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask VERB

  run [--xvfb]        install what is missing, build the screens and the window, open a till
  test [--fast]       everything CI runs; --fast leaves out the window and the browser
  check               the quick part: formatting, lints, types
  bindings [--check]  write the TypeScript twin of the wire (or only compare)
  bench               the product against its floors
  bench --window      the start of the released window against a bare one (Linux)
  fuzz [SECONDS]      documents, QRs and baskets that nobody would write, ten minutes each
  sheet               every form on every paper in every language, on one page to look at
  verapdf             their PDFs against the veraPDF engine (needs Java and libjaxb-java)
  release             the release window and command line, with their sizes";

/// Why a verb stopped: one sentence for whoever typed it; empty where all has been said.
pub(crate) type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run"] => run::run(run::Display::Own),
        ["run", "--xvfb"] => run::run(run::Display::Virtual),
        ["test"] => test::test(test::Extent::Whole),
        ["test", "--fast"] => test::test(test::Extent::Fast),
        ["check"] => check::check(),
        ["bindings"] => bindings::write(),
        ["bindings", "--check"] => bindings::compare(),
        ["bench", "--window"] => bench::window(),
        ["bench", rest @ ..] => bench::bench(rest),
        ["fuzz"] => fuzz::fuzz(fuzz::SECONDS),
        ["fuzz", seconds] => fuzz::fuzz(seconds),
        ["sheet"] => papers::sheet(),
        ["verapdf"] => papers::verapdf(),
        ["release"] => release::release(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [] => Err(USAGE.to_owned()),
        unknown => Err(format!("there is no task `{}`\n\n{USAGE}", unknown.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            if !sentence.is_empty() {
                eprintln!("{sentence}");
            }
            ExitCode::FAILURE
        }
    }
}
