//! The receipt as a PDF: one page of the roll's width, the same glyphs in the same places, text that copies right.
//!
//! Every glyph goes in by its shaped id. A glyph that stands for different letters (Arabic letters share their bodies)
//! gets one code for each, so that the page tells readers exactly which characters it shows. Fonts are cut down to the
//! glyphs used. Nothing in the file depends on the moment it is made: the same layout gives the same bytes.
//!
//! `printpdf` writes page and fonts. It takes a code for the number of a glyph in the font file and stamps the file
//! with dates and a number drawn by lot; [`settle`] puts both right in what it made, before a byte is written.
#![allow(clippy::disallowed_types, reason = "a PDF's coordinates are real numbers; no amount is ever a float here")]

mod archive;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream};
use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, Greyscale,
    LinePoint, Mm, Op, PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point,
    Polygon, PolygonRing, Pt, TextItem, TextMatrix, WindingOrder, XObject, XObjectId, XObjectTransform,
};
use subsetter::GlyphRemapper;
use unicode_bidi::{BidiClass, bidi_class};

pub use archive::{Archive, Attachment};

use crate::ReceiptError;
use crate::face::{UNITS_PER_EM, Weight, face, is_invisible};
use crate::layout::{Glyph, Ink, Layout, Page, QrMark, Text};
use crate::paper::{DOTS_PER_MM, Paper};
use crate::picture::Bitmap;
use crate::qr::QUIET_ZONE;
use crate::text::PARTS;

/// Points in a dot: 72 to an inch, 25.4 mm to an inch, 8 dots to a millimetre.
const POINTS_PER_DOT: f32 = 72.0 / 25.4 / DOTS_PER_MM as f32;
const WEIGHTS: [Weight; 2] = [Weight::Regular, Weight::Bold];

/// The font's glyph without ink and without width.
const NULL_GLYPH: u16 = 1;

/// Paints a layout: a roll onto one page as wide as the paper and as long as it needs, a sheet onto its pages.
///
/// # Errors
/// Only by a fault of ours: the font cannot be cut down or the file not put together.
pub fn paint(layout: &Layout, archive: &Archive<'_>) -> Result<Vec<u8>, ReceiptError> {
    let mut codes = WEIGHTS.map(|_| Codes::default());
    let mut document = PdfDocument::default();
    document.metadata.info.creator = "Sanduq".to_owned();
    for page in &layout.pages {
        let content = draw(page, layout.paper, &mut codes, &mut document);
        let height = (page.height + 2 * end_margin(layout.paper)) as f32 / DOTS_PER_MM as f32;
        document.pages.push(PdfPage::new(Mm(layout.paper.millimetres() as f32), Mm(height), content));
    }
    let mut cuts = Vec::new();
    for (weight, codes) in WEIGHTS.into_iter().zip(&codes).filter(|(_, codes)| !codes.glyphs.is_empty()) {
        let cut = cut_down(weight, codes)?;
        document.resources.fonts.map.insert(font_id(weight), PdfFont::new(cut.font.clone()));
        cuts.push(cut);
    }
    // What it would warn of, colours out of range and text outside of a text section, `draw` never does.
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    settle(&mut file, &cuts)?;
    archive::conform(&mut file, archive)?;
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(lopdf::Error::from)?;
    Ok(bytes)
}

/// White above and below what stands on a roll, in dots; a sheet has its own.
const fn end_margin(paper: Paper) -> u32 {
    match paper {
        Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => 24,
        Paper::A4 => 0,
    }
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
    fn code(&mut self, glyph: u16, letters: &[char]) -> TextItem {
        let code = *self.known.entry((glyph, letters.to_owned())).or_insert_with_key(|key| {
            self.glyphs.push(key.clone());
            u16::try_from(self.glyphs.len()).expect("a receipt uses few glyphs")
        });
        TextItem::GlyphIds(vec![Codepoint::with_cid(code, 0.0, letters.iter().collect())])
    }
}

