//! Strings that receipts get wrong, against the order in which their letters must stand, seen from left to right.

use sanduq_receipt::layout::{Glyph, PARTS, Text};
use sanduq_receipt::paper::Paper;

use crate::documents::{self, lay_out};

/// What is written, and its letters from left to right as a reader must see them; marks follow their letter.
const STRINGS: &[(&str, &str)] = &[
    // Arabic alone, with marks and ligatures.
    ("شاي", "ياش"),
    ("لا إله", "هلإ ال"),
    ("سُكَّر", "رَّكُس"),
    // Latin and digits within Arabic keep their own order.
    ("شاي Lipton أخضر", "رضخأ Lipton ياش"),
    ("حليب 1.5 لتر", "رتل 1.5 بيلح"),
    ("كولا 330 مل × 24", "24 × لم 330 الوك"),
    ("خصم 15%", "%15 مصخ"),
    ("عرض 3+1", "1+3 ضرع"),
    // (So Unicode orders signs beside digits that follow Arabic, and so every other screen shows them.)
    // Brackets turn with their text.
    ("تمر (سكري)", "(يركس) رمت"),
    // Latin first: the Arabic within it keeps to itself.
    ("iPhone (أسود) 256GB", "iPhone (دوسأ) 256GB"),
    ("Al Nada الندى", "Al Nada ىدنلا"),
    // Arabic digits.
    ("٥ كيلو", "وليك ٥"),
    // Dates, times, numbers: never turned round.
    ("2026-11-22 14:05:09", "2026-11-22 14:05:09"),
    ("T01-000042", "T01-000042"),
    ("-5.00", "-5.00"),
    ("+966 11 234 5678", "+966 11 234 5678"),
];

/// The characters of a text in the order their glyphs stand.
fn seen(text: &Text) -> String {
    let mut seen = String::new();
    for glyph in &text.glyphs {
        let own = &text.source[glyph.source.clone()];
        // A ligature stands for several letters: from the left, its last is first.
        let arabic = own.chars().any(|letter| ('\u{621}'..='\u{64A}').contains(&letter));
        if arabic { seen.extend(own.chars().rev()) } else { seen.push_str(own) }
    }
    seen
}

fn is_mark(letter: char) -> bool {
    ('\u{64B}'..='\u{652}').contains(&letter)
}

/// Whether the first of two neighbours is a mark that is not drawn over the letter after it, to whose right it belongs.
fn is_mark_alone(text: &Text, pair: &[Glyph]) -> bool {
    let said = |glyph: &Glyph| text.source[glyph.source.clone()].chars().collect::<Vec<_>>();
    let mark = said(&pair[0]);
    !mark.is_empty() && mark.iter().all(|letter| is_mark(*letter)) && (pair[1].x - pair[0].x).abs() > text.size * PARTS
}

/// Without marks, and with brackets that have no direction: they are drawn by their mirror image.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).map(|c| if matches!(c, '(' | ')') { '|' } else { c }).collect()
}

#[test]
fn letters_stand_in_the_order_of_reading_on_every_paper() {
    let (mut document, notes) = documents::groceries();
    let line = document.lines[0].clone();
    document.lines = STRINGS.iter().map(|(written, _)| documents::named(&line, written)).collect();
    for paper in Paper::ALL {
        let laid = lay_out(&document, &notes, paper);
        for (written, wanted) in STRINGS {
            let text = laid.texts().find(|text| text.source == *written).expect("a name of one line");
            let seen = seen(text);
            assert_eq!(bare(&seen), bare(wanted), "{written} on {paper:?}");
            let marks = |text: &str| text.chars().filter(|c| is_mark(*c)).count();
            assert_eq!(marks(&seen), marks(written), "{written} on {paper:?}: a mark is lost");
            let lost = text.glyphs.windows(2).filter(|pair| is_mark_alone(text, pair)).count();
            assert_eq!(lost, 0, "{written} on {paper:?}: a mark stands away from its letter");
        }
    }
}

#[test]
fn arabic_letters_join() {
    // The same letter has another body at the beginning, in the middle, at the end and alone.
    let (mut document, notes) = documents::groceries();
    document.lines.truncate(1);
    document.lines[0].name = "ععع ع".into();
    let laid = lay_out(&document, &notes, Paper::Roll80);
    let text = laid.texts().find(|text| text.source == "ععع ع").expect("the name");
    let mut bodies: Vec<u16> = text
        .glyphs
        .iter()
        .filter(|glyph| text.source[glyph.source.clone()].contains('ع'))
        .map(|glyph| glyph.id)
        .collect();
    assert_eq!(bodies.len(), 4);
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!(bodies.len(), 4, "four bodies, each drawn once");
}
