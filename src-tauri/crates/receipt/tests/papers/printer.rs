//! The printer's side: bytes are decoded by a strict printer, and the code is read from the picture it rebuilds.
#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_domain::document::Document;
use sanduq_receipt::escpos::{self, Beeper, BlankRows, Cut, Drawer, DrawerPin, Profile};
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture::{self, Bitmap};

use crate::documents;
use crate::documents::lay_out;

/// What a printer made of the bytes.
struct Printed {
    bitmap: Bitmap,
    /// The pins of the drawer.
    pulses: Vec<u8>,
    cuts: usize,
    beeps: usize,
}

/// A printer that knows only what we mean to send, and stops at anything else.
fn print(bytes: &[u8], profile: &Profile) -> Printed {
    let width = profile.paper.width();
    let mut bytes = bytes;
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let (mut pulses, mut cuts, mut beeps, mut dot_units) = (Vec::new(), 0, 0, false);
    assert!(bytes.starts_with(&[0x1B, b'@']), "it begins by initialising");
    while !bytes.is_empty() {
        let beep = matches!(bytes, [0x1B, b'(', b'A', ..] | [0x1B, b'B', ..]);
        assert!(cuts == 0 || beep, "nothing but a beep follows the cut");
        let length = match bytes {
            [0x1B, b'@', ..] => 2,
            [0x1B, b'p', pin @ (0 | 1), 25, 250, ..] => {
                pulses.push(*pin);
                5
            }
            [0x1D, b'P', x @ (203 | 180), y, ..] if x == y => {
                dot_units = true;
                4
            }
            [0x1B, b'J', dots, ..] => {
                assert!(dot_units && *dots > 0);
                rows.extend(std::iter::repeat_n(vec![0; (width / 8) as usize], usize::from(*dots)));
                3
            }
            [0x1D, b'v', b'0', 0, xl, xh, yl, yh, data @ ..] => {
                let stride = usize::from(u16::from_le_bytes([*xl, *xh]));
                let height = usize::from(u16::from_le_bytes([*yl, *yh]));
                assert_eq!(stride, (width / 8) as usize, "a band as wide as the paper");
                let most = profile.band_bytes as usize;
                assert!(height > 0 && 8 + stride * height <= most, "a band of {height} rows");
                assert!(data.len() >= stride * height, "a band is whole");
                rows.extend(data[..stride * height].chunks_exact(stride).map(<[u8]>::to_vec));
                8 + stride * height
            }
            [0x1D, b'V', 65 | 66, 0, ..] => {
                cuts += 1;
                4
            }
            [0x1B, b'(', b'A', 4, 0, 97, 1, 1, 1] => {
                beeps += 1;
                9
            }
            [0x1B, b'B', 1, 2] => {
                beeps += 1;
                4
            }
            other => panic!("unknown bytes {:?}", &other[..other.len().min(8)]),
        };
        bytes = &bytes[length..];
    }
    let mut bitmap = Bitmap::white(width, u32::try_from(rows.len()).unwrap());
    for (y, row) in (0..).zip(&rows) {
        for x in (0..width).filter(|x| row[(x / 8) as usize] & (0x80 >> (x % 8)) != 0) {
            bitmap.blacken(x, y);
        }
    }
    Printed { bitmap, pulses, cuts, beeps }
}

