//! The receipt as a picture of black and white dots: what a thermal head burns, and a PNG for the screen.
#![allow(
    clippy::disallowed_types,
    reason = "outlines are drawn in f32 by the crates that know fonts; no amount is ever a float here"
)]

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use skrifa::{DrawMemory, PathSink, ScalerFont};
use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use crate::ReceiptError;
use crate::face::{Weight, face};
use crate::layout::{Bar, Ink, Layout, Page, PictureMark, QrMark, Text};
use crate::qr::{QUIET_ZONE, Qr};
use crate::text::PARTS;

/// A picture of one bit a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    /// Rows of whole bytes, the first dot in the highest bit, 1 is black.
    bits: Vec<u8>,
}

impl Bitmap {
    /// A white picture. `width` is rounded up to whole bytes of dots.
    #[must_use]
    pub fn white(width: u32, height: u32) -> Bitmap {
        let width = width.next_multiple_of(8);
        Bitmap { width, height, bits: vec![0; (width / 8 * height) as usize] }
    }

    /// In dots, a multiple of 8.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// In dots.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// One row, eight dots a byte, the first dot in the highest bit, 1 is black.
    #[must_use]
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = (self.width / 8) as usize;
        &self.bits[y as usize * stride..][..stride]
    }

    #[must_use]
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        self.row(y)[(x / 8) as usize] & (0x80 >> (x % 8)) != 0
    }

    /// Puts another picture of the same width beneath.
    fn append(&mut self, other: Bitmap) {
        self.height += other.height;
        self.bits.extend(other.bits);
    }

    /// Burns one dot.
    pub fn blacken(&mut self, x: u32, y: u32) {
        let at = y * (self.width / 8) + x / 8;
        self.bits[at as usize] |= 0x80 >> (x % 8);
    }

    /// As a PNG of one bit a dot.
    ///
    /// # Errors
    /// When the picture has no rows.
    pub fn to_png(&self) -> Result<Vec<u8>, ReceiptError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        // A PNG's 1 is white.
        let inverted: Vec<u8> = self.bits.iter().map(|byte| !byte).collect();
        writer.write_image_data(&inverted)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// A code alone with its quiet zone, for a screen.
#[must_use]
pub fn of_code(code: &Qr) -> Bitmap {
    let mut bitmap = Bitmap::white(code.side(), code.side());
    for (row, column) in (0..code.modules).flat_map(|row| (0..code.modules).map(move |column| (row, column))) {
        if code.is_dark(column, row) {
            let corner = |place: u32| (place + QUIET_ZONE) * code.dots;
            for (x, y) in (0..code.dots).flat_map(|x| (0..code.dots).map(move |y| (x, y))) {
                bitmap.blacken(corner(column) + x, corner(row) + y);
            }
        }
    }
    bitmap
}

/// Paints a layout; the pages of a sheet one below the other.
#[must_use]
pub fn paint(layout: &Layout) -> Bitmap {
    // A poisoned lock still guards whole stamps: they are drawn before they are stored.
    let mut stamps = STAMPS.lock().unwrap_or_else(PoisonError::into_inner);
    if stamps.len() > STAMPS_KEPT {
        stamps.clear();
    }
    let mut whole = Bitmap::white(layout.paper.width(), 0);
    for page in &layout.pages {
        whole.append(paint_page(page, layout.paper.width(), &mut stamps));
    }
    whole
}

fn paint_page(page: &Page, width: u32, stamps: &mut HashMap<StampKey, Stamp>) -> Bitmap {
    let mut canvas = Canvas::new(width as usize, page.height as usize);
    for bar in &page.bars {
        canvas.bar(*bar);
    }
    for text in &page.texts {
        canvas.text(text, stamps);
    }
    let mut bitmap = canvas.threshold();
    for mark in &page.pictures {
        paint_picture(mark, &mut bitmap);
    }
    for mark in &page.codes {
        paint_qr(mark, &mut bitmap);
    }
    bitmap
}

fn paint_picture(mark: &PictureMark, bitmap: &mut Bitmap) {
    let (left, stride) = ((mark.left.max(0) / 8) as usize, (bitmap.width / 8) as usize);
    for y in 0..mark.bitmap.height {
        let at = (mark.top.cast_unsigned() + y) as usize * stride + left;
        for (dots, painted) in bitmap.bits[at..].iter_mut().zip(mark.bitmap.row(y)) {
            *dots |= painted;
        }
    }
}

fn paint_qr(mark: &QrMark, bitmap: &mut Bitmap) {
    let qr = &mark.qr;
    let (left, top) =
        (mark.left.cast_unsigned() + QUIET_ZONE * qr.dots, mark.top.cast_unsigned() + QUIET_ZONE * qr.dots);
    for y in 0..qr.modules * qr.dots {
        for x in 0..qr.modules * qr.dots {
            if qr.is_dark(x / qr.dots, y / qr.dots) {
                bitmap.blacken(left + x, top + y);
            }
        }
    }
}

