//! The print queue: every paper is a row before its first byte leaves and none after its last. What a jam, a cable or a
//! power cut left undone is found here, and the cashier decides.

use std::sync::{Arc, Mutex, PoisonError};

use sanduq_device::printer::{self, Condition, PrintError, PrintJob, Printed};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_receipt::ReceiptError;
use sanduq_receipt::escpos::{self, Drawer};
use sanduq_receipt::layout;
use sanduq_receipt::pdf::{self, Archive};
pub use sanduq_receipt::slips::Slip;
pub use sanduq_store::print_job::Standing;
use sanduq_store::print_job::{self, NewPrintJob, Printable};
use sanduq_store::{audit, document};

use crate::error::TillError;
use crate::paper::{Form, verified};
use crate::printer::{Connection, Duty, Printer, format_on};
use crate::session::Actor;
use crate::till::{Change, Till};

/// How long after its sale a receipt still opens the drawer.
const DRAWER_WITHIN_SECONDS: i64 = 60;

/// What became of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It came out: an original, or a paper that has none.
    Now(Printed),
    /// It came out, marked as a copy.
    Copy(Printed),
    /// The original came out before, and there is one.
    Before,
    /// The original is being printed right now.
    Underway,
    /// The original stopped in the middle: whatever comes out next is a copy.
    Torn(Option<Trouble>),
}

/// Why a paper did not come out, as the cashier may act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Unreachable,
    PaperOut,
    CoverOpen,
    /// The printer itself is at fault, or switched off line.
    Faulty,
    /// It stopped in the middle.
    Stopped,
    /// The operating system would not take it.
    Refused,
    /// The QR in the finished picture did not read as the document's, or there is none, or it does not fit the paper.
    Unscannable,
    /// No printer has this duty.
    NoPrinter,
    Machine,
}

/// A paper that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: i64,
    pub name: String,
    pub made_at: Timestamp,
    pub standing: Standing,
    pub trouble: Option<Trouble>,
}