fn read_code(bitmap: &Bitmap) -> String {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let grey = |x: usize, y: usize| if bitmap.is_black(x as u32, y as u32) { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code on the paper");
    grids[0].decode().expect("the code reads").1
}

#[test]
fn a_printer_rebuilds_the_picture_and_its_code_reads() {
    for (name, document, notes) in documents::all() {
        for paper in [Paper::Roll80, Paper::Roll58, Paper::Roll80Of512] {
            let bitmap = picture::paint(&lay_out(&document, &notes, paper));
            let profile = Profile { paper, ..Profile::default() };
            let printed = print(&escpos::encode(&bitmap, &profile, Drawer::Shut), &profile);
            assert_eq!(printed.bitmap, bitmap, "{name} on {paper:?}");
            assert_eq!((printed.cuts, printed.beeps), (1, 0));
            assert!(printed.pulses.is_empty());
            assert_eq!(read_code(&printed.bitmap), document.qr, "{name} on {paper:?}");
        }
    }
}

#[test]
fn a_printer_gets_what_its_profile_says() {
    let (document, notes) = documents::groceries();
    let bitmap = picture::paint(&lay_out(&document, &notes, Paper::Roll80));
    for cut in [Cut::Partial, Cut::Full, Cut::Torn] {
        for (drawer_pin, pin) in [(DrawerPin::Two, 0), (DrawerPin::Five, 1)] {
            for (beeper, beeps) in [(Beeper::Silent, 0), (Beeper::Epson, 1), (Beeper::Plain, 1)] {
                for blank_rows in [BlankRows::Fed, BlankRows::Sent] {
                    for band_bytes in [600, 4096, 65_000] {
                        let profile = Profile { cut, drawer_pin, beeper, blank_rows, band_bytes, ..Profile::default() };
                        let printed = print(&escpos::encode(&bitmap, &profile, Drawer::Open), &profile);
                        assert_eq!((printed.pulses, printed.beeps), (vec![pin], beeps), "{profile:?}");
                        assert_eq!(printed.cuts, usize::from(cut != Cut::Torn), "{profile:?}");
                        let fed = if cut == Cut::Torn { 160 } else { 0 };
                        assert_eq!(printed.bitmap.height(), bitmap.height() + fed, "{profile:?}");
                        assert!((0..bitmap.height()).all(|y| printed.bitmap.row(y) == bitmap.row(y)), "{profile:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_drawer_opens_without_paper() {
    let profile = Profile { drawer_pin: DrawerPin::Five, ..Profile::default() };
    let printed = print(&escpos::open_drawer(&profile), &profile);
    assert_eq!((printed.pulses, printed.cuts, printed.bitmap.height()), (vec![1], 0, 0));
}

#[test]
fn codes_of_every_lawful_length_read_on_both_rolls() {
    let (document, notes) = documents::groceries();
    for characters in [1, 60, 200, 300, 425, 512, 568, 640, 700] {
        for paper in [Paper::Roll80, Paper::Roll58] {
            let document = Document { qr: documents::qr_text(characters), ..document.clone() };
            let laid = lay_out(&document, &notes, paper);
            let qr = &laid.pages[0].codes[0].qr;
            assert!(qr.dots >= 3 && qr.side() <= paper.width());
            assert!(qr.dots == 4 || characters > 600, "{characters} characters at {} dots on {paper:?}", qr.dots);
            assert_eq!(read_code(&picture::paint(&laid)), document.qr, "{characters} on {paper:?}");
        }
    }
}

#[test]
fn the_drawer_opens_only_when_asked_and_before_the_paper() {
    let bitmap = Bitmap::white(384, 40);
    let narrow = Profile { paper: Paper::Roll58, ..Profile::default() };
    let shut = escpos::encode(&bitmap, &narrow, Drawer::Shut);
    let open = escpos::encode(&bitmap, &narrow, Drawer::Open);
    assert!(print(&shut, &narrow).pulses.is_empty());
    assert_eq!(print(&open, &narrow).pulses, [0]);
    assert_eq!(&open[2..4], [0x1B, b'p']);
}

#[test]
fn blank_rows_are_fed_and_bands_begin_and_end_in_ink_or_are_cut_by_force() {
    let mut bitmap = Bitmap::white(576, 1000);
    for y in (0..300).chain(600..610) {
        bitmap.blacken(y % 576, y);
    }
    let bytes = escpos::encode(&bitmap, &Profile::default(), Drawer::Shut);
    assert_eq!(print(&bytes, &Profile::default()).bitmap, bitmap);
    assert!(bytes.len() < 310 * 72 + 200, "{} bytes", bytes.len());
}

#[test]
fn the_png_is_the_picture() {
    let (document, notes) = documents::groceries();
    let bitmap = picture::paint(&lay_out(&document, &notes, Paper::Roll80));
    let bytes = bitmap.to_png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (bitmap.width(), bitmap.height()));
    assert_eq!((reader.info().color_type, reader.info().bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    let mut rows = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rows).unwrap();
    for (y, row) in (0..).zip(rows.chunks_exact(72)) {
        assert!(row.iter().zip(bitmap.row(y)).all(|(png, ours)| *png == !ours), "row {y}");
    }
}
