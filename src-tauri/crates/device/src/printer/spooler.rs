//! A printer of the operating system.

use super::{PrintError, PrintJob, Printed};

/// Hands the job to the system's queue: raw bytes untouched, pages as the driver prints them.
pub(super) fn print(queue: &str, job: &PrintJob) -> Result<Printed, PrintError> {
    match spool(queue, job) {
        Ok(()) => Ok(Printed::Spooled),
        Err(Trouble::Refused(reason)) => Err(PrintError::Spooler { queue: queue.to_owned(), reason }),
        Err(Trouble::Silent) => Err(PrintError::SpoolerSilent { queue: queue.to_owned() }),
    }
}

#[cfg_attr(windows, expect(dead_code, reason = "the Windows spooler answers at once"))]
enum Trouble {
    /// In the system's words.
    Refused(String),
    /// It was asked and did not come back; what it has of the job nobody knows.
    Silent,
}

/// Through `lp`, which every system with CUPS has; its library would tie the program to one version of it.
#[cfg(unix)]
fn spool(queue: &str, job: &PrintJob) -> Result<(), Trouble> {
    use std::io;
    use std::process::Command;

    use super::Format;

    let mut command = Command::new("lp");
    command.args(["-d", queue, "-t", &title(&job.name)]);
    if job.format == Format::Raw {
        command.args(["-o", "raw"]);
    }
    match program::run(command, job.bytes.clone(), program::ANSWER_WITHIN) {
        Ok(ended) if ended.success => Ok(()),
        Ok(ended) => Err(Trouble::Refused(ended.complaint.trim().chars().take(200).collect())),
        Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(Trouble::Silent),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Trouble::Refused("this system has no print spooler (lp)".to_owned()))
        }
        Err(error) => Err(Trouble::Refused(error.to_string())),
    }
}

#[cfg(unix)]
fn title(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// The spooler's own programs, which wait for ever where its service hangs: none is waited for longer than a cashier
/// would.
#[cfg(unix)]
pub(super) mod program {
    use std::io::{self, Read, Write as _};
    use std::process::{Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;
    use std::time::{Duration, Instant};

    pub(in crate::printer) const ANSWER_WITHIN: Duration = Duration::from_secs(20);

    #[derive(Debug)]
    pub(in crate::printer) struct Ended {
        pub(in crate::printer) success: bool,
        pub(in crate::printer) said: String,
        pub(in crate::printer) complaint: String,
    }

    /// Runs a program to its end with `input`; it is ended when it takes longer than `within`.
    #[allow(clippy::disallowed_methods, reason = "three pipes are waited for, together no longer than one limit")]
    pub(in crate::printer) fn run(mut command: Command, input: Vec<u8>, within: Duration) -> io::Result<Ended> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let until = Instant::now() + within;
        let mut child = command.spawn()?;
        // Each pipe has its thread: a program that takes nothing, or says much, holds up nobody but its own.
        let written = child.stdin.take().map(|mut pipe| beside(move || pipe.write_all(&input)));
        let said = child.stdout.take().map(|pipe| beside(|| all(pipe)));
        let complaint = child.stderr.take().map(|pipe| beside(|| all(pipe)));
        let heard = answer(written, until).and_then(|written| {
            let said = answer(said, until)?;
            Some((written, said, answer(complaint, until)?))
        });
        let Some((written, said, complaint)) = heard else {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        };
        let success = child.wait()?.success();
        // What a program says that took only a part is the better reason.
        if success {
            written.unwrap_or(Ok(()))?;
        }
        Ok(Ended { success, said: said.unwrap_or_default(), complaint: complaint.unwrap_or_default() })
    }

    fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
        let (done, heard) = channel();
        thread::spawn(move || {
            // Nobody listens any more where the program was ended.
            let _ = done.send(work());
        });
        heard
    }

    /// `None` when it is not there in time; nothing within where nothing was asked.
    #[allow(clippy::disallowed_methods, reason = "what is left of the limit")]
    fn answer<T>(of: Option<Receiver<T>>, until: Instant) -> Option<Option<T>> {
        match of {
            None => Some(None),
            Some(heard) => heard.recv_timeout(until.saturating_duration_since(Instant::now())).ok().map(Some),
        }
    }

    fn all(mut pipe: impl Read) -> String {
        let mut bytes = Vec::new();
        // What came before it broke off is still told.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn shell(script: &str) -> Command {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]);
            command
        }

        #[test]
        fn a_program_that_hangs_is_ended() {
            for script in ["exec sleep 600", "cat > /dev/null; exec sleep 600"] {
                let hung = run(shell(script), vec![7; 2_000_000], Duration::from_millis(200)).unwrap_err();
                assert_eq!(hung.kind(), io::ErrorKind::TimedOut, "{script}");
            }
        }

        #[test]
        fn what_a_program_says_is_heard_however_much_it_is() {
            let ended = run(shell("cat; echo no >&2; exit 3"), vec![b'x'; 500_000], ANSWER_WITHIN).unwrap();
            assert_eq!((ended.success, ended.said.len(), ended.complaint.as_str()), (false, 500_000, "no\n"));
            let ended = run(shell("exit 1"), vec![b'x'; 5_000_000], ANSWER_WITHIN).unwrap();
            assert!(!ended.success, "one that takes nothing is no failure of ours");
        }
    }
}

/// The Windows spooler takes raw bytes as they are; pages too, where the driver knows PDF.
#[cfg(windows)]
fn spool(queue: &str, job: &PrintJob) -> Result<(), Trouble> {
    use printers::common::base::job::PrinterJobOptions;

    let refused = |reason: String| Trouble::Refused(reason);
    let printer =
        printers::get_printer_by_name(queue).ok_or_else(|| refused("the system has no such printer".to_owned()))?;
    let options = PrinterJobOptions { name: Some(&job.name), ..PrinterJobOptions::none() };
    printer.print(&job.bytes, options).map(drop).map_err(|error| refused(error.message))
}
