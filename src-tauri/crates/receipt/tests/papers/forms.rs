//! The shop's own papers, its letterhead, and what must never stand on which.
#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_domain::money::Money;
use sanduq_receipt::ReceiptError;
use sanduq_receipt::language::Language;
use sanduq_receipt::layout::{self, Layout};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::logo::{Logo, LogoError};
use sanduq_receipt::paper::Paper;
use sanduq_receipt::slips::ReportKind;
use sanduq_receipt::{picture, scan};

use crate::documents;

fn says(laid: &Layout, words: &str) -> bool {
    laid.texts().any(|text| text.source.contains(words))
}

fn in_language(language: Language) -> Letterhead {
    Letterhead { language, ..Letterhead::default() }
}

#[test]
fn a_gift_receipt_names_everything_and_costs_nothing() {
    let (document, notes) = documents::groceries();
    for paper in Paper::ALL {
        let laid = layout::gift(&document, &notes, &Letterhead::default(), paper).unwrap();
        assert!(document.lines.iter().all(|line| says(&laid, &line.name)), "{paper:?}");
        let amounts = document.lines.iter().flat_map(|line| [line.gross, line.net, line.vat_amount]);
        let totals = [document.totals.with_vat, document.totals.vat, document.totals.taxable, notes.change];
        for amount in amounts.chain(totals).filter(|amount| *amount != Money::ZERO) {
            assert!(!says(&laid, &amount.to_string()), "{amount} on {paper:?}");
        }
        assert_eq!(laid.pages[0].codes[0].qr.text, document.number, "its code holds no amount either");
    }
}

#[test]
fn a_hold_slip_says_that_it_is_no_invoice() {
    let laid = layout::held(&documents::hold_slip(), &Letterhead::default(), Paper::Roll80);
    for words in ["H-07", "أبو خالد", "ليست فاتورة", "Not an invoice", "جبنة فيتا"] {
        assert!(says(&laid, words), "{words}");
    }
    assert!(laid.pages[0].codes.is_empty(), "nothing on it can pass for a tax QR");
}

#[test]
fn a_shift_report_reckons_what_it_was_told() {
    let laid = layout::shift_report(&documents::shift_report(ReportKind::Z), &Letterhead::default(), Paper::Roll80);
    // 9812.40 - 38.50; 1222.55; 500 + 4210.75 - 38.50 + 100 - 250; and what was counted is 2.00 less.
    for figure in ["9773.90", "1222.55", "4522.25", "4520.25", "-2.00", "T01-004211", "T01-004349"] {
        assert!(says(&laid, figure), "{figure}");
    }
    assert!(says(&laid, "عجز") && says(&laid, "Short"));
    let running = layout::shift_report(&documents::shift_report(ReportKind::X), &Letterhead::default(), Paper::Roll80);
    assert!(!says(&running, "Counted"), "nobody has counted yet");
}

#[test]
fn a_hand_over_has_both_names_twice() {
    let laid = layout::hand_over(&documents::hand_over(), &Letterhead::default(), Paper::Roll58);
    for name in ["سارة", "Mohammed Al-Harbi"] {
        assert_eq!(laid.texts().filter(|text| text.source == name).count(), 2, "{name}");
    }
    assert!(says(&laid, "مطابق"));
}

#[test]
fn a_test_page_has_a_ladder_of_three_to_six_dots() {
    for paper in Paper::ALL {
        let laid = layout::test_page(&documents::test_page(), &Letterhead::default(), paper).unwrap();
        let dots: Vec<u32> = laid.pages.iter().flat_map(|page| &page.codes).map(|mark| mark.qr.dots).collect();
        assert_eq!(dots, [3, 4, 5, 6], "{paper:?}");
    }
}

#[test]
fn one_language_leaves_the_other_out_but_never_the_law() {
    let (document, notes) = documents::groceries();
    for paper in Paper::ALL {
        let in_arabic = layout::receipt(&document, &notes, &in_language(Language::Arabic), paper).unwrap();
        let ours = ["Simplified", "Invoice No", "Cashier", "Amount due", "Total incl"];
        assert!(ours.iter().all(|words| !says(&in_arabic, words)), "{paper:?}");
        let in_english = layout::receipt(&document, &notes, &in_language(Language::English), paper).unwrap();
        for words in ["Simplified Tax Invoice", "فاتورة ضريبية مبسطة", "Amount due", "المبلغ المستحق"]
        {
            assert!(says(&in_english, words), "{words} on {paper:?}: Arabic is compulsory on a tax document");
        }
        let report =
            layout::shift_report(&documents::shift_report(ReportKind::X), &in_language(Language::English), paper);
        assert!(says(&report, "X report") && !says(&report, "تقرير"), "{paper:?}: the law asks for no Arabic here");
    }
}

