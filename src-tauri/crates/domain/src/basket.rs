//! What a customer is about to buy, at shelf prices with VAT.

use crate::decimal::{Quantity, UnitPrice};
use crate::money::Money;
use crate::text::{TextError, one_line};
use crate::vat::Vat;

/// The lines on the counter and the discount over all of them. Prices and discounts include VAT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basket {
    pub lines: Vec<Line>,
    /// Off the sum of the lines, in riyals with VAT.
    pub discount: Money,
}

/// One item on the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the document calls it: 3 to 1 000 characters, not digits only (BR-KSA-F-06-C19, BR-KSA-F-C-01).
    pub name: String,
    pub quantity: Quantity,
    /// UN/ECE recommendation 20 code, `PCE` for pieces, `KGM` for kilograms.
    pub unit: String,
    pub unit_price: UnitPrice,
    /// Off this line, in riyals with VAT.
    pub discount: Money,
    pub vat: Vat,
}

impl Line {
    /// A line of pieces without discount.
    #[must_use]
    pub fn new(name: &str, quantity: Quantity, unit_price: UnitPrice, vat: Vat) -> Self {
        Line { name: name.to_owned(), quantity, unit: "PCE".to_owned(), unit_price, discount: Money::ZERO, vat }
    }

    /// What the line costs before its discount, rounded to the halala.
    #[must_use]
    pub fn shelf_total(&self) -> Money {
        self.unit_price.times(self.quantity)
    }
}

impl Basket {
    /// The most lines one document takes here; the law's bound is a line number of six digits (BR-KSA-F-06-C17).
    pub const MAX_LINES: usize = 5_000;

    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = Line>) -> Self {
        Basket { lines: lines.into_iter().collect(), discount: Money::ZERO }
    }

    /// Everything that keeps this basket from becoming a document; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<BasketFault> {
        let mut faults = Vec::new();
        let mut fault = |line: Option<usize>, field, kind| faults.push(BasketFault { line, field, kind });
        if self.lines.is_empty() {
            fault(None, BasketField::Lines, BasketFaultKind::Empty);
        }
        if self.lines.len() > Basket::MAX_LINES {
            fault(None, BasketField::Lines, BasketFaultKind::TooMany);
        }
        let mut total = Money::ZERO;
        for (index, line) in self.lines.iter().enumerate() {
            let line_number = Some(index + 1);
            match one_line(&line.name, 3, 1000) {
                Ok(name) if name.bytes().all(|b| b.is_ascii_digit()) => {
                    fault(line_number, BasketField::Name, BasketFaultKind::DigitsOnly);
                }
                Ok(_) => {}
                Err(error) => fault(line_number, BasketField::Name, error.into()),
            }
            if let Err(error) = one_line(&line.unit, 1, 127) {
                fault(line_number, BasketField::Unit, error.into());
            }
            let shelf = line.shelf_total();
            if shelf > Money::MAX {
                fault(line_number, BasketField::UnitPrice, BasketFaultKind::TooLarge);
            }
            if line.discount.is_negative() {
                fault(line_number, BasketField::Discount, BasketFaultKind::Negative);
            } else if line.discount > shelf {
                fault(line_number, BasketField::Discount, BasketFaultKind::MoreThanTheLine);
            }
            total += shelf - line.discount;
        }
        if self.discount.is_negative() {
            fault(None, BasketField::Discount, BasketFaultKind::Negative);
        } else if self.discount > total && !self.lines.is_empty() {
            fault(None, BasketField::Discount, BasketFaultKind::MoreThanTheBasket);
        }
        faults
    }
}

/// A field of a basket, named as baskets are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BasketField {
    Lines,
    Name,
    Quantity,
    Unit,
    UnitPrice,
    Vat,
    Discount,
    Tenders,
}

impl BasketField {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            BasketField::Lines => "lines",
            BasketField::Name => "name",
            BasketField::Quantity => "quantity",
            BasketField::Unit => "unit",
            BasketField::UnitPrice => "unit_price",
            BasketField::Vat => "vat",
            BasketField::Discount => "discount",
            BasketField::Tenders => "tenders",
        }
    }
}

/// What is wrong with a field of a basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BasketFaultKind {
    #[error("there is nothing to sell")]
    Empty,
    #[error("one document takes at most 5000 lines")]
    TooMany,
    #[error("it needs at least 3 characters")]
    TooShort,
    #[error("it is too long")]
    TooLong,
    #[error("a name cannot be digits only")]
    DigitsOnly,
    #[error("it holds a character that no document can carry")]
    ForbiddenCharacter,
    #[error("it is below zero")]
    Negative,
    #[error("the amount is too large")]
    TooLarge,
    #[error("the discount is more than the line")]
    MoreThanTheLine,
    #[error("the discount is more than the basket")]
    MoreThanTheBasket,
}

impl From<TextError> for BasketFaultKind {
    fn from(error: TextError) -> Self {
        match error {
            TextError::TooShort => BasketFaultKind::TooShort,
            TextError::TooLong => BasketFaultKind::TooLong,
            TextError::ForbiddenCharacter => BasketFaultKind::ForbiddenCharacter,
        }
    }
}

/// One reason why a basket cannot become a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasketFault {
    /// Counted from 1; none when the fault is of the whole basket.
    pub line: Option<usize>,
    pub field: BasketField,
    pub kind: BasketFaultKind,
}

impl std::fmt::Display for BasketFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}, {}: {}", self.field.key(), self.kind),
            None => write!(f, "{}: {}", self.field.key(), self.kind),
        }
    }
}

impl std::error::Error for BasketFault {}
