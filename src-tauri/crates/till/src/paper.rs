//! Paper: laid out from the stored XML after the sale is durable. A jam never undoes a sale.
//!
//! A standard document is on paper once the authority has cleared it, and then as the authority's copy: it has the stamp
//! and the QR that the customer's own program asks for.

use std::fs;
use std::path::PathBuf;

use sanduq_domain::document::Document;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_domain::user::Permission;
use sanduq_einvoice::file_name::file_name;
use sanduq_einvoice::read::read;
use sanduq_fatoora::Environment;
use sanduq_receipt::ReceiptError;
use sanduq_receipt::escpos::{self, Drawer, Profile};
use sanduq_receipt::layout::{self, Layout};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::notes::PaperNotes;
pub use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf::{self, Archive, Attachment};
use sanduq_receipt::picture::{self, Bitmap};
use sanduq_receipt::qr::Qr;
use sanduq_receipt::scan;
use sanduq_store::document::DocumentRow;
use sanduq_store::print_job::{self, NewPrintJob, Printable, Standing};
use sanduq_store::{Connection, Transaction, audit, cleared, document, tender};

use crate::error::TillError;
use crate::issue::Sale;
use crate::print_queue::{Made, Trouble};
use crate::printer::Duty;
use crate::session::Actor;
use crate::sync::clearance::Delivery;
use crate::till::Till;

/// How a receipt is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    /// PDF/A-3b with the signed document inside.
    Pdf,
    EscPos,
}

/// What is made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Receipt,
    /// Without amounts, to go with a present.
    Gift,
}

/// A paper to look at.
#[derive(Debug, Clone)]
pub struct Picture {
    pub png: Vec<u8>,
    /// In printer dots.
    pub width: u32,
    pub height: u32,
    /// The code had to be drawn so small that not every phone reads it.
    pub small_code: bool,
}

/// A receipt as a file for e-mail and archive.
#[derive(Debug, Clone)]
pub struct SavedPdf {
    /// Its official name, ending in `.pdf`.
    pub name: String,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// A stored document, ready to be laid out.
pub(crate) struct Sheet {
    row: DocumentRow,
    document: Document,
    xml: Vec<u8>,
    notes: PaperNotes,
}

impl Till {
    /// Puts the receipt of a sale that is being stored into the queue, within the sale's own transaction: a till that
    /// dies before its paper finds it there. Of a standard document there is nothing to print before it is cleared.
    pub(crate) fn await_paper(&self, tx: &Transaction<'_>, sale: &Sale) -> Result<(), TillError> {
        if sale.invoice_type == InvoiceType::Standard || !print_job::claim_original(tx, sale.id)? {
            return Ok(());
        }
        print_job::wait(tx, sale.issued_at, &original(tx, sale.id, &sale.number)?)?;
        Ok(())
    }

    /// Opens the drawer for the cash of a sale whose paper is not out: it may not be handed over yet.
    ///
    /// # Errors
    /// When the document is unknown or the printer cannot be reached.
    pub fn open_drawer_for(&self, number: &str) -> Result<(), TillError> {
        let row = self.document(number)?;
        if self.store.read(|db| cash_of(db, row.id))? { self.open_drawer() } else { Ok(()) }
    }

    /// Prints the receipt of a document that was just issued, and opens the drawer when cash was taken. There is one
    /// original: asked again, nothing is printed, unless nothing of it came out yet.
    ///
    /// # Errors
    /// When the document is unknown or no printer prints. The sale stands, and the paper waits in the queue.
    pub fn print(&self, number: &str) -> Result<Made, TillError> {
        let row = self.document(number)?;
        self.deliverable(&row)?;
        let now = self.now();
        let begun = self.store.write(|tx| {
            let waiting = print_job::original(tx, row.id, Form::Receipt.key())?;
            Ok::<_, TillError>(match waiting {
                None if !print_job::claim_original(tx, row.id)? => Err(Made::Before),
                None => {
                    let job = original(tx, row.id, &row.number)?;
                    Ok((print_job::begin(tx, now, &job)?, job))
                }
                Some(waiting) => match waiting.standing {
                    Standing::Printing => Err(Made::Underway),
                    Standing::Torn => Err(Made::Torn(Trouble::from_key(&waiting.fault))),
                    Standing::Waiting => {
                        print_job::stand(tx, waiting.id, Standing::Printing, "")?;
                        Ok((waiting.id, waiting.job))
                    }
                },
            })
        })?;
        match begun {
            Ok((id, job)) => self.make(id, &job, Duty::Receipts),
            Err(made) => Ok(made),
        }
    }

