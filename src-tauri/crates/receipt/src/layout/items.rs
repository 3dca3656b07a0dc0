//! The item lines on a roll: four columns on the wide one, a form of its own on the narrow one.

use rust_decimal::Decimal;
use sanduq_domain::document::DocumentLine;
use sanduq_domain::money::Money;

use crate::language::{Phrase, Tongues, phrase};
use crate::layout::sheet::{Column, GAP, Sheet, Side, baseline, leading};
use crate::layout::words;
use crate::layout::{Ink, Weight};
use crate::paper::Paper;
use crate::text::{PARTS, Reading, Style, line};

/// What one line says, in words ready to be set.
struct Item {
    name: String,
    quantity: String,
    price: String,
    rate: String,
    total: String,
    /// What was taken off the line or put on it: its word and its amount.
    change: Option<(Phrase, String)>,
}

pub(super) fn fill(lines: &[DocumentLine], sheet: &mut Sheet) {
    // In a column, points stand under each other; in a reckoning of its own, a price says no more than it must.
    let places = match sheet.paper {
        Paper::Roll58 => 2,
        Paper::Roll80 | Paper::Roll80Of512 | Paper::A4 => {
            lines.iter().map(|line| line.shelf_unit_price().scale()).max().unwrap_or(2)
        }
    };
    let items: Vec<Item> = lines.iter().map(|line| Item::read(line, places, sheet.tongues)).collect();
    vat_included(sheet);
    sheet.space(2);
    match Columns::measure(&items, sheet) {
        Some(columns) => wide(&items, &columns, sheet),
        None => narrow(&items, sheet),
    }
}

/// The law wants these words by the line amounts.
pub(super) fn vat_included(sheet: &mut Sheet) {
    let (small, words) = (sheet.small(), phrase("الأسعار شاملة الضريبة", "Prices include VAT"));
    let together = words.together("  ·  ");
    let tongues = sheet.tongues;
    let narrow = line(&together, small, Reading::Arabic).width > sheet.frame.width() * PARTS;
    if tongues.second.is_none() || narrow {
        sheet.phrase(&words, small, small, Side::Centre);
    } else {
        sheet.centred(&together, small, tongues.first.reading());
    }
}

impl Item {
    /// A price has at least `places` decimals.
    fn read(line: &DocumentLine, places: u32, tongues: Tongues) -> Item {
        let change = Some(line.shelf_discount()).filter(|amount| !line.allowance.is_zero() && !amount.is_zero());
        Item {
            name: line.name.clone(),
            quantity: words::quantity(line.quantity, &line.unit, tongues),
            price: padded(line.shelf_unit_price(), places),
            rate: format!("{}%", line.vat_rate.normalize()),
            total: line.gross.to_string(),
            change: change.map(|off| {
                let word = if off > Money::ZERO { phrase("خصم", "Discount") } else { phrase("رسوم", "Charge") };
                (word, (-off).to_string())
            }),
        }
    }
}

fn padded(mut price: Decimal, places: u32) -> String {
    if price.scale() < places {
        price.rescale(places);
    }
    price.to_string()
}

/// The columns of the wide roll from the start: quantity, price, VAT rate, total.
struct Columns {
    quantity: Column,
    price: Column,
    rate: Column,
    total: Column,
}

impl Columns {
    /// As wide as their numbers need, the rest shared out between them; none when the paper is too narrow.
    fn measure(items: &[Item], sheet: &Sheet) -> Option<Columns> {
        if sheet.paper == Paper::Roll58 {
            return None;
        }
        let widest = |text: fn(&Item) -> &str, least: i32, style: Style| {
            let widths = items.iter().map(|item| line(text(item), style, Reading::Latin).width / PARTS + 1);
            widths.max().unwrap_or_default().max(least)
        };
        let (body, frame) = (sheet.body(), sheet.frame);
        let widths = [
            sheet.amounts.width(),
            widest(|item| &item.rate, 84, body),
            widest(|item| &item.price, 90, body),
            widest(|item| &item.quantity, 90, body),
        ];
        let gap = (frame.width() - widths.iter().sum::<i32>()) / 3;
        let mut end = frame.end;
        let [total, rate, price, _] = widths.map(|width| {
            let column = Column { start: end - width, end };
            end = column.start - gap;
            column
        });
        let quantity = Column { start: frame.start, end: price.start - gap };
        Some(Columns { quantity, price, rate, total }).filter(|_| gap >= GAP)
    }
}

