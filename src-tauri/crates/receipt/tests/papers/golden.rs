//! How every form looks, dot by dot. `UPDATE_GOLDEN=1` writes the pictures anew: look at them before you keep them
//! (`cargo xtask sheet` lays them side by side).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use sanduq_domain::document::Document;
use sanduq_receipt::language::Language;
use sanduq_receipt::layout;
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture::{self, Bitmap};

use crate::documents;

/// Pictures are compared tile by tile, so that one word among a thousand is not lost in the sum.
const TILE: u32 = 32;
/// Dots of a tile that may differ: an outline crate may round an edge otherwise, no more. The dot on a letter is nine.
const BUDGET: u32 = 4;

/// Every kind of paper in the shop's first language alone and in both, and one that begins in English.
const PAPERS: [(Paper, Language); 8] = [
    (Paper::Roll58, Language::Both),
    (Paper::Roll58, Language::Arabic),
    (Paper::Roll80, Language::Both),
    (Paper::Roll80, Language::Arabic),
    (Paper::Roll80, Language::English),
    (Paper::Roll80Of512, Language::Both),
    (Paper::A4, Language::Both),
    (Paper::A4, Language::Arabic),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/papers/pictures")
}

#[test]
fn every_form_looks_as_it_did() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for (name, form) in documents::forms() {
        for (paper, language) in PAPERS {
            let bitmap = picture::paint(&form(&Letterhead { language, ..documents::letterhead() }, paper));
            let path = path(name, paper, language);
            if update {
                write(&path, &bitmap);
            } else if let Some(difference) = difference(&path, &bitmap) {
                changed.push(format!("{}: {difference}", path.display()));
            }
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 writes them anew:\n{}", changed.join("\n"));
}

/// The budget is small enough to see a letter.
#[test]
fn a_changed_word_digit_or_dot_is_seen() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return;
    }
    let (document, notes) = documents::groceries();
    for (paper, language) in PAPERS {
        let golden = path("simplified-invoice", paper, language);
        let seen = |document: &Document| {
            let letterhead = Letterhead { language, ..documents::letterhead() };
            difference(&golden, &picture::paint(&layout::receipt(document, &notes, &letterhead, paper).unwrap()))
        };
        assert_eq!(seen(&document), None);
        let mut word = document.clone();
        word.lines[0].name = word.lines[0].name.replace("أبيض", "أسود");
        let mut dots = document.clone();
        dots.lines[0].name = dots.lines[0].name.replace("خبز", "خبر");
        let mut digit = document.clone();
        digit.totals.taxable += documents::money("0.01");
        let mut other = document.clone();
        other.number = "T01-000043".into();
        for changed in [word, dots, digit, other] {
            assert_ne!(changed, document);
            assert!(seen(&changed).is_some(), "{paper:?} {language:?}");
        }
    }
}

fn path(name: &str, paper: Paper, language: Language) -> PathBuf {
    folder().join(format!("{name}-{}-{}.png", paper.key(), language.key()))
}

/// What differs between a picture that is kept and one that was painted now.
fn difference(path: &Path, bitmap: &Bitmap) -> Option<String> {
    let Ok(file) = File::open(path) else { return Some("there is no such picture yet".into()) };
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let (width, height) = (reader.info().width, reader.info().height);
    if (width, height) != (bitmap.width(), bitmap.height()) {
        return Some(format!("{width} × {height} dots became {} × {}", bitmap.width(), bitmap.height()));
    }
    let mut rows = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rows).unwrap();
    let columns = width.div_ceil(TILE);
    let mut differ = vec![0; (columns * height.div_ceil(TILE)) as usize];
    for (y, row) in (0..).zip(rows.chunks_exact((width / 8) as usize)) {
        for (x, (png, ours)) in (0..).step_by(8).zip(row.iter().zip(bitmap.row(y))) {
            // A PNG's 1 is white.
            differ[(y / TILE * columns + x / TILE) as usize] += (!png ^ ours).count_ones();
        }
    }
    let (tile, most) = (0_u32..).zip(differ).max_by_key(|(_, dots)| *dots)?;
    let place = (tile % columns * TILE, tile / columns * TILE);
    (most > BUDGET).then(|| format!("{most} dots differ in the tile at {place:?}"))
}

/// Small, since they are kept: a PNG of one bit, squeezed as far as it goes.
fn write(path: &Path, bitmap: &Bitmap) {
    fs::create_dir_all(folder()).unwrap();
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), bitmap.width(), bitmap.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    let rows: Vec<u8> = (0..bitmap.height()).flat_map(|y| bitmap.row(y)).map(|byte| !byte).collect();
    encoder.write_header().unwrap().write_image_data(&rows).unwrap();
}
