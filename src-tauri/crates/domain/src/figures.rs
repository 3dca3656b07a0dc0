//! From shelf prices to lawful figures: the halala solver.
//!
//! The customer saw prices with VAT; the document must state net amounts, VAT per category and a total. Rounded apart,
//! these do not add up (3 × 10.10 is the classic). Here the shelf total is fixed first and everything else is cut out
//! of it:
//!
//! 1. a group is all lines of one VAT category and rate; its gross is what those lines cost on the shelf;
//! 2. a group's net is its gross ÷ (1 + rate), rounded half up; its VAT is the rest. VAT is then within one halala of
//!    net × rate, which BR-CO-17 and BR-S-09 allow;
//! 3. the net is handed out to the group's lines by largest remainder, so that each line is within one halala of its
//!    own exact net (BR-KSA-EN16931-11) and the lines sum up exactly (BR-S-08, BR-CO-10);
//! 4. a basket discount is split over the groups by their gross, by largest remainder, and becomes one allowance a
//!    group: the difference of the group's net before and after.
//!
//! So net + VAT is the shelf total to the halala, and no rule fires (the einvoice crate's property tests hold that).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::basket::{Basket, BasketFault};
use crate::decimal::{Quantity, riyals, round_half_up};
use crate::money::Money;
use crate::vat::Vat;

/// How many decimals a net unit price is written with. A quantity of 1 000 000 then errs by 0.005 halala.
const NET_PRICE_DECIMALS: u32 = 10;

/// A basket, solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub lines: Vec<LineFigures>,
    /// At most one a VAT group.
    pub allowances: Vec<Allowance>,
    pub groups: Vec<VatGroup>,
    pub totals: Totals,
}

/// One line as the document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFigures {
    pub name: String,
    pub quantity: Quantity,
    pub unit: String,
    pub vat: Vat,
    /// Riyals without VAT for one unit, at most ten decimals.
    pub net_unit_price: Decimal,
    /// Line discount without VAT.
    pub allowance: Money,
    pub net: Money,
    pub vat_amount: Money,
    /// What the line cost the customer: net + VAT.
    pub gross: Money,
}

/// A discount over the whole document, within one VAT group, without VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    pub vat: Vat,
    pub amount: Money,
}

/// The taxable amount and the VAT of one category and rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatGroup {
    pub vat: Vat,
    pub taxable: Money,
    pub vat_amount: Money,
}

/// The document's totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Sum of line nets.
    pub lines: Money,
    pub allowances: Money,
    /// Without VAT.
    pub taxable: Money,
    pub vat: Money,
    /// With VAT: the shelf total less discounts, and what is due.
    pub payable: Money,
}

impl Figures {
    /// Solves the basket.
    ///
    /// # Errors
    /// Every fault of the basket, when there is one.
    pub fn solve(basket: &Basket) -> Result<Figures, Vec<BasketFault>> {
        let faults = basket.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let gross: Vec<Money> = basket.lines.iter().map(|line| line.shelf_total() - line.discount).collect();
        let mut vats: Vec<Vat> = Vec::new();
        for line in &basket.lines {
            if !vats.contains(&line.vat) {
                vats.push(line.vat);
            }
        }
        let members = |vat: Vat| (0..basket.lines.len()).filter(move |&i| basket.lines[i].vat == vat);
        let group_gross: Vec<Money> = vats.iter().map(|&vat| members(vat).map(|i| gross[i]).sum()).collect();
        let discounts = share(basket.discount, &group_gross);

        let mut lines: Vec<Option<LineFigures>> = vec![None; basket.lines.len()];
        let mut allowances = Vec::new();
        let mut groups = Vec::new();
        for ((&vat, &before), &discount) in vats.iter().zip(&group_gross).zip(&discounts) {
            let indices: Vec<usize> = members(vat).collect();
            let own: Vec<Money> = indices.iter().map(|&i| gross[i]).collect();
            let net_before = net_of(before, vat);
            for (&i, net) in indices.iter().zip(share_net(net_before, &own, vat)) {
                lines[i] = Some(line_figures(&basket.lines[i], gross[i], net));
            }
            let after = before - discount;
            let taxable = net_of(after, vat);
            if net_before > taxable {
                allowances.push(Allowance { vat, amount: net_before - taxable });
            }
            groups.push(VatGroup { vat, taxable, vat_amount: after - taxable });
        }
        let lines: Vec<LineFigures> = lines.into_iter().flatten().collect();
        let totals = Totals {
            lines: lines.iter().map(|line| line.net).sum(),
            allowances: allowances.iter().map(|allowance| allowance.amount).sum(),
            taxable: groups.iter().map(|group| group.taxable).sum(),
            vat: groups.iter().map(|group| group.vat_amount).sum(),
            payable: group_gross.iter().copied().sum::<Money>() - basket.discount,
        };
        Ok(Figures { lines, allowances, groups, totals })
    }
}

