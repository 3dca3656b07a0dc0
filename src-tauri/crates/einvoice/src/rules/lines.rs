//! The lines: names, quantities, units, prices, and what they come to.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Line, is_outside, text_of};
use super::reckon::{HALALA, printed, round, sum};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-16",
        severity: Error,
        field: "lines",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.when(facts.lines.is_empty()),
        arabic: "لا توجد بنود في المستند؛ أضف صنفا واحدا على الأقل.",
        english: "The document has no lines; add at least one item.",
    },
    Rule {
        id: "BR-21",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| text_of(&line.id).is_empty()),
        arabic: "بند بلا رقم؛ اطلب من البائع مستندا مصححا.",
        english: "A line has no number; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C17",
        severity: Error,
        field: "lines",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.id, 1, 6)),
        arabic: "رقم أحد البنود أطول من ست خانات؛ قسّم البيع على أكثر من فاتورة.",
        english: "A line's number has more than six characters; split the sale into several documents.",
    },
    // The predicate knows zero only as the text "0"; 0.00 is no quantity either.
    Rule {
        id: "BR-22",
        severity: Error,
        field: "lines.quantity",
        kept_by: "domain::decimal::Quantity",
        check: |facts, broken| broken.lines(facts, |line| line.quantity.is_none_or(|quantity| quantity.is_zero())),
        arabic: "بند بلا كمية؛ أدخل كمية أكبر من صفر.",
        english: "A line has no quantity; enter one above zero.",
    },
    Rule {
        id: "BR-KSA-F-06-C18",
        severity: Warning,
        field: "lines.unit",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.unit, 0, 127)),
        arabic: "رمز وحدة القياس أطول من 127 حرفا؛ اختر وحدة قياس من القائمة.",
        english: "The code of the unit is longer than 127 characters; choose a unit from the list.",
    },
    Rule {
        id: "BR-24",
        severity: Error,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| line.net.is_none()),
        arabic: "بند بلا مبلغ صاف؛ اطلب من البائع مستندا مصححا.",
        english: "A line has no net amount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-25",
        severity: Warning,
        field: "lines.name",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| text_of(&line.name).is_empty()),
        arabic: "بند بلا اسم صنف؛ أدخل اسم الصنف.",
        english: "A line has no name of its item; enter one.",
    },
    Rule {
        id: "BR-KSA-F-06-C19",
        severity: Warning,
        field: "lines.name",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.name, 3, 1_000)),
        arabic: "اسم الصنف أقصر من 3 أحرف أو أطول من 1000 حرف؛ أدخل اسما واضحا.",
        english: "The name of an item has fewer than 3 or more than 1,000 characters; enter a proper name.",
    },
    // Of numerals that are no digits, such as Ⅷ, the predicate takes a name; we do not.
    Rule {
        id: "BR-KSA-F-C-01",
        severity: Warning,
        field: "lines.name",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| is_digits(text_of(&line.name))),
        arabic: "اسم الصنف أرقام فقط؛ أضف كلمة تصف الصنف.",
        english: "The name of an item is digits only; add a word that says what it is.",
    },
    Rule {
        id: "BR-KSA-F-06-C30",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.item_ids.buyers, 0, 127)),
        arabic: "رقم الصنف لدى المشتري أطول من 127 حرفا؛ اطلب من البائع مستندا مصححا.",
        english: "The buyer's number of an item is longer than 127 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C31",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.item_ids.sellers, 0, 127)),
        arabic: "رقم الصنف لدى البائع أطول من 127 حرفا؛ اطلب من البائع مستندا مصححا.",
        english: "The seller's number of an item is longer than 127 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-F-06-C20",
        severity: Warning,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.item_ids.standard, 0, 127)),
        arabic: "الرقم القياسي للصنف أطول من 127 حرفا؛ اطلب من البائع مستندا مصححا.",
        english: "The standard number of an item is longer than 127 characters; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-CO-04",
        severity: Error,
        field: "lines.vat",
        kept_by: "domain::vat::Vat",
        check: |facts, broken| broken.lines(facts, |line| !line.category.is_vat || line.category.code.is_none()),
        arabic: "بند بلا فئة ضريبة؛ اختر فئة ضريبة القيمة المضافة للبند.",
        english: "A line has no VAT category; choose one.",
    },
    Rule {
        id: "BR-26",
        severity: Error,
        field: "lines.unit_price",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| line.price.is_none()),
        arabic: "بند بلا سعر؛ أدخل سعر الوحدة.",
        english: "A line has no price; enter the price of a unit.",
    },
    Rule {
        id: "BR-KSA-EN16931-12",
        severity: Error,
        field: "lines.base_quantity",
        kept_by: "domain::decimal::Quantity",
        check: |facts, broken| broken.lines(facts, |line| line.base_quantity.is_some_and(|base| base <= Decimal::ZERO)),
        arabic: "الكمية التي حُدد السعر على أساسها ليست أكبر من صفر؛ أدخل كمية أكبر من صفر.",
        english: "The quantity that a price is for is not above zero; enter one above zero.",
    },
    Rule {
        id: "BR-KSA-F-06-C21",
        severity: Warning,
        field: "lines.unit",
        kept_by: "domain::basket::Basket",
        check: |facts, broken| broken.lines(facts, |line| is_outside(&line.base_unit, 0, 127)),
        arabic: "رمز وحدة كمية السعر أطول من 127 حرفا؛ اختر وحدة قياس من القائمة.",
        english: "The unit of the quantity that a price is for is longer than 127 characters; choose a unit from the list.",
    },
    Rule {
        id: "BR-KSA-EN16931-06",
        severity: Error,
        field: "lines.unit_price",
        kept_by: "ubl::write",
        check: |facts, broken| broken.lines(facts, |line| line.price_changes.iter().any(|change| change.is_charge)),
        arabic: "في سعر الوحدة رسم إضافي، ولا يقبل السعر إلا الخصم؛ اطلب من البائع مستندا مصححا.",
        english: "A price includes a charge, and may only include a discount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-07",
        severity: Error,
        field: "lines.unit_price",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.price_changes.iter().any(|change| {
                    change
                        .base
                        .is_some_and(|gross| change.amount.zip(line.price).is_none_or(|(off, net)| net != gross - off))
                })
            })
        },
        arabic: "سعر الوحدة لا يساوي السعر قبل الخصم ناقصا الخصم؛ اطلب من البائع مستندا مصححا.",
        english: "A price is not the price before its discount less that discount; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-EN16931-11",
        severity: Warning,
        field: "lines",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| broken.lines(facts, |line| has_wrong_net(line)),
        arabic: "صافي أحد البنود لا يساوي الكمية مضروبة في السعر بعد الخصم والرسوم؛ اطلب من البائع مستندا مصححا.",
        english: "The net amount of a line is not its quantity times its price, less discounts, plus charges; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-51",
        severity: Warning,
        field: "lines",
        kept_by: "domain::figures::Figures",
        check: |facts, broken| {
            broken.lines(facts, |line| {
                line.gross.map(printed) != line.net.zip(line.tax).map(|(net, tax)| round(net + tax))
                    && (line.gross.is_some() || line.tax.is_some())
            })
        },
        arabic: "مبلغ أحد البنود شاملا الضريبة لا يساوي صافيه مع ضريبته؛ اطلب من البائع مستندا مصححا.",
        english: "The amount of a line with VAT is not its net amount plus its VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-52",
        severity: Error,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.is_standard() && facts.lines.iter().any(|line| line.tax.is_none())),
        arabic: "بند في فاتورة ضريبية بلا مبلغ ضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A line of a tax invoice has no amount of VAT; ask its seller for a corrected document.",
    },
    Rule {
        id: "BR-KSA-53",
        severity: Error,
        field: "lines",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(facts.is_standard() && facts.lines.iter().any(|line| line.gross.is_none())),
        arabic: "بند في فاتورة ضريبية بلا مبلغ شامل للضريبة؛ اطلب من البائع مستندا مصححا.",
        english: "A line of a tax invoice has no amount with VAT; ask its seller for a corrected document.",
    },
];

