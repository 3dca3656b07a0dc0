//! The sheet being filled from top to bottom: places cells, draws rules, moves down.

use crate::layout::words::Phrase;
use crate::layout::{Bar, Ink, Layout, QrMark, Text, Weight};
use crate::paper::Paper;
use crate::qr::Qr;
use crate::text::{Line, PARTS, Reading, Style, line, lines};

/// Blank dots on each side: a kaf reaches past its advance.
pub(crate) const MARGIN: i32 = 6;
/// Least distance between two cells of a row.
pub(crate) const GAP: i32 = 16;
/// The same between a name and its value: just enough for a date and time on the narrow roll.
const PAIR_GAP: i32 = 12;

/// The sizes of a form in dots per em. Body letters are never under 22.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) shop: i32,
    pub(crate) title: i32,
    pub(crate) body: i32,
    pub(crate) small: i32,
    pub(crate) total_label: i32,
    pub(crate) total: i32,
}

/// Against which edge of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Right,
    Left,
    Centre,
}

/// A column in dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) left: i32,
    pub(crate) right: i32,
}

impl Column {
    pub(crate) const fn width(self) -> i32 {
        self.right - self.left
    }
}

#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    pub(crate) sizes: Sizes,
    /// Where amounts stand, right edge against right edge, at the left of the page.
    pub(crate) amounts: Column,
    /// The top of what comes next.
    pub(crate) y: i32,
    texts: Vec<Text>,
    bars: Vec<Bar>,
}

/// The height of a line of this size: Arabic's descenders and marks need more than Latin's.
pub(crate) const fn leading(size: i32) -> i32 {
    size * 11 / 8
}

/// Where the letters of a line stand whose top is `top`.
pub(crate) const fn baseline(top: i32, size: i32) -> i32 {
    top + size * 33 / 32
}

impl Sheet {
    pub(crate) fn new(paper: Paper) -> Sheet {
        let sizes = match paper {
            Paper::Roll80 => Sizes { shop: 44, title: 32, body: 25, small: 22, total_label: 30, total: 50 },
            Paper::Roll58 => Sizes { shop: 36, title: 27, body: 24, small: 22, total_label: 24, total: 40 },
        };
        let amounts = Column { left: MARGIN, right: MARGIN };
        Sheet { paper, sizes, amounts, y: 8, texts: Vec::new(), bars: Vec::new() }
    }

    /// Between the margins.
    pub(crate) fn page(&self) -> Column {
        Column { left: MARGIN, right: self.paper.width().cast_signed() - MARGIN }
    }

    pub(crate) fn body(&self) -> Style {
        Style { weight: Weight::Regular, size: self.sizes.body }
    }

    pub(crate) fn bold(&self) -> Style {
        Style { weight: Weight::Bold, size: self.sizes.body }
    }

    pub(crate) fn small(&self) -> Style {
        Style { weight: Weight::Regular, size: self.sizes.small }
    }

    pub(crate) fn space(&mut self, dots: i32) {
        self.y += dots;
    }

    /// A rule across the page.
    pub(crate) fn rule(&mut self, thickness: i32) {
        let page = self.page();
        self.bars.push(Bar { left: page.left, top: self.y, width: page.width(), height: thickness });
        self.y += thickness;
    }

    /// A fine dashed rule across the page.
    pub(crate) fn dashes(&mut self) {
        let page = self.page();
        let dashes = (page.left..=page.right - 4).step_by(10);
        self.bars.extend(dashes.map(|left| Bar { left, top: self.y, width: 4, height: 1 }));
        self.y += 1;
    }

    /// Puts one line into a column, its letters standing on `baseline`.
    pub(crate) fn put(&mut self, line: Line, style: Style, ink: Ink, column: Column, side: Side, baseline: i32) {
        let free = column.width() * PARTS - line.width;
        let left = column.left * PARTS
            + match side {
                Side::Left => 0,
                Side::Right => free,
                Side::Centre => free / 2,
            };
        if line.glyphs.is_empty() {
            return;
        }
        self.texts.push(Text {
            source: line.text,
            weight: style.weight,
            size: style.size,
            ink,
            left,
            width: line.width,
            baseline,
            glyphs: line.glyphs,
        });
    }

