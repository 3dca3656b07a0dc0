//! Every form on every paper in every language, as PNG and PDF, and all of them on one page to look at.
//!
//! `cargo xtask sheet`, or `cargo run -p sanduq-receipt --example sheet -- FOLDER`
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for its author")]

use std::fmt::Write as _;
use std::path::PathBuf;

use sanduq_receipt::language::Language;
use sanduq_receipt::layout::Layout;
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf::{self, Archive, Attachment};
use sanduq_receipt::{picture, scan};

#[path = "../tests/papers/documents.rs"]
mod documents;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut page = String::from(
        "<!doctype html><meta charset=\"utf-8\"><title>Sanduq: every paper</title><style>\
         body{font:14px sans-serif;background:#e9e7e2;margin:24px}section{display:flex;gap:18px;align-items:flex-start;\
         margin:0 0 28px;overflow-x:auto}figure{margin:0;flex:none}img{display:block;background:#fff;\
         box-shadow:0 1px 6px #0003}figcaption{padding:6px 0}</style>",
    );
    for (name, form) in documents::forms() {
        writeln!(page, "<h2>{name}</h2>").unwrap();
        for language in Language::ALL {
            page.push_str("<section>");
            for paper in Paper::ALL {
                let letterhead = Letterhead { language, ..documents::letterhead() };
                let laid: Layout = form(&letterhead, paper);
                let bitmap = picture::paint(&laid);
                scan::verify(&laid, &bitmap).unwrap();
                let file = format!("{name}-{}-{}", paper.key(), language.key());
                std::fs::write(folder.join(format!("{file}.png")), bitmap.to_png().unwrap()).unwrap();
                let attachment = Attachment { name: "invoice.xml", xml: b"<Invoice/>" };
                let archive = Archive { title: name, issued_at: Some(documents::now()), attachment: Some(attachment) };
                std::fs::write(folder.join(format!("{file}.pdf")), pdf::paint(&laid, &archive).unwrap()).unwrap();
                let wide = bitmap.width() * 5 / 8;
                write!(
                    page,
                    "<figure><img src=\"{file}.png\" width=\"{wide}\"><figcaption>{} · {} · {} × {}</figcaption></figure>",
                    paper.key(),
                    language.key(),
                    bitmap.width(),
                    bitmap.height()
                )
                .unwrap();
            }
            page.push_str("</section>");
        }
    }
    std::fs::write(folder.join("index.html"), page).unwrap();
    println!("{}", folder.join("index.html").display());
}
