//! What several crates' tests share: the independent judge, and random baskets.
//!
//! ```
//! let baskets = sanduq_tests::basket::random(7, 3);
//! assert_eq!(baskets.len(), 3);
//! let again = sanduq_tests::basket::random(7, 3);
//! assert_eq!(baskets[2].json, again[2].json, "the same seed gives the same baskets");
//! ```

pub mod basket;
pub mod judge;