    /// Puts a cell that may take several lines; answers how many dots high it is.
    pub(crate) fn cell(
        &mut self,
        text: &str,
        style: Style,
        reading: Reading,
        column: Column,
        side: Side,
        top: i32,
    ) -> i32 {
        let mut height = 0;
        for line in lines(text, style, reading, column.width()) {
            self.put(line, style, Ink::Black, column, side, baseline(top + height, style.size));
            height += leading(style.size);
        }
        height
    }

    /// A centred paragraph across the page.
    pub(crate) fn centred(&mut self, text: &str, style: Style, reading: Reading) {
        if !text.trim().is_empty() {
            self.y += self.cell(text, style, reading, self.page(), Side::Centre, self.y);
        }
    }

    /// Arabic above English, both centred.
    pub(crate) fn centred_phrase(&mut self, phrase: &Phrase, arabic: Style, english: Style) {
        self.centred(&phrase.arabic, arabic, Reading::Arabic);
        self.centred(&phrase.english, english, Reading::Latin);
    }

    /// A name and its value: Arabic at the right edge, English at the left, the value between them; or on a line of
    /// its own beneath them when the paper is too narrow.
    pub(crate) fn pair(&mut self, name: &Phrase, value: &str, reading: Reading) {
        if value.trim().is_empty() {
            return;
        }
        let (body, small, bold, page) = (self.body(), self.small(), self.bold(), self.page());
        let arabic = line(&name.arabic, body, Reading::Arabic);
        let english = line(&name.english, small, Reading::Latin);
        let single = line(value, bold, reading);
        let between = Column {
            left: page.left + english.width / PARTS + PAIR_GAP,
            right: page.right - arabic.width / PARTS - PAIR_GAP,
        };
        let fits = single.width <= between.width() * PARTS;
        let base = baseline(self.y, body.size);
        self.put(arabic, body, Ink::Black, page, Side::Right, base);
        if fits {
            // Centred on the page where it can be, so that values stand under each other.
            let half = (single.width / PARTS + 1) / 2;
            let middle = self.paper.width().cast_signed() / 2;
            let centred = between.left <= middle - half && middle + half <= between.right;
            let column = if centred { page } else { between };
            self.put(single, bold, Ink::Black, column, Side::Centre, base);
        }
        self.put(english, small, Ink::Black, page, Side::Left, base);
        self.y += leading(body.size);
        if !fits {
            self.y += self.cell(value, bold, reading, page, Side::Centre, self.y);
        }
    }

    /// White letters on a black bar across the page.
    pub(crate) fn banner(&mut self, text: &str, size: i32) {
        let style = Style { weight: Weight::Bold, size };
        let page = self.page();
        let inner = Column { left: page.left + GAP, right: page.right - GAP };
        let set = lines(text, style, Reading::Arabic, inner.width());
        let height = i32::try_from(set.len()).expect("a banner is a few words") * leading(size) + size / 4;
        self.bars.push(Bar { left: page.left, top: self.y, width: page.width(), height });
        let mut top = self.y + size / 8;
        for line in set {
            self.put(line, style, Ink::White, inner, Side::Centre, baseline(top, size));
            top += leading(size);
        }
        self.y += height;
    }

    /// Black letters in a frame across the page.
    pub(crate) fn framed(&mut self, text: &str, size: i32) {
        let style = Style { weight: Weight::Bold, size };
        let page = self.page();
        let from = self.y;
        self.rule(2);
        self.space(size / 8);
        self.centred(text, style, Reading::Arabic);
        self.space(size / 8);
        self.rule(2);
        for left in [page.left, page.right - 2] {
            self.bars.push(Bar { left, top: from, width: 2, height: self.y - from });
        }
    }

    /// Ends the sheet: `qr` was placed at `qr_top`.
    pub(crate) fn finish(self, qr: Qr, qr_top: i32) -> Layout {
        let left = (self.paper.width().cast_signed() - qr.side().cast_signed()) / 2;
        Layout {
            paper: self.paper,
            height: (self.y + 8).cast_unsigned(),
            texts: self.texts,
            bars: self.bars,
            qr: QrMark { left, top: qr_top, qr },
        }
    }
}
