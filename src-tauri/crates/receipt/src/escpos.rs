//! The receipt as a printer's bytes: ESC/POS raster bands.
//!
//! One huge picture overruns the memory of many printers, so it goes out in bands under 4 KB, cut at blank rows where
//! there are some. Blank rows are fed, not sent: on a serial line that is half the time.

use crate::picture::Bitmap;

/// Whether the cash drawer opens with the receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawer {
    Shut,
    /// A pulse on pin 2 before the paper, so that the cashier does not wait for it.
    Open,
}

/// ESC @: forget what an earlier job left behind.
const INITIALISE: &[u8] = &[0x1B, b'@'];
/// GS P: motion units of 1/203 inch, so that a feed of n is n dots on every model.
const DOT_UNITS: &[u8] = &[0x1D, b'P', 203, 203];
/// ESC p: pin 2, 50 ms on, 500 ms off.
const DRAWER_PULSE: &[u8] = &[0x1B, b'p', 0, 25, 250];
/// GS V 66: feed to the knife and cut, leaving one point so that the paper does not fall.
const CUT: &[u8] = &[0x1D, b'V', 66, 0];
/// A band with its header stays under this many bytes.
const BAND_BYTES: usize = 4096;
/// Fewer blank rows than this are cheaper inside a band.
const FEED_FROM: usize = 4;

/// The bytes that print `bitmap`, ending with a cut.
#[must_use]
pub fn encode(bitmap: &Bitmap, drawer: Drawer) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(bitmap.height() as usize * bitmap.row(0).len() / 2);
    bytes.extend_from_slice(INITIALISE);
    if drawer == Drawer::Open {
        bytes.extend_from_slice(DRAWER_PULSE);
    }
    bytes.extend_from_slice(DOT_UNITS);
    let rows: Vec<&[u8]> = (0..bitmap.height()).map(|y| bitmap.row(y)).collect();
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let blank = rest.iter().take_while(|row| is_blank(row)).count();
        if blank >= FEED_FROM || blank == rest.len() {
            feed(blank, &mut bytes);
            rest = &rest[blank..];
        } else {
            let band = band_length(rest);
            raster(&rest[..band], &mut bytes);
            rest = &rest[band..];
        }
    }
    bytes.extend_from_slice(CUT);
    bytes
}

fn is_blank(row: &[u8]) -> bool {
    row.iter().all(|byte| *byte == 0)
}

/// Rows of the band that begins here: up to the next blank stretch worth feeding; when that is too far, up to the last
/// blank row that fits; when there is none, as many as fit.
fn band_length(rows: &[&[u8]]) -> usize {
    let most = (BAND_BYTES - 8) / rows[0].len();
    let window = &rows[..rows.len().min(most)];
    if let Some(gap) =
        window.windows(FEED_FROM).position(|gap| gap.iter().all(|row| is_blank(row))).filter(|at| *at > 0)
    {
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
    let size = |count: usize| u16::try_from(count).expect("a band is under 4 KB").to_le_bytes();
    bytes.extend_from_slice(&[0x1D, b'v', b'0', 0]);
    bytes.extend_from_slice(&size(rows[0].len()));
    bytes.extend_from_slice(&size(rows.len()));
    bytes.extend(rows.iter().copied().flatten());
}
