//! What opens and closes a paper: the shop with its logo and address, the title, marks of copies and training, and the
//! shop's own lines.

use sanduq_domain::document::DocumentParty;

use crate::language::{Phrase, Tongue, phrase};
use crate::layout::Weight;
use crate::layout::sheet::{Sheet, Side, leading};
use crate::layout::words;
use crate::letterhead::Letterhead;
use crate::logo::{HEIGHT_MAX, WIDTH_MAX};
use crate::paper::Paper;
use crate::slips::Desk;
use crate::text::{PARTS, Reading, Style, line};

/// The shop as tax documents name it.
pub(super) fn shop(seller: &DocumentParty, letterhead: &Letterhead, sheet: &mut Sheet) {
    logo(letterhead, sheet, Side::Centre);
    name(&seller.name, sheet, Side::Centre);
    own_lines(&letterhead.header, sheet, Side::Centre);
    sheet.space(2);
    let body = sheet.body();
    for row in address(seller, sheet) {
        sheet.centred(&row, body, Reading::Own);
    }
    sheet.space(6);
    numbers(seller, sheet);
}

/// The shop as its own slips name it.
pub(super) fn slip(desk: &Desk, letterhead: &Letterhead, title: &Phrase, sheet: &mut Sheet) {
    if desk.training {
        sheet.training_banner();
    }
    logo(letterhead, sheet, Side::Centre);
    name(&desk.shop, sheet, Side::Centre);
    self::title(title, &[], sheet);
}

/// When, where and by whom.
pub(super) fn made(desk: &Desk, sheet: &mut Sheet) {
    let at = format!("{} {}", desk.at.riyadh_date(), desk.at.riyadh_time());
    sheet.pair(&phrase("التاريخ", "Date"), &at, Reading::Latin);
    sheet.pair(&phrase("الكاشير", "Cashier"), &desk.cashier, Reading::Own);
    sheet.pair(&phrase("الصندوق", "Till"), &desk.till, Reading::Own);
}

/// The end of a slip.
pub(super) fn slip_end(desk: &Desk, sheet: &mut Sheet) {
    if desk.training {
        sheet.training_banner();
    }
}

pub(super) fn logo(letterhead: &Letterhead, sheet: &mut Sheet, side: Side) {
    let Some(logo) = &letterhead.logo else { return };
    let (width, height) = match sheet.paper {
        Paper::Roll58 => (240, 120),
        Paper::Roll80 | Paper::Roll80Of512 => (360, 160),
        Paper::A4 => (WIDTH_MAX, HEIGHT_MAX),
    };
    sheet.picture(logo.fitted(width, height), side);
    sheet.space(8);
}

pub(super) fn name(name: &str, sheet: &mut Sheet, side: Side) {
    // A little smaller rather than one word on a second line; a long name takes its lines at full size.
    let sized = |size| Style { weight: Weight::Bold, size };
    let most = sheet.sizes.shop;
    let width = sheet.frame.width() * PARTS;
    let whole = (most - 6..=most).rev().map(sized).find(|style| line(name, *style, Reading::Own).width <= width);
    sheet.paragraph(name, whole.unwrap_or(sized(most)), Reading::Own, side);
}

pub(super) fn own_lines(lines: &[String], sheet: &mut Sheet, side: Side) {
    let small = sheet.small();
    for line in lines {
        if line.is_empty() {
            sheet.space(leading(small.size) / 2);
        } else {
            sheet.paragraph(line, small, Reading::Own, side);
        }
    }
}

pub(super) fn numbers(party: &DocumentParty, sheet: &mut Sheet) {
    sheet.pair(&phrase("الرقم الضريبي", "VAT No"), &party.vat_number, Reading::Latin);
    for (scheme, value) in &party.ids {
        sheet.pair(&words::id_scheme(scheme), value, Reading::Latin);
    }
}

/// The national address in the post's order: building and street, district, city and postal code with the additional
/// number, country. The narrow roll gives each its line.
pub(super) fn address(party: &DocumentParty, sheet: &Sheet) -> Vec<String> {
    let joined = |parts: &[&str], between: &str| {
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    };
    // Isolated, or the hyphen would let the two numbers change places.
    let post = match joined(&[&party.postal_code, &party.additional], "-") {
        code if code.is_empty() => code,
        code => format!("\u{2066}{code}\u{2069}"),
    };
    let street = joined(&[&party.building, &party.street], " ");
    let city = joined(&[&party.city, &post], " ");
    let tongue = if party.city.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        Tongue::English
    } else {
        Tongue::Arabic
    };
    let comma = match tongue {
        Tongue::English => ", ",
        Tongue::Arabic => "، ",
    };
    let country = words::country(&party.country).in_tongue(tongue).to_owned();
    let rows = match sheet.paper {
        Paper::Roll80 | Paper::Roll80Of512 => {
            vec![joined(&[&street, &party.district], comma), joined(&[&city, &country], comma)]
        }
        Paper::Roll58 | Paper::A4 => vec![street, joined(&[&party.district, &city], comma), country],
    };
    let stated = [&party.street, &party.building, &party.district, &party.city, &party.postal_code];
    if stated.into_iter().all(|part| part.trim().is_empty()) { Vec::new() } else { rows }
}

/// The title between rules, with what is special about the transaction beneath it.
pub(super) fn title(title: &Phrase, flags: &[Phrase], sheet: &mut Sheet) {
    sheet.space(6);
    sheet.rule(2);
    sheet.space(4);
    let (first, body, small) = (title_style(sheet), sheet.body(), sheet.small());
    sheet.phrase(title, first, body, Side::Centre);
    for flag in flags {
        sheet.phrase(flag, body, small, Side::Centre);
    }
    sheet.space(6);
    sheet.rule(2);
    sheet.space(6);
}

pub(super) fn title_style(sheet: &Sheet) -> Style {
    Style { weight: Weight::Bold, size: sheet.sizes.title }
}

/// The words on a copy, which must not pass for the original.
pub(super) fn copy_words(copy: u32) -> String {
    format!("نسخة  COPY  {copy}")
}
