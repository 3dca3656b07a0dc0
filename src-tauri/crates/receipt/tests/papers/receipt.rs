//! What stands on the paper, and where.
#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_domain::document::{Document, DocumentKind};
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::tender::TenderKind;
use sanduq_receipt::ReceiptError;
use sanduq_receipt::language::Language;
use sanduq_receipt::layout::{self, Layout, PARTS, Text};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::notes::PaperNotes;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::picture;

use crate::documents;
use crate::documents::lay_out;

const ROLLS: [Paper; 3] = [Paper::Roll80, Paper::Roll58, Paper::Roll80Of512];

fn each(check: impl Fn(&str, &Document, &PaperNotes, &Layout)) {
    for (name, document, notes) in documents::all() {
        for paper in ROLLS {
            let laid = lay_out(&document, &notes, paper);
            check(&format!("{name} on {paper:?}"), &document, &notes, &laid);
        }
    }
}

fn says(laid: &Layout, words: &str) -> bool {
    laid.texts().any(|text| text.source.contains(words))
}

/// All lines of the paper as one text, so that what was wrapped is found again.
fn running(laid: &Layout) -> String {
    laid.texts().map(|text| text.source.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_number_of_the_document_is_on_the_paper() {
    each(|place, document, notes, laid| {
        let totals = &document.totals;
        let mut numbers = vec![
            document.seller.vat_number.clone(),
            document.issued_at.riyadh_date(),
            document.issued_at.riyadh_time(),
            totals.taxable.to_string(),
            totals.vat.to_string(),
            totals.with_vat.to_string(),
            totals.payable.to_string(),
        ];
        let parties = std::iter::once(&document.seller).chain(&document.buyer);
        numbers.extend(parties.flat_map(|party| &party.ids).map(|(_, value)| value.clone()));
        numbers.extend(document.vat.iter().map(|vat| vat.amount.to_string()));
        numbers.extend(document.lines.iter().map(|line| line.gross.to_string()));
        numbers.extend(document.lines.iter().map(|line| line.quantity.normalize().to_string()));
        numbers.extend(document.lines.iter().map(|line| line.shelf_unit_price().to_string()));
        numbers.extend(document.lines.iter().map(|line| format!("{}%", line.vat_rate)));
        let reduced = document.lines.iter().filter(|line| !line.allowance.is_zero());
        numbers.extend(reduced.map(|line| (-line.shelf_discount()).to_string()));
        if !totals.allowances.is_zero() {
            numbers.push((-document.shelf_discount()).to_string());
        }
        numbers.extend(notes.tenders.iter().map(|(_, amount)| amount.to_string()));
        numbers.extend(document.originals.clone());
        numbers.extend(document.shelf_charges().iter().map(ToString::to_string));
        for prepaid in &document.prepayments {
            numbers.extend([prepaid.number.clone(), (-(prepaid.taxable + prepaid.vat_amount)).to_string()]);
        }
        if !totals.rounding.is_zero() {
            numbers.push(totals.rounding.to_string());
        }
        let (on, until) = document.supply;
        numbers.extend([on, until].into_iter().flatten().map(|day| day.to_string()));
        for number in numbers {
            assert!(says(laid, &number), "{place}: {number} is missing");
        }
        let unbroken: String = running(laid).split_whitespace().collect();
        assert!(unbroken.contains(&document.number), "{place}: the number is missing");
    });
}

#[test]
fn every_name_is_on_the_paper_to_its_last_word() {
    each(|place, document, notes, laid| {
        let running = running(laid);
        let unbroken: String = running.split_whitespace().collect();
        let seller = &document.seller;
        let mut names =
            vec![&seller.name, &seller.street, &seller.district, &seller.city, &seller.building, &seller.postal_code];
        names.extend([&notes.cashier, &notes.till]);
        names.extend(document.lines.iter().map(|line| &line.name));
        names.extend(&document.reason);
        names.extend([&document.note, &document.order]);
        names.extend(document.buyer.iter().flat_map(|buyer| [&buyer.name, &buyer.vat_number]));
        for name in names {
            let wanted: String = name.split_whitespace().collect();
            assert!(unbroken.contains(&wanted), "{place}: {name} is missing");
        }
    });
}

#[test]
fn titles_stand_in_both_languages_by_kind_and_type() {
    let (invoice, notes) = documents::groceries();
    for (kind, invoice_type, arabic, english) in [
        (DocumentKind::Invoice, InvoiceType::Simplified, "فاتورة ضريبية مبسطة", "Simplified Tax Invoice"),
        (
            DocumentKind::CreditNote,
            InvoiceType::Simplified,
            "إشعار دائن للفاتورة الضريبية المبسطة",
            "Credit Note for Simplified Tax Invoice",
        ),
        (
            DocumentKind::DebitNote,
            InvoiceType::Simplified,
            "إشعار مدين للفاتورة الضريبية المبسطة",
            "Debit Note for Simplified Tax Invoice",
        ),
        (DocumentKind::Invoice, InvoiceType::Standard, "فاتورة ضريبية", "Tax Invoice"),
        (
            DocumentKind::Prepayment,
            InvoiceType::Simplified,
            "فاتورة ضريبية مبسطة لدفعة مقدمة",
            "Simplified Prepayment Tax Invoice",
        ),
        (DocumentKind::Prepayment, InvoiceType::Standard, "فاتورة ضريبية لدفعة مقدمة", "Prepayment Tax Invoice"),
    ] {
        let document = Document { kind, invoice_type, ..invoice.clone() };
        for paper in ROLLS {
            let text = running(&lay_out(&document, &notes, paper));
            let arabic_at = text.find(arabic).expect("the Arabic title");
            assert!(arabic_at < text.find(english).expect("the English title"), "Arabic comes first");
        }
    }
}

/// What no till here issues, and others do.
#[test]
fn another_programs_document_says_what_it_is() {
    let (mut document, _) = documents::groceries();
    document.self_billed = true;
    document.currency = "USD".into();
    document.vat_in_riyals = Some(documents::money("61.17"));
    let charged = &mut document.lines[0];
    let before = charged.gross;
    charged.allowance = -documents::money("2.00");
    charged.gross += documents::money("2.30");
    assert_eq!(charged.shelf_discount(), -documents::money("2.30"), "{before}");
    for paper in ROLLS {
        let laid = lay_out(&document, &PaperNotes::default(), paper);
        for words in
            ["فوترة ذاتية", "Self-billed", "Total incl. VAT,\u{A0}USD", "VAT in SAR", "61.17", "Charge", "2.30"]
        {
            assert!(says(&laid, words), "{words} on {paper:?}");
        }
        assert!(!says(&laid, "VAT,\u{A0}SAR"));
    }
}

#[test]
fn the_paper_says_that_prices_include_vat() {
    each(|place, _, _, laid| {
        assert!(says(laid, "الأسعار شاملة الضريبة"), "{place}");
        assert!(says(laid, "Prices include VAT"), "{place}");
    });
}

#[test]
fn a_training_paper_says_so_at_both_ends_and_a_real_one_never() {
    each(|place, _, notes, laid| {
        let banners: Vec<&Text> = laid.texts().filter(|text| text.source.contains("TRAINING")).collect();
        assert_eq!(banners.len(), if notes.training { 2 } else { 0 }, "{place}");
        assert_eq!(says(laid, "Not a tax invoice"), notes.training, "{place}");
        if let [first, last] = banners.as_slice() {
            assert!(first.source.contains("تدريب"));
            assert!(first.baseline < 60 && last.baseline > laid.height().cast_signed() - 120, "{place}");
        }
    });
}

#[test]
fn a_copy_says_that_it_is_one_and_which() {
    each(|place, _, notes, laid| {
        assert_eq!(says(laid, "COPY"), notes.copy.is_some(), "{place}");
        if let Some(copy) = notes.copy {
            assert!(says(laid, &format!("نسخة  COPY  {copy}")), "{place}");
        }
    });
}

#[test]
fn no_word_of_ours_ends_in_tanwin() {
    let (document, notes) = documents::credit_note();
    for paper in ROLLS {
        let laid = lay_out(&document, &notes, paper);
        assert!(laid.texts().all(|text| !text.source.contains('\u{64B}')));
    }
}

#[test]
fn no_glyph_is_missing_and_none_leaves_the_margins() {
    each(|place, _, _, laid| {
        let (left, right) = (6 * PARTS, (laid.paper.width().cast_signed() - 6) * PARTS);
        for text in laid.texts() {
            assert!(text.glyphs.iter().all(|glyph| glyph.id != 0), "{place}: {} has an empty box", text.source);
            // A dot of rounding.
            assert!(text.left >= left - PARTS && text.left + text.width <= right + PARTS, "{place}: {}", text.source);
        }
        let bitmap = picture::paint(laid);
        let edges = [0, 1, bitmap.width() - 2, bitmap.width() - 1];
        for y in 0..bitmap.height() {
            assert!(edges.iter().all(|x| !bitmap.is_black(*x, y)), "{place}: ink at the edge of row {y}");
        }
        assert!(
            (0..6).chain(bitmap.height() - 6..bitmap.height()).all(|y| bitmap.row(y).iter().all(|b| *b == 0)),
            "{place}"
        );
    });
}

#[test]
fn no_two_texts_overlap() {
    each(|place, _, _, laid| {
        let texts = &laid.pages[0].texts;
        for (index, one) in texts.iter().enumerate() {
            for other in &texts[index + 1..] {
                let apart = one.left + one.width <= other.left || other.left + other.width <= one.left;
                let upper = if one.baseline < other.baseline { (one, other) } else { (other, one) };
                let under = upper.1.baseline - upper.0.baseline >= upper.1.size * 3 / 4;
                assert!(apart || under, "{place}: {} over {}", one.source, other.source);
            }
        }
    });
}

#[test]
fn rows_go_down_the_paper_and_the_code_stands_below_the_totals() {
    each(|place, document, _, laid| {
        let code = &laid.pages[0].codes[0];
        let at = |words: &str| laid.texts().find(|text| text.source.contains(words)).map(|text| text.baseline);
        let rows = [
            at("الرقم الضريبي"),
            at(&document.issued_at.riyadh_date()),
            at("الأسعار شاملة"),
            at("بدون الضريبة"),
            at("الإجمالي شامل"),
            at("المستحق"),
            Some(code.top),
            at("شكرا"),
        ];
        let rows: Vec<i32> = rows.into_iter().map(|row| row.expect("the row stands")).collect();
        assert!(rows.is_sorted_by(|a, b| a < b), "{place}: {rows:?}");
        let bottom = code.top + code.qr.side().cast_signed();
        let beside = laid.texts().any(|text| text.baseline > code.top + 8 && text.baseline - text.size < bottom - 8);
        assert!(!beside, "{place}: text within the quiet zone");
    });
}

#[test]
fn money_stands_with_points_under_each_other() {
    each(|place, document, _, laid| {
        // Line totals are the leftmost bold amounts; their right edges agree, and all have two decimals.
        let totals: Vec<String> = document.lines.iter().map(|line| line.gross.to_string()).collect();
        let first = laid.texts().find(|text| text.source.contains("شاملة الضريبة")).unwrap().baseline;
        let last = laid.texts().find(|text| text.source.contains("المجموع") && text.baseline > first + 100).unwrap();
        let within = |text: &&Text| (first..last.baseline).contains(&text.baseline);
        let bold = laid.texts().filter(within).filter(|text| totals.contains(&text.source) && text.left < 100 * PARTS);
        let edges: Vec<i32> = bold.map(|text| text.left + text.width).collect();
        assert!(edges.len() >= document.lines.len(), "{place}: {} totals", edges.len());
        assert!(edges.iter().all(|edge| *edge == edges[0]), "{place}: {edges:?}");
    });
}

#[test]
fn dates_and_numbers_run_from_left_to_right() {
    let (document, notes) = documents::groceries();
    let laid = lay_out(&document, &notes, Paper::Roll80);
    for number in ["2026-11-22 14:05:09", "310122393500003", "T01-000042", "-5.00", "0.435\u{A0}kg"] {
        let text = laid.texts().find(|text| text.source == number).expect("a cell of its own");
        let starts: Vec<usize> = text.glyphs.iter().map(|glyph| glyph.source.start).collect();
        assert!(starts.is_sorted(), "{number} is turned round");
    }
}

#[test]
fn a_name_takes_its_direction_from_itself() {
    let (document, notes) = documents::difficult();
    let laid = lay_out(&document, &notes, Paper::Roll80);
    let latin = laid.texts().find(|text| text.source.starts_with("Apple")).unwrap();
    assert_eq!(latin.glyphs.first().unwrap().source.start, 0);
    let arabic = laid.texts().find(|text| text.source.starts_with("لإعداد")).unwrap();
    assert_eq!(arabic.glyphs.last().unwrap().source.start, 0);
}

#[test]
fn marks_stay_with_their_letters_when_a_word_is_cut() {
    let (mut document, notes) = documents::difficult();
    document.lines.truncate(1);
    document.lines[0].name = "شُكْرًا".repeat(30);
    for paper in ROLLS {
        let laid = lay_out(&document, &notes, paper);
        let pieces: Vec<&Text> = laid.texts().filter(|text| text.source.contains('ش')).collect();
        assert!(pieces.len() > 1, "the word is longer than a line");
        for piece in pieces {
            let first = piece.source.chars().next().unwrap();
            assert!(!('\u{64B}'..='\u{652}').contains(&first), "{} begins with a mark", piece.source);
        }
    }
}

#[test]
fn the_same_document_gives_the_same_paper() {
    let (document, notes) = documents::long();
    let one = picture::paint(&lay_out(&document, &notes, Paper::Roll58));
    let two = picture::paint(&lay_out(&document, &notes, Paper::Roll58));
    assert_eq!(one, two);
}

#[test]
fn a_document_without_a_code_or_with_too_long_a_one_is_refused() {
    let (document, notes) = documents::groceries();
    let with = |qr: String| Document { qr, ..document.clone() };
    assert!(matches!(
        layout::receipt(&with(String::new()), &notes, &Letterhead::default(), Paper::Roll80),
        Err(ReceiptError::NoQr)
    ));
    let long = with(documents::qr_text(2_900));
    let refused = layout::receipt(&long, &notes, &Letterhead::default(), Paper::Roll58).unwrap_err();
    assert!(matches!(refused, ReceiptError::QrTooLarge { characters: 2_900, dots: 384 }), "{refused}");
}

#[test]
fn a_credit_note_says_what_was_given_back_and_how() {
    let (document, mut notes) = documents::credit_note();
    notes.tenders.push((TenderKind::Card, documents::money("3.00")));
    for paper in Paper::ALL {
        let laid = lay_out(&document, &notes, paper);
        for words in ["المبلغ المردود (نقد)", "Refunded (Cash)", "المبلغ المردود (بطاقة)", "Refunded (Card)"]
        {
            assert!(says(&laid, words), "{words} on {paper:?}");
        }
        for words in ["الباقي", "Change"] {
            assert!(!says(&laid, words), "{words} on {paper:?}");
        }
    }
}

#[test]
fn arabic_alone_has_no_latin_words_for_money_and_measures() {
    let (document, notes) = documents::groceries();
    let letterhead = |language| Letterhead { language, ..Letterhead::default() };
    for paper in Paper::ALL {
        let laid = layout::receipt(&document, &notes, &letterhead(Language::Arabic), paper).unwrap();
        assert!(says(&laid, "ر.س") && says(&laid, "0.435\u{A0}كجم"), "{paper:?}");
        assert!(!says(&laid, "SAR") && !says(&laid, "kg"), "{paper:?}");
        for language in [Language::English, Language::Both] {
            let laid = layout::receipt(&document, &notes, &letterhead(language), paper).unwrap();
            assert!(says(&laid, "\u{A0}SAR") && says(&laid, "0.435\u{A0}kg"), "{language:?} {paper:?}");
        }
    }
}

#[test]
fn what_vat_is_reckoned_on_stays_on_its_line() {
    let (document, notes) = documents::mixed_vat();
    for paper in Paper::ALL {
        let laid = lay_out(&document, &notes, paper);
        for part in &document.vat {
            for on in [format!("على\u{A0}\u{2066}{}", part.taxable), format!("on\u{A0}{}", part.taxable)] {
                assert!(says(&laid, &on), "{on} on {paper:?}");
            }
        }
    }
}

#[test]
fn a_code_too_small_for_some_phones_is_known_before_it_is_printed() {
    let (mut document, notes) = documents::groceries();
    for (characters, paper, small) in [
        (512, Paper::Roll58, false),
        (700, Paper::Roll58, true),
        (700, Paper::Roll80, false),
        (700, Paper::Roll80Of512, false),
        (700, Paper::A4, false),
    ] {
        document.qr = documents::qr_text(characters);
        assert_eq!(lay_out(&document, &notes, paper).has_small_code(), small, "{characters} on {paper:?}");
    }
}
