//! What can be printed on: the rolls of Saudi shops, and the office sheet.

/// A kind of paper. Rolls are measured in the dots of their printer, which is what decides their form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 58 mm, of which 48 mm are printed, at 203 dpi.
    Roll58,
    /// 80 mm, of which 72 mm are printed, at 203 dpi.
    Roll80,
    /// 80 mm on an older printer of 180 dpi, or on one that prints 64 mm: 512 dots.
    Roll80Of512,
    /// An office sheet, laid out in the same dots.
    A4,
}

/// Dots in a millimetre.
pub const DOTS_PER_MM: u32 = 8;

impl Paper {
    pub const ALL: [Paper; 4] = [Paper::Roll58, Paper::Roll80, Paper::Roll80Of512, Paper::A4];

    /// The word used in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Paper::Roll58 => "58",
            Paper::Roll80 => "80",
            Paper::Roll80Of512 => "80-512",
            Paper::A4 => "a4",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Paper::ALL.into_iter().find(|paper| paper.key() == key)
    }

    /// The printed width in dots.
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Paper::Roll58 => 384,
            Paper::Roll80 => 576,
            Paper::Roll80Of512 => 512,
            Paper::A4 => 210 * DOTS_PER_MM,
        }
    }

    /// The height of a sheet in dots; a roll has none.
    #[must_use]
    pub const fn height(self) -> Option<u32> {
        match self {
            Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => None,
            Paper::A4 => Some(297 * DOTS_PER_MM),
        }
    }

    /// The width of the paper itself in millimetres.
    #[must_use]
    pub const fn millimetres(self) -> u32 {
        match self {
            Paper::Roll58 => 58,
            Paper::Roll80 | Paper::Roll80Of512 => 80,
            Paper::A4 => 210,
        }
    }
}
