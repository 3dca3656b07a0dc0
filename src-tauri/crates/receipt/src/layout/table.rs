//! The table of an office sheet: each line with what it came to without VAT, its VAT, and with it.

use rust_decimal::Decimal;
use sanduq_domain::document::DocumentLine;
use sanduq_domain::money::Money;

use crate::language::{Phrase, Tongues, phrase};
use crate::layout::sheet::{Column, Sheet, Side, baseline, leading};
use crate::layout::{Ink, Weight, words};
use crate::text::{Line, PARTS, Reading, Style, line, lines};

/// Blank dots on each side of a cell.
const PAD: i32 = 10;
/// A name narrower than this is not read; then it takes a row of its own above its numbers.
const NAME_MIN: i32 = 360;

/// One column of numbers.
struct Numbers {
    head: Phrase,
    cells: Vec<String>,
    weight: Weight,
}

pub(super) fn fill(items: &[DocumentLine], sheet: &mut Sheet) {
    let columns = columns(items, sheet.tongues);
    let form = Form::measure(&columns, sheet);
    form.header(&columns, sheet);
    for (index, item) in items.iter().enumerate() {
        form.row(index, item, &columns, sheet);
    }
    sheet.rule(2);
}

/// Whether prices are told with VAT or without: as the shop thought of them, which is where they have few decimals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    WithVat,
    WithoutVat,
}

impl Told {
    fn of(items: &[DocumentLine]) -> Told {
        let short = |item: &DocumentLine| item.net_unit_price.normalize().scale() <= 4;
        if items.iter().all(short) { Told::WithoutVat } else { Told::WithVat }
    }

    fn price(self, item: &DocumentLine) -> Decimal {
        match self {
            Told::WithVat => item.shelf_unit_price(),
            Told::WithoutVat => item.net_unit_price,
        }
    }

    /// Below zero where something was taken off the line, above where more was charged.
    fn change(self, item: &DocumentLine) -> Money {
        match self {
            Told::WithVat if item.allowance.is_zero() => Money::ZERO,
            Told::WithVat => -item.shelf_discount(),
            Told::WithoutVat => -item.allowance,
        }
    }

    fn head(self) -> Phrase {
        match self {
            Told::WithVat => phrase("السعر شامل الضريبة", "Price incl. VAT"),
            Told::WithoutVat => phrase("سعر الوحدة", "Unit price"),
        }
    }
}

fn columns(items: &[DocumentLine], tongues: Tongues) -> Vec<Numbers> {
    let told = Told::of(items);
    let places = items.iter().map(|item| told.price(item).normalize().scale()).max().unwrap_or(2).max(2);
    let price = |item: &DocumentLine| {
        let mut price = told.price(item).normalize();
        price.rescale(places);
        price.to_string()
    };
    let numbers = |head: Phrase, weight, text: &dyn Fn(&DocumentLine) -> String| Numbers {
        head,
        cells: items.iter().map(text).collect(),
        weight,
    };
    let mut columns = vec![
        numbers(phrase("الكمية", "Quantity"), Weight::Regular, &|item| {
            words::quantity(item.quantity, &item.unit, tongues)
        }),
        numbers(told.head(), Weight::Regular, &price),
    ];
    if items.iter().any(|item| !told.change(item).is_zero()) {
        let change = |item: &DocumentLine| told.change(item).to_string();
        columns.push(numbers(phrase("الخصم", "Discount"), Weight::Regular, &change));
    }
    columns.extend([
        numbers(phrase("بدون الضريبة", "Excl. VAT"), Weight::Regular, &|item| item.net.to_string()),
        numbers(phrase("النسبة", "VAT %"), Weight::Regular, &|item| format!("{}%", item.vat_rate.normalize())),
        numbers(phrase("الضريبة", "VAT"), Weight::Regular, &|item| item.vat_amount.to_string()),
        numbers(phrase("شامل الضريبة", "Incl. VAT"), Weight::Bold, &|item| item.gross.to_string()),
    ]);
    columns
}

/// Where everything of a row stands.
struct Form {
    size: i32,
    place: Column,
    name: Column,
    numbers: Vec<Column>,
    /// Whether the name stands on a row of its own.
    stacked: bool,
}

