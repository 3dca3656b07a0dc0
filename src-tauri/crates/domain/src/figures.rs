//! From the prices a customer was told to lawful figures: the halala solver.
//!
//! The customer saw prices with VAT; the document must state net amounts, VAT per category and a total. Rounded apart,
//! these do not add up (3 × 10.10 is the classic). Here the shelf total is fixed first and everything else is cut out
//! of it:
//!
//! 1. a group is all lines and charges of one VAT category and rate; its gross is what they cost on the shelf;
//! 2. a group's net is its gross ÷ (1 + rate), rounded half up; its VAT is the rest. VAT is then within one halala of
//!    net × rate, which BR-CO-17 and BR-S-09 allow;
//! 3. the net is handed out to the group's lines and charges by largest remainder, so that each is within one halala of
//!    its own exact net (BR-KSA-EN16931-11) and they sum up exactly (BR-S-08, BR-CO-10);
//! 4. a basket discount is split over the groups by the gross of their lines, by largest remainder, and becomes one
//!    allowance a group: the difference of the group's net before and after.
//!
//! So net + VAT is the shelf total to the halala, and no rule fires (the einvoice crate's property tests hold that).
//!
//! Prices without VAT need no solving: nets are as they are told, VAT is reckoned once a group, and the lines' own VAT
//! is handed out of that by largest remainder.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::basket::{Basket, BasketFault, BasketFaultKind, BasketField, ChargeReason, Line, Prices};
use crate::decimal::{Percent, Quantity, riyals, round_half_up};
use crate::invoice::InvoiceNumber;
use crate::money::Money;
use crate::timestamp::Timestamp;
use crate::vat::Vat;

/// How many decimals a net unit price is written with. A quantity of 1 000 000 then errs by 0.005 halala.
const NET_PRICE_DECIMALS: u32 = 10;

/// A basket, solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub lines: Vec<LineFigures>,
    /// At most one a VAT group.
    pub allowances: Vec<Allowance>,
    pub charges: Vec<ChargeFigures>,
    pub groups: Vec<VatGroup>,
    pub prepaid: Vec<PrepaymentFigures>,
    pub totals: Totals,
}

/// One line as the document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFigures {
    pub name: String,
    pub quantity: Quantity,
    pub unit: String,
    pub vat: Vat,
    /// Riyals without VAT for `base_quantity` of the unit, at most ten decimals.
    pub net_unit_price: Decimal,
    pub base_quantity: Quantity,
    /// Line discount without VAT.
    pub allowance: Money,
    /// How the discount was reckoned, where it was.
    pub allowance_share: Option<Share>,
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
    /// How it was reckoned, where it was.
    pub share: Option<Share>,
}

/// An amount that is `percent` of `base`, rounded to the halala. A share cut out of an amount with VAT can miss that by
/// a halala; then the amount stands alone (BR-KSA-EN16931-03 to -05). So it does where half a halala was rounded: the
/// authority reckons shares in binary numbers, for which half of 1.15 is less than 0.575.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub percent: Percent,
    pub base: Money,
}

impl Share {
    /// Whether everyone rounds it the same way.
    fn is_clear(self) -> bool {
        let halalas = riyals(self.base) * self.percent.decimal();
        halalas.fract() != Decimal::new(5, 1)
    }
}

/// A charge over the whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargeFigures {
    pub reason: ChargeReason,
    pub vat: Vat,
    /// Without VAT.
    pub amount: Money,
    /// With VAT.
    pub gross: Money,
}

/// The taxable amount and the VAT of one category and rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatGroup {
    pub vat: Vat,
    pub taxable: Money,
    pub vat_amount: Money,
}

/// What was paid before, net and VAT apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrepaymentFigures {
    pub number: InvoiceNumber,
    pub issued_at: Timestamp,
    pub vat: Vat,
    pub taxable: Money,
    pub vat_amount: Money,
}

