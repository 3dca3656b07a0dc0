//! The vault keeps what it is given, from those who may not have it too.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::{KeyPlace, KeyringPolicy, Vault, VaultError};

struct Place {
    folder: tempfile::TempDir,
    home: Home,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
        Self { folder, home }
    }

    fn create(&self) -> Vault {
        Vault::create(&self.home, "training", KeyringPolicy::Never, "owner", &pin("4071")).unwrap()
    }

    fn open(&self, user: &str, typed: &str) -> Result<Vault, VaultError> {
        Vault::open(&self.home, user, &pin(typed))
    }

    fn machine_file(&self, ending: &str) -> PathBuf {
        let files = fs::read_dir(self.home.machine_folder()).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(|path| path.extension().is_some_and(|e| e == ending)).unwrap()
    }
}

fn pin(typed: &str) -> Pin {
    Pin::new(typed).unwrap()
}

fn secret(text: &str) -> SecretBytes {
    SecretBytes::from(text.as_bytes())
}

#[test]
fn secrets_come_back_replaced_and_forgotten() {
    let place = Place::new();
    let mut vault = place.create();
    vault.put("unit-key", &secret("first")).unwrap();
    vault.put("unit-key", &secret("second")).unwrap();
    vault.put("token", &secret("passing")).unwrap();
    vault.forget("token").unwrap();
    vault.forget("never there").unwrap();
    drop(vault);

    let vault = place.open("owner", "4071").unwrap();
    assert_eq!(vault.get("unit-key").unwrap().expose(), b"second");
    assert!(vault.get("token").is_none());
    assert_eq!(vault.key_place(), KeyPlace::Slots);
}

#[test]
fn wrong_pin_and_unknown_user_are_plain_errors() {
    let place = Place::new();
    assert!(matches!(place.open("owner", "4071"), Err(VaultError::Missing(_))));
    place.create();
    assert!(matches!(place.open("owner", "4072"), Err(VaultError::WrongPin)));
    assert!(matches!(place.open("thief", "4071"), Err(VaultError::UnknownUser(_))));
    let again = Vault::create(&place.home, "training", KeyringPolicy::Never, "thief", &pin("0000"));
    assert!(matches!(again, Err(VaultError::AlreadyExists(_))));
    place.open("owner", "4071").unwrap();
}

#[test]
fn every_user_opens_with_his_own_pin() {
    let place = Place::new();
    let mut vault = place.create();
    vault.put("unit-key", &secret("shared")).unwrap();
    vault.add_user("هدى", &pin("1111")).unwrap();
    assert!(matches!(vault.add_user("هدى", &pin("2222")), Err(VaultError::UserExists(_))));
    assert_eq!(place.open("هدى", "1111").unwrap().get("unit-key").unwrap().expose(), b"shared");
    assert!(matches!(place.open("هدى", "4071"), Err(VaultError::WrongPin)));

    vault.change_pin("هدى", &pin("3333")).unwrap();
    assert!(matches!(place.open("هدى", "1111"), Err(VaultError::WrongPin)));
    let mut vault = place.open("هدى", "3333").unwrap();
    assert_eq!(vault.users().collect::<Vec<_>>(), ["owner", "هدى"]);

    vault.remove_user("owner").unwrap();
    assert!(matches!(place.open("owner", "4071"), Err(VaultError::UnknownUser(_))));
    assert!(matches!(vault.remove_user("هدى"), Err(VaultError::LastUser)));
    assert!(matches!(vault.change_pin("owner", &pin("5555")), Err(VaultError::UnknownUser(_))));
    place.open("هدى", "3333").unwrap();
}