impl Till {
    /// What is not on paper, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn print_queue(&self) -> Result<Vec<Waiting>, TillError> {
        let rows = self.store.read(print_job::all)?;
        let waiting = |row: print_job::PrintJobRow| Waiting {
            id: row.id,
            name: row.job.name,
            made_at: row.made_at,
            standing: row.standing,
            trouble: Trouble::from_key(&row.fault),
        };
        Ok(rows.into_iter().map(waiting).collect())
    }

    /// Prints what waits. Of a receipt that may be on paper in part, what comes out now is a copy, marked and counted.
    ///
    /// # Errors
    /// When there is no such paper, it is being printed, or no printer prints.
    pub fn retry_print(&self, actor: &Actor, id: i64) -> Result<Made, TillError> {
        actor.require(Permission::Sell)?;
        // Whoever asks a second time meanwhile finds it printing, or gone.
        let (job, torn) = self.store.write(|tx| {
            let row = print_job::find(tx, id)?.filter(|row| row.standing != Standing::Printing);
            let row = row.ok_or(TillError::UnknownPrintJob)?;
            let receipt = matches!(&row.job.what, Printable::Document { form, .. } if form == Form::Receipt.key());
            let torn = receipt && row.standing == Standing::Torn;
            if torn { print_job::remove(tx, id) } else { print_job::stand(tx, id, Standing::Printing, "") }?;
            Ok::<_, TillError>((row.job, torn))
        })?;
        if torn { self.copy(actor, &job.name, Duty::Receipts) } else { self.make(id, &job, Duty::Receipts) }
    }

    /// Gives a paper up.
    ///
    /// # Errors
    /// When there is no such paper, or it is being printed.
    pub fn drop_print(&self, actor: &Actor, id: i64) -> Result<(), TillError> {
        actor.require(Permission::Sell)?;
        let now = self.now();
        self.store.write(|tx| {
            let row = print_job::find(tx, id)?.filter(|row| row.standing != Standing::Printing);
            let row = row.ok_or(TillError::UnknownPrintJob)?;
            print_job::remove(tx, id)?;
            let details = serde_json::json!({ "name": row.job.name }).to_string();
            Ok::<_, TillError>(audit::append(tx, now, Some(actor.session), "print_dropped", &details)?)
        })?;
        self.announce(Change::Printing);
        Ok(())
    }

    /// Prints a paper that no document stands behind, such as a shift's report; `name` is what people call it. What it
    /// says is kept until it is on paper, and laid out for whichever printer takes it.
    ///
    /// # Errors
    /// When the role does not allow it, or no printer prints; then it waits.
    pub fn print_slip(&self, actor: &Actor, name: &str, slip: Slip) -> Result<Made, TillError> {
        actor.require(Permission::Sell)?;
        let facts = serde_json::to_string(&slip).map_err(|error| TillError::Damaged(error.to_string()))?;
        let job =
            NewPrintJob { name: name.to_owned(), what: Printable::Slip(facts), open_drawer: false, printer: None };
        let now = self.now();
        let id = self.store.write(|tx| print_job::begin(tx, now, &job))?;
        self.make(id, &job, Duty::Receipts)
    }

    /// Prints a job that stands in the queue as printing, on the printer of `duty` or on who stands in for it.
    pub(crate) fn make(&self, id: i64, job: &NewPrintJob, duty: Duty) -> Result<Made, TillError> {
        // Whoever looks at the queue sees it on its way.
        self.announce(Change::Printing);
        let outcome = self.try_printers(job, duty);
        match &outcome {
            Ok(_) => self.store.write(|tx| print_job::remove(tx, id))?,
            Err(error) => {
                let torn = matches!(error, TillError::Print(error) if error.left_a_part());
                let standing = if torn { Standing::Torn } else { Standing::Waiting };
                let trouble = Trouble::of(error);
                let now = self.now();
                self.store.write(|tx| {
                    print_job::stand(tx, id, standing, trouble.key())?;
                    if trouble != Trouble::Unscannable {
                        return Ok(());
                    }
                    let details = serde_json::json!({ "name": job.name }).to_string();
                    audit::append(tx, now, None, "paper_stopped_unscannable", &details)
                })?;
            }
        }
        self.announce(Change::Printing);
        let copy = matches!(&job.what, Printable::Document { copy, .. } if *copy > 0);
        outcome.map(|printed| if copy { Made::Copy(printed) } else { Made::Now(printed) })
    }

    fn try_printers(&self, job: &NewPrintJob, duty: Duty) -> Result<Printed, TillError> {
        let mut next = match job.printer {
            Some(chosen) => self.printer(chosen)?.or(self.printer_of(duty)?),
            None => self.printer_of(duty)?,
        };
        let mut tried = Vec::new();
        let mut failure = TillError::NoPrinter;
        while let Some((id, printer)) = next.filter(|(id, _)| !tried.contains(id)) {
            tried.push(id);
            let ready = self.prepare(job, &printer)?;
            let press = self.press(id);
            // One paper at a time: two printed at once come out interleaved.
            let _turn = press.lock().unwrap_or_else(PoisonError::into_inner);
            match printer.connection.print(&ready) {
                Ok(printed) => return Ok(printed),
                // Half a receipt here and a whole one there would be two.
                Err(error) if error.left_a_part() => return Err(error.into()),
                Err(error) => failure = error.into(),
            }
            next = printer.fallback.map(|id| self.printer(id)).transpose()?.flatten();
        }
        Err(failure)
    }

    /// The job as this printer wants it.
    fn prepare(&self, job: &NewPrintJob, printer: &Printer) -> Result<PrintJob, TillError> {
        let (profile, looked_at) = (&printer.profile, matches!(printer.connection, Connection::Paper { .. }));
        let mut drawer = if job.open_drawer { Drawer::Open } else { Drawer::Shut };
        let (layout, name, sheet) = match &job.what {
            Printable::Slip(facts) => {
                let slip: Slip =
                    serde_json::from_str(facts).map_err(|_| TillError::Damaged("a slip that waits".into()))?;
                (layout::slip(&slip, &self.letterhead()?, profile.paper), job.name.clone(), None)
            }
            Printable::Document { id, form, copy } => {
                let form = Form::from_key(form).ok_or_else(|| TillError::Damaged("the form of a paper".into()))?;
                let row = self.store.read(|db| document::find(db, *id))?.ok_or(TillError::UnknownDocument)?;
                // A drawer opens with its sale. What is printed later finds nobody who counts money.
                if self.now().seconds_since(row.issued_at) > DRAWER_WITHIN_SECONDS {
                    drawer = Drawer::Shut;
                }
                let anew = row.replaces.map(|_| format!("-{}", row.icv)).unwrap_or_default();
                let sheet = self.read(row, *copy)?;
                let layout = sheet.lay_out(form, &self.letterhead()?, profile.paper)?;
                let name = match (form, copy) {
                    (Form::Gift, _) => format!("{}{anew}-gift", job.name),
                    (Form::Receipt, 0) => format!("{}{anew}", job.name),
                    (Form::Receipt, copy) => format!("{}{anew}-copy{copy}", job.name),
                };
                (layout, name, Some(sheet))
            }
        };
        let bitmap = verified(&layout)?;
        let format = format_on(profile.paper);
        let bytes = match (format, &sheet) {
            (printer::Format::Raw, _) => escpos::encode(&bitmap, profile, drawer),
            (printer::Format::Pdf, Some(sheet)) => self.pdf(sheet, &layout)?,
            (printer::Format::Pdf, None) => pdf::paint(&layout, &Archive { title: &job.name, ..Archive::default() })?,
        };
        let picture_png = if looked_at { Some(bitmap.to_png()?) } else { None };
        Ok(PrintJob { name, picture_png, format, bytes, answers: printer.answers })
    }

    fn press(&self, printer: i64) -> Arc<Mutex<()>> {
        let mut presses = self.presses.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(presses.entry(printer).or_default())
    }
}

