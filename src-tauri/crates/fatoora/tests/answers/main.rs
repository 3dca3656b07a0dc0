//! Every known answer, well or badly delivered, against what the client makes of it. All values are invented.
#![allow(clippy::unwrap_used, reason = "a test may end where it stands")]

mod csids;
mod documents;
mod gateway;
mod transport;
