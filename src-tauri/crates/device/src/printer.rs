//! Printers. They get finished pictures and finished bytes; what stands on the paper is decided elsewhere.

mod lan;
mod paper;

use std::fmt;
use std::io;
use std::path::PathBuf;

pub use lan::LanAddress;

/// Where paper comes from. Closed: spooler, serial and USB printers will be further variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printer {
    /// No printer at all: picture and bytes become files in a folder.
    Paper { folder: PathBuf },
    /// A printer on the network that takes raw bytes (port 9100).
    Lan { address: LanAddress },
}

/// One piece of paper.
#[derive(Clone)]
pub struct PrintJob {
    /// What the job is called, such as the invoice number. Files are named after it.
    pub name: String,
    /// What the paper will look like, for printers that are looked at.
    pub picture_png: Option<Vec<u8>>,
    /// What a real printer is sent, such as ESC/POS, with the drawer's pulse if it shall open.
    pub bytes: Vec<u8>,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    Paper { picture: Option<PathBuf>, bytes: PathBuf },
    Lan { bytes_sent: usize },
}

/// Why there is no paper. A jam never undoes a sale: the job can be printed again.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The setting is wrong.
    #[error(
        "`{0}` is not the address of a printer: expected a name or number such as 192.168.1.50 or 192.168.1.50:9100"
    )]
    Address(String),
    /// The printer is off or the network is down. Nothing was printed.
    #[error("the printer at {address} cannot be reached")]
    Unreachable { address: LanAddress, source: io::Error },
    /// The printer stopped taking bytes: out of paper, or open. A part may have been printed.
    #[error("the printer at {address} stopped after {sent} of {total} bytes")]
    Stopped { address: LanAddress, sent: usize, total: usize, source: io::Error },
    /// The machine's fault.
    #[error("{} could not be written", path.display())]
    Folder { path: PathBuf, source: io::Error },
}

impl Printer {
    /// Prints and waits until the printer has taken everything; at most a few seconds when it does not answer.
    pub fn print(&self, job: &PrintJob) -> Result<Printed, PrintError> {
        match self {
            Self::Paper { folder } => paper::print(folder, job),
            Self::Lan { address } => lan::print(address, job),
        }
    }
}

impl fmt::Debug for PrintJob {
    /// Without the contents: they are long, and the customer's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrintJob")
            .field("name", &self.name)
            .field("picture_png", &self.picture_png.as_ref().map(Vec::len))
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