/// The document's totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sum of line nets.
    pub lines: Money,
    pub allowances: Money,
    pub charges: Money,
    /// Without VAT.
    pub taxable: Money,
    pub vat: Money,
    pub with_vat: Money,
    /// With VAT.
    pub prepaid: Money,
    /// Either way.
    pub rounding: Money,
    /// What is due: with VAT, less what was prepaid, rounded.
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
        let mut solver = Solver::new(basket);
        for group in 0..solver.vats.len() {
            solver.solve_group(group);
        }
        let figures = solver.finish();
        let totals = &figures.totals;
        let exceeds = |field| vec![BasketFault { line: None, field, kind: BasketFaultKind::MoreThanTheDocument }];
        if totals.prepaid > totals.with_vat {
            return Err(exceeds(BasketField::Prepaid));
        }
        if totals.payable.is_negative() {
            return Err(exceeds(BasketField::Rounding));
        }
        Ok(figures)
    }
}

/// A basket on its way to its figures, one VAT group after the other.
struct Solver<'a> {
    basket: &'a Basket,
    /// The groups, in the order in which lines and charges name them.
    vats: Vec<Vat>,
    /// What each line costs after its own discount, at the basket's prices.
    told: Vec<Money>,
    /// Each group's part of the basket's discount, at the basket's prices.
    discounts: Vec<Money>,
    lines: Vec<Option<LineFigures>>,
    charges: Vec<Option<ChargeFigures>>,
    allowances: Vec<Allowance>,
    groups: Vec<VatGroup>,
}

impl<'a> Solver<'a> {
    fn new(basket: &'a Basket) -> Self {
        let mut vats: Vec<Vat> = Vec::new();
        for vat in basket.lines.iter().map(|line| line.vat).chain(basket.charges.iter().map(|charge| charge.vat)) {
            if !vats.contains(&vat) {
                vats.push(vat);
            }
        }
        let told: Vec<Money> = basket.lines.iter().map(|line| line.shelf_total() - line.discount_amount()).collect();
        let of_group = |vat: Vat| basket.lines.iter().zip(&told).filter(move |(line, _)| line.vat == vat);
        let weights: Vec<Money> = vats.iter().map(|&vat| of_group(vat).map(|(_, &told)| told).sum()).collect();
        let discounts = share(basket.discount.of(told.iter().copied().sum()), &weights);
        let (lines, charges) = (vec![None; basket.lines.len()], vec![None; basket.charges.len()]);
        Solver { basket, vats, told, discounts, lines, charges, allowances: Vec::new(), groups: Vec::new() }
    }

    fn solve_group(&mut self, group: usize) {
        let basket = self.basket;
        let (vat, discount) = (self.vats[group], self.discounts[group]);
        let lines: Vec<usize> = (0..basket.lines.len()).filter(|&i| basket.lines[i].vat == vat).collect();
        let charges: Vec<usize> = (0..basket.charges.len()).filter(|&i| basket.charges[i].vat == vat).collect();
        let told: Vec<Money> =
            lines.iter().map(|&i| self.told[i]).chain(charges.iter().map(|&i| basket.charges[i].amount)).collect();
        let before: Money = told.iter().copied().sum();
        let after = before - discount;
        // Net and gross of each part, and the group's net before and after the discount.
        let (nets, grosses, net_before, taxable, vat_amount) = match basket.prices {
            Prices::Inclusive => {
                let (net_before, taxable) = (net_of(before, vat), net_of(after, vat));
                (share_net(net_before, &told, vat), told, net_before, taxable, after - taxable)
            }
            Prices::Exclusive => {
                let vats = share_vat(vat_of(before, vat), &told, vat);
                let grosses = told.iter().zip(vats).map(|(&net, vat)| net + vat).collect();
                (told, grosses, before, after, vat_of(after, vat))
            }
        };
        let mut parts = nets.into_iter().zip(grosses);
        let mut line_nets = Money::ZERO;
        for (i, (net, gross)) in lines.into_iter().zip(&mut parts) {
            line_nets += net;
            self.lines[i] = Some(line_figures(&basket.lines[i], basket.prices, gross, net));
        }
        for (i, (amount, gross)) in charges.into_iter().zip(parts) {
            self.charges[i] = Some(ChargeFigures { reason: basket.charges[i].reason, vat, amount, gross });
        }
        let amount = net_before - taxable;
        if !amount.is_zero() {
            let share = basket.discount.percent().map(|percent| Share { percent, base: line_nets });
            let share = share.filter(|share| share.is_clear() && share.percent.of(share.base) == amount);
            self.allowances.push(Allowance { vat, amount, share });
        }
        self.groups.push(VatGroup { vat, taxable, vat_amount });
    }