/// Every word and number of the file in turn, so that nothing in it is left out of the seal.
#[test]
fn file_that_was_changed_is_refused() {
    let place = Place::new();
    let mut vault = place.create();
    vault.add_user("cashier", &pin("1111")).unwrap();
    vault.put("unit-key", &secret("kept")).unwrap();
    let original = fs::read_to_string(place.home.vault()).unwrap();

    let mut tried = 0;
    for (line_number, line) in original.lines().enumerate() {
        // The first letter or digit of the value; where there is no value on the line, of the key.
        let value = line.find(": ").map_or(0, |colon| colon + 2);
        let Some(at) = line[value..].find(|c: char| c.is_ascii_alphanumeric()) else { continue };
        let mut changed = line.as_bytes().to_vec();
        let byte = &mut changed[value + at];
        *byte = match *byte {
            b'a' => b'b',
            b'1' => b'2',
            b'0'..=b'9' => b'1',
            _ => b'a',
        };
        let mut lines: Vec<&str> = original.lines().collect();
        let changed = String::from_utf8(changed).unwrap();
        lines[line_number] = &changed;
        fs::write(place.home.vault(), lines.join("\n")).unwrap();
        assert!(place.open("owner", "4071").is_err(), "line {line_number}: {changed}");
        tried += 1;
    }
    assert!(tried > 15, "{tried} changes of\n{original}");

    for broken in ["", "{}", "null", &original[..original.len() / 2]] {
        fs::write(place.home.vault(), broken).unwrap();
        assert!(matches!(place.open("owner", "4071"), Err(VaultError::Damaged { .. })), "{broken}");
    }
    fs::write(place.home.vault(), original.replace("\"version\": 2", "\"version\": 3, \"new\": {}")).unwrap();
    assert!(matches!(place.open("owner", "4071"), Err(VaultError::NewerFormat(3))));

    fs::write(place.home.vault(), &original).unwrap();
    place.open("owner", "4071").unwrap();
}

#[test]
fn slot_of_another_user_does_not_serve() {
    let place = Place::new();
    let mut vault = place.create();
    vault.add_user("other", &pin("1111")).unwrap();
    let text = fs::read_to_string(place.home.vault()).unwrap();
    fs::write(place.home.vault(), text.replace("owner", "OWNER").replace("other", "owner")).unwrap();
    assert!(matches!(place.open("owner", "1111"), Err(VaultError::WrongPin)));
}

#[test]
fn secrets_show_neither_on_disk_nor_in_debug() {
    let place = Place::new();
    let mut vault = place.create();
    vault.put("unit-key", &secret("open sesame")).unwrap();
    vault.note_icv("till-1", 7).unwrap();

    for folder in [place.home.root(), place.home.machine_folder()] {
        for entry in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            for clear in ["open sesame", "4071", "unit-key", "till-1"] {
                assert!(!bytes.windows(clear.len()).any(|part| part == clear.as_bytes()), "{clear}");
            }
        }
    }
    let debug = format!("{vault:?} {:?}", vault.get("unit-key"));
    assert!(!debug.contains("sesame") && debug.contains("[redacted]"), "{debug}");
}

#[cfg(unix)]
#[test]
fn files_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mut vault = place.create();
    vault.note_icv("till-1", 1).unwrap();
    for file in [place.home.vault(), place.machine_file("key"), place.machine_file("icv")] {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}

#[test]
fn home_alone_is_of_no_use_on_another_machine() {
    let place = Place::new();
    place.create();
    let elsewhere = Home::new(place.home.root(), place.folder.path().join("elsewhere"));
    assert!(matches!(Vault::open(&elsewhere, "owner", &pin("4071")), Err(VaultError::MachineKeyMissing(_))));

    let other = Home::new(place.folder.path().join("other till"), elsewhere.machine_folder());
    Vault::create(&other, "training", KeyringPolicy::Never, "owner", &pin("4071")).unwrap();
    assert!(matches!(Vault::open(&elsewhere, "owner", &pin("4071")), Err(VaultError::OtherMachine)));
}

#[test]
fn two_homes_share_the_machine_and_nothing_else() {
    let place = Place::new();
    let mut vault = place.create();
    let second = Home::new(place.folder.path().join("second"), place.home.machine_folder());
    let mut other = Vault::create(&second, "training", KeyringPolicy::Never, "owner", &pin("4071")).unwrap();
    vault.note_icv("till-1", 5).unwrap();
    other.note_icv("till-1", 2).unwrap();
    assert_eq!(place.open("owner", "4071").unwrap().highest_icv("till-1").unwrap(), Some(5));
    assert_eq!(Vault::open(&second, "owner", &pin("4071")).unwrap().highest_icv("till-1").unwrap(), Some(2));
}

