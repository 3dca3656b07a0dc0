//! The lock holds across processes, and says who holds it. The second process is this test, run again.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use sanduq_device::lock::{HomeLock, LockError};
use sanduq_device::paths::Home;

const HOME_TO_HOLD: &str = "SANDUQ_TEST_HOLD";

/// Does nothing unless it is the second process: then it holds the lock until its input ends.
#[test]
fn second_process() {
    let Some(root) = std::env::var_os(HOME_TO_HOLD) else { return };
    let _lock = HomeLock::acquire(&Home::new(root, "unused"), "end of day").unwrap();
    writeln!(std::io::stdout(), "\nholding").unwrap();
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

fn start_holder(home: &Home) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "second_process", "--nocapture"])
        .env(HOME_TO_HOLD, home.root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "holding"));
    child
}

#[test]
fn second_comer_is_told_who_holds_it_and_gets_it_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path().join("till"), "unused");
    let mut holder = start_holder(&home);

    match HomeLock::acquire(&home, "selling").unwrap_err() {
        LockError::Held { pid, purpose, since } => {
            assert_eq!((pid, purpose.as_str()), (holder.id(), "end of day"));
            assert!(since > 0);
        }
        other => panic!("{other:?}"),
    }

    holder.kill().unwrap();
    holder.wait().unwrap();
    HomeLock::acquire(&home, "selling").unwrap();
}

#[test]
fn lock_is_free_again_when_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path(), "unused");
    let first = HomeLock::acquire(&home, "selling").unwrap();
    let refused = HomeLock::acquire(&home, "sync").unwrap_err();
    assert!(refused.to_string().contains("selling"), "{refused}");
    drop(first);
    drop(HomeLock::acquire(&home, "sync").unwrap());
}
