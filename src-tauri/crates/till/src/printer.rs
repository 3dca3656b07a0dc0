//! The printers of a till: how each is reached, what it can do, what it is for, and whether it does it.

use sanduq_device::printer::{self, PrintJob, Printed};
pub use sanduq_device::printer::{Answers, Condition, PrintError, Printer as Connection};
use sanduq_domain::user::Permission;
use sanduq_fatoora::Environment;
use sanduq_receipt::escpos::{self, Drawer};
pub use sanduq_receipt::escpos::{Beeper, BlankRows, Cut, DrawerPin, Profile};
use sanduq_receipt::layout::{self, Layout};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf::{self, Archive};
use sanduq_receipt::slips::{Desk, TestPage};
use sanduq_store::{audit, printer as stored};

use crate::error::TillError;
use crate::paper::verified;
use crate::session::Actor;
use crate::till::Till;

/// What comes out of a printer by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    Receipts,
    /// Invoices on sheets.
    Office,
    /// Nothing, until another fails.
    Spare,
}

/// A printer as it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    pub name: String,
    pub duty: Duty,
    pub connection: Connection,
    pub profile: Profile,
    pub answers: Answers,
    /// Who prints when it does not.
    pub fallback: Option<i64>,
}

/// What an installer tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    Page,
    Drawer,
}

/// Why a printer cannot be set up so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrinterFault {
    #[error("a printer has a name of 1 to 40 letters that no other has")]
    Name,
    #[error("there is no such printer")]
    Unknown,
    #[error("a printer cannot stand in for itself")]
    OwnFallback,
    #[error("office sheets need a printer of the system")]
    NoPages,
    #[error("a band has {} to {} bytes", escpos::BAND_BYTES.start(), escpos::BAND_BYTES.end())]
    BandBytes,
    #[error("a printer of sheets opens no drawer")]
    NoDrawer,
    #[error("the printer of receipts stays until another has its duty")]
    ReceiptsNeedOne,
}

impl Till {
    /// # Errors
    /// When the database fails.
    pub fn printers(&self) -> Result<Vec<(i64, Printer)>, TillError> {
        self.store.read(stored::all)?.into_iter().map(|row| self.printer_from(row)).collect()
    }

    pub(crate) fn printer_of(&self, duty: Duty) -> Result<Option<(i64, Printer)>, TillError> {
        self.store.read(|db| stored::of_duty(db, duty.key()))?.map(|row| self.printer_from(row)).transpose()
    }

    pub(crate) fn printer(&self, id: i64) -> Result<Option<(i64, Printer)>, TillError> {
        self.store.read(|db| stored::find(db, id))?.map(|row| self.printer_from(row)).transpose()
    }

    /// Reads a connection as people type it.
    ///
    /// # Errors
    /// When it is none.
    pub fn connection(&self, typed: &str) -> Result<Connection, TillError> {
        Ok(Connection::parse(typed, &self.home.printer_folder())?)
    }

    /// Sets up a printer: the one with `id`, or a new one; answers its id.
    ///
    /// # Errors
    /// When the role does not allow it, or it cannot be set up so.
    pub fn save_printer(&self, actor: &Actor, id: Option<i64>, printer: &Printer) -> Result<i64, TillError> {
        actor.require(Permission::SetUp)?;
        let others = self.printers()?;
        let name = printer.name.trim();
        let taken = others.iter().any(|(other, known)| Some(*other) != id && known.name == name);
        if name.is_empty() || name.chars().count() > 40 || taken {
            return Err(PrinterFault::Name.into());
        }
        let own =
            id.map(|id| others.iter().find(|(other, _)| *other == id).ok_or(PrinterFault::Unknown)).transpose()?;
        if printer.fallback.is_some() && printer.fallback == id {
            return Err(PrinterFault::OwnFallback.into());
        }
        if own.is_some_and(|(_, before)| before.duty == Duty::Receipts) && printer.duty != Duty::Receipts {
            return Err(PrinterFault::ReceiptsNeedOne.into());
        }
        let pages = matches!(printer.connection, Connection::Spooler { .. } | Connection::Paper { .. });
        if printer.profile.paper == Paper::A4 && !pages {
            return Err(PrinterFault::NoPages.into());
        }
        if !escpos::BAND_BYTES.contains(&printer.profile.band_bytes) {
            return Err(PrinterFault::BandBytes.into());
        }
        let row = row_of(&Printer { name: name.to_owned(), ..printer.clone() });
        let details = serde_json::json!({ "printer": row.connection, "duty": row.duty, "name": row.name }).to_string();
        let now = self.now();
        Ok(self.store.write(|tx| {
            audit::append(tx, now, Some(actor.session), "printer_set_up", &details)?;
            stored::save(tx, id, &row)
        })?)
    }

