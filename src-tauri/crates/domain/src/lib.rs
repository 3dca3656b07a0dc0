//! The shop's own words: money, VAT, parties, items, baskets, invoices, tenders, shifts, users.
//!
//! Pure: no clock, no randomness, no files, no network. Everything that depends on the moment or on chance is an
//! argument. Amounts are whole halalas ([`money::Money`]); no float ever touches them. The one rounding of the law
//! (half up, to the halala) is [`decimal::round_half_up`].
//!
//! ```
//! use sanduq_domain::{basket::{Basket, Line}, figures::Figures, vat::Vat};
//!
//! // Three at 10.10 on the shelf are 30.30 on the document, to the halala.
//! let line = Line::new("خبز صامولي", "3".parse()?, "10.10".parse()?, Vat::STANDARD_15);
//! let figures = Figures::solve(&Basket::of([line])).expect("a lawful basket");
//! assert_eq!(figures.totals.payable.to_string(), "30.30");
//! assert_eq!(figures.totals.taxable.to_string(), "26.35");
//! assert_eq!(figures.totals.vat.to_string(), "3.95");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod barcode;
pub mod basket;
pub mod customer;
pub mod decimal;
pub mod document;
pub mod figures;
pub mod invoice;
pub mod item;
pub mod money;
pub mod party;
pub mod policy;
pub mod reckoning;
pub mod search;
pub mod shift;
pub mod tender;
pub mod text;
pub mod timestamp;
pub mod user;
pub mod vat;
