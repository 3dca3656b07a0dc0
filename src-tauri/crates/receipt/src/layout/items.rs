//! The item lines: four columns on the wide roll, a form of its own on the narrow one.

use rust_decimal::Decimal;
use sanduq_domain::document::DocumentLine;
use sanduq_domain::money::Money;

use crate::layout::sheet::{Column, GAP, Sheet, Side, baseline, leading};
use crate::layout::words::{self, phrase};
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
    change: Option<(&'static str, String)>,
}

pub(crate) fn fill(lines: &[DocumentLine], sheet: &mut Sheet) {
    // In a column, points stand under each other; in a reckoning of its own, a price says no more than it must.
    let places = match sheet.paper {
        Paper::Roll80 => lines.iter().map(|line| line.shelf_unit_price().scale()).max().unwrap_or(2),
        Paper::Roll58 => 2,
    };
    let items: Vec<Item> = lines.iter().map(|line| Item::read(line, places)).collect();
    let small = sheet.small();
    // The law wants these words by the line amounts.
    match sheet.paper {
        Paper::Roll80 => sheet.centred("الأسعار شاملة الضريبة  ·  Prices include VAT", small, Reading::Arabic),
        Paper::Roll58 => sheet.centred_phrase(&phrase("الأسعار شاملة الضريبة", "Prices include VAT"), small, small),
    }
    sheet.space(2);
    match Columns::measure(&items, sheet) {
        Some(columns) => wide(&items, &columns, sheet),
        None => narrow(&items, sheet),
    }
}

impl Item {
    /// A price has at least `places` decimals.
    fn read(line: &DocumentLine, places: u32) -> Item {
        let quantity = line.quantity.normalize();
        let quantity =
            words::unit(&line.unit).map_or_else(|| quantity.to_string(), |unit| format!("{quantity} {unit}"));
        let change = Some(line.shelf_discount()).filter(|amount| !line.allowance.is_zero() && !amount.is_zero());
        Item {
            name: line.name.clone(),
            quantity,
            price: padded(line.shelf_unit_price(), places),
            rate: format!("{}%", line.vat_rate.normalize()),
            total: line.gross.to_string(),
            change: change.map(|off| {
                let word = if off > Money::ZERO { "خصم  Discount" } else { "رسوم  Charge" };
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

/// The columns of the wide roll from the right: quantity, price, VAT rate, total.
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
        let (body, page) = (sheet.body(), sheet.page());
        let widths = [
            sheet.amounts.width(),
            widest(|item| &item.rate, 84, body),
            widest(|item| &item.price, 90, body),
            widest(|item| &item.quantity, 90, body),
        ];
        let gap = (page.width() - widths.iter().sum::<i32>()) / 3;
        let mut left = page.left;
        let [total, rate, price, _] = widths.map(|width| {
            let column = Column { left, right: left + width };
            left = column.right + gap;
            column
        });
        let quantity = Column { left: price.right + gap, right: page.right };
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
        name(index, item, sheet);
        let cells = [
            (&item.quantity, body, columns.quantity),
            (&item.price, body, columns.price),
            (&item.rate, body, columns.rate),
            (&item.total, bold, columns.total),
        ];
        for (text, style, column) in cells {
            sheet.cell(text, style, Reading::Latin, column, Side::Right, sheet.y);
        }
        sheet.y += leading(body.size);
        if let Some(made) = &item.change {
            change(made, columns.price.right, sheet);
            sheet.y += leading(body.size);
        }
        sheet.space(4);
    }
    sheet.rule(2);
}

fn header(columns: &Columns, sheet: &mut Sheet) {
    let small = sheet.small();
    let bold = Style { weight: Weight::Bold, size: small.size };
    let top = sheet.y;
    let heads = [
        (phrase("الكمية", "Qty"), columns.quantity),
        (phrase("السعر", "Price"), columns.price),
        (phrase("الضريبة", "VAT"), columns.rate),
        (phrase("المجموع", "Total"), columns.total),
    ];
    for (head, column) in &heads {
        sheet.cell(&head.arabic, bold, Reading::Arabic, *column, Side::Right, top);
        sheet.cell(&head.english, small, Reading::Latin, *column, Side::Right, top + leading(small.size) - 3);
    }
    sheet.y += 2 * leading(small.size);
}

fn name(index: usize, item: &Item, sheet: &mut Sheet) {
    if index > 0 {
        sheet.dashes();
    }
    sheet.space(5);
    let (bold, page) = (sheet.bold(), sheet.page());
    sheet.y += sheet.cell(&item.name, bold, Reading::Own, page, Side::Right, sheet.y);
}

/// A discount or a charge as the customer saw it, its amount ending at `right` or where the word leaves room; answers
/// where the amount begins.
fn change((word, amount): &(&str, String), right: i32, sheet: &mut Sheet) -> i32 {
    let (body, small, page) = (sheet.body(), sheet.small(), sheet.page());
    let base = baseline(sheet.y, body.size);
    let word = line(word, small, Reading::Arabic);
    let column = Column { left: page.left, right: right.min(page.right - word.width / PARTS - GAP) };
    sheet.put(word, small, Ink::Black, page, Side::Right, base);
    let amount = line(amount, body, Reading::Latin);
    let left = column.right - amount.width / PARTS - 1;
    sheet.put(amount, body, Ink::Black, column, Side::Right, base);
    left
}

/// Name, then what was reckoned at the right and what it came to at the left.
fn narrow(items: &[Item], sheet: &mut Sheet) {
    let (bold, body, small, page) = (sheet.bold(), sheet.body(), sheet.small(), sheet.page());
    let column = sheet.amounts;
    sheet.rule(2);
    for (index, item) in items.iter().enumerate() {
        name(index, item, sheet);
        let rate = line(&item.rate, small, Reading::Latin);
        let rates = Column { left: column.right + GAP, right: column.right + GAP + rate.width / PARTS + 1 };
        let reckoned = line(&format!("{} × {}", item.quantity, item.price), body, Reading::Latin);
        let mut taken = page.right - reckoned.width / PARTS - 1;
        sheet.put(reckoned, body, Ink::Black, page, Side::Right, baseline(sheet.y, body.size));
        if let Some(made) = &item.change {
            sheet.y += leading(body.size);
            taken = change(made, page.right, sheet);
        }
        // The total belongs beside the last line of the reckoning; very large numbers take a line of their own.
        if taken < rates.right + GAP {
            sheet.y += leading(body.size);
        }
        let base = baseline(sheet.y, body.size);
        sheet.put(rate, small, Ink::Black, rates, Side::Left, base);
        sheet.put(line(&item.total, bold, Reading::Latin), bold, Ink::Black, column, Side::Right, base);
        sheet.y += leading(body.size);
        sheet.space(4);
    }
    sheet.rule(2);
}