impl Form {
    /// The largest letters in which the columns leave room for the name; very large amounts push it onto its own row.
    fn measure(columns: &[Numbers], sheet: &Sheet) -> Form {
        let whole = sheet.frame.width();
        let sizes = (20..=sheet.sizes.body - 2).rev();
        let fitting = sizes.clone().map(|size| (size, widths(columns, size, sheet)));
        let beside =
            fitting.clone().find(|(size, widths)| place(*size) + widths.iter().sum::<i32>() + NAME_MIN <= whole);
        let stacked = beside.is_none();
        let (size, widths) = beside
            .or_else(|| fitting.clone().find(|(_, widths)| widths.iter().sum::<i32>() <= whole))
            .unwrap_or_else(|| (20, vec![whole / i32::try_from(columns.len()).unwrap_or(1); columns.len()]));
        let mut end = sheet.frame.end;
        let mut numbers: Vec<Column> = widths
            .iter()
            .rev()
            .map(|width| {
                let column = Column { start: end - width, end };
                end = column.start;
                column
            })
            .collect();
        numbers.reverse();
        let place = Column { start: sheet.frame.start, end: sheet.frame.start + place(size) };
        let name = Column { start: place.end, end: if stacked { sheet.frame.end } else { end } };
        Form { size, place, name, numbers, stacked }
    }

    fn header(&self, columns: &[Numbers], sheet: &mut Sheet) {
        let bold = Style { weight: Weight::Bold, size: self.size };
        let small = Style { weight: Weight::Regular, size: self.size.min(sheet.sizes.small) };
        sheet.rule(3);
        sheet.space(4);
        let from = sheet.y;
        let mut bottom = from;
        let named = [(phrase("#", ""), self.place, Side::Start), (phrase("الصنف", "Item"), self.name, Side::Start)];
        let numbered =
            columns.iter().zip(&self.numbers).map(|(numbers, column)| (numbers.head.clone(), *column, Side::Right));
        for (head, column, side) in named.into_iter().chain(numbered) {
            // Where the name has rows of its own, its head would stand over others'.
            if self.stacked && column == self.name {
                continue;
            }
            sheet.y = from;
            sheet.within(column.inside(PAD / 2), |sheet| sheet.phrase(&head, bold, small, side));
            bottom = bottom.max(sheet.y);
        }
        sheet.y = bottom + 4;
        sheet.rule(2);
    }

    fn row(&self, index: usize, item: &DocumentLine, columns: &[Numbers], sheet: &mut Sheet) {
        let style = |weight| Style { weight, size: self.size };
        let name = lines(&item.name, style(Weight::Bold), Reading::Own, self.name.inside(PAD / 2).width());
        let height = |rows: usize| i32::try_from(rows).unwrap_or(i32::MAX / 1000) * leading(self.size);
        let high = height(name.len() + usize::from(self.stacked)) + 12;
        if sheet.need(high + 8) {
            self.header(columns, sheet);
        } else if index > 0 {
            sheet.dashes();
        }
        sheet.space(6);
        let from = sheet.y;
        let number = line(&(index + 1).to_string(), style(Weight::Regular), Reading::Latin);
        sheet.put(
            number,
            style(Weight::Regular),
            Ink::Black,
            self.place.inside(PAD / 2),
            Side::Start,
            baseline(from, self.size),
        );
        self.name(name, style(Weight::Bold), sheet);
        let numbers = if self.stacked { sheet.y } else { from };
        for (column, place) in columns.iter().zip(&self.numbers) {
            let text = line(&column.cells[index], style(column.weight), Reading::Latin);
            sheet.put(
                text,
                style(column.weight),
                Ink::Black,
                place.inside(PAD / 2),
                Side::Right,
                baseline(numbers, self.size),
            );
        }
        sheet.y = sheet.y.max(numbers + leading(self.size));
        sheet.space(6);
    }

    fn name(&self, name: Vec<Line>, style: Style, sheet: &mut Sheet) {
        for line in name {
            sheet.put(line, style, Ink::Black, self.name.inside(PAD / 2), Side::Start, baseline(sheet.y, self.size));
            sheet.y += leading(self.size);
        }
    }
}

/// The running number's column.
const fn place(size: i32) -> i32 {
    size * 2 + PAD
}

/// As wide as heads and cells need.
fn widths(columns: &[Numbers], size: i32, sheet: &Sheet) -> Vec<i32> {
    let wide = |text: &str, weight, reading| line(text, Style { weight, size }, reading).width / PARTS + 1;
    columns
        .iter()
        .map(|numbers| {
            let cells = numbers.cells.iter().map(|cell| wide(cell, numbers.weight, Reading::Latin));
            let tongues = [Some(sheet.tongues.first), sheet.tongues.second].into_iter().flatten();
            let heads = tongues.map(|tongue| wide(numbers.head.in_tongue(tongue), Weight::Bold, tongue.reading()));
            cells.chain(heads).max().unwrap_or_default() + 2 * PAD
        })
        .collect()
}