    /// Prints the receipt again: a copy, marked and counted as one. Where there is no original yet, or it still waits
    /// because nothing of it came out, the original: of what was parked and cleared since, or issued anew, or of a sale
    /// whose till died before its paper. While the original is being printed, nothing.
    ///
    /// # Errors
    /// When the document is unknown or no printer prints.
    pub fn reprint(&self, actor: &Actor, number: &str) -> Result<Made, TillError> {
        actor.require(Permission::Sell)?;
        match self.print(number)? {
            made @ (Made::Now(_) | Made::Copy(_) | Made::Underway) => Ok(made),
            Made::Before => self.copy(actor, number, Duty::Receipts),
            // Its place in the queue goes to the copy.
            Made::Torn(_) => {
                let document = self.document(number)?.id;
                match self.store.read(|db| print_job::original(db, document, Form::Receipt.key()))? {
                    Some(torn) => self.retry_print(actor, torn.id),
                    None => self.copy(actor, number, Duty::Receipts),
                }
            }
        }
    }

    /// Prints a copy on an office sheet.
    ///
    /// # Errors
    /// When the document is unknown, or no printer has this duty.
    pub fn print_sheet(&self, actor: &Actor, number: &str) -> Result<Made, TillError> {
        self.copy(actor, number, Duty::Office)
    }

    /// Prints a receipt without amounts, as often as there are presents.
    ///
    /// # Errors
    /// When the document is unknown or no printer prints.
    pub fn print_gift(&self, actor: &Actor, number: &str) -> Result<Made, TillError> {
        actor.require(Permission::Sell)?;
        let row = self.document(number)?;
        self.deliverable(&row)?;
        let job = of_document(&row, Form::Gift, 0);
        let now = self.now();
        let id = self.store.write(|tx| print_job::begin(tx, now, &job))?;
        self.make(id, &job, Duty::Receipts)
    }

    pub(crate) fn copy(&self, actor: &Actor, number: &str, duty: Duty) -> Result<Made, TillError> {
        actor.require(Permission::Sell)?;
        let row = self.document(number)?;
        self.deliverable(&row)?;
        // Before it is counted: what no printer is there for is no copy.
        let (printer, _) = self.printer_of(duty)?.ok_or(TillError::NoPrinter)?;
        // Whoever prints receipts by then prints a receipt that waited; a sheet waits for its own printer.
        let printer = Some(printer).filter(|_| duty == Duty::Office);
        let details = match row.replaces {
            None => serde_json::json!({ "number": row.number }),
            Some(_) => serde_json::json!({ "number": row.number, "icv": row.icv }),
        }
        .to_string();
        let now = self.now();
        let (id, job) = self.store.write(|tx| {
            audit::append(tx, now, Some(actor.session), "receipt_reprinted", &details)?;
            let copy = u32::try_from(audit::count(tx, "receipt_reprinted", &details)?).unwrap_or(u32::MAX);
            let job = NewPrintJob { printer, ..of_document(&row, Form::Receipt, copy) };
            Ok::<_, TillError>((print_job::begin(tx, now, &job)?, job))
        })?;
        self.make(id, &job, duty)
    }

