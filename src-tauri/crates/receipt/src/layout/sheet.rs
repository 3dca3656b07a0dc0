//! The sheet being filled from top to bottom: places cells, draws rules, moves down, turns pages.
//!
//! Forms speak of start and end, counted from the edge where their first language begins; only [`Sheet::put`] and the
//! bars know left and right. So every form reads from right to left in Arabic and from left to right in English.

use crate::language::{Phrase, Tongue, Tongues};
use crate::layout::{Bar, Ink, Layout, Page, PictureMark, QrMark, Text, Weight};
use crate::paper::Paper;
use crate::picture::Bitmap;
use crate::qr::Qr;
use crate::text::{Line, PARTS, Reading, Style, line, lines};

/// Blank dots on each side of a roll: a kaf reaches past its advance.
const ROLL_MARGIN: i32 = 6;
/// 14 mm on each side of a sheet.
const SHEET_MARGIN: i32 = 112;
/// Blank dots above and below what stands on a roll.
const ROLL_END: i32 = 8;
/// Least distance between two cells of a row.
pub(crate) const GAP: i32 = 16;
/// The same between a name and its value: just enough for a date and time on the narrow roll.
const PAIR_GAP: i32 = 12;

/// The sizes of a form in dots per em. Letters on a roll are never under 22.
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
    Start,
    End,
    Centre,
    /// The right edge in either language: amounts, so that their points stand under each other.
    Right,
}

/// A column in dots, counted from the edge where reading begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) start: i32,
    pub(crate) end: i32,
}

impl Column {
    pub(crate) const fn width(self) -> i32 {
        self.end - self.start
    }

    /// What is left of it without so much at its end.
    pub(crate) const fn short_of(self, dots: i32) -> Column {
        Column { start: self.start, end: self.end - dots }
    }

    pub(crate) const fn inside(self, dots: i32) -> Column {
        Column { start: self.start + dots, end: self.end - dots }
    }

    /// Two columns of half the width, with a distance between them.
    pub(crate) const fn halves(self, between: i32) -> (Column, Column) {
        let half = (self.width() - between) / 2;
        (Column { start: self.start, end: self.start + half }, Column { start: self.end - half, end: self.end })
    }
}

/// What each page of a sheet but the first begins with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Continuation {
    pub(crate) heading: String,
    pub(crate) training: bool,
}

#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    pub(crate) sizes: Sizes,
    pub(crate) tongues: Tongues,
    /// What cells and rules stand in: between the margins, or a part of that.
    pub(crate) frame: Column,
    /// Where amounts stand, right edge against right edge, at the end of the frame.
    pub(crate) amounts: Column,
    /// The top of what comes next.
    pub(crate) y: i32,
    pub(crate) continuation: Continuation,
    pages: Vec<Page>,
    /// Which of the pages is being filled: the last, or one before it while two parts are filled side by side.
    at: usize,
    /// Where each page begins beneath its heading.
    openings: Vec<i32>,
}

/// The height of a line of this size: Arabic's descenders and marks need more than Latin's.
pub(crate) const fn leading(size: i32) -> i32 {
    size * 11 / 8
}

/// Where the letters of a line stand whose top is `top`.
pub(crate) const fn baseline(top: i32, size: i32) -> i32 {
    top + size * 33 / 32
}

/// Where anything may stand on this paper.
const fn printed(paper: Paper) -> Column {
    let margin = match paper {
        Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => ROLL_MARGIN,
        Paper::A4 => SHEET_MARGIN,
    };
    Column { start: margin, end: paper.width().cast_signed() - margin }
}

const fn top(paper: Paper) -> i32 {
    match paper {
        Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => ROLL_END,
        Paper::A4 => SHEET_MARGIN * 3 / 4,
    }
}

impl Sheet {
    pub(crate) fn new(paper: Paper, tongues: Tongues) -> Sheet {
        let sizes = match paper {
            Paper::Roll80 | Paper::Roll80Of512 => {
                Sizes { shop: 44, title: 32, body: 25, small: 22, total_label: 30, total: 50 }
            }
            Paper::Roll58 => Sizes { shop: 36, title: 27, body: 24, small: 22, total_label: 24, total: 40 },
            Paper::A4 => Sizes { shop: 44, title: 50, body: 27, small: 23, total_label: 32, total: 46 },
        };
        let frame = printed(paper);
        let amounts = Column { start: frame.end, end: frame.end };
        let continuation = Continuation::default();
        let (y, pages) = (top(paper), vec![Page::default()]);
        Sheet { paper, sizes, tongues, frame, amounts, y, continuation, pages, at: 0, openings: vec![y] }
    }

