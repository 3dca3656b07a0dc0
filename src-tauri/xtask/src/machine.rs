//! What the machine must have: system packages and Node. Debian and Ubuntu are served, others are told.

use std::fs;

use crate::house::{command, on_path};
use crate::{Outcome, step};

/// What a task wants of the machine.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// To build and open the window.
    Window,
    /// To open it on a machine without a screen.
    VirtualScreen,
    /// To drive it, and the browser, from tests.
    Journeys,
}

const WINDOW: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libayatana-appindicator3-1"];
const VIRTUAL_SCREEN: &[&str] = &["xvfb", "xauth", "dbus-daemon"];
/// What drives the window, closes it and looks at it, and what the simulator's page is read with.
const DRIVERS: &[&str] = &["webkit2gtk-driver", "x11-utils", "openbox", "wmctrl", "curl", "openssl"];
const NODE: (u32, u32) = (20, 19);

/// Makes sure that the machine has what `purpose` needs, installing it where that is possible.
pub(crate) fn furnish(purpose: Purpose) -> Outcome {
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    if on_path("dpkg-query").is_none() || on_path("apt-get").is_none() {
        return other_linux(purpose);
    }
    let mut wanted = WINDOW.to_vec();
    if matches!(purpose, Purpose::VirtualScreen | Purpose::Journeys) {
        wanted.extend(VIRTUAL_SCREEN);
    }
    if matches!(purpose, Purpose::Journeys) {
        wanted.extend(DRIVERS);
        if browser().is_none() {
            wanted.push("chromium");
        }
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !installed(package)).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// A Chromium on this machine.
pub(crate) fn browser() -> Option<std::path::PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path)
}

/// Node is not ours to install: distributions carry ones that are too old.
pub(crate) fn node() -> Outcome {
    let (major, minor) = NODE;
    let wanted = format!("Node {major}.{minor} or newer with npm is needed to build the screens");
    let Some(answer) = step::ask(command("node", &["--version"])) else {
        return Err(format!("{wanted}, and there is no `node` here. Install it from nodejs.org or your distribution."));
    };
    if on_path("npm").is_none() && !cfg!(windows) {
        return Err(format!("{wanted}, and there is no `npm` here."));
    }
    match version(&answer) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(format!("{wanted}; this one is {}.", answer.trim())),
    }
}

fn version(answer: &str) -> Option<(u32, u32)> {
    let mut parts = answer.trim().trim_start_matches('v').split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

fn installed(package: &str) -> bool {
    let asked = step::ask(command("dpkg-query", &["-W", "-f=${db:Status-Status}", package]));
    asked.is_some_and(|status| status == "installed")
}

fn install(packages: &[&str]) -> Outcome {
    println!("This machine lacks {}: installing with apt-get.", packages.join(", "));
    let with_rights = |arguments: &[&str]| {
        let mut command = if is_root() {
            command("apt-get", arguments)
        } else {
            command("sudo", &[&["apt-get"], arguments].concat())
        };
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let order = [&["install", "-y", "--no-install-recommends"], packages].concat();
    if !is_root() && on_path("sudo").is_none() {
        return Err(format!("Nobody here may install packages. As root: apt-get {}", order.join(" ")));
    }
    // Lists may be missing or stale on a bare machine; without a network the packages may still be in its cache.
    let updated = step::watch("apt-get update", with_rights(&["update"]));
    if !updated.succeeded {
        println!("The package lists could not be refreshed; going on with those that are here.");
    }
    step::must("apt-get install", with_rights(&order))
        .map_err(|_| format!("The packages could not be installed. By hand: apt-get {}", order.join(" ")))
}

fn is_root() -> bool {
    step::ask(command("id", &["-u"])).is_some_and(|id| id.trim() == "0")
}

fn elsewhere() -> Outcome {
    if cfg!(target_os = "macos") {
        println!(
            "macOS: the web view is part of the system; Xcode's command line tools are needed (xcode-select --install)."
        );
    } else if cfg!(windows) {
        println!("Windows: needed are WebView2 (part of Windows 11) and the C++ Build Tools of Visual Studio.");
    }
    Ok(())
}

/// Only what pkg-config cannot find is spoken of.
fn other_linux(purpose: Purpose) -> Outcome {
    let found =
        on_path("pkg-config").is_some() && step::ask(command("pkg-config", &["--exists", "webkit2gtk-4.1"])).is_some();
    let screen = matches!(purpose, Purpose::Window) || on_path("xvfb-run").is_some();
    let driver = !matches!(purpose, Purpose::Journeys) || (on_path("WebKitWebDriver").is_some() && browser().is_some());
    if found && screen && driver {
        return Ok(());
    }
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let advice = if system.contains("fedora") || system.contains("rhel") {
        "dnf install webkit2gtk4.1-devel gcc pkgconf-pkg-config (tests: xorg-x11-server-Xvfb dbus-daemon webkitgtk6.0 chromium)"
    } else if system.contains("arch") {
        "pacman -S webkit2gtk-4.1 base-devel (tests: xorg-server-xvfb dbus chromium)"
    } else if system.contains("suse") {
        "zypper install webkit2gtk3-devel gcc pkgconf (tests: xvfb-run dbus-1 chromium)"
    } else {
        "the development files of WebKitGTK 4.1, a C compiler, pkg-config (tests: Xvfb, D-Bus, WebKitWebDriver, Chromium)"
    };
    Err(format!("Something is missing that only you can install here: {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v9.11.2") < Some(NODE));
        assert_eq!(version("nonsense"), None);
    }
}
