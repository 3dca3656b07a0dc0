//! The shop's logo, in the black and white of a thermal head.

use std::io::Cursor;

use crate::picture::Bitmap;

/// A logo as grey dots; transparent ones are white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    width: u32,
    height: u32,
    /// 0 is black.
    grey: Vec<u8>,
}

/// The largest that any paper shows, in dots: an office sheet.
pub(crate) const WIDTH_MAX: u32 = 400;
pub(crate) const HEIGHT_MAX: u32 = 170;
/// A side of a logo's file in dots.
const SIDE_MAX: u32 = 2048;

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    #[error("the logo is not a PNG picture")]
    NotAPng,
    #[error("the logo has more than {SIDE_MAX} dots on a side")]
    TooLarge,
}

impl Logo {
    /// # Errors
    /// When the bytes are no PNG, or one far larger than paper.
    pub fn from_png(bytes: &[u8]) -> Result<Logo, LogoError> {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(|_| LogoError::NotAPng)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > SIDE_MAX || height > SIDE_MAX {
            return Err(LogoError::TooLarge);
        }
        let mut samples = vec![0; reader.output_buffer_size().ok_or(LogoError::TooLarge)?];
        let frame = reader.next_frame(&mut samples).map_err(|_| LogoError::NotAPng)?;
        let stride = frame.color_type.samples();
        let grey = samples[..frame.buffer_size()].chunks_exact(stride).map(on_white).collect();
        Ok(Logo { width, height, grey }.reduced())
    }

    /// Once and for all not far larger than any paper shows it, since every receipt begins with it; what is not larger than
    /// twice that stays as it is, since a picture made smaller twice is blurred.
    fn reduced(self) -> Logo {
        let (width, height) = self.size_within(2 * WIDTH_MAX, 2 * HEIGHT_MAX);
        let dots = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let grey = dots.map(|(x, y)| self.mean(x, y, width, height)).collect();
        Logo { width, height, grey }
    }

    /// As large as fits into so many dots, never larger than it is, in black and white.
    #[must_use]
    pub fn fitted(&self, width: u32, height: u32) -> Bitmap {
        let (across, down) = self.size_within(width, height);
        let mut bitmap = Bitmap::white(across, down);
        // Atkinson's dither: it leaves white white and black black, which is what a logo is mostly made of.
        let stride = across as usize + 4;
        let mut carried = vec![0_i32; stride * (down as usize + 3)];
        for y in 0..down {
            for x in 0..across {
                let at = y as usize * stride + x as usize + 1;
                let wanted = i32::from(self.mean(x, y, across, down)) + carried[at];
                let shown = if wanted < 128 { 0 } else { 255 };
                if shown == 0 {
                    bitmap.blacken(x, y);
                }
                let eighth = (wanted - shown) / 8;
                for to in [at + 1, at + 2, at + stride - 1, at + stride, at + stride + 1, at + 2 * stride] {
                    carried[to] += eighth;
                }
            }
        }
        bitmap
    }

    fn size_within(&self, width: u32, height: u32) -> (u32, u32) {
        let (own_width, own_height) = (self.width.max(1), self.height.max(1));
        let by_width = (own_width.min(width), (own_width.min(width) * own_height).div_ceil(own_width));
        if by_width.1 <= height { by_width } else { ((height * own_width / own_height).max(1), height) }
    }

    /// The mean of the dots that one dot of a picture of this size stands for.
    fn mean(&self, x: u32, y: u32, width: u32, height: u32) -> u8 {
        let span = |at: u32, of: u32, own: u32| (at * own / of)..((at + 1) * own).div_ceil(of);
        let (mut sum, mut count) = (0_u32, 0_u32);
        for row in span(y, height, self.height) {
            for column in span(x, width, self.width) {
                sum += u32::from(self.grey[(row * self.width + column) as usize]);
                count += 1;
            }
        }
        u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)
    }
}

/// The grey of a pixel laid on white paper.
fn on_white(pixel: &[u8]) -> u8 {
    let (colour, alpha) = pixel.split_at(pixel.len() - 1);
    let alpha = u32::from(alpha[0]);
    let grey = match colour {
        [red, green, blue] => (u32::from(*red) * 299 + u32::from(*green) * 587 + u32::from(*blue) * 114) / 1000,
        [grey] => u32::from(*grey),
        _ => 255,
    };
    u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}
