//! Papers laid out in printer dots: texts, bars, pictures and QR codes. Every painter paints this and decides nothing.

use sanduq_domain::document::Document;

use crate::ReceiptError;
use crate::letterhead::Letterhead;
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::picture::Bitmap;
use crate::qr::{DOTS_SURE, Qr};
use crate::slips::{HandOver, HoldSlip, ShiftReport, Slip, TestPage};

mod gift;
mod head;
mod held;
mod invoice;
mod items;
mod rolled;
mod sheet;
mod shift;
mod table;
mod test_page;
mod totals;
mod words;

pub use crate::face::Weight;
pub use crate::text::{Glyph, PARTS};

/// A paper laid out: one page of a roll, as long as it needs, or the pages of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub paper: Paper,
    pub pages: Vec<Page>,
}

/// One page. The origin is the top left corner, y grows downward, the unit is the dot (1/8 mm).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub height: u32,
    /// From top to bottom, as a person reads them out; within a row in reading order.
    pub texts: Vec<Text>,
    pub bars: Vec<Bar>,
    pub pictures: Vec<PictureMark>,
    pub codes: Vec<QrMark>,
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

/// A picture in its place; its left edge is at a whole byte of dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureMark {
    pub left: i32,
    pub top: i32,
    pub bitmap: Bitmap,
}

/// The QR code in its place; left and top are those of its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrMark {
    pub left: i32,
    pub top: i32,
    pub qr: Qr,
}

impl Layout {
    /// Everything written on it, page after page.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.pages.iter().flat_map(|page| &page.texts)
    }

    /// Whether a code on it has modules so small that not every phone reads them: a wider roll would give it larger ones.
    #[must_use]
    pub fn has_small_code(&self) -> bool {
        self.pages.iter().flat_map(|page| &page.codes).any(|mark| mark.qr.dots < DOTS_SURE)
    }

    /// In dots, of all pages together.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.pages.iter().map(|page| page.height).sum()
    }
}

/// The invoice or note that `document` is, for the customer.
///
/// Arabic first, as VAT regulation art. 53 demands, English beside or beneath it, unless the shop chose otherwise.
/// Everything that the data dictionary marks as human readable stands on it.
///
/// # Errors
/// When the document has no QR code, or it is too long for the paper.
pub fn receipt(
    document: &Document,
    notes: &PaperNotes,
    letterhead: &Letterhead,
    paper: Paper,
) -> Result<Layout, ReceiptError> {
    let qr = Qr::fit(&document.qr, paper)?;
    Ok(match paper {
        Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => rolled::fill(document, notes, letterhead, qr, paper),
        Paper::A4 => invoice::fill(document, notes, letterhead, qr),
    })
}

/// The same sale without any amount, to go with a present.
///
/// # Errors
/// When the document's number does not fit a QR code.
pub fn gift(
    document: &Document,
    notes: &PaperNotes,
    letterhead: &Letterhead,
    paper: Paper,
) -> Result<Layout, ReceiptError> {
    gift::fill(document, notes, letterhead, paper)
}

/// One of the shop's own papers.
#[must_use]
pub fn slip(slip: &Slip, letterhead: &Letterhead, paper: Paper) -> Layout {
    match slip {
        Slip::Held(slip) => held(slip, letterhead, paper),
        Slip::Report(report) => shift_report(report, letterhead, paper),
        Slip::HandOver(slip) => hand_over(slip, letterhead, paper),
    }
}

/// A basket put aside.
#[must_use]
pub fn held(slip: &HoldSlip, letterhead: &Letterhead, paper: Paper) -> Layout {
    held::fill(slip, letterhead, paper)
}

/// The shift as it stands, or as it was closed.
#[must_use]
pub fn shift_report(report: &ShiftReport, letterhead: &Letterhead, paper: Paper) -> Layout {
    shift::report(report, letterhead, paper)
}

/// The drawer passed from one cashier to the next.
#[must_use]
pub fn hand_over(slip: &HandOver, letterhead: &Letterhead, paper: Paper) -> Layout {
    shift::hand_over(slip, letterhead, paper)
}

/// What an installer holds against the light: letters, edges, and QR codes of three to six dots a module.
///
/// # Errors
/// When a code does not fit the paper, which is a fault of ours.
pub fn test_page(page: &TestPage, letterhead: &Letterhead, paper: Paper) -> Result<Layout, ReceiptError> {
    test_page::fill(page, letterhead, paper)
}