fn wide(items: &[Item], columns: &Columns, sheet: &mut Sheet) {
    sheet.rule(2);
    sheet.space(2);
    header(columns, sheet);
    sheet.rule(1);
    let (bold, body) = (sheet.bold(), sheet.body());
    for (index, item) in items.iter().enumerate() {
        name(index, &item.name, sheet);
        let cells = [
            (&item.quantity, body, columns.quantity, Side::Start),
            (&item.price, body, columns.price, Side::Right),
            (&item.rate, body, columns.rate, Side::Right),
            (&item.total, bold, columns.total, Side::Right),
        ];
        for (text, style, column, side) in cells {
            sheet.cell(text, style, Reading::Latin, column, side, sheet.y);
        }
        sheet.y += leading(body.size);
        if let Some(made) = &item.change {
            change(made, columns.price.end, sheet);
            sheet.y += leading(body.size);
        }
        sheet.space(4);
    }
    sheet.rule(2);
}

fn header(columns: &Columns, sheet: &mut Sheet) {
    let small = sheet.small();
    let bold = Style { weight: Weight::Bold, size: small.size };
    let heads = [
        (phrase("الكمية", "Qty"), columns.quantity, Side::Start),
        (phrase("السعر", "Price"), columns.price, Side::Right),
        (phrase("الضريبة", "VAT"), columns.rate, Side::Right),
        (phrase("المجموع", "Total"), columns.total, Side::Right),
    ];
    let from = sheet.y;
    for (head, column, side) in &heads {
        sheet.y = from;
        sheet.within(*column, |sheet| sheet.phrase(head, bold, small, *side));
    }
}

pub(super) fn name(index: usize, name: &str, sheet: &mut Sheet) {
    if index > 0 {
        sheet.dashes();
    }
    sheet.space(5);
    let bold = sheet.bold();
    sheet.paragraph(name, bold, Reading::Own, Side::Start);
}

/// A discount or a charge as the customer saw it, its amount ending at `end` or where the word leaves room; answers where
/// the amount ends in the direction of reading.
fn change((word, amount): &(Phrase, String), end: i32, sheet: &mut Sheet) -> i32 {
    let (body, small, frame) = (sheet.body(), sheet.small(), sheet.frame);
    let base = baseline(sheet.y, body.size);
    let tongues = sheet.tongues;
    let word = match tongues.second {
        None => line(word.in_tongue(tongues.first), small, tongues.first.reading()),
        Some(_) => line(&word.together("  "), small, Reading::Arabic),
    };
    let after = frame.start + word.width / PARTS + GAP;
    sheet.put(word, small, Ink::Black, frame, Side::Start, base);
    let amount = line(amount, body, Reading::Latin);
    let width = amount.width / PARTS + 1;
    let start = after.max(end - width);
    sheet.put(amount, body, Ink::Black, Column { start, end: start + width }, Side::Right, base);
    start + width
}

/// Name, then what was reckoned at the start and what it came to at the end.
fn narrow(items: &[Item], sheet: &mut Sheet) {
    let (bold, body, small, frame) = (sheet.bold(), sheet.body(), sheet.small(), sheet.frame);
    let column = sheet.amounts;
    sheet.rule(2);
    for (index, item) in items.iter().enumerate() {
        name(index, &item.name, sheet);
        let rate = line(&item.rate, small, Reading::Latin);
        let rates = Column { start: column.start - GAP - rate.width / PARTS - 1, end: column.start - GAP };
        let reckoned = line(&format!("{} × {}", item.quantity, item.price), body, Reading::Latin);
        let mut taken = frame.start + reckoned.width / PARTS + 1;
        if reckoned.width <= frame.width() * PARTS {
            sheet.put(reckoned, body, Ink::Black, frame, Side::Start, baseline(sheet.y, body.size));
        } else {
            // Factors that do not fit one line stand on one each.
            for factor in [item.quantity.clone(), format!("× {}", item.price)] {
                sheet.paragraph(&factor, body, Reading::Latin, Side::Start);
            }
            sheet.y -= leading(body.size);
            taken = frame.end;
        }
        if let Some(made) = &item.change {
            sheet.y += leading(body.size);
            taken = change(made, frame.start, sheet);
        }
        // The total belongs beside the last line of the reckoning; very large numbers take a line of their own.
        if taken > rates.start - GAP {
            sheet.y += leading(body.size);
        }
        let base = baseline(sheet.y, body.size);
        sheet.put(rate, small, Ink::Black, rates, Side::End, base);
        sheet.put(line(&item.total, bold, Reading::Latin), bold, Ink::Black, column, Side::Right, base);
        sheet.y += leading(body.size);
        sheet.space(4);
    }
    sheet.rule(2);
}
