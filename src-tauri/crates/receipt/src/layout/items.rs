//! The item lines: four columns on the wide roll, a form of its own on the narrow one.

use rust_decimal::Decimal;
use sanduq_domain::document::DocumentLine;

use crate::layout::sheet::{Column, GAP, Sheet, Side, leading};
use crate::layout::words::{self, Phrase, phrase};
use crate::layout::{Ink, Weight};
use crate::paper::Paper;
use crate::text::{PARTS, Reading, Style, line};

pub(crate) fn fill(lines: &[DocumentLine], sheet: &mut Sheet) {
    match sheet.paper {
        Paper::Roll80 => wide(lines, sheet),
        Paper::Roll58 => narrow(lines, sheet),
    }
    sheet.space(4);
}

/// The columns of the wide roll from the right: quantity, price, VAT rate, total.
struct Columns {
    quantity: Column,
    price: Column,
    rate: Column,
    total: Column,
}

fn wide(lines: &[DocumentLine], sheet: &mut Sheet) {
    let page = sheet.page();
    let columns = Columns {
        total: Column { left: page.left, right: page.left + 150 },
        rate: Column { left: page.left + 170, right: page.left + 250 },
        price: Column { left: page.left + 270, right: page.left + 410 },
        quantity: Column { left: page.left + 424, right: page.right },
    };
    sheet.rule(2);
    sheet.space(2);
    header(&columns, sheet);
    sheet.rule(1);
    let places = price_places(lines);
    for (index, item) in lines.iter().enumerate() {
        if index > 0 {
            sheet.dashes();
        }
        sheet.space(4);
        let (bold, body) = (sheet.bold(), sheet.body());
        sheet.y += sheet.cell(&item.name, bold, Reading::Own, page, Side::Right, sheet.y);
        let top = sheet.y;
        let mut number = |text: &str, style: Style, column: Column| {
            sheet.cell(text, style, Reading::Latin, column, Side::Right, top)
        };
        let height = [
            number(&quantity(item), body, columns.quantity),
            number(&price(item.shelf_unit_price(), places), body, columns.price),
            number(&rate(item), body, columns.rate),
            number(&item.gross.to_string(), bold, columns.total),
        ];
        sheet.y += height.into_iter().max().unwrap_or_default();
        discount(item, columns.price, sheet);
        sheet.space(2);
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

/// Name, then what was reckoned and what it came to.
fn narrow(lines: &[DocumentLine], sheet: &mut Sheet) {
    let page = sheet.page();
    sheet.rule(2);
    for (index, item) in lines.iter().enumerate() {
        if index > 0 {
            sheet.dashes();
        }
        sheet.space(4);
        let (bold, body, small) = (sheet.bold(), sheet.body(), sheet.small());
        sheet.y += sheet.cell(&item.name, bold, Reading::Own, page, Side::Right, sheet.y);
        let reckoned = format!("{} × {}", quantity(item), price(item.shelf_unit_price(), 2));
        let reckoned = line(&reckoned, body, Reading::Latin);
        let total = line(&item.gross.to_string(), bold, Reading::Latin);
        let rate = line(&rate(item), small, Reading::Latin);
        // Very large numbers take a line each.
        let needed = (reckoned.width + total.width + rate.width) / PARTS + 2 * GAP;
        let column = Column { left: page.left, right: page.left + amount_width(lines, sheet) };
        let rates = Column { left: column.right + GAP, right: column.right + GAP + 60 };
        sheet.put(reckoned, body, Ink::Black, page, Side::Right, sheet.y);
        if needed > page.width() {
            sheet.y += leading(body.size);
        }
        sheet.put(rate, small, Ink::Black, rates, Side::Left, sheet.y);
        sheet.put(total, bold, Ink::Black, column, Side::Right, sheet.y);
        sheet.y += leading(body.size);
        discount(item, column, sheet);
        sheet.space(2);
    }
    sheet.rule(2);
}

fn amount_width(lines: &[DocumentLine], sheet: &Sheet) -> i32 {
    let widths = lines.iter().map(|item| line(&item.gross.to_string(), sheet.bold(), Reading::Latin).width);
    widths.max().unwrap_or_default() / PARTS + 1
}

/// The discount as the customer saw it. The line's total is after it already, so it does not stand in that column on
/// the wide roll.
fn discount(item: &DocumentLine, column: Column, sheet: &mut Sheet) {
    let amount = item.shelf_discount();
    if item.allowance.is_zero() || amount.is_negative() || amount.is_zero() {
        return;
    }
    let (small, page) = (sheet.small(), sheet.page());
    let Phrase { arabic, english } = phrase("خصم", "Discount");
    let top = sheet.y;
    sheet.cell(&format!("{arabic}  {english}"), small, Reading::Arabic, page, Side::Right, top);
    sheet.y += sheet.cell(&(-amount).to_string(), small, Reading::Latin, column, Side::Right, top);
}

fn quantity(item: &DocumentLine) -> String {
    let quantity = item.quantity.normalize();
    words::unit(&item.unit).map_or_else(|| quantity.to_string(), |unit| format!("{quantity} {unit}"))
}

fn rate(item: &DocumentLine) -> String {
    format!("{}%", item.vat_rate.normalize())
}

/// As many decimals as any price of the receipt has, so that points stand under each other.
fn price_places(lines: &[DocumentLine]) -> u32 {
    lines.iter().map(|item| item.shelf_unit_price().scale()).max().unwrap_or(2)
}

fn price(mut price: Decimal, places: u32) -> String {
    if price.scale() < places {
        price.rescale(places);
    }
    price.to_string()
}
