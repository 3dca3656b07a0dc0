//! How the figures of a document came about, for an accountant: what was told, what is exact, what was rounded, and
//! where each halala went.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::basket::{Basket, Prices};
use crate::decimal::riyals;
use crate::figures::Figures;
use crate::money::Money;
use crate::vat::Vat;

/// The exact amounts are told to a ten-thousandth of a halala; what is beyond changes nothing.
const EXACT_DECIMALS: u32 = 6;

/// One VAT category and rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupReckoning {
    pub vat: Vat,
    /// Lines after their own discounts, and charges, at the basket's prices.
    pub told: Money,
    /// The group's part of the basket's discount, at the basket's prices.
    pub discount: Money,
    /// What the taxable amount would be without rounding.
    pub exact_taxable: Decimal,
    pub taxable: Money,
    /// What the VAT on the taxable amount would be without rounding.
    pub exact_vat: Decimal,
    /// With prices that include VAT: what is left of them, so that the customer pays what he was told.
    pub vat_amount: Money,
    pub lines: Vec<LineReckoning>,
}

/// One line of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineReckoning {
    /// Counted from 1.
    pub number: usize,
    pub name: String,
    /// After its own discount, at the basket's prices.
    pub told: Money,
    pub exact_net: Decimal,
    pub net: Money,
    pub vat_amount: Money,
}

impl GroupReckoning {
    /// How far the VAT is from its exact amount, in riyals: at most one halala.
    #[must_use]
    pub fn vat_rounding(&self) -> Decimal {
        riyals(self.vat_amount) - self.exact_vat
    }
}

impl LineReckoning {
    /// How far the net is from its exact amount, in riyals: below one halala.
    #[must_use]
    pub fn net_rounding(&self) -> Decimal {
        riyals(self.net) - self.exact_net
    }
}

/// Tells how `figures` were made of `basket`, group by group.
///
/// ```
/// use sanduq_domain::{basket::{Basket, Line}, figures::Figures, reckoning::reckon, vat::Vat};
///
/// let basket = Basket::of([Line::new("خبز صامولي", "3".parse()?, "10.10".parse()?, Vat::STANDARD_15)]);
/// let group = &reckon(&basket, &Figures::solve(&basket).expect("a lawful basket"))[0];
/// assert_eq!((group.exact_taxable.to_string().as_str(), group.taxable.to_string().as_str()), ("26.347826", "26.35"));
/// assert_eq!((group.exact_vat.to_string().as_str(), group.vat_amount.to_string().as_str()), ("3.9525", "3.95"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn reckon(basket: &Basket, figures: &Figures) -> Vec<GroupReckoning> {
    figures
        .groups
        .iter()
        .map(|group| {
            let net = |told: Money| match basket.prices {
                Prices::Exclusive => riyals(told),
                Prices::Inclusive => riyals(told) * Decimal::ONE_HUNDRED / Decimal::from(100 + group.vat.percent()),
            };
            let lines: Vec<LineReckoning> = basket
                .lines
                .iter()
                .zip(&figures.lines)
                .enumerate()
                .filter(|(_, (line, _))| line.vat == group.vat)
                .map(|(index, (line, solved))| {
                    let told = line.shelf_total() - line.discount_amount();
                    LineReckoning {
                        number: index + 1,
                        name: solved.name.clone(),
                        told,
                        exact_net: exact(net(told)),
                        net: solved.net,
                        vat_amount: solved.vat_amount,
                    }
                })
                .collect();
            let charges = basket.charges.iter().filter(|charge| charge.vat == group.vat).map(|charge| charge.amount);
            let told = lines.iter().map(|line| line.told).sum::<Money>() + charges.sum();
            let after = match basket.prices {
                Prices::Inclusive => group.taxable + group.vat_amount,
                Prices::Exclusive => group.taxable,
            };
            GroupReckoning {
                vat: group.vat,
                told,
                discount: told - after,
                exact_taxable: exact(net(after)),
                taxable: group.taxable,
                exact_vat: exact(riyals(group.taxable) * Decimal::new(group.vat.percent(), 2)),
                vat_amount: group.vat_amount,
                lines,
            }
        })
        .collect()
}

fn exact(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(EXACT_DECIMALS, RoundingStrategy::MidpointAwayFromZero).normalize()
}