#[test]
fn english_papers_run_from_left_to_right() {
    let (document, notes) = documents::groceries();
    let place = |language, words: &str| {
        let laid = layout::receipt(&document, &notes, &in_language(language), Paper::Roll80).unwrap();
        laid.texts().find(|text| text.source == words).unwrap().left
    };
    let total = document.totals.taxable.to_string();
    assert!(place(Language::Both, "المجموع بدون الضريبة") > place(Language::Both, &total));
    assert!(place(Language::English, "Total excl. VAT") < place(Language::English, &total));
}

#[test]
fn the_letterhead_stands_on_customers_papers() {
    let (document, notes) = documents::groceries();
    for paper in Paper::ALL {
        let laid = layout::receipt(&document, &notes, &documents::letterhead(), paper).unwrap();
        assert_eq!(laid.pages[0].pictures.len(), 1);
        assert!(says(&laid, "Olaya branch") && says(&laid, "Exchange and return"), "{paper:?}");
        assert!(!says(&laid, "شكرا لزيارتكم"), "the shop's own words replace ours");
    }
}

#[test]
fn only_pictures_of_a_sensible_size_are_logos() {
    assert_eq!(Logo::from_png(b"GIF89a"), Err(LogoError::NotAPng));
    let mut huge = Vec::new();
    let mut encoder = png::Encoder::new(&mut huge, 3000, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[0; 3000]).unwrap();
    assert_eq!(Logo::from_png(&huge), Err(LogoError::TooLarge));
}

#[test]
fn a_logo_is_made_smaller_but_never_larger_and_keeps_its_shape() {
    let mut wide = Vec::new();
    let mut encoder = png::Encoder::new(&mut wide, 400, 100);
    encoder.set_color(png::ColorType::Rgba);
    // Black with a transparent half: on paper that half is white.
    let row: Vec<u8> = (0..400).flat_map(|x| [0, 0, 0, if x < 200 { 255 } else { 0 }]).collect();
    encoder.write_header().unwrap().write_image_data(&row.repeat(100)).unwrap();
    let logo = Logo::from_png(&wide).unwrap();
    let (small, own) = (logo.fitted(200, 100), logo.fitted(4000, 4000));
    assert_eq!((small.width(), small.height(), own.width(), own.height()), (200, 50, 400, 100));
    assert!(small.is_black(10, 25) && !small.is_black(190, 25));
}

#[test]
fn a_code_that_does_not_read_stops_the_paper() {
    let (document, notes) = documents::groceries();
    for paper in Paper::ALL {
        let laid = layout::receipt(&document, &notes, &Letterhead::default(), paper).unwrap();
        let good = picture::paint(&laid);
        scan::verify(&laid, &good).unwrap();
        let page = laid.pages.iter().position(|page| !page.codes.is_empty()).unwrap();
        let above: u32 = laid.pages[..page].iter().map(|page| page.height).sum();
        let mark = &laid.pages[page].codes[0];
        let (left, top) = (mark.left.cast_unsigned(), mark.top.cast_unsigned() + above);
        // A blot over the middle, a mark in the quiet zone, and another code than the document's.
        let mut blotted = good.clone();
        let side = mark.qr.side();
        (side / 4..side * 3 / 4)
            .for_each(|y| (side / 4..side * 3 / 4).for_each(|x| blotted.blacken(left + x, top + y)));
        let mut crowded = good.clone();
        crowded.blacken(left + 3, top + side / 2);
        let mut other = laid.clone();
        other.pages[page].codes[0].qr.text.push('A');
        for (layout, picture) in [(&laid, &blotted), (&laid, &crowded), (&other, &good)] {
            assert!(matches!(scan::verify(layout, picture), Err(ReceiptError::Unscannable)), "{paper:?}");
        }
    }
}
