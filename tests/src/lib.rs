//! What several crates' tests share: the independent judge, and random baskets.
//!
//! ```
//! let baskets = sanduq_tests::basket::random(7, 3);
//! assert_eq!(baskets.len(), 3);
//! assert_eq!(baskets, sanduq_tests::basket::random(7, 3), "the same seed gives the same baskets");
//! ```

pub mod basket;
pub mod judge;
