//! What no shop sells and some document may hold: every paper still says all of it, and nothing stands on anything else.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use sanduq_domain::document::Document;
use sanduq_domain::money::Money;
use sanduq_receipt::language::Language;
use sanduq_receipt::layout::{self, Layout, PARTS, Page, Text};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::notes::PaperNotes;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture::{self, Bitmap};
use sanduq_receipt::scan;

use crate::documents;

/// No text over another, none over a code or a picture, none beyond the edge; answers everything said, unbroken.
fn hold(place: &str, laid: &Layout) -> String {
    for page in &laid.pages {
        apart(place, page, laid.paper.width().cast_signed());
    }
    laid.texts().flat_map(|text| text.source.split_whitespace()).collect()
}

fn apart(place: &str, page: &Page, width: i32) {
    let mut rows: Vec<&Text> = page.texts.iter().collect();
    rows.sort_by_key(|text| text.baseline);
    for (index, one) in rows.iter().enumerate() {
        assert!(one.left >= 5 * PARTS, "{place}: {} begins beyond the edge", one.source);
        assert!(one.left + one.width <= (width - 5) * PARTS, "{place}: {} ends beyond the edge", one.source);
        assert!(one.baseline + one.size / 3 <= page.height.cast_signed(), "{place}: {} falls off", one.source);
        assert!(one.glyphs.iter().all(|glyph| glyph.id != 0), "{place}: {} has an empty box", one.source);
        for other in rows[index + 1..].iter().take_while(|other| other.baseline - one.baseline < other.size * 3 / 4) {
            let beside = one.left + one.width <= other.left || other.left + other.width <= one.left;
            assert!(beside, "{place}: {} over {}", one.source, other.source);
        }
        let boxes = page.codes.iter().map(|mark| (mark.left, mark.top, mark.qr.side()));
        for (left, top, side) in boxes {
            let side = side.cast_signed();
            let across = one.left < (left + side) * PARTS && one.left + one.width > left * PARTS;
            let down = one.baseline - one.size * 3 / 4 < top + side && one.baseline > top;
            assert!(!(across && down), "{place}: {} in the quiet zone", one.source);
        }
    }
}

