//! Paper: what a till prints, as a picture, as a printer's bytes, as a PDF.
//!
//! Pure: no clock, no files, no network, no printer. Invoices and notes are read from [`Document`](sanduq_domain::document::Document),
//! which is what the stored XML says, so that what is printed is what is reported; the little that the XML does not hold
//! comes in [`PaperNotes`](notes::PaperNotes). The shop's own papers are filled from [`slips`]. Everything is laid out
//! once, in printer dots, and every painter paints that same [`Layout`](layout::Layout).
//!
//! ```
//! # fn demo(document: &sanduq_domain::document::Document) -> Result<(), sanduq_receipt::ReceiptError> {
//! use sanduq_receipt::letterhead::Letterhead;
//! use sanduq_receipt::{escpos, layout, notes::PaperNotes, paper::Paper, pdf, picture, scan};
//!
//! let receipt = layout::receipt(document, &PaperNotes::default(), &Letterhead::default(), Paper::Roll80)?;
//! let bitmap = picture::paint(&receipt);
//! scan::verify(&receipt, &bitmap)?;
//! let png: Vec<u8> = bitmap.to_png()?;
//! let printer_bytes: Vec<u8> = escpos::encode(&bitmap, &escpos::Profile::default(), escpos::Drawer::Shut);
//! let pdf: Vec<u8> = pdf::paint(&receipt, &pdf::Archive::default())?;
//! # Ok(()) }
//! ```

pub mod escpos;
mod face;
pub mod language;
pub mod layout;
pub mod letterhead;
pub mod logo;
pub mod notes;
pub mod paper;
pub mod pdf;
pub mod picture;
pub mod qr;
pub mod scan;
pub mod slips;
mod text;

/// Why there is no paper. All but the first three are faults of ours.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    #[error("the document has no QR code")]
    NoQr,
    #[error("a QR code of {characters} characters does not fit on paper {dots} dots wide")]
    QrTooLarge { characters: usize, dots: u32 },
    /// What would have been printed was read back, and it was not what the document says.
    #[error("the QR code in the finished picture does not read as the document's")]
    Unscannable,
    #[error("the picture could not be written")]
    Png(#[from] ::png::EncodingError),
    #[error("the font could not be put into the PDF")]
    Font(#[from] subsetter::Error),
    #[error("the PDF could not be put together")]
    Pdf(#[from] lopdf::Error),
}
