//! The PDF: what a reader copies from it is what the paper says.
#![allow(clippy::unwrap_used, clippy::disallowed_types, reason = "tests; coordinates are real numbers")]

use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};
use sanduq_receipt::layout::{Text, Weight};
use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf::{self, Archive, Attachment};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{FontRef, GlyphId, LocationRef, MetadataProvider, Size};

use crate::documents;
use crate::documents::lay_out;

const FACES: [(&[u8], Weight, &[u8]); 2] = [
    (b"R", Weight::Regular, include_bytes!("../../../../../assets/fonts/IBMPlexSansArabic-Regular.ttf")),
    (b"B", Weight::Bold, include_bytes!("../../../../../assets/fonts/IBMPlexSansArabic-Bold.ttf")),
];

/// The file as a reader sees it: its one page and that page's fonts.
struct Page {
    file: Document,
}

impl Page {
    fn open(bytes: &[u8]) -> Page {
        let file = Document::load_mem(bytes).unwrap();
        assert_eq!(file.get_pages().len(), 1);
        Page { file }
    }

    fn page(&self) -> &Dictionary {
        self.file.get_dictionary(self.file.get_pages()[&1]).unwrap()
    }

    fn operations(&self) -> Vec<lopdf::content::Operation> {
        Content::decode(&self.file.get_page_content(self.file.get_pages()[&1])).unwrap().operations
    }

    fn font(&self, name: &[u8]) -> Option<&Dictionary> {
        self.file.get_page_fonts(self.file.get_pages()[&1]).unwrap().remove(name)
    }

    fn follow<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
        self.file.dereference(dictionary.get(key).unwrap()).unwrap().1
    }

    fn inflated(&self, dictionary: &Dictionary, key: &[u8]) -> Vec<u8> {
        self.follow(dictionary, key).as_stream().unwrap().get_plain_content().unwrap()
    }

    fn descendant(&self, font: &[u8]) -> Option<&Dictionary> {
        Some(self.follow(self.font(font)?, b"DescendantFonts").as_array().unwrap()[0].as_dict().unwrap())
    }
}

/// Code to letters, from a ToUnicode map.
fn letters(map: &[u8]) -> HashMap<u16, String> {
    let text = std::str::from_utf8(map).unwrap();
    let pairs = text.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    pairs
        .filter(|(code, _)| code.len() == 4)
        .map(|(code, letters)| {
            let units: Vec<u16> = letters
                .as_bytes()
                .chunks(4)
                .map(|hex| u16::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap())
                .collect();
            (u16::from_str_radix(code, 16).unwrap(), String::from_utf16(&units).unwrap())
        })
        .collect()
}

/// One text of the page: its font and the codes it shows, from left to right.
fn texts(page: &Page) -> Vec<(Vec<u8>, Vec<u16>)> {
    let mut texts = Vec::new();
    for operation in page.operations() {
        match operation.operator.as_str() {
            "BT" => texts.push((Vec::new(), Vec::new())),
            "Tf" => texts.last_mut().unwrap().0 = operation.operands[0].as_name().unwrap().to_vec(),
            "TJ" => {
                let items = operation.operands[0].as_array().unwrap();
                let shown = items.iter().filter_map(|item| item.as_str().ok()).flatten().copied();
                let shown: Vec<u8> = shown.collect();
                let codes = shown.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                texts.last_mut().unwrap().1.extend(codes);
            }
            "Tj" | "'" | "\"" => panic!("text shown in a way that this test does not read"),
            _ => {}
        }
    }
    texts
}

/// What each text of the page says, letters from left to right.
fn said(page: &Page) -> Vec<(Weight, String)> {
    let maps: HashMap<&[u8], _> = FACES
        .into_iter()
        .filter_map(|(name, weight, _)| Some((name, (weight, letters(&page.inflated(page.font(name)?, b"ToUnicode"))))))
        .collect();
    let said = texts(page).into_iter().map(|(font, codes)| {
        let (weight, map) = &maps[&font[..]];
        (*weight, codes.iter().map(|code| map.get(code).map_or("", String::as_str)).collect())
    });
    said.collect()
}

/// The strokes of a glyph.
#[derive(Debug, Default, PartialEq)]
struct Strokes(Vec<[u32; 7]>);

impl Strokes {
    fn of(font: &FontRef<'_>, glyph: u16) -> Strokes {
        let mut strokes = Strokes::default();
        let outline = font.outline_glyphs().get(GlyphId::new(u32::from(glyph))).unwrap();
        outline.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut strokes).unwrap();
        strokes
    }
}

impl OutlinePen for Strokes {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push([0, x.to_bits(), y.to_bits(), 0, 0, 0, 0]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push([1, x.to_bits(), y.to_bits(), 0, 0, 0, 0]);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.push([2, cx.to_bits(), cy.to_bits(), x.to_bits(), y.to_bits(), 0, 0]);
    }
    fn curve_to(&mut self, cx: f32, cy: f32, dx: f32, dy: f32, x: f32, y: f32) {
        self.0.push([3, cx.to_bits(), cy.to_bits(), dx.to_bits(), dy.to_bits(), x.to_bits(), y.to_bits()]);
    }
    fn close(&mut self) {
        self.0.push([4; 7]);
    }
}

fn visible(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'))
        .collect()
}

