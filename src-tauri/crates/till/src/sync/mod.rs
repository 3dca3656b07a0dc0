//! The way to the authority: what to do next is planned by a pure function, then done, one request at a time.

pub mod clearance;
pub mod deadline;
pub mod line;
mod pace;
pub mod plan;
pub mod skew;
pub mod worker;

pub(crate) use pace::Pace;
