//! Paper, printers and the letterhead.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::fault::Code;

/// A paper that waits for a printer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WaitingPaper {
    pub id: i64,
    /// What people call it, such as the invoice number.
    pub name: String,
    pub made_at: i64,
    pub standing: PaperStanding,
    /// What kept it from paper last.
    pub fault: Option<Code>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperStanding {
    Printing,
    /// Nothing of it is on paper.
    Waiting,
    /// A part of it may be: printed again it is a copy.
    Torn,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PrintQueue {
    /// Oldest first.
    pub papers: Vec<WaitingPaper>,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Reprint {
    pub what: Reprinted,
}

/// What came out when a receipt was asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reprinted {
    /// It had not come out before.
    Original,
    Copy,
    /// Nothing: the original is still being printed.
    Underway,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct PrintJob {
    pub id: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterDuty {
    Receipts,
    /// Invoices on sheets.
    Office,
    /// Nothing, until another fails.
    Spare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterPaper {
    Roll58,
    Roll80,
    /// 80 mm with 512 dots.
    Roll80Narrow,
    A4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterCut {
    Partial,
    Full,
    /// By hand.
    Torn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterBeeper {
    Silent,
    Epson,
    Plain,
}

/// A printer as it is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Printer {
    pub name: String,
    pub duty: PrinterDuty,
    /// `paper`, an address such as `192.168.1.50`, `usb:…`, `serial:…@…` or `spooler:…`.
    pub connection: String,
    pub paper: PrinterPaper,
    /// Most bytes sent at a time.
    pub band_bytes: u32,
    pub cut: PrinterCut,
    /// 2 or 5.
    pub drawer_pin: u8,
    pub beeper: PrinterBeeper,
    /// Blank rows are fed rather than sent.
    pub skip_blank_rows: bool,
    /// It answers when it is asked how it is.
    pub answers: bool,
    /// The id of the printer that stands in for it.
    pub fallback: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KnownPrinter {
    pub id: i64,
    pub printer: Printer,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Printers {
    pub printers: Vec<KnownPrinter>,
}

/// Connections that the system knows of.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Discovered {
    pub connections: Vec<String>,
}

/// `id` absent: a new printer.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrinterSave {
    pub id: Option<i64>,
    pub printer: Printer,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct PrinterRemove {
    pub id: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrinterAsk {
    pub connection: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterCondition {
    Ready,
    PaperLow,
    PaperOut,
    CoverOpen,
    Fault,
    Offline,
    /// It can be reached and does not say how it is.
    Silent,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct PrinterAnswer {
    pub condition: PrinterCondition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterTrial {
    Page,
    Drawer,
}

/// The printer need not be saved yet.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrinterTry {
    pub printer: Printer,
    pub trial: PrinterTrial,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperLanguage {
    Ar,
    En,
    Both,
}

/// What stands on every paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Letterhead {
    pub language: PaperLanguage,
    /// A PNG as a `data:image/png;base64,…` address.
    pub logo: Option<String>,
    pub header: String,
    pub footer: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LetterheadPreview {
    pub letterhead: Letterhead,
    pub paper: PrinterPaper,
}