    fn finish(self) -> Figures {
        let lines: Vec<LineFigures> = self.lines.into_iter().flatten().collect();
        let charges: Vec<ChargeFigures> = self.charges.into_iter().flatten().collect();
        let prepaid: Vec<PrepaymentFigures> = self.basket.prepaid.iter().map(prepayment_figures).collect();
        let mut totals = Totals {
            lines: lines.iter().map(|line| line.net).sum(),
            allowances: self.allowances.iter().map(|allowance| allowance.amount).sum(),
            charges: charges.iter().map(|charge| charge.amount).sum(),
            taxable: self.groups.iter().map(|group| group.taxable).sum(),
            vat: self.groups.iter().map(|group| group.vat_amount).sum(),
            prepaid: self.basket.prepaid.iter().map(|prepayment| prepayment.amount).sum(),
            rounding: self.basket.rounding,
            ..Totals::default()
        };
        totals.with_vat = totals.taxable + totals.vat;
        totals.payable = totals.with_vat - totals.prepaid + totals.rounding;
        Figures { lines, allowances: self.allowances, charges, groups: self.groups, prepaid, totals }
    }
}

fn prepayment_figures(prepayment: &crate::basket::Prepayment) -> PrepaymentFigures {
    let taxable = net_of(prepayment.amount, prepayment.vat);
    PrepaymentFigures {
        number: prepayment.number.clone(),
        issued_at: prepayment.issued_at,
        vat: prepayment.vat,
        taxable,
        vat_amount: prepayment.amount - taxable,
    }
}

/// The net within a gross amount, rounded half up.
fn net_of(gross: Money, vat: Vat) -> Money {
    let divisor = 100 + vat.percent();
    Money::from_halalas((gross.halalas() * 200 + divisor).div_euclid(divisor * 2))
}

/// The VAT on a net amount, rounded half up.
fn vat_of(net: Money, vat: Vat) -> Money {
    Money::from_halalas((net.halalas() * vat.percent() * 2 + 100).div_euclid(200))
}

