//! The receipt as a PDF: one page of the roll's width, the same glyphs in the same places, text that copies right.
//!
//! Every glyph goes in by its shaped id. A glyph that stands for different letters (Arabic letters share their bodies)
//! gets one code for each, so that the page tells readers exactly which characters it shows. Fonts are cut down to the
//! glyphs used. Nothing in the file depends on the moment it is made: the same layout gives the same bytes.
#![allow(clippy::disallowed_types, reason = "a PDF's coordinates are real numbers; no amount is ever a float here")]

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;
use unicode_bidi::{BidiClass, bidi_class};

use crate::ReceiptError;
use crate::face::{UNITS_PER_EM, Weight, face, is_invisible};
use crate::layout::{Glyph, Ink, Layout, QrMark, Text};
use crate::paper::DOTS_PER_MM;
use crate::qr::QUIET_ZONE;
use crate::text::PARTS;

/// Points in a dot: 72 to an inch, 25.4 mm to an inch, 8 dots to a millimetre.
const POINTS_PER_DOT: f32 = 72.0 / 25.4 / DOTS_PER_MM as f32;
/// White above and below the receipt, in dots.
const END_MARGIN: u32 = 24;
const WEIGHTS: [Weight; 2] = [Weight::Regular, Weight::Bold];

/// The font's glyph without ink and without width.
const NULL_GLYPH: u16 = 1;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
const FIRST_FONT: i32 = 6;
const REFS_PER_FONT: i32 = 6;

/// Paints a receipt onto a page as wide as the roll and as long as it needs.
///
/// # Errors
/// Only by a fault of ours: the font cannot be cut down or a stream not compressed.
pub fn paint(layout: &Layout) -> Result<Vec<u8>, ReceiptError> {
    let mut codes = WEIGHTS.map(|_| Codes::default());
    let content = draw(layout, &mut codes);

    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES).lang(TextStr("ar"));
    pdf.pages(PAGES).kids([PAGE]).count(1);
    pdf.document_info(INFO).creator(TextStr("Sanduq"));
    let mut page = pdf.page(PAGE);
    let paper_dots = layout.paper.millimetres() * DOTS_PER_MM;
    let height = layout.height + 2 * END_MARGIN;
    page.parent(PAGES).contents(CONTENT).media_box(Rect::new(0.0, 0.0, points(paper_dots), points(height)));
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    for (index, used) in codes.iter().enumerate().filter(|(_, codes)| !codes.glyphs.is_empty()) {
        let _ = used;
        fonts.pair(Name(font_name(WEIGHTS[index])), font_ref(index, 0));
    }
    fonts.finish();
    resources.finish();
    page.finish();
    let compressed = compress(&content)?;
    pdf.stream(CONTENT, &compressed).filter(Filter::FlateDecode);
    for (index, codes) in codes.iter().enumerate().filter(|(_, codes)| !codes.glyphs.is_empty()) {
        embed(&mut pdf, index, codes)?;
    }
    Ok(pdf.finish())
}

fn points(dots: u32) -> f32 {
    dots as f32 * POINTS_PER_DOT
}

/// The codes of one font: a pair of glyph and the letters it stands for here, in order of first use.
#[derive(Default)]
struct Codes {
    known: BTreeMap<(u16, Vec<char>), u16>,
    /// Code `n` draws and reads `glyphs[n - 1]`; code 0 is the glyph for what is missing.
    glyphs: Vec<(u16, Vec<char>)>,
}

impl Codes {
    fn code(&mut self, glyph: u16, letters: &[char]) -> u16 {
        *self.known.entry((glyph, letters.to_owned())).or_insert_with_key(|key| {
            self.glyphs.push(key.clone());
            u16::try_from(self.glyphs.len()).expect("a receipt uses few glyphs")
        })
    }
}

fn draw(layout: &Layout, codes: &mut [Codes; 2]) -> Vec<u8> {
    let mut content = Content::new();
    let side = (layout.paper.millimetres() * DOTS_PER_MM - layout.paper.width()) / 2;
    content.transform([POINTS_PER_DOT, 0.0, 0.0, POINTS_PER_DOT, points(side), points(END_MARGIN)]);
    let up = |y: i32| (layout.height.cast_signed() - y) as f32;
    content.set_fill_gray(0.0);
    for bar in &layout.bars {
        content.rect(bar.left as f32, up(bar.top + bar.height), bar.width as f32, bar.height as f32);
    }
    qr(&layout.qr, up, &mut content);
    content.fill_nonzero();
    for text in &layout.texts {
        let index = WEIGHTS.iter().position(|weight| *weight == text.weight).expect("both weights are listed");
        write_line(text, up(text.baseline), &mut codes[index], &mut content);
    }
    content.finish().into_vec()
}

/// Dark modules, joined along their row.
fn qr(mark: &QrMark, up: impl Fn(i32) -> f32, content: &mut Content) {
    let qr = &mark.qr;
    let at = |module: u32| (((module + QUIET_ZONE) * qr.dots).cast_signed(), qr.dots.cast_signed());
    for row in 0..qr.modules {
        let (y, dots) = at(row);
        let mut column = 0;
        while column < qr.modules {
            let dark = (column..qr.modules).take_while(|column| qr.is_dark(*column, row)).count();
            let dark = u32::try_from(dark).expect("at most 177 modules");
            if dark > 0 {
                let (x, _) = at(column);
                let width = (dark * qr.dots) as f32;
                content.rect((mark.left + x) as f32, up(mark.top + y + dots), width, dots as f32);
            }
            column += dark.max(1);
        }
    }
}