impl Trouble {
    const ALL: [(Trouble, &'static str); 9] = [
        (Trouble::Unreachable, "unreachable"),
        (Trouble::PaperOut, "paper_out"),
        (Trouble::CoverOpen, "cover_open"),
        (Trouble::Faulty, "faulty"),
        (Trouble::Stopped, "stopped"),
        (Trouble::Refused, "refused"),
        (Trouble::Unscannable, "unscannable"),
        (Trouble::NoPrinter, "no_printer"),
        (Trouble::Machine, "machine"),
    ];

    /// The word it is stored as.
    #[must_use]
    pub fn key(self) -> &'static str {
        Trouble::ALL.iter().find(|(trouble, _)| *trouble == self).map_or("", |(_, key)| key)
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Trouble::ALL.iter().find(|(_, known)| *known == key).map(|(trouble, _)| *trouble)
    }

    /// What a failed print comes down to.
    #[must_use]
    pub fn of(error: &TillError) -> Trouble {
        match error {
            TillError::Print(error) => match error {
                PrintError::Unreachable { .. } => Trouble::Unreachable,
                PrintError::NotReady { condition, .. } => match condition {
                    Condition::PaperOut | Condition::PaperLow => Trouble::PaperOut,
                    Condition::CoverOpen => Trouble::CoverOpen,
                    Condition::Fault | Condition::Offline | Condition::Ready | Condition::Silent => Trouble::Faulty,
                },
                PrintError::Stopped { .. } | PrintError::SpoolerSilent { .. } => Trouble::Stopped,
                PrintError::Spooler { .. } | PrintError::NoPages(_) | PrintError::Address(_) => Trouble::Refused,
                PrintError::Folder { .. } => Trouble::Machine,
            },
            // A code that is missing or does not fit the paper is one that nobody can scan.
            TillError::Receipt(ReceiptError::Unscannable | ReceiptError::NoQr | ReceiptError::QrTooLarge { .. }) => {
                Trouble::Unscannable
            }
            TillError::NoPrinter => Trouble::NoPrinter,
            _ => Trouble::Machine,
        }
    }
}
