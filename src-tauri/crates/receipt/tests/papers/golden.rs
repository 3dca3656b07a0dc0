//! How every form looks, dot by dot. `UPDATE_GOLDEN=1` writes the pictures anew: look at them before you keep them
//! (`cargo xtask sheet` lays them side by side).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use sanduq_receipt::language::Language;
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture::{self, Bitmap};

use crate::documents;

/// Dots of a thousand that may differ: an outline crate may round an edge otherwise, no more.
const BUDGET_PER_MILLE: u32 = 1;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/papers/pictures")
}

#[test]
fn every_form_looks_as_it_did() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for (name, form) in documents::forms() {
        for (paper, language) in [
            (Paper::Roll58, Language::Both),
            (Paper::Roll80, Language::Both),
            (Paper::Roll80, Language::English),
            (Paper::A4, Language::Both),
        ] {
            let bitmap = picture::paint(&form(&Letterhead { language, ..documents::letterhead() }, paper));
            let path = folder().join(format!("{name}-{}-{}.png", paper.key(), language.key()));
            if update {
                write(&path, &bitmap);
            } else if let Some(difference) = difference(&path, &bitmap) {
                changed.push(format!("{}: {difference}", path.display()));
            }
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 writes them anew:\n{}", changed.join("\n"));
}

fn difference(path: &Path, bitmap: &Bitmap) -> Option<String> {
    let Ok(file) = File::open(path) else { return Some("there is no such picture yet".into()) };
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let (width, height) = (reader.info().width, reader.info().height);
    if (width, height) != (bitmap.width(), bitmap.height()) {
        return Some(format!("{width} × {height} dots became {} × {}", bitmap.width(), bitmap.height()));
    }
    let mut rows = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rows).unwrap();
    let rows = (0..).zip(rows.chunks_exact((width / 8) as usize));
    let differ: u32 = rows
        .map(|(y, row)| row.iter().zip(bitmap.row(y)).map(|(png, ours)| (!png ^ ours).count_ones()).sum::<u32>())
        .sum();
    (differ > width * height / 1000 * BUDGET_PER_MILLE).then(|| format!("{differ} dots differ"))
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
