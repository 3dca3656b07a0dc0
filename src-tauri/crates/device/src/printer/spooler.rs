//! A printer of the operating system.

use super::{PrintError, PrintJob, Printed};

/// Hands the job to the system's queue: raw bytes untouched, pages as the driver prints them.
pub(super) fn print(queue: &str, job: &PrintJob) -> Result<Printed, PrintError> {
    spool(queue, job).map_err(|reason| PrintError::Spooler { queue: queue.to_owned(), reason })?;
    Ok(Printed::Spooled)
}

/// Through `lp`, which every system with CUPS has; its library would tie the program to one version of it.
#[cfg(unix)]
fn spool(queue: &str, job: &PrintJob) -> Result<(), String> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::Format;

    let mut command = Command::new("lp");
    command.args(["-d", queue, "-t", &title(&job.name)]);
    if job.format == Format::Raw {
        command.args(["-o", "raw"]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|_| "this system has no print spooler (lp)".to_owned())?;
    // A refusal closes the pipe; what it says is the better reason.
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(&job.bytes));
    let ended = child.wait_with_output().map_err(|error| error.to_string())?;
    if ended.status.success() {
        written.map_err(|error| error.to_string())
    } else {
        Err(String::from_utf8_lossy(&ended.stderr).trim().chars().take(200).collect())
    }
}

#[cfg(unix)]
fn title(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// The Windows spooler takes raw bytes as they are; pages too, where the driver knows PDF.
#[cfg(windows)]
fn spool(queue: &str, job: &PrintJob) -> Result<(), String> {
    use printers::common::base::job::PrinterJobOptions;

    let printer = printers::get_printer_by_name(queue).ok_or("the system has no such printer")?;
    let options = PrinterJobOptions { name: Some(&job.name), ..PrinterJobOptions::none() };
    printer.print(&job.bytes, options).map(drop).map_err(|error| error.message)
}
