//! The receipt in printer dots: texts, bars and one QR code. Every painter paints this and decides nothing.

use sanduq_domain::document::Document;

use crate::ReceiptError;
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::qr::Qr;

mod form;
mod items;
mod sheet;
mod totals;
mod words;

pub use crate::face::Weight;
pub use crate::text::{Glyph, PARTS};

/// A receipt laid out. The origin is the top left corner, y grows downward, the unit is the dot (1/8 mm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub paper: Paper,
    pub height: u32,
    /// From top to bottom, as a person reads them out; within a row from the right.
    pub texts: Vec<Text>,
    pub bars: Vec<Bar>,
    pub qr: QrMark,
}

/// A line of text in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it says, in reading order.
    pub source: String,
    pub weight: Weight,
    /// Dots per em.
    pub size: i32,
    pub ink: Ink,
    /// The left edge in 1/64 dot.
    pub left: i32,
    /// The width of all advances in 1/64 dot.
    pub width: i32,
    /// The base line in dots.
    pub baseline: i32,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
}

/// The colour of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    /// On a bar.
    White,
}

/// A black rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

/// The QR code in its place; left and top are those of its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrMark {
    pub left: i32,
    pub top: i32,
    pub qr: Qr,
}

/// Lays out the receipt of `document` for `paper`.
///
/// Arabic first, as VAT regulation art. 53 demands, English beside or beneath it. Everything that the data dictionary
/// marks as human readable on a simplified document stands on it, in both languages.
///
/// # Errors
/// When the document has no QR code, or it is too long for the paper.
pub fn layout(document: &Document, notes: &PaperNotes, paper: Paper) -> Result<Layout, ReceiptError> {
    let qr = Qr::fit(&document.qr, paper)?;
    Ok(form::fill(document, notes, qr, sheet::Sheet::new(paper)))
}
