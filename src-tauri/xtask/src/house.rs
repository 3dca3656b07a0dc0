//! Where things stand in the checkout, and how its tools are called.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout: of the one in which cargo was asked, for several may share a target folder and what is in it.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = Path::new(&here);
    here.ancestors().nth(2).expect("xtask stands two folders below the root").to_owned()
}

/// Where cargo puts what it builds, whatever named it: this program was put there too.
pub(crate) fn target() -> PathBuf {
    let own = env::current_exe().ok().and_then(|path| Some(path.parent()?.parent()?.to_owned()));
    own.unwrap_or_else(|| root().join("target"))
}

/// A program built with the development profile.
pub(crate) fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A program built with the release profile; `name` may lead into `examples`.
pub(crate) fn released(name: &str) -> PathBuf {
    target().join("release").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A program of the machine, started at the root.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    // What cargo told this program about itself is not for its children: build scripts would see it change and run again.
    for (name, _) in env::vars_os() {
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if name.to_str().is_some_and(|name| own.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command
}

pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = command(&program, arguments);
    command.env("CARGO_TARGET_DIR", target());
    command
}

/// npm, in `folder` below the root.
pub(crate) fn npm(folder: &str, arguments: &[&str]) -> Command {
    let mut command = command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments);
    command.current_dir(root().join(folder));
    command
}

/// Whether cargo has the subcommand (`nextest`, `deny`).
pub(crate) fn cargo_has(subcommand: &str) -> bool {
    on_path(&format!("cargo-{subcommand}")).is_some()
}

/// The full path of a program, if the machine has it.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).map(|folder| folder.join(&name)).find(|path| path.is_file())
}
