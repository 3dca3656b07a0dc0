//! `bench`: the product against its floors, in one run. The benches themselves are in the tests crate, the window's in
//! `tests/ui/start.mjs`.

use crate::house::{cargo, command, on_path, released, root};
use crate::machine::{self, Purpose};
use crate::screens::JOURNEYS;
use crate::{Outcome, release, screens, step};

pub(crate) fn bench(arguments: &[&str]) -> Outcome {
    let order = [&["bench", "--package", "sanduq-tests", "--benches", "--"], arguments].concat();
    match cargo(&order).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the benches failed".to_owned()),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}

/// The released window and a bare one, started in turn on a virtual screen.
pub(crate) fn window() -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("only WebKitGTK can be driven".to_owned());
    }
    machine::furnish(Purpose::Journeys)?;
    release::release()?;
    // By itself: beside an example, cargo would give the command line what its tests want, rehearsals among it.
    step::must("bare window", cargo(&["build", "--release", "--package", "sanduq-desktop", "--example", "bare"]))?;
    screens::install(JOURNEYS)?;
    let screen = ["-a", "-s", "-screen 0 1366x768x24", "dbus-run-session", "--", "npm", "run", "--silent", "start"];
    let mut starts = command("xvfb-run", &screen);
    starts.current_dir(root().join(JOURNEYS));
    starts.env("SANDUQ_DESKTOP", released("sanduq-desktop")).env("SANDUQ_BARE", released("examples/bare"));
    if let Some(driver) = on_path("WebKitWebDriver") {
        starts.env("SANDUQ_WEBDRIVER", driver);
    }
    step::must("starts", starts)
}
