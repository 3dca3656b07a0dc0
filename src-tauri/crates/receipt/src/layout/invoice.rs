//! Invoices and notes on an office sheet: letterhead and title, seller beside buyer, a table over as many pages as it
//! needs, and at its end the totals beside the code.

use sanduq_domain::document::{Document, DocumentKind, DocumentParty};

use crate::language::{Phrase, phrase};
use crate::layout::sheet::{Column, Continuation, GAP, Sheet, Side, leading};
use crate::layout::{Layout, Weight, head, rolled, table, totals, words};
use crate::letterhead::Letterhead;
use crate::notes::PaperNotes;
use crate::paper::Paper;
use crate::qr::Qr;
use crate::text::{Reading, Style};

/// Between the two halves of the sheet.
const GUTTER: i32 = 48;

pub(super) fn fill(document: &Document, notes: &PaperNotes, letterhead: &Letterhead, qr: Qr) -> Layout {
    let mut sheet = Sheet::new(Paper::A4, letterhead.language.of_tax_documents());
    let title = words::title(document.kind, document.invoice_type);
    let heading = format!("{}  ·  \u{2066}{}\u{2069}", title.in_tongue(sheet.tongues.first), document.number);
    // Every page of a copy says that it is one.
    let heading = match notes.copy {
        Some(copy) => format!("{heading}  ·  {}", head::copy_words(copy)),
        None => heading,
    };
    sheet.continuation = Continuation { heading, training: notes.training };
    if notes.training {
        sheet.training_banner();
    }
    opening(document, notes, letterhead, &title, &mut sheet);
    parties(document, &mut sheet);
    facts(document, notes, &mut sheet);
    sheet.space(20);
    table::fill(&document.lines, &mut sheet);
    sheet.space(20);
    closing(document, notes, letterhead, qr, &mut sheet);
    sheet.finish()
}

/// The shop at the start, what this is at the end.
fn opening(document: &Document, notes: &PaperNotes, letterhead: &Letterhead, title: &Phrase, sheet: &mut Sheet) {
    let (start, end) = sheet.frame.halves(GUTTER);
    sheet.beside(
        (start, |sheet: &mut Sheet| {
            head::logo(letterhead, sheet, Side::Start);
            head::name(&document.seller.name, sheet, Side::Start);
            head::own_lines(&letterhead.header, sheet, Side::Start);
        }),
        (end, |sheet: &mut Sheet| {
            let (first, body, small) = (head::title_style(sheet), sheet.body(), sheet.small());
            sheet.phrase(title, first, body, Side::End);
            for flag in words::flags(document.flags, document.self_billed) {
                sheet.phrase(&flag, body, small, Side::End);
            }
            if let Some(copy) = notes.copy {
                sheet.space(8);
                let size = sheet.sizes.total_label;
                sheet.framed(&head::copy_words(copy), size);
            }
        }),
    );
    sheet.space(14);
    sheet.rule(4);
    sheet.space(18);
}

fn parties(document: &Document, sheet: &mut Sheet) {
    let (start, end) = sheet.frame.halves(GUTTER);
    let (from, frame, page) = (sheet.y, sheet.frame, sheet.page_index());
    let block = |name: Phrase, party: Option<&DocumentParty>, sheet: &mut Sheet| {
        let Some(party) = party else { return };
        let inner = sheet.frame.inside(GAP);
        sheet.within(inner, |sheet| {
            sheet.space(8);
            let (small, bold) = (Style { weight: Weight::Bold, ..sheet.small() }, sheet.bold());
            sheet.paragraph(&one_line(&name, sheet), small, sheet.tongues.first.reading(), Side::Start);
            sheet.paragraph(&party.name, bold, Reading::Own, Side::Start);
            let body = sheet.body();
            for row in head::address(party, sheet) {
                sheet.paragraph(&row, body, Reading::Own, Side::Start);
            }
            sheet.space(4);
            head::numbers(party, sheet);
            sheet.space(10);
        });
    };
    sheet.beside(
        (start, |sheet: &mut Sheet| block(phrase("البائع", "Seller"), Some(&document.seller), sheet)),
        (end, |sheet: &mut Sheet| block(phrase("العميل", "Customer"), document.buyer.as_ref(), sheet)),
    );
    let bottom = sheet.y;
    // A box that would end on another page than it began is left out.
    if sheet.page_index() == page {
        sheet.outline(if document.buyer.is_some() { start } else { frame }, from, bottom, 2);
        if document.buyer.is_some() {
            sheet.outline(end, from, bottom, 2);
        }
    }
    sheet.space(18);
}

/// Number, date and what the document refers to, in two columns: the first half beside the second.
fn facts(document: &Document, notes: &PaperNotes, sheet: &mut Sheet) {
    let (start, end) = sheet.frame.halves(GUTTER);
    let facts = rolled::facts(document, notes);
    let (first, second) = facts.split_at(facts.len().div_ceil(2));
    let column = |facts: &[rolled::Fact], sheet: &mut Sheet| {
        for fact in facts {
            sheet.pair(&fact.name, &fact.value, fact.reading);
        }
    };
    let inside = |column: Column| column.inside(GAP);
    sheet.beside(
        (inside(start), |sheet: &mut Sheet| column(first, sheet)),
        (inside(end), |sheet: &mut Sheet| column(second, sheet)),
    );
}

/// In the languages of the paper on one line.
fn one_line(words: &Phrase, sheet: &Sheet) -> String {
    let first = words.in_tongue(sheet.tongues.first);
    sheet.tongues.second.map_or_else(|| first.to_owned(), |second| format!("{first}  ·  {}", words.in_tongue(second)))
}

/// Totals and code stand together, on the page after the table where this one is too full.
fn closing(document: &Document, notes: &PaperNotes, letterhead: &Letterhead, qr: Qr, sheet: &mut Sheet) {
    let (start, end) = sheet.frame.halves(GUTTER);
    let reckoning = |sheet: &mut Sheet| {
        sheet.amounts = totals::column(document, notes, sheet);
        totals::fill(document, notes, sheet);
    };
    let high = sheet.measure(|sheet| sheet.within(end, reckoning));
    sheet.need(high.max(qr.side().cast_signed() + 3 * leading(sheet.sizes.small)));
    sheet.beside(
        (start, |sheet: &mut Sheet| {
            sheet.qr(qr, Side::Start);
        }),
        (end, reckoning),
    );
    sheet.space(24);
    if letterhead.footer.is_empty() {
        if document.kind == DocumentKind::Invoice {
            let small = sheet.small();
            sheet.phrase(&phrase("شكرا لتعاملكم معنا", "Thank you for your business"), small, small, Side::Centre);
        }
    } else {
        sheet.rule(1);
        sheet.space(8);
        head::own_lines(&letterhead.footer, sheet, Side::Centre);
    }
}