/// The net within a gross amount, rounded half up.
fn net_of(gross: Money, vat: Vat) -> Money {
    let divisor = 100 + vat.percent();
    Money::from_halalas((gross.halalas() * 200 + divisor).div_euclid(divisor * 2))
}

/// Splits `amount` in proportion to `weights`, by largest remainder; earlier weights win ties.
fn share(amount: Money, weights: &[Money]) -> Vec<Money> {
    let total: i128 = weights.iter().map(|w| i128::from(w.halalas())).sum();
    if total == 0 {
        return vec![Money::ZERO; weights.len()];
    }
    let parts: Vec<(i128, i128)> = weights
        .iter()
        .map(|w| i128::from(amount.halalas()) * i128::from(w.halalas()))
        .map(|product| (product.div_euclid(total), product.rem_euclid(total)))
        .collect();
    hand_out(i128::from(amount.halalas()), &parts)
}

/// Splits a group's `net` over its lines, each the floor or the ceiling of its own exact net.
fn share_net(net: Money, gross: &[Money], vat: Vat) -> Vec<Money> {
    let divisor = i128::from(100 + vat.percent());
    let parts: Vec<(i128, i128)> = gross
        .iter()
        .map(|g| i128::from(g.halalas()) * 100)
        .map(|product| (product.div_euclid(divisor), product.rem_euclid(divisor)))
        .collect();
    hand_out(i128::from(net.halalas()), &parts)
}

/// Gives each its quotient, and one more to those with the largest remainders until the sum is `target`.
fn hand_out(target: i128, parts: &[(i128, i128)]) -> Vec<Money> {
    let missing = target - parts.iter().map(|&(quotient, _)| quotient).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(parts[i].1));
    let mut amounts: Vec<i128> = parts.iter().map(|&(quotient, _)| quotient).collect();
    for &i in order.iter().take(usize::try_from(missing).expect("quotients never exceed the target")) {
        amounts[i] += 1;
    }
    amounts.into_iter().map(|a| Money::from_halalas(i64::try_from(a).expect("a part of a bounded amount"))).collect()
}

fn line_figures(line: &crate::basket::Line, gross: Money, net: Money) -> LineFigures {
    let net_unit_price = (line.unit_price.decimal() * Decimal::ONE_HUNDRED / Decimal::from(100 + line.vat.percent()))
        .round_dp_with_strategy(NET_PRICE_DECIMALS, RoundingStrategy::MidpointAwayFromZero)
        .normalize();
    let shelf_net = round_half_up(net_unit_price * line.quantity.decimal());
    // Cut out of the rounded product, so that quantity × price − allowance is the line's net exactly.
    let allowance = if line.discount.is_zero() { Money::ZERO } else { (shelf_net - net).max(Money::ZERO) };
    LineFigures {
        name: line.name.trim().to_owned(),
        quantity: line.quantity,
        unit: line.unit.trim().to_owned(),
        vat: line.vat,
        net_unit_price,
        allowance,
        net,
        vat_amount: gross - net,
        gross,
    }
}

