//! What the customer hands over.

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// How money changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    Cash,
    /// mada or another card.
    Card,
    /// Into the shop's bank account.
    Transfer,
    /// On account: to be paid later.
    Credit,
}

impl TenderKind {
    pub const ALL: [TenderKind; 4] = [TenderKind::Cash, TenderKind::Card, TenderKind::Transfer, TenderKind::Credit];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            TenderKind::Cash => "cash",
            TenderKind::Card => "card",
            TenderKind::Transfer => "transfer",
            TenderKind::Credit => "credit",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        TenderKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    #[must_use]
    pub const fn payment_means(self) -> PaymentMeans {
        match self {
            TenderKind::Cash => PaymentMeans::Cash,
            TenderKind::Card => PaymentMeans::BankCard,
            TenderKind::Transfer => PaymentMeans::BankAccount,
            TenderKind::Credit => PaymentMeans::Credit,
        }
    }
}

/// Payment means of a document (UN/CEFACT 4461, the authority's subset: BR-KSA-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentMeans {
    /// 10
    Cash,
    /// 30
    Credit,
    /// 42
    BankAccount,
    /// 48
    BankCard,
}

impl PaymentMeans {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PaymentMeans::Cash => "10",
            PaymentMeans::Credit => "30",
            PaymentMeans::BankAccount => "42",
            PaymentMeans::BankCard => "48",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        TenderKind::ALL.map(TenderKind::payment_means).into_iter().find(|means| means.code() == code)
    }
}

/// One payment towards a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    pub kind: TenderKind,
    /// As handed over: cash may exceed what is due.
    pub amount: Money,
    /// The terminal's reference for a card, or empty.
    pub reference: String,
}

/// Why tenders do not settle a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TenderError {
    #[error("tenders: {missing} is still to be paid")]
    TooLittle { missing: Money },
    #[error("tenders: only cash can be more than is due; {excess} too much")]
    CardExceedsDue { excess: Money },
    #[error("tenders: an amount is above zero and at most 1000000000.00")]
    NotAnAmount,
    #[error("tenders: at most 20 for one sale")]
    TooMany,
}

/// The change to hand back when `tenders` pay what is `due`. Change is always cash.
///
/// # Errors
/// When too little is paid, when what is not cash exceeds what is due, or an amount is none.
pub fn settle(due: Money, tenders: &[Tender]) -> Result<Money, TenderError> {
    if tenders.len() > 20 {
        return Err(TenderError::TooMany);
    }
    let lawful = |amount: Money| !amount.is_negative() && (!amount.is_zero() || due.is_zero()) && amount <= Money::MAX;
    if tenders.iter().any(|tender| !lawful(tender.amount)) {
        return Err(TenderError::NotAnAmount);
    }
    let exact: Money = tenders.iter().filter(|t| t.kind != TenderKind::Cash).map(|t| t.amount).sum();
    if exact > due {
        return Err(TenderError::CardExceedsDue { excess: exact - due });
    }
    let paid: Money = tenders.iter().map(|t| t.amount).sum();
    if paid < due { Err(TenderError::TooLittle { missing: due - paid }) } else { Ok(paid - due) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tender(kind: TenderKind, amount: &str) -> Tender {
        Tender { kind, amount: amount.parse().unwrap(), reference: String::new() }
    }

    #[test]
    fn change_is_cash_only() {
        let due: Money = "30.30".parse().unwrap();
        let cash = |amount| tender(TenderKind::Cash, amount);
        let card = |amount| tender(TenderKind::Card, amount);
        assert_eq!(settle(due, &[cash("50")]), Ok("19.70".parse().unwrap()));
        assert_eq!(settle(due, &[card("20"), cash("20")]), Ok("9.70".parse().unwrap()));
        assert_eq!(settle(due, &[card("30.30")]), Ok(Money::ZERO));
        assert_eq!(settle(due, &[card("30.31")]), Err(TenderError::CardExceedsDue { excess: "0.01".parse().unwrap() }));
        assert_eq!(settle(due, &[cash("30")]), Err(TenderError::TooLittle { missing: "0.30".parse().unwrap() }));
        assert_eq!(settle(due, &[cash("0"), cash("40")]), Err(TenderError::NotAnAmount));
        assert_eq!(settle(Money::ZERO, &[]), Ok(Money::ZERO));
    }
}