#[test]
fn icv_never_lowers_and_outlives_the_process() {
    let place = Place::new();
    let mut vault = place.create();
    assert_eq!(vault.highest_icv("till-1").unwrap(), None);
    for icv in [3, 4, 2, 4, 0] {
        vault.note_icv("till-1", icv).unwrap();
    }
    vault.note_icv("till-2", 1).unwrap();
    // One that was opened before does not lower what another has noted.
    let mut stale = place.open("owner", "4071").unwrap();
    vault.note_icv("till-1", 9).unwrap();
    stale.note_icv("till-1", 6).unwrap();
    drop((vault, stale));

    let vault = place.open("owner", "4071").unwrap();
    assert_eq!(vault.highest_icv("till-1").unwrap(), Some(9));
    assert_eq!(vault.highest_icv("till-2").unwrap(), Some(1));
    assert_eq!(vault.units().collect::<Vec<_>>(), ["till-1", "till-2"]);
    assert_eq!(vault.environment(), "training");
}

#[test]
fn old_home_that_is_put_back_does_not_lower_the_icv() {
    let place = Place::new();
    let mut vault = place.create();
    vault.note_icv("till-1", 10).unwrap();
    let backup = fs::read(place.home.vault()).unwrap();
    vault.note_icv("till-1", 25).unwrap();
    vault.put("token", &secret("new")).unwrap();
    drop(vault);
    fs::write(place.home.vault(), backup).unwrap();
    let vault = place.open("owner", "4071").unwrap();
    assert!(vault.get("token").is_none(), "the old file is in place");
    assert_eq!(vault.highest_icv("till-1").unwrap(), Some(25));
}

#[test]
fn changed_or_missing_record_of_the_icv_is_noticed_until_renewed() {
    let place = Place::new();
    let mut vault = place.create();
    vault.note_icv("till-1", 10).unwrap();
    vault.note_icv("till-2", 3).unwrap();
    vault.note_icv("till-1", 11).unwrap();
    drop(vault);
    let file = place.machine_file("icv");
    let good = fs::read(&file).unwrap();

    let mut lowered = good.clone();
    lowered[0] = 10;
    let mut swapped = good[512..].to_vec();
    swapped.extend_from_slice(&good[..512]);
    for bad in [lowered, swapped, good[512..].to_vec(), good[..100].to_vec(), Vec::new(), vec![0; 1024]] {
        fs::write(&file, bad).unwrap();
        let mut vault = place.open("owner", "4071").unwrap();
        assert!(matches!(vault.highest_icv("till-1"), Err(VaultError::WitnessDamaged { .. })));
        assert!(matches!(vault.note_icv("till-1", 12), Err(VaultError::WitnessDamaged { .. })));
    }
    fs::remove_file(&file).unwrap();
    let mut vault = place.open("owner", "4071").unwrap();
    assert!(matches!(vault.highest_icv("till-1"), Err(VaultError::WitnessDamaged { .. })));

    // Not below what the sealed file knows from its last sealing.
    vault.renew_witness("till-1", 1).unwrap();
    assert_eq!(vault.highest_icv("till-1").unwrap(), Some(10));
    vault.renew_witness("till-1", 11).unwrap();
    vault.note_icv("till-1", 12).unwrap();
    assert_eq!(place.open("owner", "4071").unwrap().highest_icv("till-1").unwrap(), Some(12));
}

#[test]
fn names_have_limits() {
    let place = Place::new();
    let mut vault = place.create();
    for name in [String::new(), "x".repeat(201)] {
        assert!(matches!(vault.put(&name, &secret("s")), Err(VaultError::Name)));
        assert!(matches!(vault.note_icv(&name, 1), Err(VaultError::Name)));
        assert!(matches!(vault.add_user(&name, &pin("1111")), Err(VaultError::Name)));
    }
    assert!(matches!(
        Vault::create(&Place::new().home, "training", KeyringPolicy::Never, "", &pin("1111")),
        Err(VaultError::Name)
    ));
}