impl LineFigures {
    /// How far the line's net is from quantity × price − allowance: at most one halala (BR-KSA-EN16931-11).
    #[must_use]
    pub fn drift(&self) -> Money {
        round_half_up(self.net_unit_price * self.quantity.decimal() - riyals(self.allowance)) - self.net
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::basket::Line;
    use crate::vat::Exemption;

    fn vat() -> impl Strategy<Value = Vat> {
        prop_oneof![
            4 => Just(Vat::STANDARD_15),
            1 => Just(Vat::STANDARD_5),
            1 => Just(Vat::Untaxed(Exemption::ExportOfGoods)),
            1 => Just(Vat::Untaxed(Exemption::FinancialServices)),
            1 => Just(Vat::Untaxed(Exemption::NotSubject)),
        ]
    }

    fn line() -> impl Strategy<Value = Line> {
        (1_i64..150_000, 0_u32..=4, 1_i64..5_000, 0_u32..=3, vat(), 0_i64..=100).prop_map(
            |(price, price_scale, quantity, quantity_scale, vat, off)| {
                let text = |value: i64, scale: u32| Decimal::new(value, scale).to_string();
                let mut line = Line::new(
                    "حليب طازج",
                    text(quantity, quantity_scale).parse().unwrap(),
                    text(price, price_scale).parse().unwrap(),
                    vat,
                );
                // A third of the lines has a discount, up to the whole line.
                if off <= 33 {
                    line.discount = Money::from_halalas(line.shelf_total().halalas() * off / 33);
                }
                line
            },
        )
    }

    fn basket() -> impl Strategy<Value = Basket> {
        (prop::collection::vec(line(), 1..25), 0_i64..=300).prop_map(|(lines, off)| {
            let mut basket = Basket::of(lines);
            let total: Money = basket.lines.iter().map(|l| l.shelf_total() - l.discount).sum();
            if off <= 100 {
                basket.discount = Money::from_halalas(total.halalas() * off / 100);
            }
            basket
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_shelf_total_is_the_document_total(basket in basket()) {
            let shelf: Money = basket.lines.iter().map(|l| l.shelf_total() - l.discount).sum::<Money>() - basket.discount;
            let figures = Figures::solve(&basket).unwrap();
            let totals = figures.totals;
            prop_assert_eq!(totals.payable, shelf);
            prop_assert_eq!(totals.taxable + totals.vat, shelf);
            prop_assert_eq!(totals.lines - totals.allowances, totals.taxable);
            for line in &figures.lines {
                prop_assert!(line.drift().halalas().abs() <= 1, "{line:?}");
                prop_assert_eq!(line.net + line.vat_amount, line.gross);
                prop_assert!(!line.net.is_negative() && !line.vat_amount.is_negative());
            }
            for group in &figures.groups {
                let own = |vat: Vat| vat == group.vat;
                let lines: Money = figures.lines.iter().filter(|l| own(l.vat)).map(|l| l.net).sum();
                let off: Money = figures.allowances.iter().filter(|a| own(a.vat)).map(|a| a.amount).sum();
                prop_assert_eq!(lines - off, group.taxable);
                let expected = round_half_up(riyals(group.taxable) * Decimal::new(group.vat.percent(), 2));
                prop_assert!((expected - group.vat_amount).halalas().abs() <= 1, "{group:?}");
            }
        }
    }

    #[test]
    fn a_discounted_line_is_exact() {
        let mut line = Line::new("لبن رايب", "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15);
        line.discount = "0.30".parse().unwrap();
        let figures = Figures::solve(&Basket::of([line])).unwrap();
        assert_eq!(figures.totals.payable.to_string(), "30.00");
        assert_eq!(figures.lines[0].drift(), Money::ZERO);
        assert_eq!(figures.lines[0].allowance.to_string(), "0.26");
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let mut bad = Line::new("12", "1".parse().unwrap(), "5".parse().unwrap(), Vat::STANDARD_15);
        bad.discount = "6".parse().unwrap();
        let digits = Line::new("12345", "1".parse().unwrap(), "5".parse().unwrap(), Vat::STANDARD_15);
        let faults = Figures::solve(&Basket::of([bad, digits])).unwrap_err();
        let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "line 1, name: it needs at least 3 characters",
                "line 1, discount: the discount is more than the line",
                "line 2, name: a name cannot be digits only"
            ]
        );
        assert_eq!(Figures::solve(&Basket::default()).unwrap_err()[0].to_string(), "lines: there is nothing to sell");
    }
}
