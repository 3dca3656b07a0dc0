//! One step of a task: a command whose words pass through to the terminal while its tests are counted.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::tally::Tally;

/// How a step ended.
pub(crate) struct Ended {
    pub(crate) succeeded: bool,
    pub(crate) tally: Tally,
    pub(crate) took: Duration,
}

/// Runs the command to its end, showing what it says.
pub(crate) fn watch(name: &str, mut command: Command) -> Ended {
    println!("\n── {name}");
    let begun = Instant::now();
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            println!("{}: {error}", command.get_program().to_string_lossy());
            return Ended { succeeded: false, tally: Tally::default(), took: begun.elapsed() };
        }
    };
    let words = child.stdout.take().map(|stream| thread::spawn(move || pass_through(stream)));
    let errors = child.stderr.take().map(|stream| thread::spawn(move || pass_through(stream)));
    let status = child.wait();
    let tally = [words, errors].into_iter().flatten().filter_map(|reader| reader.join().ok()).sum();
    Ended { succeeded: status.is_ok_and(|status| status.success()), tally, took: begun.elapsed() }
}

/// Runs a command whose failure ends the task.
pub(crate) fn must(name: &str, command: Command) -> Outcome {
    let ended = watch(name, command);
    if ended.succeeded { Ok(()) } else { Err(format!("{name} failed")) }
}

/// Runs a command for its answer.
pub(crate) fn ask(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn pass_through(stream: impl Read) -> Tally {
    let mut tally = Tally::default();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        tally.read(&text);
        line.clear();
    }
    tally
}