/// Splits `amount` in proportion to `weights`, by largest remainder; earlier weights win ties.
pub(crate) fn share(amount: Money, weights: &[Money]) -> Vec<Money> {
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

/// Splits a group's VAT over its parts, each the floor or the ceiling of its own exact VAT.
fn share_vat(vat_amount: Money, nets: &[Money], vat: Vat) -> Vec<Money> {
    let parts: Vec<(i128, i128)> = nets
        .iter()
        .map(|net| i128::from(net.halalas()) * i128::from(vat.percent()))
        .map(|product| (product.div_euclid(100), product.rem_euclid(100)))
        .collect();
    hand_out(i128::from(vat_amount.halalas()), &parts)
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

fn line_figures(line: &Line, prices: Prices, gross: Money, net: Money) -> LineFigures {
    let net_unit_price = match prices {
        Prices::Exclusive => line.unit_price.decimal(),
        Prices::Inclusive => (line.unit_price.decimal() * Decimal::ONE_HUNDRED
            / Decimal::from(100 + line.vat.percent()))
        .round_dp_with_strategy(NET_PRICE_DECIMALS, RoundingStrategy::MidpointAwayFromZero),
    }
    .normalize();
    let exact = net_unit_price * line.quantity.decimal() / line.base_quantity.decimal();
    let shelf_net = round_half_up(exact);
    let discounted = !line.discount_amount().is_zero();
    let share = line.discount.percent().filter(|_| discounted).map(|percent| Share { percent, base: shelf_net });
    // A percentage stands where it leads to the line's net within the halala that BR-KSA-EN16931-11 gives.
    let share = share.filter(|share| (shelf_net - share.percent.of(shelf_net) - net).halalas().abs() <= 1);
    let allowance = match share {
        Some(share) => share.percent.of(shelf_net),
        // Cut out of the rounded product, so that quantity × price − allowance is the line's net exactly.
        None if discounted => (shelf_net - net).max(Money::ZERO),
        None => Money::ZERO,
    };
    LineFigures {
        name: line.name.trim().to_owned(),
        quantity: line.quantity,
        unit: line.unit.trim().to_owned(),
        vat: line.vat,
        net_unit_price,
        base_quantity: line.base_quantity,
        allowance,
        allowance_share: share.filter(|share| share.is_clear() && !allowance.is_zero()),
        net,
        vat_amount: gross - net,
        gross,
    }
}

impl LineFigures {
    /// How far the line's net is from quantity × price ÷ base quantity − allowance: at most one halala (BR-KSA-EN16931-11).
    #[must_use]
    pub fn drift(&self) -> Money {
        let exact = self.net_unit_price * self.quantity.decimal() / self.base_quantity.decimal();
        round_half_up(exact - riyals(self.allowance)) - self.net
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::basket::{Charge, Discount, Prepayment};
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

    fn discount(off: i64, amount: Money) -> Discount {
        // Two thirds have none; the rest by amount and by percentage, up to the whole.
        match off {
            0..=33 => Discount::Amount(Money::from_halalas(amount.halalas() * off / 33)),
            34..=67 => Discount::Percent(
                Decimal::new((off - 34) * 303, 2).min(Decimal::ONE_HUNDRED).to_string().parse().unwrap(),
            ),
            _ => Discount::NONE,
        }
    }

    fn line() -> impl Strategy<Value = Line> {
        let base = prop_oneof![4 => Just("1"), 1 => Just("100"), 1 => Just("12"), 1 => Just("2.5")];
        (1_i64..150_000, 0_u32..=4, 1_i64..5_000, 0_u32..=3, base, vat(), 0_i64..=200).prop_map(
            |(price, price_scale, quantity, quantity_scale, base, vat, off)| {
                let text = |value: i64, scale: u32| Decimal::new(value, scale).to_string();
                let mut line = Line::new(
                    "حليب طازج",
                    text(quantity, quantity_scale).parse().unwrap(),
                    text(price, price_scale).parse().unwrap(),
                    vat,
                );
                line.base_quantity = base.parse().unwrap();
                line.discount = discount(off, line.shelf_total());
                line
            },
        )
    }

    fn charge() -> impl Strategy<Value = Charge> {
        (prop::sample::select(&ChargeReason::ALL[..]), 1_i64..100_000, vat())
            .prop_map(|(reason, halalas, vat)| Charge { reason, amount: Money::from_halalas(halalas), vat })
    }

    fn basket() -> impl Strategy<Value = Basket> {
        let prices = prop_oneof![2 => Just(Prices::Inclusive), 1 => Just(Prices::Exclusive)];
        let charges = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(charge(), 1..4)];
        (prices, prop::collection::vec(line(), 1..25), charges, 0_i64..=200).prop_map(
            |(prices, lines, charges, off)| {
                let mut basket = Basket { prices, charges, ..Basket::of(lines) };
                basket.discount = discount(off, basket.line_total());
                basket
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn the_told_total_is_the_document_total(basket in basket()) {
            let told = basket.line_total() - basket.discount.of(basket.line_total())
                + basket.charges.iter().map(|charge| charge.amount).sum();
            let figures = Figures::solve(&basket).unwrap();
            let totals = figures.totals;
            match basket.prices {
                Prices::Inclusive => prop_assert_eq!(totals.payable, told),
                Prices::Exclusive => prop_assert_eq!(totals.taxable, told),
            }
            prop_assert_eq!(totals.taxable + totals.vat, totals.with_vat);
            prop_assert_eq!(totals.lines - totals.allowances + totals.charges, totals.taxable);
            for line in &figures.lines {
                prop_assert!(line.drift().halalas().abs() <= 1, "{line:?}");
                prop_assert_eq!(line.net + line.vat_amount, line.gross);
                prop_assert!(!line.net.is_negative() && !line.vat_amount.is_negative());
            }
            for share in figures.lines.iter().filter_map(|l| Some((l.allowance_share?, l.allowance)))
                .chain(figures.allowances.iter().filter_map(|a| Some((a.share?, a.amount))))
            {
                prop_assert_eq!(share.0.percent.of(share.0.base), share.1);
            }
            for group in &figures.groups {
                let own = |vat: Vat| vat == group.vat;
                let lines: Money = figures.lines.iter().filter(|l| own(l.vat)).map(|l| l.net).sum();
                let off: Money = figures.allowances.iter().filter(|a| own(a.vat)).map(|a| a.amount).sum();
                let on: Money = figures.charges.iter().filter(|c| own(c.vat)).map(|c| c.amount).sum();
                prop_assert_eq!(lines - off + on, group.taxable);
                let expected = round_half_up(riyals(group.taxable) * Decimal::new(group.vat.percent(), 2));
                let error = (expected - group.vat_amount).halalas().abs();
                prop_assert!(error <= i64::from(basket.prices == Prices::Inclusive), "{group:?}");
            }
        }
    }

    #[test]
    fn prepayments_and_rounding_leave_what_is_due() {
        let line = Line::new("كنبة جلد", "1".parse().unwrap(), "1150.02".parse().unwrap(), Vat::STANDARD_15);
        let mut basket = Basket::of([line]);
        basket.prepaid.push(Prepayment {
            number: "T1-000007".parse().unwrap(),
            issued_at: Timestamp::from_unix_millis(1_795_000_000_000),
            amount: "230.00".parse().unwrap(),
            vat: Vat::STANDARD_15,
        });
        basket.rounding = Money::from_halalas(-2);
        let figures = Figures::solve(&basket).unwrap();
        assert_eq!(figures.prepaid[0].taxable.to_string(), "200.00");
        assert_eq!(figures.totals.payable.to_string(), "920.00");
        basket.prepaid[0].amount = "1150.03".parse().unwrap();
        assert_eq!(
            Figures::solve(&basket).unwrap_err()[0].to_string(),
            "prepaid: it is more than the document comes to"
        );
    }

    #[test]
    fn a_percentage_stands_where_it_is_exact() {
        let mut line = Line::new("لبن رايب", "3".parse().unwrap(), "10.00".parse().unwrap(), Vat::STANDARD_15);
        line.discount = Discount::Percent("10".parse().unwrap());
        let figures = Figures::solve(&Basket { prices: Prices::Exclusive, ..Basket::of([line]) }).unwrap();
        let share = figures.lines[0].allowance_share.unwrap();
        assert_eq!((share.base.to_string(), figures.lines[0].allowance.to_string()), ("30.00".into(), "3.00".into()));
        assert_eq!(figures.totals.payable.to_string(), "31.05");
    }

    #[test]
    fn a_discounted_line_is_exact() {
        let mut line = Line::new("لبن رايب", "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15);
        line.discount = Discount::Amount("0.30".parse().unwrap());
        let figures = Figures::solve(&Basket::of([line])).unwrap();
        assert_eq!(figures.totals.payable.to_string(), "30.00");
        assert_eq!(figures.lines[0].drift(), Money::ZERO);
        assert_eq!(figures.lines[0].allowance.to_string(), "0.26");
    }

    #[test]
    fn more_lines_than_can_be_counted_are_refused() {
        let mut line = Line::new("سبيكة", "1000000".parse().unwrap(), "10000000".parse().unwrap(), Vat::STANDARD_15);
        line.base_quantity = "0.000001".parse().unwrap();
        let faults = Figures::solve(&Basket::of(vec![line; 10_000])).unwrap_err();
        assert_eq!(faults, [BasketFault { line: None, field: BasketField::Lines, kind: BasketFaultKind::TooMany }]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let mut bad = Line::new("12", "1".parse().unwrap(), "5".parse().unwrap(), Vat::STANDARD_15);
        bad.discount = Discount::Amount("6".parse().unwrap());
        let [western, arabic] =
            ["12345", "١٢٣½"].map(|name| Line::new(name, "1".parse().unwrap(), "5".parse().unwrap(), Vat::STANDARD_15));
        let faults = Figures::solve(&Basket::of([bad, western, arabic])).unwrap_err();
        let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "line 1, name: it needs at least 3 characters",
                "line 1, discount: the discount is more than the line",
                "line 2, name: a name cannot be digits only",
                "line 3, name: a name cannot be digits only"
            ]
        );
        assert_eq!(Figures::solve(&Basket::default()).unwrap_err()[0].to_string(), "lines: there is nothing to sell");
    }
}
