//! Writes every sample receipt as PNG, ESC/POS bytes and PDF into a folder, for looking at, and says how long each took.
//!
//! `cargo run --release -p sanduq-receipt --example gallery -- /tmp/receipts`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, reason = "a program for its author")]

use std::path::PathBuf;
use std::time::Instant;

use sanduq_receipt::{escpos, layout::layout, paper::Paper, pdf, picture};

#[path = "../tests/documents/mod.rs"]
mod documents;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, document, notes) in documents::all() {
        for (paper, width) in [(Paper::Roll80, 80), (Paper::Roll58, 58)] {
            let (laid, layout_time) = best(|| layout(&document, &notes, paper).unwrap());
            let (bitmap, picture_time) = best(|| picture::paint(&laid));
            let (png, png_time) = best(|| bitmap.to_png().unwrap());
            let (bytes, escpos_time) = best(|| escpos::encode(&bitmap, escpos::Drawer::Shut));
            let (page, pdf_time) = best(|| pdf::paint(&laid).unwrap());
            println!(
                "{name:12} {width}: {}x{}  layout+qr {layout_time:.2}  picture {picture_time:.2}  png {png_time:.2} ({} B)  \
                 escpos {escpos_time:.3} ({} B)  pdf {pdf_time:.2} ({} B) ms",
                bitmap.width(),
                bitmap.height(),
                png.len(),
                bytes.len(),
                page.len()
            );
            for (ending, bytes) in [("png", png), ("escpos", bytes), ("pdf", page)] {
                std::fs::write(folder.join(format!("{name}-{width}.{ending}")), bytes).unwrap();
            }
        }
    }
}

/// The result and the shortest of several runs in milliseconds.
#[allow(clippy::disallowed_types, reason = "milliseconds for the eye")]
fn best<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let mut least = f64::MAX;
    let mut result = work();
    for _ in 0..10 {
        let start = Instant::now();
        result = work();
        least = least.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    (result, least)
}
