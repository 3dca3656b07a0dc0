//! The real client against the simulator, over HTTP.
#![allow(clippy::unwrap_used, reason = "a test may end where it stands")]

mod certificates;
mod control;
mod documents;
mod faults;
mod onboarding;
mod restart;
mod till;