/// Every code that a reader finds anywhere on the paper.
fn found(bitmap: &Bitmap) -> Vec<String> {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let grey = |x: usize, y: usize| if bitmap.is_black(x as u32, y as u32) { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

fn each_paper(document: &Document, notes: &PaperNotes, check: impl Fn(&str, &Layout)) {
    for paper in Paper::ALL {
        for language in Language::ALL {
            let letterhead = Letterhead { language, ..documents::letterhead() };
            let laid = layout::receipt(document, notes, &letterhead, paper).unwrap();
            check(&format!("{} in {}", paper.key(), language.key()), &laid);
        }
    }
}

#[test]
fn names_of_one_to_three_hundred_bytes_are_whole() {
    let (mut document, notes) = documents::groceries();
    let line = document.lines[0].clone();
    let kinds = ["ك", "حليب ", "W", "milk ", "شُكْ", "لا", "١", "7-"];
    document.lines = kinds
        .iter()
        .flat_map(|kind| [1, 2, 13, 40, 299, 300].map(|bytes| kind.repeat(bytes.max(kind.len()) / kind.len())))
        .map(|name| documents::named(&line, name.trim()))
        .collect();
    each_paper(&document, &notes, |place, laid| {
        let said = hold(place, laid);
        for line in &document.lines {
            let name: String = line.name.split_whitespace().collect();
            assert!(said.contains(&name), "{place}: {} is cut", line.name);
        }
    });
}

#[test]
fn amounts_of_eighteen_digits_are_whole() {
    let huge = Money::from_halalas(999_999_999_999_999_999);
    let (mut document, mut notes) = documents::ordered();
    for line in &mut document.lines {
        (line.net, line.vat_amount, line.gross) = (huge, huge, huge);
        line.quantity = "1.000000001".parse().unwrap();
        line.net_unit_price = "8695652164347825.2086".parse().unwrap();
    }
    document.lines.truncate(1);
    document.charges.clear();
    let totals = &mut document.totals;
    (totals.taxable, totals.vat, totals.with_vat, totals.payable) = (huge, huge, huge, huge);
    document.vat[0].amount = huge;
    document.vat[0].taxable = huge;
    notes.tenders[0].1 = huge;
    each_paper(&document, &notes, |place, laid| {
        let said = hold(place, laid);
        assert!(said.matches("9999999999999999.99").count() >= 6, "{place}");
        assert!(said.contains("1.000000001"), "{place}: the quantity is cut");
    });
}

#[test]
fn five_hundred_lines_all_stand_on_as_many_pages_as_they_need() {
    let (mut document, notes) = documents::long();
    let lines = document.lines.clone();
    for count in [1, 2, 37, 500] {
        document.lines = lines.iter().cycle().take(count).cloned().collect();
        each_paper(&document, &notes, |place, laid| {
            hold(place, laid);
            let totals = laid.texts().filter(|text| text.source == document.lines[0].gross.to_string()).count();
            assert!(totals >= count.div_ceil(lines.len()), "{place}: {totals}");
            match laid.paper {
                Paper::A4 => {
                    let numbered = |page: &Page, number: usize| {
                        let foot = format!("{number} / {}", laid.pages.len());
                        page.texts.iter().any(|text| text.source == foot)
                    };
                    assert!((1..).zip(&laid.pages).all(|(number, page)| numbered(page, number)), "{place}");
                    assert_eq!(laid.pages.len() > 5, count == 500, "{place}: {} pages", laid.pages.len());
                    let continued = laid.pages[1..].iter().all(|page| page.texts[0].source.contains(&document.number));
                    assert!(continued, "{place}: a page that belongs to nothing");
                }
                Paper::Roll58 | Paper::Roll80 | Paper::Roll80Of512 => assert_eq!(laid.pages.len(), 1),
            }
        });
    }
}

#[test]
fn every_form_in_every_language_on_every_paper_stands_and_scans() {
    for (name, form) in documents::forms() {
        for paper in Paper::ALL {
            for language in Language::ALL {
                let laid = form(&Letterhead { language, ..documents::letterhead() }, paper);
                let place = format!("{name} on {} in {}", paper.key(), language.key());
                hold(&place, &laid);
                let bitmap = picture::paint(&laid);
                scan::verify(&laid, &bitmap).unwrap_or_else(|error| panic!("{place}: {error}"));
                // And so does whoever has to search the whole paper for them, as a phone does.
                let wanted: BTreeSet<&str> =
                    laid.pages.iter().flat_map(|page| &page.codes).map(|mark| mark.qr.text.as_str()).collect();
                let found = found(&bitmap);
                assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), wanted, "{place}");
            }
        }
    }
}

#[test]
fn two_columns_that_run_over_a_page_go_on_side_by_side() {
    let (mut document, mut notes) = documents::ordered();
    let words = |count: usize| "شارع الأمير محمد بن عبدالعزيز ".repeat(count);
    document.seller.street = words(400);
    document.reason = Some(words(300));
    notes.cashier = words(350);
    document.buyer.as_mut().unwrap().street = words(260);
    let laid = documents::lay_out(&document, &notes, Paper::A4);
    assert!(laid.pages.len() > 3, "{} pages", laid.pages.len());
    let height = Paper::A4.height().unwrap().cast_signed();
    for (number, page) in laid.pages.iter().enumerate() {
        for (index, one) in page.texts.iter().enumerate() {
            assert!((0..height - 40).contains(&one.baseline), "page {number}: {} hangs out", one.source);
            for other in &page.texts[index + 1..] {
                let apart = one.left + one.width <= other.left || other.left + other.width <= one.left;
                let (upper, lower) = if one.baseline < other.baseline { (one, other) } else { (other, one) };
                let under = lower.baseline - upper.baseline >= upper.size * 3 / 4;
                assert!(apart || under, "page {number}: {} over {}", one.source, other.source);
            }
        }
    }
    let page_of =
        |words: &str| laid.pages.iter().position(|page| page.texts.iter().any(|text| text.source.contains(words)));
    assert_eq!(page_of(&document.seller.name), Some(0));
    assert_eq!(page_of("مطعم الديرة"), Some(0), "the buyer stands beside the seller, where both begin");
    let said: String = laid.texts().map(|text| text.source.as_str()).collect();
    let streets = said.matches("عبدالعزيز").count();
    assert_eq!(streets, 400 + 300 + 350 + 260, "nothing is lost");
    assert_eq!(laid.pages.iter().map(|page| page.codes.len()).sum::<usize>(), 1);
}