pub(super) static ELSEWHERE: &[(&str, &str)] =
    &[("BR-54", "ubl::write: items of our documents have no further properties; the schema asks both parts of them")];

fn is_digits(name: &str) -> bool {
    !name.is_empty() && name.chars().all(char::is_numeric)
}

/// Whether the line's net is more than a halala from quantity × price ÷ base quantity + charges − discounts. The
/// product is cut after its third decimal before anything is added, as the authority does it. Without quantity, price or
/// net there is nothing to compare, which the authority takes for wrong as well.
fn has_wrong_net(line: &Line<'_>) -> bool {
    let price = match line.base_quantity {
        Some(base) => line.price.and_then(|price| price.checked_div(base)),
        None => line.price,
    };
    // Far beyond every net; what is added to it fits.
    let bound = Decimal::from(i64::MAX);
    let product = price.zip(line.quantity).and_then(|(price, quantity)| price.checked_mul(quantity));
    let product = product.filter(|product| product.abs() < bound);
    let (Some(product), Some(net)) = (product, line.net) else { return true };
    let of = |charges: bool| line.changes.iter().filter(move |change| change.is_charge == charges).map(|c| c.amount);
    let expected =
        product.round_dp_with_strategy(3, RoundingStrategy::ToNegativeInfinity) + sum(of(true)) - sum(of(false));
    let drift = (net - round(expected)).abs();
    !drift.is_zero() && drift != HALALA
}
