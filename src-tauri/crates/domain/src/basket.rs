//! What a customer is about to buy: lines, discounts and charges at the prices he was told.

use rust_decimal::Decimal;

use crate::decimal::{Percent, Quantity, UnitPrice, round_half_up};
use crate::invoice::InvoiceNumber;
use crate::money::Money;
use crate::text::{TextError, one_line};
use crate::timestamp::Timestamp;
use crate::vat::Vat;

/// Whether the prices, discounts and charges of a basket include VAT.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Prices {
    /// As on every shelf of the Kingdom: what the customer reads is what he pays.
    #[default]
    Inclusive,
    /// As among businesses: VAT comes on top.
    Exclusive,
}

/// The lines on the counter and what goes over all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basket {
    pub prices: Prices,
    pub lines: Vec<Line>,
    /// Off the sum of the lines.
    pub discount: Discount,
    /// On top of the lines: delivery, packing.
    pub charges: Vec<Charge>,
    /// Paid before, each against a document of its own.
    pub prepaid: Vec<Prepayment>,
    /// Rounds the amount to be paid, such as to the coins at hand; at most a riyal either way.
    pub rounding: Money,
}

/// One item on the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the document calls it: 3 to 1 000 characters, not numerals only, of whatever script (BR-KSA-F-06-C19,
    /// BR-KSA-F-C-01).
    pub name: String,
    pub quantity: Quantity,
    /// UN/ECE recommendation 20 code, `PCE` for pieces, `KGM` for kilograms.
    pub unit: String,
    /// For `base_quantity` of the unit.
    pub unit_price: UnitPrice,
    /// How many units the price is for: 100 where the shelf says "per 100 g".
    pub base_quantity: Quantity,
    /// Off this line.
    pub discount: Discount,
    pub vat: Vat,
}

/// What is taken off a line or a basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Discount {
    Amount(Money),
    Percent(Percent),
}

impl Discount {
    pub const NONE: Discount = Discount::Amount(Money::ZERO);

    /// What it takes off `amount`.
    #[must_use]
    pub fn of(self, amount: Money) -> Money {
        match self {
            Discount::Amount(off) => off,
            Discount::Percent(percent) => percent.of(amount),
        }
    }

    /// Whether it takes nothing off, whatever it is taken off.
    #[must_use]
    pub fn is_none(self) -> bool {
        match self {
            Discount::Amount(off) => off.is_zero(),
            Discount::Percent(percent) => percent.decimal().is_zero(),
        }
    }

    #[must_use]
    pub const fn percent(self) -> Option<Percent> {
        match self {
            Discount::Amount(_) => None,
            Discount::Percent(percent) => Some(percent),
        }
    }
}

impl std::fmt::Display for Discount {
    /// `2.50`, or `10%`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Discount::Amount(off) => off.fmt(f),
            Discount::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// The text is neither an amount nor a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a discount is an amount such as 2.50 or a share such as 10%")]
pub struct DiscountError;

impl std::str::FromStr for Discount {
    type Err = DiscountError;

    fn from_str(text: &str) -> Result<Self, DiscountError> {
        match text.strip_suffix('%') {
            Some(percent) => percent.trim_end().parse().map(Discount::Percent).map_err(|_| DiscountError),
            None => text.parse().map(Discount::Amount).map_err(|_| DiscountError),
        }
    }
}

impl Default for Discount {
    fn default() -> Self {
        Discount::NONE
    }
}

impl From<Money> for Discount {
    fn from(off: Money) -> Self {
        Discount::Amount(off)
    }
}

/// Something charged over the whole basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub reason: ChargeReason,
    pub amount: Money,
    pub vat: Vat,
}

/// Why something is charged (UN/CEFACT 7161, the authority's subset: BR-KSA-CL-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChargeReason {
    Delivery,
    Freight,
    Packing,
    Service,
}

impl ChargeReason {
    pub const ALL: [ChargeReason; 4] =
        [ChargeReason::Delivery, ChargeReason::Freight, ChargeReason::Packing, ChargeReason::Service];

    /// The code of UN/CEFACT 7161.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ChargeReason::Delivery => "DL",
            ChargeReason::Freight => "FC",
            ChargeReason::Packing => "PC",
            ChargeReason::Service => "ADR",
        }
    }

    /// The word in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            ChargeReason::Delivery => "delivery",
            ChargeReason::Freight => "freight",
            ChargeReason::Packing => "packing",
            ChargeReason::Service => "service",
        }
    }

    #[must_use]
    pub const fn arabic(self) -> &'static str {
        match self {
            ChargeReason::Delivery => "توصيل",
            ChargeReason::Freight => "شحن",
            ChargeReason::Packing => "تغليف",
            ChargeReason::Service => "خدمات أخرى",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        ChargeReason::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// A payment received before, for which a prepayment document (386) was issued (BR-KSA-73 to -80).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepayment {
    pub number: InvoiceNumber,
    pub issued_at: Timestamp,
    /// With VAT.
    pub amount: Money,
    pub vat: Vat,
}

impl Line {
    /// A line of pieces without discount.
    #[must_use]
    pub fn new(name: &str, quantity: Quantity, unit_price: UnitPrice, vat: Vat) -> Self {
        Line {
            name: name.to_owned(),
            quantity,
            unit: "PCE".to_owned(),
            unit_price,
            base_quantity: Quantity::ONE,
            discount: Discount::NONE,
            vat,
        }
    }

    /// What the line costs before its discount, rounded to the halala. What is beyond every bound stays countable.
    #[must_use]
    pub fn shelf_total(&self) -> Money {
        const BEYOND: Decimal = Decimal::from_parts(1_316_134_912, 2_328, 0, false, 0); // 10^13
        let exact = self.unit_price.decimal() * self.quantity.decimal() / self.base_quantity.decimal();
        round_half_up(exact.min(BEYOND))
    }

