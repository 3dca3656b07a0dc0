//! Reads the QR codes back from the finished picture, as a phone would, before any paper moves.

use crate::ReceiptError;
use crate::layout::{Layout, QrMark};
use crate::picture::Bitmap;

/// Dots around a code's quiet zone that are looked at too: what intrudes there is seen as a phone sees it.
const AROUND: u32 = 8;

/// Whether every code of `layout` reads in `picture` as what it says.
///
/// # Errors
/// [`ReceiptError::Unscannable`] when one does not.
pub fn verify(layout: &Layout, picture: &Bitmap) -> Result<(), ReceiptError> {
    let mut page_top = 0;
    for page in &layout.pages {
        for mark in &page.codes {
            if read(picture, mark, page_top).as_deref() != Some(mark.qr.text.as_str()) {
                return Err(ReceiptError::Unscannable);
            }
        }
        page_top += page.height;
    }
    Ok(())
}

/// What the code in this place says, if it reads and its quiet zone is quiet.
fn read(picture: &Bitmap, mark: &QrMark, page_top: u32) -> Option<String> {
    let (left, top) = (mark.left.cast_unsigned(), mark.top.cast_unsigned() + page_top);
    let side = mark.qr.side();
    let quiet = crate::qr::QUIET_ZONE * mark.qr.dots;
    let inside = |at: u32| (quiet..side - quiet).contains(&at);
    let is_black = |x: u32, y: u32| x < picture.width() && y < picture.height() && picture.is_black(x, y);
    let intruded = (0..side).any(|y| (0..side).any(|x| !(inside(x) && inside(y)) && is_black(left + x, top + y)));
    if intruded {
        return None;
    }
    let whole = (side + 2 * AROUND) as usize;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(whole, whole, |x, y| {
        let at = |origin: u32, offset: usize| (origin + u32::try_from(offset).unwrap_or(u32::MAX)).checked_sub(AROUND);
        match (at(left, x), at(top, y)) {
            (Some(x), Some(y)) if is_black(x, y) => 0,
            _ => 255,
        }
    });
    image.detect_grids().first()?.decode().ok().map(|(_, text)| text)
}
