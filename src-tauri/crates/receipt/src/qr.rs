//! The QR code in whole dots.

use qrcode::{Color, EcLevel, QrCode};

use crate::ReceiptError;
use crate::paper::Paper;

/// White modules on every side (ISO/IEC 18004).
pub const QUIET_ZONE: u32 = 4;
/// Fewer dots a module are not printed, whatever there is to say.
pub const DOTS_MIN: u32 = 3;

/// Dots of a module that phones read from thermal paper without luck.
pub const DOTS_SURE: u32 = 4;

/// A QR code ready for the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// What it says.
    pub text: String,
    /// Modules on a side, without the quiet zone.
    pub modules: u32,
    /// Dots on a side of a module.
    pub dots: u32,
    dark: Vec<bool>,
}

impl Qr {
    /// Whether the module in this column and row is black.
    #[must_use]
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        self.dark[(row * self.modules + column) as usize]
    }

    /// Dots on a side, with the quiet zone.
    #[must_use]
    pub const fn side(&self) -> u32 {
        (self.modules + 2 * QUIET_ZONE) * self.dots
    }

    /// `text` as the largest sensible code that fits the paper.
    ///
    /// The size of a module decides far more than error correction whether a phone reads a thermal print: four dots
    /// before level M, level M before nothing, and never under three dots. The narrow roll begins at level L.
    ///
    /// # Errors
    /// When there is no text, or it does not fit at three dots and level L.
    pub fn fit(text: &str, paper: Paper) -> Result<Qr, ReceiptError> {
        let choices: &[(u32, EcLevel)] = match paper {
            Paper::Roll80 | Paper::Roll80Of512 | Paper::A4 => &[(4, EcLevel::M), (4, EcLevel::L), (3, EcLevel::L)],
            Paper::Roll58 => &[(4, EcLevel::L), (3, EcLevel::L)],
        };
        Qr::first(text, choices, paper)
    }

    /// `text` at level L in modules of exactly so many dots.
    ///
    /// # Errors
    /// When there is no text, or it does not fit.
    pub fn of_dots(text: &str, dots: u32, paper: Paper) -> Result<Qr, ReceiptError> {
        Qr::first(text, &[(dots.max(DOTS_MIN), EcLevel::L)], paper)
    }

    fn first(text: &str, choices: &[(u32, EcLevel)], paper: Paper) -> Result<Qr, ReceiptError> {
        if text.is_empty() {
            return Err(ReceiptError::NoQr);
        }
        choices
            .iter()
            .find_map(|(dots, level)| {
                let code = QrCode::with_error_correction_level(text, *level).ok()?;
                let modules = u32::try_from(code.width()).ok()?;
                let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
                Some(Qr { text: text.to_owned(), modules, dots: *dots, dark }).filter(|qr| qr.side() <= paper.width())
            })
            .ok_or(ReceiptError::QrTooLarge { characters: text.chars().count(), dots: paper.width() })
    }
}
