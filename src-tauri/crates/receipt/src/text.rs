//! One cell of text: its direction (`unicode-bidi`), its lines (`unicode-linebreak`), its glyphs.

use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_linebreak::linebreaks;

use crate::face::{Flow, Shaped, UNITS_PER_EM, Weight, face};

/// Parts of a dot in which glyphs are placed: small enough that joined letters meet, whole so that layout is exact.
pub const PARTS: i32 = 64;

/// Which way a cell reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Arabic,
    /// Amounts, dates, numbers: without this "14:05 2026-11-22" comes out turned round.
    Latin,
    /// From its first letter: names, addresses, reasons.
    Own,
}

/// The letters of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// Dots per em.
    pub(crate) size: i32,
}

/// One glyph of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph {
    /// Its index in the font.
    pub id: u16,
    /// From the line's left edge, in 1/64 dot.
    pub x: i32,
    /// Above the base line, in 1/64 dot.
    pub y: i32,
    /// The bytes of the line's text it stands for; empty for the second glyph of a letter, such as its dots.
    pub source: Range<usize>,
}

/// A line of glyphs, not placed yet.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// In 1/64 dot.
    pub(crate) width: i32,
    pub(crate) glyphs: Vec<Glyph>,
}

/// Sets `text` in lines not wider than `width` dots. At least one line, even when there is nothing to say.
pub(crate) fn lines(text: &str, style: Style, reading: Reading, width: i32) -> Vec<Line> {
    // One cell is one paragraph: what would begin another is a blank here.
    let text: String = text
        .trim()
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    let paragraph = Paragraph { bidi: ParagraphBidiInfo::new(&text, reading.level()), text: &text, style };
    let whole = paragraph.line(0..text.len());
    if whole.width <= width * PARTS {
        return vec![whole];
    }
    paragraph.broken(width * PARTS)
}

/// The one line of a text that is known to be short.
pub(crate) fn line(text: &str, style: Style, reading: Reading) -> Line {
    lines(text, style, reading, i32::MAX / PARTS).swap_remove(0)
}

impl Reading {
    fn level(self) -> Option<Level> {
        match self {
            Reading::Arabic => Some(Level::rtl()),
            Reading::Latin => Some(Level::ltr()),
            Reading::Own => None,
        }
    }
}

struct Paragraph<'a> {
    text: &'a str,
    style: Style,
    bidi: ParagraphBidiInfo<'a>,
}

impl Paragraph<'_> {
    fn broken(&self, width: i32) -> Vec<Line> {
        let mut done = Vec::new();
        let mut start = 0;
        let mut fitting: Option<(usize, Line)> = None;
        for (end, _) in linebreaks(self.text) {
            let mut candidate = self.line(start..end);
            if candidate.width > width
                && let Some((at, line)) = fitting.take()
            {
                done.push(line);
                start = at;
                candidate = self.line(start..end);
            }
            while candidate.width > width {
                let at = self.longest_piece(start..end, width);
                done.push(self.line(start..at));
                start = at;
                candidate = self.line(start..end);
            }
            fitting = Some((end, candidate));
        }
        done.extend(fitting.map(|(_, line)| line));
        done
    }

    /// Where to cut a word longer than a line: after the last letter that fits, with its marks; at least one letter.
    fn longest_piece(&self, range: Range<usize>, width: i32) -> usize {
        let mut cuts: Vec<usize> = self
            .glyphs(range.clone())
            .iter()
            .map(|(glyph, _)| glyph.cluster as usize)
            .filter(|at| *at > range.start)
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let fitting = cuts.partition_point(|at| self.line(range.start..*at).width <= width);
        cuts.get(fitting.saturating_sub(1)).copied().unwrap_or(range.end)
    }

    /// The glyphs of a line from left to right, each with the bytes it stands for.
    fn glyphs(&self, range: Range<usize>) -> Vec<(Shaped, Range<usize>)> {
        let mut glyphs = Vec::new();
        let (levels, runs) = self.bidi.visual_runs(range);
        for run in runs {
            let flow = if levels[run.start].is_rtl() { Flow::RightToLeft } else { Flow::LeftToRight };
            let shaped = face(self.style.weight).shape(&self.text[run.clone()], run.start, flow);
            let sources = self.sources(&shaped, run, flow);
            glyphs.extend(shaped.into_iter().zip(sources));
        }
        glyphs
    }

    fn line(&self, range: Range<usize>) -> Line {
        let text = self.text[range.clone()].trim_end();
        let range = range.start..range.start + text.len();
        let shaped = if range.is_empty() { Vec::new() } else { self.glyphs(range.clone()) };
        // A line that is only measured may be of any length.
        let scaled = |units: i32| {
            let parts = i64::from(units) * i64::from(self.style.size) * i64::from(PARTS) / i64::from(UNITS_PER_EM);
            i32::try_from(parts).unwrap_or(i32::MAX)
        };
        let mut pen = 0;
        let glyphs = shaped
            .into_iter()
            .map(|(glyph, source)| {
                let x = scaled(pen + glyph.x);
                pen += glyph.advance;
                Glyph {
                    id: glyph.id,
                    x,
                    y: scaled(glyph.y),
                    source: source.start - range.start..source.end - range.start,
                }
            })
            .collect();
        Line { text: text.to_owned(), width: scaled(pen), glyphs }
    }

    /// Which bytes each glyph of a run stands for, so that text copied from a PDF is what was written.
    ///
    /// A cluster is a letter with its marks, or a ligature. Its glyphs share out its characters one by one in reading
    /// order; the last takes what is left over, and a glyph beyond the last character gets none.
    fn sources(&self, glyphs: &[Shaped], run: Range<usize>, flow: Flow) -> Vec<Range<usize>> {
        let mut starts: Vec<usize> = glyphs.iter().map(|glyph| glyph.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let mut sources = Vec::with_capacity(glyphs.len());
        for cluster in glyphs.chunk_by(|a, b| a.cluster == b.cluster) {
            let start = cluster[0].cluster as usize;
            let next = starts.partition_point(|other| *other <= start);
            let end = starts.get(next).copied().unwrap_or(run.end);
            let mut shares = share(self.text, start..end, cluster.len());
            if flow == Flow::RightToLeft {
                shares.reverse();
            }
            sources.extend(shares);
        }
        sources
    }
}

fn share(text: &str, cluster: Range<usize>, glyphs: usize) -> Vec<Range<usize>> {
    let mut cuts: Vec<usize> =
        text[cluster.clone()].char_indices().map(|(at, _)| cluster.start + at).take(glyphs).collect();
    cuts.resize(glyphs, cluster.end);
    let ends = cuts.iter().skip(1).copied().chain([cluster.end]);
    cuts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}