    pub(crate) const fn is_roll(&self) -> bool {
        self.paper.height().is_none()
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

    fn page(&mut self) -> &mut Page {
        &mut self.pages[self.at]
    }

    /// The last dot that may be used on a page; rolls have none.
    fn bottom(&self) -> i32 {
        self.paper.height().map_or(i32::MAX, |height| height.cast_signed() - SHEET_MARGIN - leading(self.sizes.small))
    }

    /// Sees to it that `dots` are left on the page, turning it where they are not. Answers whether it was turned.
    pub(crate) fn need(&mut self, dots: i32) -> bool {
        if self.y.saturating_add(dots) <= self.bottom() {
            return false;
        }
        self.at += 1;
        // Turned before, by what stands beside this.
        if let Some(opening) = self.openings.get(self.at) {
            self.y = *opening;
            return true;
        }
        self.pages.push(Page::default());
        self.y = top(self.paper);
        let frame = std::mem::replace(&mut self.frame, printed(self.paper));
        if self.continuation.training {
            self.training_banner();
        }
        if !self.continuation.heading.is_empty() {
            let heading = self.continuation.heading.clone();
            let small = self.small();
            self.y += self.cell(&heading, small, Reading::Own, self.frame, Side::Start, self.y);
            self.rule(1);
            self.space(12);
        }
        self.frame = frame;
        self.openings.push(self.y);
        true
    }

    /// The number of the page that is being filled, from 0.
    pub(crate) const fn page_index(&self) -> usize {
        self.at
    }

    /// How high a part of a form would be.
    pub(crate) fn measure(&self, part: impl FnOnce(&mut Sheet)) -> i32 {
        let mut trial = Sheet::new(self.paper, self.tongues);
        (trial.frame, trial.amounts, trial.y) = (self.frame, self.amounts, 0);
        part(&mut trial);
        // What is longer than a page fits on none.
        let turned = i32::try_from(trial.at).unwrap_or(i32::MAX);
        turned.saturating_mul(self.paper.height().map_or(0, u32::cast_signed)).saturating_add(trial.y)
    }

    /// Fills a part of the sheet as if it were a sheet of its own.
    pub(crate) fn within(&mut self, frame: Column, part: impl FnOnce(&mut Sheet)) {
        let whole = std::mem::replace(&mut self.frame, frame);
        part(self);
        self.frame = whole;
    }

    /// Two parts side by side, over as many pages as the longer needs; what comes next stands beneath it.
    pub(crate) fn beside(
        &mut self,
        first: (Column, impl FnOnce(&mut Sheet)),
        second: (Column, impl FnOnce(&mut Sheet)),
    ) {
        let from = (self.at, self.y);
        self.within(first.0, first.1);
        let first_end = (self.at, self.y);
        (self.at, self.y) = from;
        self.within(second.0, second.1);
        (self.at, self.y) = first_end.max((self.at, self.y));
    }

    /// The left and right edges of a column.
    fn edges(&self, column: Column) -> (i32, i32) {
        match self.tongues.first {
            Tongue::English => (column.start, column.end),
            Tongue::Arabic => {
                let width = self.paper.width().cast_signed();
                (width - column.end, width - column.start)
            }
        }
    }

    /// A black rectangle over a column.
    pub(crate) fn bar(&mut self, column: Column, top: i32, height: i32) {
        let (left, right) = self.edges(column);
        self.page().bars.push(Bar { left, top, width: right - left, height });
    }

    /// A rule across the frame.
    pub(crate) fn rule(&mut self, thickness: i32) {
        self.bar(self.frame, self.y, thickness);
        self.y += thickness;
    }

    /// A fine dashed rule across the frame.
    pub(crate) fn dashes(&mut self) {
        let (left, right) = self.edges(self.frame);
        let top = self.y;
        let dashes = (left..=right - 4).step_by(10);
        self.page().bars.extend(dashes.map(|left| Bar { left, top, width: 4, height: 1 }));
        self.y += 1;
    }

    /// A frame of thin lines around a column.
    pub(crate) fn outline(&mut self, column: Column, top: i32, bottom: i32, thickness: i32) {
        let edge = |start| Column { start, end: start + thickness };
        self.bar(column, top, thickness);
        self.bar(column, bottom - thickness, thickness);
        self.bar(edge(column.start), top, bottom - top);
        self.bar(edge(column.end - thickness), top, bottom - top);
    }

    /// Puts one line into a column, its letters standing on `baseline`.
    pub(crate) fn put(&mut self, line: Line, style: Style, ink: Ink, column: Column, side: Side, baseline: i32) {
        if line.glyphs.is_empty() {
            return;
        }
        let (left, right) = self.edges(column);
        let free = (right - left) * PARTS - line.width;
        let from_left = match (side, self.tongues.first) {
            (Side::Centre, _) => free / 2,
            (Side::Right, _) | (Side::Start, Tongue::Arabic) | (Side::End, Tongue::English) => free,
            (Side::Start, Tongue::English) | (Side::End, Tongue::Arabic) => 0,
        };
        self.page().texts.push(Text {
            source: line.text,
            weight: style.weight,
            size: style.size,
            ink,
            left: left * PARTS + from_left,
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

    /// A paragraph across the frame.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style, reading: Reading, side: Side) {
        if text.trim().is_empty() {
            return;
        }
        for line in lines(text, style, reading, self.frame.width()) {
            self.need(leading(style.size));
            self.put(line, style, Ink::Black, self.frame, side, baseline(self.y, style.size));
            self.y += leading(style.size);
        }
    }

    pub(crate) fn centred(&mut self, text: &str, style: Style, reading: Reading) {
        self.paragraph(text, style, reading, Side::Centre);
    }

    /// The first language above the second.
    pub(crate) fn phrase(&mut self, phrase: &Phrase, first: Style, second: Style, side: Side) {
        let Tongues { first: tongue, second: other } = self.tongues;
        self.paragraph(phrase.in_tongue(tongue), first, tongue.reading(), side);
        if let Some(tongue) = other {
            self.paragraph(phrase.in_tongue(tongue), second, tongue.reading(), side);
        }
    }

    /// A name and its value: the first language at the start, the second at the end, the value between them; with one
    /// language the value at the end. Where that is too narrow, the value takes lines of its own.
    pub(crate) fn pair(&mut self, name: &Phrase, value: &str, reading: Reading) {
        if value.trim().is_empty() {
            return;
        }
        let (body, small, bold, frame) = (self.body(), self.small(), self.bold(), self.frame);
        self.need(leading(body.size));
        let Tongues { first, second } = self.tongues;
        let opening = line(name.in_tongue(first), body, first.reading());
        let closing = second.map(|tongue| line(name.in_tongue(tongue), small, tongue.reading()));
        let single = line(value, bold, reading);
        let closing_width = closing.as_ref().map_or(0, |closing| closing.width / PARTS + PAIR_GAP);
        let between = Column { start: frame.start + opening.width / PARTS + PAIR_GAP, end: frame.end - closing_width };
        let fits = single.width <= between.width() * PARTS;
        let base = baseline(self.y, body.size);
        self.put(opening, body, Ink::Black, frame, Side::Start, base);
        let valued = closing.is_none();
        if fits {
            // Centred in the frame where it can be, so that values stand under each other.
            let half = (single.width / PARTS + 1) / 2;
            let middle = (frame.start + frame.end) / 2;
            let centred = between.start <= middle - half && middle + half <= between.end;
            let (column, side) = match (valued, centred) {
                (true, _) => (between, Side::End),
                (false, true) => (frame, Side::Centre),
                (false, false) => (between, Side::Centre),
            };
            self.put(single, bold, Ink::Black, column, side, base);
        }
        if let Some(closing) = closing {
            self.put(closing, small, Ink::Black, frame, Side::End, base);
        }
        self.y += leading(body.size);
        if !fits {
            self.paragraph(value, bold, reading, if valued { Side::End } else { Side::Centre });
        }
    }

    /// A name, its other language, and what stands in the column of amounts.
    pub(crate) fn amount(&mut self, name: &Phrase, amount: &str, weight: Weight) {
        let (body, small) = (self.body(), self.small());
        let column = self.amounts;
        let mut free = Column { start: self.frame.start, end: column.start - GAP };
        // Beside very large amounts no name can be read: they stand beneath it.
        let beneath = free.width() * 3 < self.frame.width();
        if beneath {
            free = self.frame;
        }
        let Tongues { first, second } = self.tongues;
        let own = lines(name.in_tongue(first), body, first.reading(), free.width());
        self.need(leading(body.size) * (i32::try_from(own.len()).unwrap_or(1) + 2));
        let mut base = baseline(self.y, body.size);
        let taken = own.first().map_or(0, |line| line.width / PARTS) + GAP;
        for line in own {
            self.put(line, body, Ink::Black, free, Side::Start, baseline(self.y, body.size));
            self.y += leading(body.size);
        }
        if let Some(tongue) = second {
            let other = line(name.in_tongue(tongue), small, tongue.reading());
            if other.width <= (free.width() - taken) * PARTS {
                self.put(other, small, Ink::Black, free, Side::End, base);
            } else {
                let top = self.y - 4;
                self.y += self.cell(name.in_tongue(tongue), small, tongue.reading(), free, Side::Start, top) - 2;
            }
        }
        if beneath {
            base = baseline(self.y, body.size);
            self.y += leading(body.size);
        }
        let style = Style { weight, ..body };
        self.put(line(amount, style, Reading::Latin), style, Ink::Black, column, Side::Right, base);
    }

    /// White letters on a black bar across the frame.
    pub(crate) fn banner(&mut self, text: &str, size: i32) {
        let style = Style { weight: Weight::Bold, size };
        let inner = self.frame.inside(GAP);
        let set = lines(text, style, Reading::Arabic, inner.width());
        let height = i32::try_from(set.len()).expect("a banner is a few words") * leading(size) + size / 4;
        self.bar(self.frame, self.y, height);
        let mut top = self.y + size / 8;
        for line in set {
            self.put(line, style, Ink::White, inner, Side::Centre, baseline(top, size));
            top += leading(size);
        }
        self.y += height;
    }

    /// A training paper must not pass for an invoice, wherever it is torn.
    pub(crate) fn training_banner(&mut self) {
        self.space(4);
        self.banner("تدريب  TRAINING", self.sizes.title);
        self.space(2);
        let small = self.small();
        self.centred("ليست فاتورة ضريبية  ·  Not a tax invoice", small, Reading::Arabic);
        self.space(6);
    }

    /// Black letters in a box across the frame.
    pub(crate) fn framed(&mut self, text: &str, size: i32) {
        let style = Style { weight: Weight::Bold, size };
        let from = self.y;
        self.space(2 + size / 8);
        self.within(self.frame.inside(GAP), |sheet| sheet.centred(text, style, Reading::Arabic));
        self.space(2 + size / 8);
        self.outline(self.frame, from, self.y, 2);
    }

    /// A QR code, its quiet zone against a side of the frame.
    pub(crate) fn qr(&mut self, qr: Qr, side: Side) {
        let dots = qr.side().cast_signed();
        let left = self.left_of(dots, side);
        let top = self.y;
        self.page().codes.push(QrMark { left, top, qr });
        self.y += dots;
    }

    /// A picture against a side of the frame.
    pub(crate) fn picture(&mut self, bitmap: Bitmap, side: Side) {
        let (width, height) = (bitmap.width().cast_signed(), bitmap.height().cast_signed());
        // Whole bytes of dots: pictures are laid over rows as they are.
        let left = self.left_of(width, side) / 8 * 8;
        let top = self.y;
        self.page().pictures.push(PictureMark { left, top, bitmap });
        self.y += height;
    }

    fn left_of(&self, width: i32, side: Side) -> i32 {
        let (left, right) = self.edges(self.frame);
        match (side, self.tongues.first) {
            (Side::Centre, _) => left + (right - left - width) / 2,
            (Side::Right, _) | (Side::Start, Tongue::Arabic) | (Side::End, Tongue::English) => right - width,
            (Side::Start, Tongue::English) | (Side::End, Tongue::Arabic) => left,
        }
    }

    /// Ends the sheet.
    pub(crate) fn finish(mut self) -> Layout {
        let end = (self.y + ROLL_END).cast_unsigned();
        let height = self.paper.height().unwrap_or(end);
        if !self.is_roll() {
            self.number_pages();
        }
        self.pages.iter_mut().for_each(|page| page.height = height);
        Layout { paper: self.paper, pages: self.pages }
    }

    /// "2 / 3" at the foot of each page.
    fn number_pages(&mut self) {
        let (count, style, frame) = (self.pages.len(), self.small(), printed(self.paper));
        let base = self.paper.height().map_or(0, u32::cast_signed) - SHEET_MARGIN;
        let mut pages = std::mem::take(&mut self.pages);
        for (index, page) in pages.iter_mut().enumerate() {
            (self.pages, self.at) = (vec![std::mem::take(page)], 0);
            let number = line(&format!("{} / {count}", index + 1), style, Reading::Latin);
            self.put(number, style, Ink::Black, frame, Side::Centre, base);
            *page = self.pages.remove(0);
        }
        self.pages = pages;
    }
}