/// Coverage of each dot, 0 to 255. Letters add up before the threshold, so that joined letters leave no gap.
struct Canvas {
    width: usize,
    height: usize,
    coverage: Vec<u8>,
}

/// Quarters of a dot at which a glyph is drawn: fine enough for even spacing, coarse enough to draw each glyph rarely.
const STEPS: i32 = 4;

/// Glyphs drawn before. A shop prints the same words all day, and drawing is most of the work.
static STAMPS: LazyLock<Mutex<HashMap<StampKey, Stamp>>> = LazyLock::new(Mutex::default);
/// Under 1 KB each; an ordinary receipt needs about 400.
const STAMPS_KEPT: usize = 4096;

/// A drawn glyph: weight, size, glyph, quarters of a dot to the right.
type StampKey = (Weight, i32, u16, i32);

/// A glyph's coverage, with its place relative to the pen.
struct Stamp {
    left: i32,
    top: i32,
    mask: Option<Mask>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, height, coverage: vec![0; width * height] }
    }

    fn bar(&mut self, bar: Bar) {
        let columns = bar.left.max(0) as usize..((bar.left + bar.width).max(0) as usize).min(self.width);
        for y in bar.top.max(0) as usize..((bar.top + bar.height).max(0) as usize).min(self.height) {
            self.coverage[y * self.width..][..self.width][columns.clone()].fill(255);
        }
    }

    fn text(&mut self, text: &Text, stamps: &mut HashMap<StampKey, Stamp>) {
        for glyph in &text.glyphs {
            let quarters = (text.left + glyph.x + PARTS / STEPS / 2).div_euclid(PARTS / STEPS);
            let (x, step) = (quarters.div_euclid(STEPS), quarters.rem_euclid(STEPS));
            let y = text.baseline - (glyph.y + PARTS / 2).div_euclid(PARTS);
            let stamp = stamps
                .entry((text.weight, text.size, glyph.id, step))
                .or_insert_with(|| Stamp::draw(text.weight, text.size, glyph.id, step));
            self.stamp(stamp, x, y, text.ink);
        }
    }

    fn stamp(&mut self, stamp: &Stamp, x: i32, y: i32, ink: Ink) {
        let Some(mask) = &stamp.mask else { return };
        let (left, top) = (x + stamp.left, y + stamp.top);
        for (row, coverage) in (top..).zip(mask.data().chunks_exact(mask.width() as usize)) {
            let Some(row) = usize::try_from(row).ok().filter(|row| *row < self.height) else { continue };
            let dots = &mut self.coverage[row * self.width..][..self.width];
            for (column, added) in (left..).zip(coverage) {
                if let Some(dot) = usize::try_from(column).ok().and_then(|column| dots.get_mut(column)) {
                    *dot = match ink {
                        Ink::Black => dot.saturating_add(*added),
                        Ink::White => dot.saturating_sub(*added),
                    };
                }
            }
        }
    }

    fn threshold(&self) -> Bitmap {
        let mut bitmap =
            Bitmap::white(u32::try_from(self.width).expect("paper"), u32::try_from(self.height).expect("paper"));
        for (bits, dots) in bitmap.bits.iter_mut().zip(self.coverage.chunks_exact(8)) {
            *bits = dots.iter().fold(0, |bits, dot| bits << 1 | u8::from(*dot >= 112));
        }
        bitmap
    }
}

impl Stamp {
    fn draw(weight: Weight, size: i32, glyph: u16, step: i32) -> Stamp {
        let scaler = ScalerFont::unhinted(face(weight).font().clone(), Some(size as f32));
        let nothing = Stamp { left: 0, top: 0, mask: None };
        let mut outline = Outline(PathBuilder::new());
        let drawn = scaler
            .outline(u32::from(glyph).into())
            .is_some_and(|source| source.draw(DrawMemory::Scratch, &mut outline).is_ok());
        let Some(path) = Some(outline).filter(|_| drawn).and_then(|outline| outline.0.finish()) else { return nothing };
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor() as i32, bounds.top().floor() as i32);
        let width = bounds.right().ceil() as i32 - left + 1;
        let height = bounds.bottom().ceil() as i32 - top;
        let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else { return nothing };
        let shift = step as f32 / STEPS as f32 - left as f32;
        let mask = filled(&path, width, height, Transform::from_translate(shift, -top as f32));
        Stamp { left, top, mask }
    }
}

fn filled(path: &Path, width: u32, height: u32, transform: Transform) -> Option<Mask> {
    let mut mask = Mask::new(width, height)?;
    mask.fill_path(path, FillRule::Winding, true, transform);
    Some(mask)
}

/// An outline with y turned downward.
struct Outline(PathBuilder);

impl PathSink for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to(cx0, -cy0, x, -y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, -cy0, cx1, -cy1, x, -y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
