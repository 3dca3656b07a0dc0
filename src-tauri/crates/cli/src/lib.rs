//! `sanduq`: the till without a window, for installers, auditors and tests. The same use cases, the same database, the
//! same rules; results are JSON on standard output, what went wrong is one sentence on standard error.
//!
//! Exit codes: 0 done, 1 not done, 2 the input is wrong (no number was used).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod args;
mod clinic;
pub mod draft;
mod explain;
mod failure;
mod home;
mod issue;
mod maintain;
mod onboard;
mod paper;
mod renew;
mod serve;
mod set_up;
mod shop;
mod simulate;
mod sync;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Verb};
use crate::failure::Failure;

/// Does what was typed.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::Machine(error.to_string()).report(),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let place = home::Place::new(arguments.home, arguments.user)?;
    match arguments.verb {
        Verb::Init(options) => set_up::init(&place, &options).await,
        Verb::Onboard(options) => onboard::onboard(&place, &options).await,
        Verb::Renew(options) => renew::renew(&place, &options).await,
        Verb::Issue(options) => issue::issue(&place, &options),
        Verb::Explain(options) => explain::explain(&options),
        Verb::Sync(options) => sync::sync(&place, &options).await,
        Verb::Status => sync::status(&place),
        Verb::Verify => maintain::verify(&place),
        Verb::Export(options) => maintain::export(&place, &options),
        Verb::Journal(options) => clinic::journal(&place, &options),
        Verb::Reissue(options) => clinic::reissue(&place, &options),
        Verb::Release(options) => clinic::release(&place, &options),
        Verb::Receipt(options) => paper::receipt(&place, &options),
        Verb::Printer(options) => paper::printer(&place, &options),
        Verb::Queue(options) => paper::queue(&place, &options),
        Verb::Check(options) => maintain::check(&options),
        Verb::Simulate(options) => simulate::simulate(&options).await,
        Verb::Serve(options) => serve::serve(&place, &options).await,
    }
}
