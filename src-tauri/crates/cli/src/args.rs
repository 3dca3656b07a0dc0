//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sanduq_simulator::Weather;

/// An offline-first till for Saudi shops, without its window.
///
/// The PIN is read from SANDUQ_PIN, or asked for.
#[derive(Debug, Parser)]
#[command(name = "sanduq", version)]
pub(crate) struct Arguments {
    /// The till's folder; the user's own till when left out.
    #[arg(long, global = true, env = "SANDUQ_HOME")]
    pub(crate) home: Option<PathBuf>,
    /// Who signs in; the first owner when left out.
    #[arg(long, global = true)]
    pub(crate) user: Option<String>,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Make a training till and onboard it.
    Init(Init),
    /// Make a till of a real environment and onboard it, or go on where an earlier run was cut off.
    Onboard(Onboard),
    /// Renew the till's CSID; the old one goes on selling until the last step.
    Renew(Renew),
    /// Issue invoices and notes, one JSON object a line, and print one JSON line for each.
    Issue(Issue),
    /// Tell how net, VAT and rounding of baskets come about, without issuing anything.
    Explain(Explain),
    /// Report what is due and print a summary.
    Sync(Sync),
    /// Print where the till stands.
    Status,
    /// Verify the whole chain and the audit log; fails on any fault, naming it.
    Verify,
    /// Write every document under its official file name, with SHA-256 sums.
    Export(Export),
    /// Write the receipt of a document.
    Receipt(Receipt),
    /// Choose how the printer of receipts is reached, or look for printers.
    Printer(Printer),
    /// Print what was said to the authority about a document, or lately about anything, one exchange a line.
    Journal(Journal),
    /// Issue a rejected document anew: the same number, moment and money, put right.
    Reissue(Reissue),
    /// Send a held document once more, unchanged.
    Release(Release),
    /// What is not on paper yet; print it, or give it up.
    Queue(Queue),
    /// Verify stamp, QR and rules of one document, wherever it comes from.
    Check(Check),
    /// Run a practice gateway alone.
    Simulate(Simulate),
    /// Serve the till's screens to a browser on this machine.
    Serve(Serve),
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// A training till: practice gateway, nothing reaches the authority.
    #[arg(long, required = true)]
    pub(crate) training: bool,
    /// The shop as JSON; a made-up grocery when left out.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) shop: Option<PathBuf>,
    /// Onboard with a practice gateway that runs elsewhere on this machine.
    #[arg(long, value_name = "URL")]
    pub(crate) gateway: Option<String>,
    /// The one-time password of that gateway.
    #[arg(long, default_value = "123345", requires = "gateway")]
    pub(crate) otp: String,
    /// That gateway's issuers as its control plane gives them (/sim/ca.pem); taken at its first word when left out.
    #[arg(long, value_name = "FILE.pem", requires = "gateway")]
    pub(crate) ca: Option<PathBuf>,
    /// The owner's sign-in name.
    #[arg(long, default_value = "owner")]
    pub(crate) owner: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Stage {
    Sandbox,
    Simulation,
    Production,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kinds {
    Simplified,
    Standard,
    Both,
}

#[derive(Args)]
pub(crate) struct Onboard {
    /// Which gateway the till belongs to, for life. Needed where there is no till yet.
    #[arg(long, value_enum)]
    pub(crate) environment: Option<Stage>,
    /// The shop as JSON. Where it is left out, outside production, the authority's taxpayer for tests.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) shop: Option<PathBuf>,
    /// The one-time password of the portal, six digits. Needed until the compliance CSID is there.
    #[arg(long, env = "SANDUQ_OTP", hide_env_values = true)]
    pub(crate) otp: Option<String>,
    /// What the till is to issue.
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) kinds: Kinds,
    /// The owner's sign-in name.
    #[arg(long, default_value = "owner")]
    pub(crate) owner: String,
    /// The issuers of a simulator, in programs that were built for rehearsals.
    #[arg(long, value_name = "FILE.pem")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Renew {
    /// A one-time password that the portal gave for a renewal. Needed until the new compliance CSID is there.
    #[arg(long, env = "SANDUQ_OTP", hide_env_values = true)]
    pub(crate) otp: Option<String>,
    /// The issuers of a simulator, in training and in programs that were built for rehearsals.
    #[arg(long, value_name = "FILE.pem")]
    pub(crate) ca: Option<PathBuf>,
}

/// Both carry a one-time password.
macro_rules! redacted {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        })+
    };
}

redacted!(Onboard, Renew);

#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// A file with one basket a line, or - for standard input.
    pub(crate) file: PathBuf,
    /// Also write each signed document's exact bytes as <icv>.xml into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A file with one basket a line, or - for standard input.
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Go on reporting until interrupted, and print where the queue stands whenever it changes.
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReceiptFormat {
    Png,
    Pdf,
    Escpos,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Width {
    #[value(name = "58")]
    Narrow,
    #[value(name = "80")]
    Wide,
    /// 80 mm with 512 dots.
    #[value(name = "80-512")]
    WideOf512,
    #[value(name = "a4")]
    A4,
}

#[derive(Debug, Args)]
pub(crate) struct Receipt {
    /// The invoice number.
    pub(crate) number: String,
    #[arg(long, value_enum)]
    pub(crate) format: ReceiptFormat,
    /// The paper: the width of a roll in millimetres, or a sheet.
    #[arg(long, value_enum, default_value = "80")]
    pub(crate) width: Width,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Printer {
    /// paper (pictures in the till's folder), HOST[:PORT], usb:/dev/usb/lp0, serial:/dev/ttyUSB0@115200 or
    /// spooler:QUEUE. Left out: prints which are set up and which the system knows of.
    pub(crate) connection: Option<String>,
    /// Print the test page on the printer of receipts.
    #[arg(long)]
    pub(crate) test: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Queue {
    /// Print this one again.
    #[arg(long, value_name = "ID", conflicts_with = "drop")]
    pub(crate) print: Option<i64>,
    /// Give this one up.
    #[arg(long, value_name = "ID")]
    pub(crate) drop: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct Journal {
    /// The invoice number; the latest exchanges when left out.
    pub(crate) number: Option<String>,
    /// How many of the latest.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    pub(crate) newest: i64,
}

#[derive(Debug, Args)]
pub(crate) struct Reissue {
    /// The invoice number.
    pub(crate) number: String,
    /// What is put right, as JSON in a file, or - for standard input; issued as it is when left out.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) amendment: Option<PathBuf>,
    /// Tell the difference and issue nothing.
    #[arg(long)]
    pub(crate) preview: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    /// The invoice number.
    pub(crate) number: String,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// Where the gateway listens: this machine only.
    #[arg(long)]
    pub(crate) listen: SocketAddr,
    /// Where its control plane listens; any free port when left out.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) control: SocketAddr,
    /// Remember over restarts, in this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// The same keys, secrets, passwords and draws at every run.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// What to begin with: calm, slow_evening, outage, throttle, false_duplicates, certificate_expired, clearance_off.
    #[arg(long, value_name = "NAME", value_parser = weather)]
    pub(crate) weather: Option<Weather>,
    /// Also a TLS server here whose certificate nobody vouches for.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) impostor: Option<SocketAddr>,
}

fn weather(name: &str) -> Result<Weather, String> {
    Weather::named(name).ok_or_else(|| "no such weather".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// This machine only.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
}