    /// The receipt as the very picture that the printer of receipts gets.
    ///
    /// # Errors
    /// When the document is unknown.
    pub fn receipt_picture(&self, number: &str) -> Result<Picture, TillError> {
        let paper = self.printer_of(Duty::Receipts)?.map_or(Paper::Roll80, |(_, printer)| printer.profile.paper);
        let sheet = self.read(self.document(number)?, 0)?;
        Picture::of_receipt(&sheet.lay_out(Form::Receipt, &self.letterhead()?, paper)?)
    }

    /// Keeps the receipt on an office sheet as PDF/A-3b, the signed document inside it, in the till's archive folder.
    ///
    /// # Errors
    /// When the document is unknown, the file cannot be written, or the role does not allow it.
    pub fn save_pdf(&self, actor: &Actor, number: &str) -> Result<SavedPdf, TillError> {
        actor.require(Permission::Sell)?;
        let sheet = self.read(self.document(number)?, 0)?;
        let bytes = self.pdf(&sheet, &sheet.lay_out(Form::Receipt, &self.letterhead()?, Paper::A4)?)?;
        let name = self.official_name(&sheet.row)?.replace(".xml", ".pdf");
        let path = self.home.archive_folder().join(&name);
        fs::write(&path, &bytes)?;
        Ok(SavedPdf { name, path, bytes })
    }

    /// Where the PDF of a document was kept; it is made where it never was. A file that somebody has open is left as it is.
    ///
    /// # Errors
    /// As [`Till::save_pdf`].
    pub fn kept_pdf(&self, actor: &Actor, number: &str) -> Result<PathBuf, TillError> {
        actor.require(Permission::Sell)?;
        let name = self.official_name(&self.document(number)?)?.replace(".xml", ".pdf");
        let path = self.home.archive_folder().join(name);
        if path.is_file() { Ok(path) } else { Ok(self.save_pdf(actor, number)?.path) }
    }

    /// The code of a document alone, for a screen: a PNG.
    ///
    /// # Errors
    /// When the document is unknown, or may not be handed over.
    pub fn receipt_code(&self, number: &str) -> Result<Vec<u8>, TillError> {
        let sheet = self.read(self.document(number)?, 0)?;
        let code = Qr::fit(&sheet.document.qr, Paper::Roll80)?;
        Ok(picture::of_code(&code).to_png()?)
    }

    /// The receipt as a file.
    ///
    /// # Errors
    /// When the document is unknown.
    pub fn receipt_file(&self, number: &str, paper: Paper, format: Format) -> Result<Vec<u8>, TillError> {
        let sheet = self.read(self.document(number)?, 0)?;
        let layout = sheet.lay_out(Form::Receipt, &self.letterhead()?, paper)?;
        match format {
            Format::Png => Ok(verified(&layout)?.to_png()?),
            Format::Pdf => self.pdf(&sheet, &layout),
            Format::EscPos => {
                let profile = Profile { paper, ..Profile::default() };
                Ok(escpos::encode(&verified(&layout)?, &profile, Drawer::Shut))
            }
        }
    }

    pub(crate) fn document(&self, number: &str) -> Result<DocumentRow, TillError> {
        self.store.read(|db| document::find_by_number(db, number))?.ok_or(TillError::UnknownDocument)
    }

    /// A standard document that was not cleared is no invoice yet.
    fn deliverable(&self, row: &DocumentRow) -> Result<(), TillError> {
        match self.delivery_of(row)? {
            Delivery::Deliverable => Ok(()),
            Delivery::Parked(_) | Delivery::Rejected => Err(TillError::NotCleared),
        }
    }