    /// What its discount takes off it.
    #[must_use]
    pub fn discount_amount(&self) -> Money {
        self.discount.of(self.shelf_total())
    }
}

impl Basket {
    /// The most lines one document takes here; the law's bound is a line number of six digits (BR-KSA-F-06-C17).
    pub const MAX_LINES: usize = 5_000;
    pub const MAX_CHARGES: usize = 20;
    pub const MAX_PREPAYMENTS: usize = 20;
    /// The most that rounding may move the amount to be paid, either way.
    pub const MAX_ROUNDING: Money = Money::from_halalas(100);

    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = Line>) -> Self {
        Basket { lines: lines.into_iter().collect(), ..Basket::default() }
    }

    /// The sum of the lines after their own discounts.
    #[must_use]
    pub fn line_total(&self) -> Money {
        self.lines.iter().map(|line| line.shelf_total() - line.discount_amount()).sum()
    }

    /// Everything that keeps this basket from becoming a document; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<BasketFault> {
        if self.lines.len() > Basket::MAX_LINES {
            // The sum of any number of lines would not stay countable.
            return vec![BasketFault { line: None, field: BasketField::Lines, kind: BasketFaultKind::TooMany }];
        }
        let mut faults = Vec::new();
        let mut fault = |line: Option<usize>, field, kind| faults.push(BasketFault { line, field, kind });
        if self.lines.is_empty() {
            fault(None, BasketField::Lines, BasketFaultKind::Empty);
        }
        let mut total = Money::ZERO;
        for (index, line) in self.lines.iter().enumerate() {
            let line_number = Some(index + 1);
            if let Some(kind) = name_fault(&line.name) {
                fault(line_number, BasketField::Name, kind);
            }
            if let Err(error) = one_line(&line.unit, 1, 127) {
                fault(line_number, BasketField::Unit, error.into());
            }
            if line.quantity.decimal() / line.base_quantity.decimal() > Quantity::MAX {
                fault(line_number, BasketField::BaseQuantity, BasketFaultKind::TooLarge);
            }
            let shelf = line.shelf_total();
            if shelf > Money::MAX {
                fault(line_number, BasketField::UnitPrice, BasketFaultKind::TooLarge);
            }
            let discount = line.discount.of(shelf);
            if discount.is_negative() {
                fault(line_number, BasketField::Discount, BasketFaultKind::Negative);
            } else if discount > shelf {
                fault(line_number, BasketField::Discount, BasketFaultKind::MoreThanTheLine);
            }
            total += shelf - discount;
        }
        let discount = self.discount.of(total);
        if discount.is_negative() {
            fault(None, BasketField::Discount, BasketFaultKind::Negative);
        } else if discount > total && !self.lines.is_empty() {
            fault(None, BasketField::Discount, BasketFaultKind::MoreThanTheBasket);
        }
        if self.charges.len() > Basket::MAX_CHARGES {
            fault(None, BasketField::Charges, BasketFaultKind::TooMany);
        }
        if self.prepaid.len() > Basket::MAX_PREPAYMENTS {
            fault(None, BasketField::Prepaid, BasketFaultKind::TooMany);
        }
        for (field, amounts) in [
            (BasketField::Charges, self.charges.iter().map(|charge| charge.amount).collect::<Vec<_>>()),
            (BasketField::Prepaid, self.prepaid.iter().map(|prepayment| prepayment.amount).collect()),
        ] {
            for amount in amounts {
                match amount {
                    amount if amount > Money::MAX => fault(None, field, BasketFaultKind::TooLarge),
                    amount if amount <= Money::ZERO => fault(None, field, BasketFaultKind::NotAboveZero),
                    _ => {}
                }
            }
        }
        let sells = |vat: Vat| {
            self.lines.iter().any(|line| line.vat.category() == vat.category() && line.vat.percent() == vat.percent())
        };
        if self.prepaid.iter().any(|prepayment| !sells(prepayment.vat)) {
            fault(None, BasketField::Prepaid, BasketFaultKind::OtherVat);
        }
        if self.rounding > Basket::MAX_ROUNDING || -self.rounding > Basket::MAX_ROUNDING {
            fault(None, BasketField::Rounding, BasketFaultKind::TooLarge);
        }
        faults
    }
}

/// What keeps a text from being what a document calls a line.
#[must_use]
pub fn name_fault(name: &str) -> Option<BasketFaultKind> {
    match one_line(name, 3, 1000) {
        Ok(name) if name.chars().all(char::is_numeric) => Some(BasketFaultKind::DigitsOnly),
        Ok(_) => None,
        Err(error) => Some(error.into()),
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
    BaseQuantity,
    Vat,
    Discount,
    Charges,
    Prepaid,
    Rounding,
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
            BasketField::BaseQuantity => "base_quantity",
            BasketField::Vat => "vat",
            BasketField::Discount => "discount",
            BasketField::Charges => "charges",
            BasketField::Prepaid => "prepaid",
            BasketField::Rounding => "rounding",
            BasketField::Tenders => "tenders",
        }
    }
}

/// What is wrong with a field of a basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BasketFaultKind {
    #[error("there is nothing to sell")]
    Empty,
    #[error("one document does not take so many")]
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
    #[error("it is not above zero")]
    NotAboveZero,
    /// A document states each category that its lines have, a prepayment's too (BR-S-01, BR-Z-01, BR-E-01, BR-O-01).
    #[error("no line has its VAT category and rate")]
    OtherVat,
    #[error("it is more than the document comes to")]
    MoreThanTheDocument,
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