#[test]
fn every_letter_of_the_paper_can_be_copied_from_the_page() {
    for (name, document, notes) in documents::all() {
        for paper in [Paper::Roll80, Paper::Roll58] {
            let laid = lay_out(&document, &notes, paper);
            let said = said(&Page::open(&pdf::paint(&laid, &Archive::default()).unwrap()));
            assert_eq!(said.len(), laid.texts().count());
            for (Text { source, weight, .. }, (font, said)) in laid.texts().zip(said) {
                let (mut wanted, mut got) = (visible(source), visible(&said));
                let arabic = wanted.iter().all(|c| ('\u{621}'..='\u{64A}').contains(c) || *c == ' ');
                let latin = wanted.iter().all(char::is_ascii);
                if arabic {
                    got.reverse();
                }
                if !arabic && !latin {
                    wanted.sort_unstable();
                    got.sort_unstable();
                }
                assert_eq!(got, wanted, "{name} on {paper:?}: {source}");
                assert_eq!(font, *weight);
            }
        }
    }
}

#[test]
fn every_glyph_of_the_paper_is_drawn_on_the_page_with_its_own_strokes() {
    let (document, notes) = documents::groceries();
    let laid = lay_out(&document, &notes, Paper::Roll80);
    let page = Page::open(&pdf::paint(&laid, &Archive::default()).unwrap());
    let drawn = texts(&page);
    for (name, weight, whole) in FACES {
        let descendant = page.descendant(name).unwrap();
        let descriptor = page.follow(descendant, b"FontDescriptor").as_dict().unwrap();
        let program = page.inflated(descriptor, b"FontFile2");
        assert!(program.len() < whole.len() / 3, "only the glyphs used are inside: {} bytes", program.len());
        let (cut, whole) = (FontRef::new(&program).unwrap(), FontRef::new(whole).unwrap());
        let map = page.inflated(descendant, b"CIDToGIDMap");
        let glyph = |code: u16| u16::from_be_bytes([map[usize::from(code) * 2], map[usize::from(code) * 2 + 1]]);
        let pairs = laid.texts().zip(&drawn).filter(|(text, _)| text.weight == weight);
        for (text, (_, codes)) in pairs {
            let inked = |strokes: &Strokes| !strokes.0.is_empty();
            let got: Vec<_> = codes.iter().map(|code| Strokes::of(&cut, glyph(*code))).filter(inked).collect();
            let wanted: Vec<_> = text.glyphs.iter().map(|glyph| Strokes::of(&whole, glyph.id)).filter(inked).collect();
            assert!(got == wanted, "{}", text.source);
        }
    }
}

#[test]
fn the_page_is_as_wide_as_the_roll_and_the_file_is_the_same_every_time() {
    let (document, notes) = documents::groceries();
    for (paper, width) in [(Paper::Roll80, 226.77), (Paper::Roll58, 164.41)] {
        let laid = lay_out(&document, &notes, paper);
        let bytes = pdf::paint(&laid, &Archive::default()).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."));
        let page = Page::open(&bytes);
        let sides: Vec<f32> = page
            .page()
            .get(b"MediaBox")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|side| side.as_float().unwrap())
            .collect();
        assert_eq!(sides[..2], [0.0, 0.0]);
        assert!((sides[2] - width).abs() < 0.01, "{sides:?}");
        assert_eq!(bytes, pdf::paint(&laid, &Archive::default()).unwrap());
        let info = page.follow(&page.file.trailer, b"Info").as_dict().unwrap();
        assert!(info.get(b"CreationDate").is_err() && info.get(b"ModDate").is_err());
        assert!(bytes.len() < 60_000, "only the glyphs used are inside: {} bytes", bytes.len());
    }
}

#[test]
fn the_signed_document_comes_out_of_the_file_byte_for_byte() {
    let (document, notes) = documents::groceries();
    // What canonical XML may hold: line ends, tabs, Arabic, and what PDF itself would escape.
    let xml: Vec<u8> = (0..20_000_u32).flat_map(|n| format!("<a>\u{627}\n\t({n})\\</a>").into_bytes()).collect();
    let issued_at = Some(document.issued_at);
    for paper in Paper::ALL {
        let attachment = Some(Attachment { name: "310122393500003_20261122T140509_T01-000042.xml", xml: &xml });
        let archive = Archive { title: "T01-000042", issued_at, attachment };
        let bytes = pdf::paint(&lay_out(&document, &notes, paper), &archive).unwrap();
        let file = Document::load_mem(&bytes).unwrap();
        assert_eq!(file.catalog().unwrap().get(b"AF").unwrap().as_array().unwrap().len(), 1, "an associated file");
        let embedded = file.objects.values().filter_map(|object| object.as_stream().ok());
        let embedded: Vec<_> = embedded
            .filter(|stream| {
                stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"EmbeddedFile")
            })
            .collect();
        assert_eq!(embedded.len(), 1);
        assert!(embedded[0].get_plain_content().unwrap() == xml, "{paper:?}");
    }
}

#[test]
fn a_sheet_has_as_many_pages_as_its_layout() {
    let (document, notes) = documents::long();
    let laid = lay_out(&document, &notes, Paper::A4);
    assert!(laid.pages.len() > 1);
    let file = Document::load_mem(&pdf::paint(&laid, &Archive::default()).unwrap()).unwrap();
    assert_eq!(file.get_pages().len(), laid.pages.len());
}