    /// # Errors
    /// When the role does not allow it, or it is the printer of receipts.
    pub fn remove_printer(&self, actor: &Actor, id: i64) -> Result<(), TillError> {
        actor.require(Permission::SetUp)?;
        let (_, printer) = self.printer(id)?.ok_or(PrinterFault::Unknown)?;
        if printer.duty == Duty::Receipts {
            return Err(PrinterFault::ReceiptsNeedOne.into());
        }
        let details = serde_json::json!({ "name": printer.name }).to_string();
        let now = self.now();
        Ok(self.store.write(|tx| {
            audit::append(tx, now, Some(actor.session), "printer_removed", &details)?;
            stored::remove(tx, id)
        })?)
    }

    /// Changes how the printer of receipts is reached, and nothing else of it.
    ///
    /// # Errors
    /// When the role does not allow it, or it is no connection.
    pub fn choose_printer(&self, actor: &Actor, typed: &str) -> Result<(), TillError> {
        let connection = self.connection(typed)?;
        let (id, printer) = self.printer_of(Duty::Receipts)?.ok_or(PrinterFault::Unknown)?;
        self.save_printer(actor, Some(id), &Printer { connection, ..printer }).map(drop)
    }

    /// What the system knows of.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn discover_printers(&self, actor: &Actor) -> Result<Vec<Connection>, TillError> {
        actor.require(Permission::SetUp)?;
        Ok(printer::discover())
    }

    /// Asks a printer how it is, whether or not it is set up.
    ///
    /// # Errors
    /// When the role does not allow it, or it cannot be reached.
    pub fn printer_condition(&self, actor: &Actor, connection: &Connection) -> Result<Condition, TillError> {
        actor.require(Permission::SetUp)?;
        Ok(connection.condition()?)
    }

    /// Prints the test page, or opens the drawer, as `printer` would be set up.
    ///
    /// # Errors
    /// When the role does not allow it, or the printer does not print.
    pub fn try_printer(&self, actor: &Actor, printer: &Printer, trial: Trial) -> Result<Printed, TillError> {
        actor.require(Permission::SetUp)?;
        let profile = &printer.profile;
        let job = match trial {
            // To a driver of pages the pulse is a page of rubbish.
            Trial::Drawer if format_on(profile.paper) == printer::Format::Pdf => {
                return Err(PrinterFault::NoDrawer.into());
            }
            Trial::Drawer => drawer_job(printer),
            Trial::Page => {
                let connection = printer.connection.to_string();
                let letterhead = self.letterhead()?;
                let page = self.test_page(actor, &printer.name, &connection, &letterhead, profile.paper)?;
                let bitmap = verified(&page)?;
                let format = format_on(profile.paper);
                PrintJob {
                    name: "test".into(),
                    picture_png: Some(bitmap.to_png()?),
                    format,
                    bytes: match format {
                        printer::Format::Raw => escpos::encode(&bitmap, profile, Drawer::Shut),
                        printer::Format::Pdf => pdf::paint(&page, &Archive { title: "test", ..Archive::default() })?,
                    },
                    answers: printer.answers,
                }
            }
        };
        Ok(printer.connection.print(&job)?)
    }

    /// Opens the drawer that hangs on the printer of receipts.
    pub(crate) fn open_drawer(&self) -> Result<(), TillError> {
        let (_, printer) = self.printer_of(Duty::Receipts)?.ok_or(TillError::NoPrinter)?;
        Ok(printer.connection.print(&drawer_job(&printer)).map(|_| ())?)
    }

    pub(crate) fn test_page(
        &self,
        actor: &Actor,
        name: &str,
        connection: &str,
        letterhead: &Letterhead,
        paper: Paper,
    ) -> Result<Layout, TillError> {
        let shop = self.require_shop()?;
        let desk = Desk {
            shop: shop.seller.name,
            till: shop.till_name,
            cashier: actor.name.clone(),
            at: self.now(),
            training: self.environment()? != Environment::Production,
        };
        let page = TestPage { desk, printer: name.to_owned(), connection: connection.to_owned() };
        Ok(layout::test_page(&page, letterhead, paper)?)
    }

    fn printer_from(&self, (id, row): (i64, stored::Printer)) -> Result<(i64, Printer), TillError> {
        let damaged = || TillError::Damaged("a printer's settings".into());
        let profile = Profile {
            paper: Paper::from_key(&row.paper).ok_or_else(damaged)?,
            band_bytes: row.band_bytes,
            cut: CUTS.of_key(&row.cut).ok_or_else(damaged)?,
            drawer_pin: if row.drawer_pin == 5 { DrawerPin::Five } else { DrawerPin::Two },
            beeper: BEEPERS.of_key(&row.beeper).ok_or_else(damaged)?,
            blank_rows: BLANK_ROWS.of_key(&row.blank_rows).ok_or_else(damaged)?,
        };
        let printer = Printer {
            name: row.name,
            duty: DUTIES.of_key(&row.duty).ok_or_else(damaged)?,
            connection: self.connection(&row.connection)?,
            profile,
            answers: if row.answers { Answers::Yes } else { Answers::No },
            fallback: row.fallback,
        };
        Ok((id, printer))
    }
}

