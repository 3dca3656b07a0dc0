//! Printers. They get finished pictures and finished bytes; what stands on the paper is decided elsewhere.

mod condition;
mod discovery;
mod lan;
mod paper;
mod serial;
mod spooler;
mod usb;
mod wire;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use condition::Condition;
pub use discovery::discover;
pub use lan::LanAddress;

/// Where paper comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printer {
    /// No printer at all: picture and bytes become files in a folder.
    Paper {
        folder: PathBuf,
    },
    /// A printer on the network that takes raw bytes (port 9100).
    Lan {
        address: LanAddress,
    },
    /// A printer on a USB cable, as the system's printer device: `/dev/usb/lp0`.
    Usb {
        device: PathBuf,
    },
    Serial {
        port: String,
        baud: u32,
    },
    /// A printer of the operating system: CUPS, or Windows.
    Spooler {
        queue: String,
    },
}

/// One piece of paper.
#[derive(Clone)]
pub struct PrintJob {
    /// What the job is called, such as the invoice number. Files are named after it.
    pub name: String,
    /// What the paper will look like, for printers that are looked at.
    pub picture_png: Option<Vec<u8>>,
    pub format: Format,
    /// What a real printer is sent, with the drawer's pulse if it shall open.
    pub bytes: Vec<u8>,
    pub answers: Answers,
}

/// What a job's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The printer's own language, such as ESC/POS: passed on untouched.
    Raw,
    /// Pages for the operating system to print. Only a spooler knows what to do with them.
    Pdf,
}

/// Whether a printer answers when it is asked how it is. One that does not is not waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    Yes,
    No,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    Paper {
        picture: Option<PathBuf>,
        bytes: PathBuf,
    },
    /// The printer has taken all bytes.
    Sent {
        bytes: usize,
    },
    /// The operating system has the job; what it does with it is told there.
    Spooled,
}

/// Why there is no paper. A jam never undoes a sale: the job can be printed again.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The setting is wrong.
    #[error(
        "`{0}` is not a printer: expected `paper`, a name or number such as 192.168.1.50 or 192.168.1.50:9100, \
         `usb:/dev/usb/lp0`, `serial:/dev/ttyUSB0@115200` or `spooler:QUEUE`"
    )]
    Address(String),
    /// The printer is off, unplugged, or the network is down. Nothing was printed.
    #[error("the printer at {printer} cannot be reached")]
    Unreachable { printer: String, source: io::Error },
    /// The printer says that it cannot print. `sent` is 0 when it said so before anything was sent.
    #[error("the printer at {printer} cannot print: {condition}")]
    NotReady { printer: String, condition: Condition, sent: usize },
    /// The printer stopped taking bytes. A part may have been printed.
    #[error("the printer at {printer} stopped after {sent} of {total} bytes")]
    Stopped { printer: String, sent: usize, total: usize, source: io::Error },
    /// The operating system would not take the job. Nothing was printed.
    #[error("the system's printer {queue} refused: {reason}")]
    Spooler { queue: String, reason: String },
    /// The operating system was given the job and did not come back: whether it has it nobody knows.
    #[error("the system's printer {queue} did not take the paper within 20 seconds")]
    SpoolerSilent { queue: String },
    /// Pages were sent to a printer that knows only dots.
    #[error("the printer at {0} cannot print pages: choose one of the system's printers")]
    NoPages(String),
    /// The machine's fault.
    #[error("{} could not be written", path.display())]
    Folder { path: PathBuf, source: io::Error },
}

impl PrintError {
    /// Whether any of the job may be on paper: then a second print is a copy.
    #[must_use]
    pub const fn left_a_part(&self) -> bool {
        match self {
            PrintError::Stopped { sent, .. } | PrintError::NotReady { sent, .. } => *sent > 0,
            PrintError::SpoolerSilent { .. } => true,
            PrintError::Address(_)
            | PrintError::Unreachable { .. }
            | PrintError::Spooler { .. }
            | PrintError::NoPages(_)
            | PrintError::Folder { .. } => false,
        }
    }
}

