//! A picture as a printer's bytes: ESC/POS raster bands.
//!
//! One huge picture overruns the memory of many printers, so it goes out in bands, cut at blank rows where there are
//! some. Blank rows are fed, not sent, unless the printer feeds crookedly: on a serial line that is half the time.

use crate::paper::Paper;
use crate::picture::Bitmap;

/// What a printer can do and how it wants to be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub paper: Paper,
    /// A band with its header stays under so many bytes.
    pub band_bytes: u32,
    pub cut: Cut,
    pub drawer_pin: DrawerPin,
    pub beeper: Beeper,
    pub blank_rows: BlankRows,
}

/// How the paper is parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Leaving one point, so that the paper does not fall.
    Partial,
    Full,
    /// For printers without a knife: fed to where it can be torn.
    Torn,
}

/// The pin of the drawer's plug that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawerPin {
    Two,
    Five,
}

/// How a printer is made to beep, if it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beeper {
    Silent,
    /// ESC ( A: Epson and its kin.
    Epson,
    /// ESC B: most Chinese makes.
    Plain,
}

/// What becomes of rows without ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankRows {
    /// Skipped by feeding the paper.
    Fed,
    /// Sent like others, for printers whose feed is not exact.
    Sent,
}

/// Whether the cash drawer opens with the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawer {
    Shut,
    /// A pulse before the paper, so that the cashier does not wait for it.
    Open,
}

/// The least and the most bytes of a band: eight rows of the widest roll, and what the length of a raster can say.
pub const BAND_BYTES: std::ops::RangeInclusive<u32> = 600..=65_000;

impl Default for Profile {
    /// What nearly every 80 mm printer understands.
    fn default() -> Self {
        Profile {
            paper: Paper::Roll80,
            band_bytes: 4096,
            cut: Cut::Partial,
            drawer_pin: DrawerPin::Two,
            beeper: Beeper::Silent,
            blank_rows: BlankRows::Fed,
        }
    }
}

/// ESC @: forget what an earlier job left behind.
const INITIALISE: &[u8] = &[0x1B, b'@'];
/// GS P: motion units of 1/203 inch, so that a feed of n is n dots on every model.
const DOT_UNITS: &[u8] = &[0x1D, b'P', 203, 203];
const DOT_UNITS_OF_180: &[u8] = &[0x1D, b'P', 180, 180];
/// Fewer blank rows than this are cheaper inside a band.
const FEED_FROM: usize = 4;
/// Rows from the head to the edge that paper is torn at: 20 mm.
const TO_THE_EDGE: usize = 160;

/// The bytes that print `bitmap`.
#[must_use]
pub fn encode(bitmap: &Bitmap, profile: &Profile, drawer: Drawer) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(bitmap.height() as usize * bitmap.row(0).len() / 2);
    bytes.extend_from_slice(INITIALISE);
    if drawer == Drawer::Open {
        bytes.extend_from_slice(pulse(profile.drawer_pin));
    }
    bytes.extend_from_slice(match profile.paper {
        Paper::Roll58 | Paper::Roll80 | Paper::A4 => DOT_UNITS,
        Paper::Roll80Of512 => DOT_UNITS_OF_180,
    });
    let rows: Vec<&[u8]> = (0..bitmap.height()).map(|y| bitmap.row(y)).collect();
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let blank = rest.iter().take_while(|row| is_blank(row)).count();
        if profile.blank_rows == BlankRows::Fed && (blank >= FEED_FROM || blank == rest.len()) {
            feed(blank, &mut bytes);
            rest = &rest[blank..];
        } else {
            let band = band_length(rest, profile);
            raster(&rest[..band], &mut bytes);
            rest = &rest[band..];
        }
    }
    match profile.cut {
        // GS V 65/66: feed to the knife and cut.
        Cut::Full => bytes.extend_from_slice(&[0x1D, b'V', 65, 0]),
        Cut::Partial => bytes.extend_from_slice(&[0x1D, b'V', 66, 0]),
        Cut::Torn => feed(TO_THE_EDGE, &mut bytes),
    }
    bytes.extend_from_slice(beep(profile.beeper));
    bytes
}

/// The bytes that open the drawer and print nothing.
#[must_use]
pub fn open_drawer(profile: &Profile) -> Vec<u8> {
    [INITIALISE, pulse(profile.drawer_pin)].concat()
}

/// ESC p: 50 ms on, 500 ms off.
const fn pulse(pin: DrawerPin) -> &'static [u8] {
    match pin {
        DrawerPin::Two => &[0x1B, b'p', 0, 25, 250],
        DrawerPin::Five => &[0x1B, b'p', 1, 25, 250],
    }
}

const fn beep(beeper: Beeper) -> &'static [u8] {
    match beeper {
        Beeper::Silent => &[],
        // Function 97, pattern 1, once, 100 ms.
        Beeper::Epson => &[0x1B, b'(', b'A', 4, 0, 97, 1, 1, 1],
        Beeper::Plain => &[0x1B, b'B', 1, 2],
    }
}

fn is_blank(row: &[u8]) -> bool {
    row.iter().all(|byte| *byte == 0)
}

/// Rows of the band that begins here: up to the next blank stretch worth feeding; when that is too far, up to the last
/// blank row that fits; when there is none, as many as fit.
fn band_length(rows: &[&[u8]], profile: &Profile) -> usize {
    let bytes = profile.band_bytes.clamp(*BAND_BYTES.start(), *BAND_BYTES.end()) as usize;
    let most = (bytes - 8) / rows[0].len();
    let window = &rows[..rows.len().min(most)];
    let gap = window.windows(FEED_FROM).position(|gap| gap.iter().all(|row| is_blank(row)));
    if let Some(gap) = gap.filter(|at| *at > 0 && profile.blank_rows == BlankRows::Fed) {
        return gap;
    }
    if window.len() == rows.len() {
        return rows.len();
    }
    window.iter().rposition(|row| is_blank(row)).filter(|at| *at > 0).unwrap_or(window.len())
}

/// ESC J: at most 255 dots at a time.
fn feed(rows: usize, bytes: &mut Vec<u8>) {
    let mut rest = rows;
    while let Some(step) = u8::try_from(rest.min(255)).ok().filter(|step| *step > 0) {
        bytes.extend_from_slice(&[0x1B, b'J', step]);
        rest -= usize::from(step);
    }
}

/// GS v 0: a raster picture at one to one.
fn raster(rows: &[&[u8]], bytes: &mut Vec<u8>) {
    let size = |count: usize| u16::try_from(count).expect("a band is under 64 KB").to_le_bytes();
    bytes.extend_from_slice(&[0x1D, b'v', b'0', 0]);
    bytes.extend_from_slice(&size(rows[0].len()));
    bytes.extend_from_slice(&size(rows.len()));
    bytes.extend(rows.iter().copied().flatten());
}