/// Rolls get dots, sheets get pages.
pub(crate) const fn format_on(paper: Paper) -> printer::Format {
    match paper {
        Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => printer::Format::Raw,
        Paper::A4 => printer::Format::Pdf,
    }
}

impl Duty {
    pub(crate) fn key(self) -> &'static str {
        DUTIES.key_of(self)
    }
}

/// The words that settings are stored as.
struct Words<T: 'static>(&'static [(T, &'static str)]);

const DUTIES: Words<Duty> = Words(&[(Duty::Receipts, "receipts"), (Duty::Office, "office"), (Duty::Spare, "spare")]);
const CUTS: Words<Cut> = Words(&[(Cut::Partial, "partial"), (Cut::Full, "full"), (Cut::Torn, "torn")]);
const BEEPERS: Words<Beeper> = Words(&[(Beeper::Silent, "silent"), (Beeper::Epson, "epson"), (Beeper::Plain, "plain")]);
const BLANK_ROWS: Words<BlankRows> = Words(&[(BlankRows::Fed, "fed"), (BlankRows::Sent, "sent")]);

impl<T: Copy + PartialEq> Words<T> {
    fn key_of(&self, value: T) -> &'static str {
        self.0.iter().find(|(known, _)| *known == value).map_or("", |(_, key)| key)
    }

    fn of_key(&self, key: &str) -> Option<T> {
        self.0.iter().find(|(_, known)| *known == key).map(|(value, _)| *value)
    }
}

fn row_of(printer: &Printer) -> stored::Printer {
    let profile = &printer.profile;
    stored::Printer {
        name: printer.name.clone(),
        duty: printer.duty.key().into(),
        connection: printer.connection.to_string(),
        paper: profile.paper.key().into(),
        band_bytes: profile.band_bytes,
        cut: CUTS.key_of(profile.cut).into(),
        drawer_pin: match profile.drawer_pin {
            DrawerPin::Two => 2,
            DrawerPin::Five => 5,
        },
        beeper: BEEPERS.key_of(profile.beeper).into(),
        blank_rows: BLANK_ROWS.key_of(profile.blank_rows).into(),
        answers: printer.answers == Answers::Yes,
        fallback: printer.fallback,
    }
}

fn drawer_job(printer: &Printer) -> PrintJob {
    PrintJob {
        name: "drawer".into(),
        picture_png: None,
        format: printer::Format::Raw,
        bytes: escpos::open_drawer(&printer.profile),
        answers: printer.answers,
    }
}
