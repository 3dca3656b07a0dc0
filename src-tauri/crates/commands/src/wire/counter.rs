//! The counter: the basket, what is held, the sale, what the customer sees.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Digits, Theme};
use crate::fault::Code;

/// Somebody's word for what is beyond the one who is signed in. Sent with a command that answered `approval_needed`.
#[derive(Clone, Deserialize, TS)]
pub struct Approval {
    pub user: String,
    pub pin: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CartLine {
    /// The line's key while the cart lives.
    pub id: i64,
    pub item: i64,
    pub name_ar: String,
    pub name_en: String,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    /// As it was given: an amount such as `2.50` or a share such as `10%`; `0.00` when there is none.
    pub discount: String,
    /// What it takes off, with VAT.
    pub off: String,
    /// With VAT, after discount.
    pub total: String,
    /// What the customer wants of it, or empty. It stands on the document behind the name.
    pub note: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CartCustomer {
    pub id: i64,
    pub name: String,
    /// A company gets a standard document, which the authority clears before it is handed over.
    pub company: bool,
    pub vat_number: String,
    pub phone: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Cart {
    /// Minted with the cart: send it to `sale_checkout`, so that pressing twice makes one invoice.
    pub sale_id: String,
    pub lines: Vec<CartLine>,
    /// Number of lines.
    pub count: usize,
    pub customer: Option<CartCustomer>,
    /// Over the whole cart, as it was given; `0.00` when there is none.
    pub discount: String,
    /// What it takes off, with VAT.
    pub off: String,
    pub vat: String,
    pub total: String,
    /// What is to be paid when all of it is cash: the total, or rounded down where the shop does that.
    pub cash_due: String,
    /// Cash amounts a customer is likely to hand over for this total, smallest first.
    pub quick_cash: Vec<String>,
    /// Nobody is named and it is so much that the law wants to know whether a company buys: ask before payment, once.
    pub asks_for_company: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartAdd {
    pub item: i64,
    pub quantity: String,
}

/// `quantity` is what was typed before the scan, `1` otherwise.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartScan {
    pub barcode: String,
    pub quantity: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartQuantity {
    pub line: i64,
    pub quantity: String,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct CartRemove {
    pub line: i64,
}

/// `line` absent: the discount is over the whole cart. `discount` is an amount (`2.50`) or a share (`10%`); `0` takes it
/// away. Beyond the role's share it answers `approval_needed`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartDiscount {
    pub line: Option<i64>,
    pub discount: String,
    #[serde(default)]
    pub approval: Option<Approval>,
}

/// What a discount would come to; said as in [`CartDiscount`].
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DiscountWeigh {
    pub line: Option<i64>,
    pub discount: String,
}

/// With VAT.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DiscountWorth {
    pub before: String,
    pub after: String,
}

/// An empty note takes it away.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartNote {
    pub line: i64,
    pub note: String,
}

/// Absent: nobody is named.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct CartCustomerSet {
    pub customer: Option<i64>,
}

/// `label` is the customer's name or a remark, or empty. Answers the empty cart that now stands on the counter.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BasketHold {
    pub label: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BasketHeld {
    /// What it is recalled by.
    pub number: i64,
    pub cart: Cart,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct HeldBasketPick {
    pub number: i64,
}

/// Names a held basket, or names it otherwise.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BasketLabel {
    pub number: i64,
    pub label: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct HeldBaskets {
    /// The longest waiting first.
    pub baskets: Vec<HeldBasket>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct HeldBasket {
    pub number: i64,
    pub held_at: i64,
    pub by: String,
    pub label: String,
    pub lines: usize,
    pub total: String,
    /// The first few.
    pub names_ar: Vec<String>,
    pub names_en: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    Cash,
    Card,
    /// Into the shop's bank account.
    Transfer,
    /// On account.
    Credit,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Tender {
    pub kind: TenderKind,
    pub amount: String,
    /// The card terminal's reference, or empty.
    #[serde(default)]
    pub reference: String,
}

/// No tenders: exact cash.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaleCheckout {
    pub sale_id: String,
    pub tenders: Vec<Tender>,
}

/// A document that was issued at the counter: a sale, or a credit note.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Sale {
    pub number: String,
    pub uuid: String,
    pub icv: i64,
    pub issued_at: i64,
    pub total: String,
    pub vat: String,
    pub change: String,
    /// Which notes and coins make up the change, the largest first.
    pub coins: Vec<Coin>,
    pub delivery: Delivery,
    /// What became of the paper; the sale stands in any case. What may not be handed over is not printed.
    pub paper: Paper,
    /// Why there is none, where it failed: a code with a sentence of its own.
    pub paper_fault: Option<Code>,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Coin {
    pub halalas: i64,
    pub count: u32,
}

/// Whether a document may be handed over. A simplified one always may; a standard one once the authority has cleared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Deliverable,
    /// Parked until the authority answers; it is asked on by itself.
    AwaitsAnswer,
    AwaitsNetwork,
    /// Parked until somebody mends what the gateway refuses.
    AwaitsMending,
    /// Parked until somebody sends it once more.
    AwaitsPerson,
    /// Parked for as long as the gateway asked for patience.
    AwaitsPatience,
    /// Parked until its day begins at the authority: this machine's clock is ahead.
    AwaitsDay,
    /// To be issued anew.
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    Printed,
    /// Still at it: the printer is slow.
    Printing,
    Failed,
    /// It may not be handed over yet.
    Withheld,
}

/// What the customer is shown. Needs no session: nothing is in it that he may not see.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Display {
    pub shop_name: String,
    pub digits: Digits,
    pub theme: Theme,
    pub training: bool,
    pub lines: Vec<DisplayLine>,
    pub off: String,
    pub vat: String,
    pub total: String,
    /// The sale that was just made, until the next line is scanned.
    pub sale: Option<DisplaySale>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DisplayLine {
    pub name_ar: String,
    pub name_en: String,
    pub quantity: String,
    pub unit: String,
    pub total: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DisplaySale {
    pub number: String,
    pub total: String,
    pub change: String,
    /// The receipt's code, as a `data:image/png;base64,…` address. Absent until the document may be handed over.
    pub qr: Option<String>,
}
