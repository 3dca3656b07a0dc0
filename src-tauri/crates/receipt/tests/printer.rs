//! The printer's side: bytes are decoded by a strict printer, and the code is read from the picture it rebuilds.
#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_domain::document::Document;
use sanduq_receipt::escpos::{self, Drawer};
use sanduq_receipt::layout::layout;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture::{self, Bitmap};

mod documents;

/// What a printer made of the bytes.
struct Printed {
    bitmap: Bitmap,
    pulses: usize,
    cuts: usize,
}

/// A printer that knows only what we mean to send, and stops at anything else.
fn print(mut bytes: &[u8], width: u32) -> Printed {
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let (mut pulses, mut cuts, mut dot_units) = (0, 0, false);
    assert!(bytes.starts_with(&[0x1B, b'@']), "it begins by initialising");
    while !bytes.is_empty() {
        assert_eq!(cuts, 0, "nothing follows the cut");
        let length = match bytes {
            [0x1B, b'@', ..] => 2,
            [0x1B, b'p', 0, 25, 250, ..] => {
                pulses += 1;
                5
            }
            [0x1D, b'P', 203, 203, ..] => {
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
                assert!(height > 0 && 8 + stride * height <= 4096, "a band of {height} rows");
                assert!(data.len() >= stride * height, "a band is whole");
                rows.extend(data[..stride * height].chunks_exact(stride).map(<[u8]>::to_vec));
                8 + stride * height
            }
            [0x1D, b'V', 66, 0] => {
                cuts += 1;
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
    Printed { bitmap, pulses, cuts }
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
        for paper in [Paper::Roll80, Paper::Roll58] {
            let bitmap = picture::paint(&layout(&document, &notes, paper).unwrap());
            let printed = print(&escpos::encode(&bitmap, Drawer::Shut), paper.width());
            assert_eq!(printed.bitmap, bitmap, "{name} on {paper:?}");
            assert_eq!(printed.cuts, 1);
            assert_eq!(printed.pulses, 0);
            assert_eq!(read_code(&printed.bitmap), document.qr, "{name} on {paper:?}");
        }
    }
}

#[test]
fn codes_of_every_lawful_length_read_on_both_rolls() {
    let (document, notes) = documents::groceries();
    for characters in [1, 60, 200, 300, 425, 512, 568, 640, 700] {
        for paper in [Paper::Roll80, Paper::Roll58] {
            let document = Document { qr: documents::qr_text(characters), ..document.clone() };
            let laid = layout(&document, &notes, paper).unwrap();
            let qr = &laid.qr.qr;
            assert!(qr.dots >= 3 && qr.side() <= paper.width());
            assert!(qr.dots == 4 || characters > 600, "{characters} characters at {} dots on {paper:?}", qr.dots);
            assert_eq!(read_code(&picture::paint(&laid)), document.qr, "{characters} on {paper:?}");
        }
    }
}

#[test]
fn the_drawer_opens_only_when_asked_and_before_the_paper() {
    let bitmap = Bitmap::white(384, 40);
    let shut = escpos::encode(&bitmap, Drawer::Shut);
    let open = escpos::encode(&bitmap, Drawer::Open);
    assert_eq!(print(&shut, 384).pulses, 0);
    assert_eq!(print(&open, 384).pulses, 1);
    assert_eq!(&open[2..4], [0x1B, b'p']);
}

#[test]
fn blank_rows_are_fed_and_bands_begin_and_end_in_ink_or_are_cut_by_force() {
    let mut bitmap = Bitmap::white(576, 1000);
    for y in (0..300).chain(600..610) {
        bitmap.blacken(y % 576, y);
    }
    let bytes = escpos::encode(&bitmap, Drawer::Shut);
    assert_eq!(print(&bytes, 576).bitmap, bitmap);
    assert!(bytes.len() < 310 * 72 + 200, "{} bytes", bytes.len());
}

#[test]
fn the_png_is_the_picture() {
    let (document, notes) = documents::groceries();
    let bitmap = picture::paint(&layout(&document, &notes, Paper::Roll80).unwrap());
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
