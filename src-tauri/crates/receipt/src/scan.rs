//! Reads the QR codes back from the finished picture, before any paper moves.
//!
//! Where a code stands is known, so it is not searched for, which is most of a reader's work; instead every dot of it is
//! looked at: each module must be of one colour, and the quiet zone white. That a reader who has to search finds it too is
//! what the tests of this crate ask.

use rqrr::{Grid, SimpleGrid};

use crate::ReceiptError;
use crate::layout::{Layout, QrMark};
use crate::picture::Bitmap;
use crate::qr::QUIET_ZONE;

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

/// What the code in this place says, if it is sharp, its quiet zone is quiet, and it reads.
fn read(picture: &Bitmap, mark: &QrMark, page_top: u32) -> Option<String> {
    let (left, top) = (u32::try_from(mark.left).ok()?, u32::try_from(mark.top).ok()? + page_top);
    let (side, dots, modules) = (mark.qr.side(), mark.qr.dots, mark.qr.modules);
    if left + side > picture.width() || top + side > picture.height() {
        return None;
    }
    let zone = QUIET_ZONE * dots;
    let white = |columns: std::ops::Range<u32>, rows: std::ops::Range<u32>| {
        rows.into_iter().all(|y| columns.clone().all(|x| !picture.is_black(left + x, top + y)))
    };
    let quiet = white(0..side, 0..zone)
        && white(0..side, side - zone..side)
        && white(0..zone, zone..side - zone)
        && white(side - zone..side, zone..side - zone);
    let corner = |column: u32, row: u32| (left + zone + column * dots, top + zone + row * dots);
    let sharp = |column: u32, row: u32| {
        let (x, y) = corner(column, row);
        let first = picture.is_black(x, y);
        (0..dots).all(|down| (0..dots).all(|across| picture.is_black(x + across, y + down) == first))
    };
    if !quiet || !(0..modules).all(|row| (0..modules).all(|column| sharp(column, row))) {
        return None;
    }
    let size = usize::try_from(modules).ok()?;
    let grid = SimpleGrid::from_func(size, |column, row| {
        let place = u32::try_from(column).ok().zip(u32::try_from(row).ok());
        place.is_some_and(|(column, row)| {
            let (x, y) = corner(column, row);
            picture.is_black(x, y)
        })
    });
    Grid::new(grid).decode().ok().map(|(_, text)| text)
}