impl Printer {
    /// Reads what [`Display`](fmt::Display) writes, and an address without its kind as one of the network. What `paper`
    /// prints goes into `folder`.
    ///
    /// # Errors
    /// [`PrintError::Address`].
    pub fn parse(typed: &str, folder: &Path) -> Result<Self, PrintError> {
        let text = typed.trim();
        let wrong = || PrintError::Address(typed.to_owned());
        if text == "paper" {
            return Ok(Self::Paper { folder: folder.to_owned() });
        }
        if let Some(device) = text.strip_prefix("usb:") {
            let device = PathBuf::from(device);
            return if device.is_absolute() { Ok(Self::Usb { device }) } else { Err(wrong()) };
        }
        if let Some(port) = text.strip_prefix("serial:") {
            let (port, baud) = port.rsplit_once('@').unwrap_or((port, "9600"));
            let baud = baud.parse().ok().filter(|baud| (1_200..=921_600).contains(baud)).ok_or_else(wrong)?;
            return if port.is_empty() { Err(wrong()) } else { Ok(Self::Serial { port: port.to_owned(), baud }) };
        }
        if let Some(queue) = text.strip_prefix("spooler:") {
            // A queue's name is an argument of another program: it must not read as an option there.
            let sound = !queue.is_empty() && !queue.starts_with('-') && !queue.chars().any(char::is_control);
            return if sound { Ok(Self::Spooler { queue: queue.to_owned() }) } else { Err(wrong()) };
        }
        let address = text.strip_prefix("lan:").unwrap_or(text).parse().map_err(|_| wrong())?;
        Ok(Self::Lan { address })
    }

    /// Prints and waits until the printer has taken everything; at most a few seconds when it does not answer.
    ///
    /// # Errors
    /// When there is no paper, or not all of it.
    pub fn print(&self, job: &PrintJob) -> Result<Printed, PrintError> {
        match (self, job.format) {
            (Self::Paper { folder }, _) => paper::print(folder, job),
            (Self::Spooler { queue }, _) => spooler::print(queue, job),
            (_, Format::Pdf) => Err(PrintError::NoPages(self.to_string())),
            (Self::Lan { .. } | Self::Usb { .. } | Self::Serial { .. }, Format::Raw) => self.send(job),
        }
    }

    /// Asks the printer how it is.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn condition(&self) -> Result<Condition, PrintError> {
        match self {
            Self::Paper { .. } | Self::Spooler { .. } => Ok(Condition::Silent),
            Self::Lan { .. } | Self::Usb { .. } | Self::Serial { .. } => {
                let mut wire = self.open()?;
                Ok(wire::ask(wire.as_mut()))
            }
        }
    }

    fn send(&self, job: &PrintJob) -> Result<Printed, PrintError> {
        let mut wire = self.open()?;
        let total = job.bytes.len();
        match wire::send(wire.as_mut(), &job.bytes, job.answers) {
            Ok(()) => Ok(Printed::Sent { bytes: total }),
            Err(wire::Trouble::NotReady { condition, sent }) => {
                Err(PrintError::NotReady { printer: self.to_string(), condition, sent })
            }
            Err(wire::Trouble::Stopped { sent, source }) => {
                Err(PrintError::Stopped { printer: self.to_string(), sent, total, source })
            }
        }
    }

    fn open(&self) -> Result<Box<dyn wire::Wire>, PrintError> {
        let opened: io::Result<Box<dyn wire::Wire>> = match self {
            Self::Lan { address } => lan::open(address),
            Self::Usb { device } => usb::open(device),
            Self::Serial { port, baud } => serial::open(port, *baud),
            Self::Paper { .. } | Self::Spooler { .. } => Err(io::ErrorKind::Unsupported.into()),
        };
        opened.map_err(|source| PrintError::Unreachable { printer: self.to_string(), source })
    }
}

impl fmt::Display for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paper { .. } => f.write_str("paper"),
            Self::Lan { address } => write!(f, "lan:{address}"),
            Self::Usb { device } => write!(f, "usb:{}", device.display()),
            Self::Serial { port, baud } => write!(f, "serial:{port}@{baud}"),
            Self::Spooler { queue } => write!(f, "spooler:{queue}"),
        }
    }
}

impl fmt::Debug for PrintJob {
    /// Without the contents: they are long, and the customer's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrintJob")
            .field("name", &self.name)
            .field("picture_png", &self.picture_png.as_ref().map(Vec::len))
            .field("format", &self.format)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
