//! The vault with the OS keyring, and without one.
#![cfg(any(target_os = "linux", windows))]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::{KeyPlace, KeyringPolicy, Vault, VaultError};

fn home(world: &Path) -> Home {
    Home::new(world.join("till"), world.join("machine"))
}

fn pin(typed: &str) -> Pin {
    Pin::new(typed).unwrap()
}

fn keeps_the_key(home: &Home) {
    let mut vault = Vault::create(home, "training", KeyringPolicy::WhereAvailable, "owner", &pin("4071")).unwrap();
    assert_eq!(vault.key_place(), KeyPlace::Keyring);
    vault.put("unit-key", &SecretBytes::from(b"kept".as_slice())).unwrap();
    vault.add_user("cashier", &pin("1111")).unwrap();
    vault.note_icv("till-1", 8).unwrap();
    drop(vault);

    assert!(matches!(Vault::open(home, "owner", &pin("4072")), Err(VaultError::WrongPin)));
    for (user, typed) in [("owner", "4071"), ("cashier", "1111")] {
        let vault = Vault::open(home, user, &pin(typed)).unwrap();
        assert_eq!(vault.get("unit-key").unwrap().expose(), b"kept");
        assert_eq!(vault.highest_icv("till-1").unwrap(), Some(8));
    }
}

/// In the Credential Manager of whoever runs the tests.
#[cfg(windows)]
#[test]
fn the_credential_manager_keeps_the_key() {
    let world = tempfile::tempdir().unwrap();
    keeps_the_key(&home(world.path()));
}

/// The bus and its keyring belong to a second process: this test, run again in a world of its own.
#[cfg(target_os = "linux")]
mod secret_service {
    use std::io::Write;
    use std::process::{Command, Output};

    use sanduq_device::vault::KeyringError;

    use super::*;

    const WORLD: &str = "SANDUQ_TEST_WORLD";

    /// This test binary again, running only `test`, with nothing of this user's session.
    fn in_a_world_of_its_own(program: &[&str], test: &str, world: &Path) -> Output {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).arg(std::env::current_exe().unwrap()).args([
            "--exact",
            &format!("secret_service::{test}"),
            "--nocapture",
        ]);
        command
            .env(WORLD, world)
            .env("HOME", world)
            .env("XDG_RUNTIME_DIR", world)
            .env("XDG_DATA_HOME", world.join("data"));
        for variable in ["DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
            command.env_remove(variable);
        }
        command.output().unwrap()
    }

    fn assert_passed(output: &Output) {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && out.contains("1 passed"), "{out}\n{err}");
        // A wrong filter passes as well, with nothing run.
        assert!(out.contains("was there"), "{out}\n{err}");
    }

    #[test]
    fn without_a_bus_the_slots_keep_the_key() {
        let world = tempfile::tempdir().unwrap();
        assert_passed(&in_a_world_of_its_own(&["env"], "inside_without_a_bus", world.path()));
    }

    #[test]
    fn inside_without_a_bus() {
        let Some(world) = std::env::var_os(WORLD) else { return };
        let home = home(Path::new(&world));
        let vault = Vault::create(&home, "training", KeyringPolicy::WhereAvailable, "owner", &pin("4071")).unwrap();
        assert_eq!(vault.key_place(), KeyPlace::Slots);
        Vault::open(&home, "owner", &pin("4071")).unwrap();
        writeln!(std::io::stdout(), "was there").unwrap();
    }

    #[test]
    fn with_a_keyring_it_keeps_the_key() {
        let installed = |program| Command::new(program).arg("--version").output().is_ok();
        if !installed("dbus-run-session") || !installed("gnome-keyring-daemon") {
            // To the terminal itself: what a passing test prints is not shown.
            let skipped =
                "\n*** SKIPPED: the keyring is NOT tested: dbus-run-session or gnome-keyring-daemon is missing";
            writeln!(std::io::stderr(), "{skipped}").unwrap();
            return;
        }
        let world = tempfile::tempdir().unwrap();
        let script = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"";
        let program = ["dbus-run-session", "--", "sh", "-c", script, "sh"];
        assert_passed(&in_a_world_of_its_own(&program, "inside_with_a_keyring", world.path()));

        // The same home without its keyring: the PIN alone does not open it.
        assert_passed(&in_a_world_of_its_own(&["env"], "inside_after_the_keyring_went", world.path()));
    }

    #[test]
    fn inside_with_a_keyring() {
        let Some(world) = std::env::var_os(WORLD) else { return };
        keeps_the_key(&home(Path::new(&world)));
        writeln!(std::io::stdout(), "was there").unwrap();
    }

    #[test]
    fn inside_after_the_keyring_went() {
        let Some(world) = std::env::var_os(WORLD) else { return };
        let opened = Vault::open(&home(Path::new(&world)), "owner", &pin("4071"));
        assert!(matches!(opened, Err(VaultError::Keyring(KeyringError::Unavailable(_)))), "{opened:?}");
        writeln!(std::io::stdout(), "was there").unwrap();
    }
}