fn draw(page: &Page, paper: Paper, codes: &mut [Codes; 2], document: &mut PdfDocument) -> Vec<Op> {
    let side = (paper.millimetres() * DOTS_PER_MM - paper.width()) / 2;
    let dots = CurTransMat::Raw([POINTS_PER_DOT, 0.0, 0.0, POINTS_PER_DOT, points(side), points(end_margin(paper))]);
    let up = |y: i32| (page.height.cast_signed() - y) as f32;
    let mut rings: Vec<PolygonRing> = page
        .bars
        .iter()
        .map(|bar| rectangle(bar.left as f32, up(bar.top + bar.height), bar.width as f32, bar.height as f32))
        .collect();
    rings.extend(page.codes.iter().flat_map(|mark| qr(mark, up)));
    // One path for all: filled one by one, rectangles that touch show hairlines between them on a screen.
    let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
    let mut content = vec![Op::SetTransformationMatrix { matrix: dots }, fill(Ink::Black), Op::DrawPolygon { polygon }];
    for mark in &page.pictures {
        let id = XObjectId(format!("P{}", document.resources.xobjects.map.len()));
        document.resources.xobjects.map.insert(id.clone(), XObject::External(stencil(&mark.bitmap)));
        let (width, height) = (mark.bitmap.width() as f32, mark.bitmap.height() as f32);
        let place = [width, 0.0, 0.0, height, mark.left as f32, up(mark.top) - height];
        content.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix { matrix: CurTransMat::Raw(place) },
            Op::UseXobject { id, transform: XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() } },
            Op::RestoreGraphicsState,
        ]);
    }
    for text in &page.texts {
        let index = WEIGHTS.iter().position(|weight| *weight == text.weight).expect("both weights are listed");
        write_line(text, up(text.baseline), &mut codes[index], &mut content);
    }
    content
}

/// A picture as a mask that ink goes through.
fn stencil(bitmap: &Bitmap) -> ExternalXObject {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let number = |number: u32| DictItem::Int(i64::from(number));
    let dict = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("ImageMask", DictItem::Bool(true)),
        ("BitsPerComponent", number(1)),
        ("Width", number(bitmap.width())),
        ("Height", number(bitmap.height())),
        // 1 is ink.
        ("Decode", DictItem::Array(vec![number(1), number(0)])),
    ];
    let dict = dict.into_iter().map(|(key, item)| (key.to_owned(), item)).collect();
    let content = (0..bitmap.height()).flat_map(|y| bitmap.row(y)).copied().collect();
    ExternalXObject { stream: ExternalStream { dict, content, compress: true }, width: None, height: None, dpi: None }
}

fn fill(ink: Ink) -> Op {
    let percent = match ink {
        Ink::Black => 0.0,
        Ink::White => 1.0,
    };
    Op::SetFillColor { col: Color::Greyscale(Greyscale::new(percent, None)) }
}

/// From the lower left corner, round against the clock.
fn rectangle(left: f32, bottom: f32, width: f32, height: f32) -> PolygonRing {
    let corner = |x, y| LinePoint { p: Point { x: Pt(x), y: Pt(y) }, bezier: false };
    let (right, top) = (left + width, bottom + height);
    PolygonRing { points: vec![corner(left, bottom), corner(right, bottom), corner(right, top), corner(left, top)] }
}

/// Dark modules, joined along their row.
fn qr(mark: &QrMark, up: impl Fn(i32) -> f32) -> Vec<PolygonRing> {
    let qr = &mark.qr;
    let at = |module: u32| (((module + QUIET_ZONE) * qr.dots).cast_signed(), qr.dots.cast_signed());
    let mut rings = Vec::new();
    for row in 0..qr.modules {
        let (y, dots) = at(row);
        let mut column = 0;
        while column < qr.modules {
            let dark = (column..qr.modules).take_while(|column| qr.is_dark(*column, row)).count();
            let dark = u32::try_from(dark).expect("at most 177 modules");
            if dark > 0 {
                let (x, _) = at(column);
                let width = (dark * qr.dots) as f32;
                rings.push(rectangle((mark.left + x) as f32, up(mark.top + y + dots), width, dots as f32));
            }
            column += dark.max(1);
        }
    }
    rings
}

