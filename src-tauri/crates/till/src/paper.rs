//! Paper: laid out from the stored XML and printed after the sale is durable. A jam never undoes a sale.
//!
//! A standard document is on paper once the authority has cleared it, and then as the authority's copy: it has the stamp
//! and the QR that the customer's own program asks for.

use sanduq_device::printer::{LanAddress, PrintJob, Printed, Printer};
use sanduq_domain::tender::TenderKind;
use sanduq_domain::user::Permission;
use sanduq_einvoice::read::read;
use sanduq_fatoora::Environment;
use sanduq_receipt::escpos::{self, Drawer};
use sanduq_receipt::layout::{Layout, layout};
use sanduq_receipt::notes::PaperNotes;
pub use sanduq_receipt::paper::Paper;
use sanduq_receipt::{pdf, picture};
use sanduq_store::document::DocumentRow;
use sanduq_store::{audit, cleared, document, shop, tender};

use crate::error::TillError;
use crate::session::Actor;
use crate::sync::clearance::Delivery;
use crate::till::Till;

/// How a receipt is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Pdf,
    EscPos,
}

/// A receipt to look at.
#[derive(Debug, Clone)]
pub struct Picture {
    pub png: Vec<u8>,
    /// In printer dots.
    pub width: u32,
    pub height: u32,
}

impl Till {
    /// Prints the receipt of a document that was just issued, and opens the drawer when cash was taken.
    ///
    /// # Errors
    /// When the document is unknown or the printer fails. The sale stands.
    pub fn print(&self, number: &str) -> Result<Printed, TillError> {
        let row = self.document(number)?;
        // What was issued anew moves no money: its tenders are those of the first under its number.
        let cash = self.store.read(|db| tender::of_document(db, row.id))?.iter().any(|t| t.kind == TenderKind::Cash);
        let drawer = if cash { Drawer::Open } else { Drawer::Shut };
        self.print_layout(&row, &self.lay_out(&row, Paper::Roll80, None)?, drawer, "")
    }

    /// Prints a copy, marked and counted as one. Of a document that was issued anew the first paper is no copy: what the
    /// customer holds is another's.
    ///
    /// # Errors
    /// When the document is unknown or the printer fails.
    pub fn reprint(&self, actor: &Actor, number: &str) -> Result<Printed, TillError> {
        actor.require(Permission::Sell)?;
        let row = self.document(number)?;
        let details = match row.replaces {
            None => serde_json::json!({ "number": row.number }),
            Some(_) => serde_json::json!({ "number": row.number, "icv": row.icv }),
        }
        .to_string();
        let now = self.now();
        let printed = self.store.write(|tx| {
            audit::append(tx, now, Some(actor.session), "receipt_reprinted", &details)?;
            audit::count(tx, "receipt_reprinted", &details)
        })?;
        let copies = if row.replaces.is_some() { printed - 1 } else { printed };
        let copy = u32::try_from(copies).ok().filter(|copies| *copies > 0);
        let layout = self.lay_out(&row, Paper::Roll80, copy)?;
        let suffix = copy.map(|copy| format!("-copy{copy}")).unwrap_or_default();
        self.print_layout(&row, &layout, Drawer::Shut, &suffix)
    }

    /// The receipt as a picture of the paper.
    ///
    /// # Errors
    /// When the document is unknown.
    pub fn receipt_picture(&self, number: &str, paper: Paper) -> Result<Picture, TillError> {
        let bitmap = picture::paint(&self.lay_out(&self.document(number)?, paper, None)?);
        Ok(Picture { png: bitmap.to_png().map_err(unpaintable)?, width: bitmap.width(), height: bitmap.height() })
    }

    /// The receipt as a file.
    ///
    /// # Errors
    /// When the document is unknown.
    pub fn receipt_file(&self, number: &str, paper: Paper, format: Format) -> Result<Vec<u8>, TillError> {
        let layout = self.lay_out(&self.document(number)?, paper, None)?;
        match format {
            Format::Png => picture::paint(&layout).to_png().map_err(unpaintable),
            Format::Pdf => pdf::paint(&layout).map_err(unpaintable),
            Format::EscPos => Ok(escpos::encode(&picture::paint(&layout), Drawer::Shut)),
        }
    }

    /// Chooses the printer: `paper` writes pictures and bytes into the home's folder, anything else is the address of a
    /// network printer.
    ///
    /// # Errors
    /// When the address is none.
    pub fn choose_printer(&self, actor: &Actor, printer: &str) -> Result<(), TillError> {
        actor.require(Permission::SetUp)?;
        if printer != "paper" {
            printer.parse::<LanAddress>()?;
        }
        let now = self.now();
        let details = serde_json::json!({ "printer": printer }).to_string();
        Ok(self.store.write(|tx| {
            shop::set_printer(tx, printer)?;
            audit::append(tx, now, Some(actor.session), "printer_chosen", &details)
        })?)
    }

    pub(crate) fn document(&self, number: &str) -> Result<DocumentRow, TillError> {
        self.store.read(|db| document::find_by_number(db, number))?.ok_or(TillError::UnknownDocument)
    }

    fn print_layout(
        &self,
        row: &DocumentRow,
        layout: &Layout,
        drawer: Drawer,
        suffix: &str,
    ) -> Result<Printed, TillError> {
        let bitmap = picture::paint(layout);
        let printer = match self.require_shop()?.printer.as_str() {
            "paper" => Printer::Paper { folder: self.home.printer_folder() },
            address => Printer::Lan { address: address.parse()? },
        };
        let picture_png = match &printer {
            Printer::Paper { .. } => Some(bitmap.to_png().map_err(unpaintable)?),
            Printer::Lan { .. } => None,
        };
        let anew = row.replaces.map(|_| format!("-{}", row.icv)).unwrap_or_default();
        let name = format!("{}{anew}{suffix}", row.number);
        let job = PrintJob { name, picture_png, bytes: escpos::encode(&bitmap, drawer) };
        Ok(printer.print(&job)?)
    }

    fn lay_out(&self, row: &DocumentRow, paper: Paper, copy: Option<u32>) -> Result<Layout, TillError> {
        if self.delivery_of(row)? != Delivery::Deliverable {
            return Err(TillError::NotCleared);
        }
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
            training: self.environment()? == Environment::Training,
            copy,
        };
        layout(&document, &notes, paper).map_err(unpaintable)
    }
}

fn unpaintable(error: sanduq_receipt::ReceiptError) -> TillError {
    TillError::Receipt(error.to_string())
}
