//! What a shop settles for itself: how far each role may go alone, how its day runs, how its screens look.

use serde::{Deserialize, Serialize};

use crate::barcode::{ScaleMeaning, ScalePrefix};
use crate::decimal::Percent;
use crate::money::Money;
use crate::user::Role;

/// The whole policy. What a stored one does not name is as here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The largest discount that each may give alone, of a line or of the basket.
    pub cashier_discount: Percent,
    pub supervisor_discount: Percent,
    /// The largest return that each may take alone, with VAT.
    pub cashier_return: Money,
    pub supervisor_return: Money,
    /// Cash is rounded down to multiples of this; zero: not at all.
    pub cash_rounding: Money,
    /// From this on the screen asks whether a company buys (VAT implementing regulation, article 53(7)).
    pub company_asked_at: Money,
    /// Nobody has touched the till for so long: it locks itself; zero: never.
    pub auto_lock_minutes: u32,
    /// The hour at which the business day begins, in Riyadh: what is sold before belongs to the day before.
    pub day_begins: u8,
    pub scale_prefixes: Vec<ScalePrefix>,
    pub theme: Theme,
    /// On the screen; documents always have Western digits.
    pub digits: Digits,
    pub keypad: Keypad,
    pub sounds: bool,
    /// Whom the shop calls when the till needs help: a telephone number or an address; empty: nobody is named.
    pub support: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system has it.
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digits {
    /// 0123456789
    Western,
    /// ٠١٢٣٤٥٦٧٨٩
    Arabic,
}

/// Which row of a keypad is on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keypad {
    /// 1 2 3, as on telephones.
    Telephone,
    /// 7 8 9, as on calculators.
    Calculator,
}

/// Why a policy cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    #[error("cash is rounded to 0.05, 0.10, 0.25, 0.50 or 1.00, or not at all")]
    Rounding,
    #[error("a day begins at an hour from 0 to 12")]
    DayBegins,
    #[error("a scale's prefix is 20 to 29, each once")]
    ScalePrefix,
    #[error("the till locks itself after at most 120 minutes")]
    AutoLock,
    #[error("who helps is named in one line of at most {} characters", Policy::LONGEST_SUPPORT)]
    Support,
}

impl Default for Policy {
    fn default() -> Self {
        let percent = |text: &str| text.parse::<Percent>().expect("a share");
        Policy {
            cashier_discount: percent("10"),
            supervisor_discount: percent("30"),
            cashier_return: Money::from_halalas(20_000),
            supervisor_return: Money::from_halalas(200_000),
            cash_rounding: Money::ZERO,
            company_asked_at: Money::from_halalas(100_000),
            auto_lock_minutes: 10,
            day_begins: 4,
            scale_prefixes: (20..=29)
                .map(|prefix| ScalePrefix {
                    prefix,
                    meaning: if prefix < 25 { ScaleMeaning::Weight } else { ScaleMeaning::Price },
                })
                .collect(),
            theme: Theme::System,
            digits: Digits::Western,
            keypad: Keypad::Telephone,
            sounds: true,
            support: String::new(),
        }
    }
}

impl Policy {
    /// In characters.
    pub const LONGEST_SUPPORT: usize = 60;

    /// # Errors
    /// The first thing that no shop can have.
    pub fn check(&self) -> Result<(), PolicyFault> {
        if ![0, 5, 10, 25, 50, 100].contains(&self.cash_rounding.halalas()) {
            return Err(PolicyFault::Rounding);
        }
        if self.day_begins > 12 {
            return Err(PolicyFault::DayBegins);
        }
        let lawful = |prefix: u8| (20..=29).contains(&prefix);
        let mut seen: Vec<u8> = self.scale_prefixes.iter().map(|known| known.prefix).collect();
        seen.sort_unstable();
        if seen.iter().any(|prefix| !lawful(*prefix)) || seen.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(PolicyFault::ScalePrefix);
        }
        if self.auto_lock_minutes > 120 {
            return Err(PolicyFault::AutoLock);
        }
        let one_line = !self.support.contains(char::is_control);
        let fits = self.support.chars().count() <= Self::LONGEST_SUPPORT;
        if one_line && fits { Ok(()) } else { Err(PolicyFault::Support) }
    }

    /// The largest discount that a role may give alone.
    #[must_use]
    pub fn discount_cap(&self, role: Role) -> Percent {
        match role {
            Role::Cashier => self.cashier_discount,
            Role::Supervisor => self.supervisor_discount,
            Role::Manager | Role::Owner => Percent::ALL_OF_IT,
            Role::Installer => Percent::NOTHING,
        }
    }

    /// The largest return that a role may take alone, with VAT.
    #[must_use]
    pub fn return_cap(&self, role: Role) -> Money {
        match role {
            Role::Cashier => self.cashier_return,
            Role::Supervisor => self.supervisor_return,
            Role::Manager | Role::Owner => Money::MAX,
            Role::Installer => Money::ZERO,
        }
    }

    /// What is to be paid of `due` when all of it is cash: never more.
    #[must_use]
    pub fn cash_due(&self, due: Money) -> Money {
        match self.cash_rounding.halalas() {
            0 => due,
            step => Money::from_halalas(due.halalas() - due.halalas().rem_euclid(step)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_as_the_program_has_it() {
        let stored: Policy = serde_json::from_str(r#"{"cash_rounding":"0.25"}"#).unwrap();
        assert_eq!(stored.cash_due("10.49".parse().unwrap()).to_string(), "10.25");
        assert_eq!(stored.cash_due("10.25".parse().unwrap()).to_string(), "10.25");
        assert_eq!(stored, Policy { cash_rounding: "0.25".parse().unwrap(), ..Policy::default() });
        assert_eq!(Policy::default().cash_due("10.49".parse().unwrap()).to_string(), "10.49");
    }

    #[test]
    fn no_shop_has_such_a_policy() {
        let fault = |change: fn(&mut Policy)| {
            let mut policy = Policy::default();
            change(&mut policy);
            policy.check()
        };
        assert_eq!(fault(|_| ()), Ok(()));
        assert_eq!(fault(|p| p.cash_rounding = Money::from_halalas(3)), Err(PolicyFault::Rounding));
        assert_eq!(fault(|p| p.day_begins = 13), Err(PolicyFault::DayBegins));
        assert_eq!(fault(|p| p.scale_prefixes[0].prefix = 21), Err(PolicyFault::ScalePrefix));
        assert_eq!(fault(|p| p.scale_prefixes[0].prefix = 30), Err(PolicyFault::ScalePrefix));
        assert_eq!(fault(|p| p.auto_lock_minutes = 121), Err(PolicyFault::AutoLock));
        assert_eq!(fault(|p| p.support = "ت".repeat(60)), Ok(()));
        assert_eq!(fault(|p| p.support = "ت".repeat(61)), Err(PolicyFault::Support));
        assert_eq!(fault(|p| p.support = "920\n000".into()), Err(PolicyFault::Support));
    }
}