fn write_line(text: &Text, baseline: f32, codes: &mut Codes, content: &mut Vec<Op>) {
    let face = face(text.weight);
    let part = PARTS as f32;
    let size = text.size as f32;
    let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, text.left as f32 / part, baseline]);
    content.extend([
        fill(text.ink),
        Op::StartTextSection,
        Op::SetFont { font: PdfFontHandle::External(font_id(text.weight)), size: Pt(size) },
        Op::SetTextMatrix { matrix },
    ]);
    let mut pen = 0.0;
    for level in text.glyphs.chunk_by(|a, b| a.y == b.y) {
        let raised = level[0].y != 0;
        if raised {
            // Readers take a raised letter for one of another line: the marks are said down here and drawn up there.
            let said = level.iter().flat_map(|glyph| letters(text, glyph));
            let items = said.map(|letter| codes.code(NULL_GLYPH, &[letter])).collect();
            content.extend([Op::SetLineOffset { multiplier: 0.0 }, Op::ShowText { items }]);
        }
        let mut items = Vec::new();
        for glyph in level {
            let wanted = glyph.x as f32 / part;
            let back = ((pen - wanted) * UNITS_PER_EM as f32 / size).round();
            if back != 0.0 {
                items.push(TextItem::Offset(back));
                pen -= back * size / UNITS_PER_EM as f32;
            }
            let letters = if raised { Vec::new() } else { letters(text, glyph) };
            let (own, swallowed) = readable(&letters);
            items.push(codes.code(glyph.id, own));
            items.extend(swallowed.iter().rev().map(|letter| codes.code(NULL_GLYPH, &[*letter])));
            pen += face.nominal_advance(glyph.id) as f32 * size / UNITS_PER_EM as f32;
        }
        content.extend([Op::SetLineOffset { multiplier: level[0].y as f32 / part }, Op::ShowText { items }]);
    }
    content.push(Op::EndTextSection);
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

fn font_id(weight: Weight) -> FontId {
    FontId(
        match weight {
            Weight::Regular => "R",
            Weight::Bold => "B",
        }
        .to_owned(),
    )
}

/// A font with only the glyphs of one receipt.
struct Cut {
    /// Knows codes where its maker speaks of glyphs: the widths are those of the codes.
    font: ParsedFont,
    name: &'static str,
    /// The glyph that each code draws, two bytes each.
    drawn: Vec<u8>,
}

fn cut_down(weight: Weight, codes: &Codes) -> Result<Cut, ReceiptError> {
    let face = face(weight);
    let mut remapper = GlyphRemapper::new();
    let glyphs: Vec<u16> = codes.glyphs.iter().map(|(glyph, _)| remapper.remap(*glyph)).collect();
    let subset = subsetter::subset(face.bytes(), 0, &remapper)?;
    let advance = |glyph| u16::try_from(face.nominal_advance(glyph)).expect("no glyph runs backward");
    let widths = (1..).zip(codes.glyphs.iter().map(|(glyph, _)| advance(*glyph))).collect();

    // Six capitals mark a font as cut down; they need only differ between the fonts of one file.
    let (name, class) = match weight {
        Weight::Regular => ("SNDQRA+IBMPlexSansArabic", 400),
        Weight::Bold => ("SNDQBA+IBMPlexSansArabic-Bold", 700),
    };
    let em = u16::try_from(UNITS_PER_EM).expect("fonts have at most 16384 units to the em");
    let metrics = FontMetrics { ascent: 1085, descent: -415 };
    let mut font = ParsedFont::with_glyph_data(subset, 0, Some(name.to_owned()), BTreeMap::new(), widths, em, metrics);
    let bounds = &mut font.pdf_font_metrics;
    (bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max) = (-500, -500, 1500, 1200);
    bounds.us_weight_class = class;
    let drawn = [0].iter().chain(&glyphs).flat_map(|glyph| glyph.to_be_bytes()).collect();
    Ok(Cut { font, name, drawn })
}

/// Says which glyph each code draws and in which language the page is; takes out what would differ from file to file.
fn settle(file: &mut lopdf::Document, cuts: &[Cut]) -> Result<(), lopdf::Error> {
    for cut in cuts {
        let map = file.add_object(Stream::new(Dictionary::new(), cut.drawn.clone()));
        let fonts = file.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
        let named = |font: &Dictionary| font.get(b"BaseFont").and_then(Object::as_name).map(<[u8]>::to_vec);
        for font in fonts.filter(|font| named(font).is_ok_and(|name| name == cut.name.as_bytes())) {
            for descendant in font.get_mut(b"DescendantFonts")?.as_array_mut()? {
                descendant.as_dict_mut()?.set("CIDToGIDMap", map);
            }
        }
    }
    "1.7".clone_into(&mut file.version);
    file.catalog_mut()?.set("Lang", Object::string_literal("ar"));
    let info = file.trailer.get(b"Info").and_then(Object::as_reference)?;
    let creator = file.get_dictionary(info)?.get(b"Creator")?.clone();
    file.set_object(info, Dictionary::from_iter([("Creator", creator)]));
    file.trailer.remove(b"ID");
    Ok(())
}
