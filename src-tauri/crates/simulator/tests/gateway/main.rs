//! The real client against the simulator, over HTTP.
#![allow(clippy::unwrap_used, reason = "a test may end where it stands")]

mod certificates;
mod checks;
mod control;
mod csids;
mod documents;
mod faults;
mod http;
mod onboarding;
mod profiles;
mod restart;
mod severity;
mod shapes;
mod till;
mod violations;
mod weather;