fn write_line(text: &Text, baseline: f32, codes: &mut Codes, content: &mut Content) {
    let face = face(text.weight);
    let part = PARTS as f32;
    let size = text.size as f32;
    content.set_fill_gray(match text.ink {
        Ink::Black => 0.0,
        Ink::White => 1.0,
    });
    content.begin_text();
    content.set_font(Name(font_name(text.weight)), size);
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, text.left as f32 / part, baseline]);
    let mut pen = 0.0;
    for level in text.glyphs.chunk_by(|a, b| a.y == b.y) {
        let raised = level[0].y != 0;
        if raised {
            // Readers take a raised letter for one of another line: the marks are said down here and drawn up there.
            let mut said = content.set_rise(0.0).show_positioned();
            let mut items = said.items();
            for letter in level.iter().flat_map(|glyph| letters(text, glyph)) {
                items.show(Str(&codes.code(NULL_GLYPH, &[letter]).to_be_bytes()));
            }
        }
        content.set_rise(level[0].y as f32 / part);
        let mut shown = content.show_positioned();
        let mut items = shown.items();
        for glyph in level {
            let wanted = glyph.x as f32 / part;
            let back = ((pen - wanted) * UNITS_PER_EM as f32 / size).round();
            if back != 0.0 {
                items.adjust(back);
                pen -= back * size / UNITS_PER_EM as f32;
            }
            let letters = if raised { Vec::new() } else { letters(text, glyph) };
            let (own, swallowed) = readable(&letters);
            items.show(Str(&codes.code(glyph.id, own).to_be_bytes()));
            for letter in swallowed.iter().rev() {
                items.show(Str(&codes.code(NULL_GLYPH, &[*letter]).to_be_bytes()));
            }
            pen += face.nominal_advance(glyph.id) as f32 * size / UNITS_PER_EM as f32;
        }
    }
    content.end_text();
}

fn letters(text: &Text, glyph: &Glyph) -> Vec<char> {
    text.source[glyph.source.clone()].chars().filter(|letter| !is_invisible(*letter)).collect()
}

/// The letters that a glyph says itself, and those that empty glyphs of no width after it say.
///
/// Readers take the codes of a page from left to right and turn Arabic round letter by letter, the letters within one
/// code sometimes and sometimes not. So no code says two Arabic letters: a ligature says its last, which is its
/// leftmost, and the others follow to its right.
fn readable(letters: &[char]) -> (&[char], &[char]) {
    let arabic = letters.iter().any(|letter| matches!(bidi_class(*letter), BidiClass::AL | BidiClass::R));
    if arabic && letters.len() > 1 {
        let (swallowed, own) = letters.split_at(letters.len() - 1);
        (own, swallowed)
    } else {
        (letters, &[])
    }
}

fn font_name(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => b"R",
        Weight::Bold => b"B",
    }
}

/// The font's own object, then its descendant, descriptor, file, code map and glyph map.
fn font_ref(index: usize, part: i32) -> Ref {
    Ref::new(FIRST_FONT + i32::try_from(index).expect("two fonts") * REFS_PER_FONT + part)
}

fn embed(pdf: &mut Pdf, index: usize, codes: &Codes) -> Result<(), ReceiptError> {
    let [font, descendant, descriptor, file, to_unicode, to_glyph] =
        [0, 1, 2, 3, 4, 5].map(|part| font_ref(index, part));
    let weight = WEIGHTS[index];
    let face = face(weight);
    let mut remapper = GlyphRemapper::new();
    let glyphs: Vec<u16> = codes.glyphs.iter().map(|(glyph, _)| remapper.remap(*glyph)).collect();
    let subset = subsetter::subset(face.bytes(), 0, &remapper)?;

    // Six capitals mark a font as cut down; they need only differ between the fonts of one file.
    let (name, stem): (&[u8], f32) = match weight {
        Weight::Regular => (b"SNDQRA+IBMPlexSansArabic", 84.0),
        Weight::Bold => (b"SNDQBA+IBMPlexSansArabic-Bold", 140.0),
    };
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    pdf.type0_font(font)
        .base_font(Name(name))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(to_unicode);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(Name(name)).system_info(system).font_descriptor(descriptor);
    cid.default_width(0.0).cid_to_gid_map_stream(to_glyph);
    cid.widths().consecutive(1, codes.glyphs.iter().map(|(glyph, _)| face.nominal_advance(*glyph) as f32));
    cid.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(name))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-500.0, -500.0, 1500.0, 1200.0))
        .italic_angle(0.0)
        .ascent(1085.0)
        .descent(-415.0)
        .cap_height(698.0)
        .stem_v(stem)
        .font_file2(file);
    let compressed = compress(&subset)?;
    let length = i32::try_from(subset.len()).expect("a font is under 2 GB");
    pdf.stream(file, &compressed).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
    let map = compress(&unicode_map(codes, system))?;
    pdf.stream(to_unicode, &map).filter(Filter::FlateDecode);
    let map: Vec<u8> = [0].iter().chain(&glyphs).flat_map(|glyph| glyph.to_be_bytes()).collect();
    let map = compress(&map)?;
    pdf.stream(to_glyph, &map).filter(Filter::FlateDecode);
    Ok(())
}

fn unicode_map(codes: &Codes, system: SystemInfo<'_>) -> Vec<u8> {
    let mut map: UnicodeCmap = UnicodeCmap::new(Name(b"Sanduq-UCS"), system);
    for (code, (_, letters)) in (1..).zip(&codes.glyphs) {
        if !letters.is_empty() {
            map.pair_with_multiple(code, letters.iter().copied());
        }
    }
    map.finish().into_vec()
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>, ReceiptError> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