    /// Reads a document back from what was stored. `copy` is 0 for the original.
    pub(crate) fn read(&self, row: DocumentRow, copy: u32) -> Result<Sheet, TillError> {
        self.deliverable(&row)?;
        let (xml, first, tenders) = self.store.read(|db| {
            let xml = match cleared::find(db, row.id)? {
                Some(copy) => copy,
                None => document::xml(db, row.id)?,
            };
            let first = document::all_by_number(db, &row.number)?.into_iter().next();
            let first = first.ok_or(TillError::UnknownDocument)?;
            let tenders = tender::of_document(db, first.id)?;
            Ok::<_, TillError>((xml, first, tenders))
        })?;
        let document = read(&xml).map_err(|error| TillError::Damaged(error.to_string()))?;
        let notes = PaperNotes {
            cashier: first.cashier.clone(),
            till: self.require_shop()?.till_name,
            tenders: tenders.iter().map(|tender| (tender.kind, tender.amount)).collect(),
            change: first.change,
            // Whatever is not for the books says so.
            training: self.environment()? != Environment::Production,
            copy: Some(copy).filter(|copy| *copy > 0),
        };
        Ok(Sheet { row, document, xml, notes })
    }

    /// The pages with the signed document in them.
    pub(crate) fn pdf(&self, sheet: &Sheet, layout: &Layout) -> Result<Vec<u8>, TillError> {
        verified(layout)?;
        let name = self.official_name(&sheet.row)?;
        let archive = Archive {
            title: &sheet.row.number,
            issued_at: Some(sheet.row.issued_at),
            attachment: Some(Attachment { name: &name, xml: &sheet.xml }),
        };
        Ok(pdf::paint(layout, &archive)?)
    }

    fn official_name(&self, row: &DocumentRow) -> Result<String, TillError> {
        let number = row.number.parse().map_err(|_| TillError::Damaged("an invoice number".into()))?;
        Ok(file_name(&self.require_shop()?.seller.vat_number, row.issued_at, &number))
    }
}

impl Sheet {
    pub(crate) fn lay_out(&self, form: Form, letterhead: &Letterhead, paper: Paper) -> Result<Layout, ReceiptError> {
        match form {
            Form::Receipt => layout::receipt(&self.document, &self.notes, letterhead, paper),
            Form::Gift => layout::gift(&self.document, &self.notes, letterhead, paper),
        }
    }
}

impl Picture {
    pub(crate) fn of(layout: &Layout) -> Result<Picture, TillError> {
        let bitmap = picture::paint(layout);
        Ok(Picture { png: bitmap.to_png()?, width: bitmap.width(), height: bitmap.height(), small_code: false })
    }

    /// Of a paper whose code somebody will scan.
    pub(crate) fn of_receipt(layout: &Layout) -> Result<Picture, TillError> {
        Ok(Picture { small_code: layout.has_small_code(), ..Picture::of(layout)? })
    }
}

impl Form {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Form::Receipt => "receipt",
            Form::Gift => "gift",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Form::Receipt, Form::Gift].into_iter().find(|form| form.key() == key)
    }
}

/// The finished picture, its codes read back and compared: what does not scan is not printed.
pub(crate) fn verified(layout: &Layout) -> Result<Bitmap, ReceiptError> {
    let bitmap = picture::paint(layout);
    scan::verify(layout, &bitmap)?;
    Ok(bitmap)
}

/// Whether cash changes hands for a document.
fn cash_of(db: &Connection, document: i64) -> Result<bool, TillError> {
    let handed = |tender: &Tender| tender.kind == TenderKind::Cash && !tender.amount.is_zero();
    Ok(tender::of_document(db, document)?.iter().any(handed))
}

/// The one original of a document.
fn original(db: &Connection, document: i64, number: &str) -> Result<NewPrintJob, TillError> {
    // What was issued anew moves no money: its tenders are those of the first under its number.
    let cash = cash_of(db, document)?;
    Ok(NewPrintJob { open_drawer: cash, ..job_of(document, number, Form::Receipt, 0) })
}

fn of_document(row: &DocumentRow, form: Form, copy: u32) -> NewPrintJob {
    job_of(row.id, &row.number, form, copy)
}

fn job_of(document: i64, number: &str, form: Form, copy: u32) -> NewPrintJob {
    let what = Printable::Document { id: document, form: form.key().into(), copy };
    NewPrintJob { name: number.to_owned(), what, open_drawer: false, printer: None }
}
