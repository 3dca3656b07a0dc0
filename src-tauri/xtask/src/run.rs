//! `run`: from a bare machine to an open till.

use std::env;

use crate::house::{built, cargo, command};
use crate::machine::{self, Purpose};
use crate::{Outcome, screens, step};

/// Where the window opens.
#[derive(Clone, Copy)]
pub(crate) enum Display {
    Own,
    /// One that nobody sees, for machines without a screen.
    Virtual,
}

pub(crate) fn run(display: Display) -> Outcome {
    if matches!(display, Display::Own) && !has_screen() {
        return Err(NO_SCREEN.to_owned());
    }
    machine::node()?;
    machine::furnish(match display {
        Display::Own => Purpose::Window,
        Display::Virtual => Purpose::VirtualScreen,
    })?;
    screens::build()?;
    step::must("window", cargo(&["build", "--package", "sanduq-desktop"]))?;
    let window = built("sanduq-desktop").display().to_string();
    println!("\nThe till opens: {window}");
    let status = match display {
        Display::Own => command(&window, &[]).status(),
        Display::Virtual => {
            let screen = ["-a", "-s", "-screen 0 1366x768x24", "dbus-run-session", "--", &window];
            command("xvfb-run", &screen).status()
        }
    };
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the till ended with {status}")),
        Err(error) => Err(format!("the till could not be started: {error}")),
    }
}

const NO_SCREEN: &str = "\
This machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. Two ways on:
  cargo xtask run --xvfb       the window, on a virtual screen
  cargo run -p sanduq-cli -- --home DIR serve --listen 127.0.0.1:7423
                               the same till for a browser on this machine (`cargo xtask check` builds its screens)";

fn has_screen() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
