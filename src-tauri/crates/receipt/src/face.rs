//! The two faces of the paper and their shaping: from one stretch of text in one direction to glyphs.

use std::fmt;
use std::sync::LazyLock;

use harfrust::{Buffer, Direction, Font, Script, ShapeOptions, ShapePlan, ShaperFont};

/// IBM Plex Sans Arabic reads best at 203 dpi and holds Arabic and Latin in one file, with digits of equal width.
static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::open(include_bytes!("../../../../assets/fonts/IBMPlexSansArabic-Regular.ttf")));
static BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::open(include_bytes!("../../../../assets/fonts/IBMPlexSansArabic-Bold.ttf")));

/// Font units in one em, in both faces.
pub(crate) const UNITS_PER_EM: i32 = 1000;

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    Regular,
    Bold,
}

/// The way the letters of one stretch run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Digits too: shaped as Latin, since shaping them as Arabic would draw them smaller.
    LeftToRight,
    RightToLeft,
}

/// One glyph of a shaped stretch, in font units, in the order of drawing from left to right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shaped {
    pub(crate) id: u16,
    /// Byte offset of the characters it stands for.
    pub(crate) cluster: u32,
    pub(crate) advance: i32,
    pub(crate) x: i32,
    pub(crate) y: i32,
}

pub(crate) struct Face {
    bytes: &'static [u8],
    font: Font,
    arabic: ShapePlan,
    latin: ShapePlan,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

pub(crate) fn face(weight: Weight) -> &'static Face {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    }
}

impl Face {
    fn open(bytes: &'static [u8]) -> Face {
        let font = Font::new(bytes, 0).expect("the embedded font is sound");
        let plan = |direction, script| ShapePlan::new(&font, direction, Some(script), None, &[]);
        let arabic = plan(Direction::RightToLeft, Script::ARABIC);
        let latin = plan(Direction::LeftToRight, Script::LATIN);
        Face { bytes, font, arabic, latin }
    }

    pub(crate) fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    pub(crate) fn font(&self) -> &Font {
        &self.font
    }

    /// The width of a glyph as the font file states it, in font units.
    pub(crate) fn nominal_advance(&self, glyph: u16) -> i32 {
        ShaperFont::new(&self.font).glyph_h_advance(u32::from(glyph).into())
    }

    /// The glyphs of `text`, whose first byte counts as `offset`.
    ///
    /// A character that the font lacks (an emoji, another script) is drawn as a question mark: a name with a gap says
    /// less than one with a mark, and a box from the font's stock looks like a fault of the printer.
    pub(crate) fn shape(&self, text: &str, offset: usize, flow: Flow) -> Vec<Shaped> {
        let (plan, direction, script) = match flow {
            Flow::RightToLeft => (&self.arabic, Direction::RightToLeft, Script::ARABIC),
            Flow::LeftToRight => (&self.latin, Direction::LeftToRight, Script::LATIN),
        };
        let font = ShaperFont::new(&self.font);
        let mut buffer = Buffer::new();
        for (index, character) in text.char_indices().filter(|(_, character)| !is_invisible(*character)) {
            let drawn = if character.is_whitespace() {
                ' '
            } else if is_joiner(character) || font.nominal_glyph(u32::from(character)).is_some() {
                character
            } else {
                '?'
            };
            buffer.push(u32::from(drawn), u32::try_from(offset + index).expect("a cell is far below 4 GB"));
        }
        buffer.set_direction(direction);
        buffer.set_script(Some(script));
        harfrust::shape(&font, &mut buffer, ShapeOptions::new().plan(Some(plan))).expect("buffer and plan agree");
        let placed = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
        placed
            .map(|(info, position)| Shaped {
                id: u16::try_from(info.glyph_id).expect("the font has few glyphs"),
                cluster: info.cluster,
                advance: position.x_advance,
                x: position.x_offset,
                y: position.y_offset,
            })
            .collect()
    }
}

/// Marks of direction and width: obeyed by the bidi algorithm, never drawn.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{61C}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Zero width joiner and non-joiner say how Arabic letters connect.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}
