//! The two rolls of Saudi shops.

/// A roll of thermal paper at 203 dpi: 8 dots to a millimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 58 mm, of which 48 mm are printed.
    Roll58,
    /// 80 mm, of which 72 mm are printed.
    Roll80,
}

/// Dots in a millimetre.
pub const DOTS_PER_MM: u32 = 8;

impl Paper {
    /// The printed width in dots.
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Paper::Roll58 => 384,
            Paper::Roll80 => 576,
        }
    }

    /// The width of the paper itself in millimetres.
    #[must_use]
    pub const fn millimetres(self) -> u32 {
        match self {
            Paper::Roll58 => 58,
            Paper::Roll80 => 80,
        }
    }
}
