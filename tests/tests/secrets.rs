//! Secrets of one till, and everything it writes and answers: they lie nowhere in clear, in no spelling.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use k256::ecdsa::SigningKey;
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use rusqlite::Connection;
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_host::{Host, Reporting};
use serde_json::{Value, json};

/// Long, so that no hash holds it by chance.
const PIN: &str = "74829163";
const MISTYPED: &str = "74829136";
const OWNER: &str = "سارة";
const MILK: &str = "6281001000174";

/// A till that was set up, sold, reported, printed and exported; and all that it answered.
struct Used {
    folder: tempfile::TempDir,
    host: Host,
    answers: Vec<(String, Vec<u8>)>,
}

impl Used {
    async fn till() -> Used {
        let folder = tempfile::tempdir().unwrap();
        let host = Host::open(home(&folder), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
        let mut till = Used { folder, host, answers: Vec::new() };
        let shop = till.call("setup_template", json!({})).await;
        till.call("till_setup", json!({ "shop": shop, "owner": OWNER, "pin": PIN })).await;
        assert_eq!(till.call("onboarding_run", json!({ "otp": "" })).await["complete"], true);
        till.call("session_open", json!({ "user": OWNER, "pin": MISTYPED })).await;
        let cart = till.call("cart_scan", json!({ "barcode": MILK, "quantity": "1" })).await;
        let sale = till.call("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await;
        assert_eq!(till.call("sync_run", json!({})).await["reported"], 1);
        till.call("receipt_show", json!({ "number": sale["number"] })).await;
        for command in ["app_show", "onboarding_show", "queue_show", "dashboard_show"] {
            till.call(command, json!({})).await;
        }
        let actor = till.host.till().sign_in(OWNER, PIN).unwrap();
        till.host.till().export(&actor, &till.folder.path().join("export")).unwrap();
        till.note("what a crash would print", format!("{:?} {:?}", till.host, till.host.till()));
        till
    }

    async fn call(&mut self, command: &str, request: Value) -> Value {
        let answer = dispatch(self.host.desk(), command, request).await;
        self.note(command, format!("{answer:?}"));
        answer.unwrap_or_default()
    }

    fn note(&mut self, what: &str, answer: String) {
        self.answers.push((what.to_owned(), answer.into_bytes()));
    }

    /// Every place where one of the spellings of `secret` can be read.
    fn places(&self, secret: &[u8]) -> Vec<String> {
        let spellings = spellings(secret);
        let stored = files(self.folder.path()).into_iter().map(|path| {
            let name = path.strip_prefix(self.folder.path()).unwrap().display().to_string();
            (name, fs::read(path).unwrap())
        });
        let all = stored.chain(self.answers.iter().cloned());
        all.filter(|(_, bytes)| {
            let text = text(bytes);
            // A key in PEM is broken into lines, and the breaks are escaped where PEM stands in JSON.
            let joined = text.replace('\n', "").replace("\\n", "");
            spellings.iter().any(|spelling| text.contains(spelling) || joined.contains(spelling))
        })
        .map(|(name, _)| name)
        .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_lies_about_in_clear() {
    let till = Used::till().await;
    let vault = Vault::open(&home(&till.folder), OWNER, &Pin::new(PIN).unwrap()).unwrap();
    let unit: String = Connection::open(home(&till.folder).database())
        .unwrap()
        .query_row("SELECT name FROM unit", [], |row| row.get(0))
        .unwrap();
    let kept = |name: &str| vault.get(&format!("{unit}/{name}")).unwrap().expose().to_vec();

    let key = SigningKey::from_pkcs8_der(&kept("key")).unwrap();
    let api_secrets = ["compliance/secret", "production/secret"].map(kept);
    let decoded = api_secrets.each_ref().map(|secret| STANDARD.decode(secret).unwrap());
    let mut secrets = vec![("the private key", key.to_bytes().to_vec()), ("the PIN", PIN.into())];
    secrets.push(("a mistyped PIN", MISTYPED.into()));
    secrets.extend(api_secrets.iter().chain(&decoded).map(|secret| ("an API secret", secret.clone())));
    for (name, secret) in &secrets {
        assert_eq!(till.places(secret), Vec::<String>::new(), "{name} can be read there");
    }

    // A token is the certificate spelt twice over, and the gateway knows a till by it: its memory holds it, ours does not.
    for token in ["compliance/token", "production/token"].map(kept) {
        let places = till.places(&token);
        assert!(places.iter().all(|place| place.starts_with("till/simulator.db")), "a token can be read in {places:?}");
    }

    // The search finds what it is to find.
    let planted = [
        ("key.pem", key.to_pkcs8_pem(LineEnding::LF).unwrap().as_bytes().to_vec()),
        ("key.json", json!({ "pem": key.to_pkcs8_pem(LineEnding::LF).unwrap().as_str() }).to_string().into_bytes()),
        ("key.der", kept("key")),
        ("key.hex", hex(&key.to_bytes()).to_uppercase().into_bytes()),
        ("header", STANDARD.encode([&kept("production/token")[..], b":", &api_secrets[1]].concat()).into_bytes()),
        ("form", format!("user={OWNER}&pin={PIN}").into_bytes()),
    ];
    for (name, bytes) in &planted {
        fs::write(till.folder.path().join(name), bytes).unwrap();
    }
    let found = |index: usize| till.places(&secrets[index].1);
    assert_eq!(found(0), ["key.der", "key.hex", "key.json", "key.pem"]);
    assert_eq!(found(1), ["form"]);
    assert_eq!(found(4), ["header"]);
}

/// As bytes, in hex, and in base64 wherever it begins within what is encoded.
fn spellings(secret: &[u8]) -> Vec<String> {
    let mut spellings = vec![text(secret), hex(secret), hex(secret).to_uppercase()];
    for begin in 0..3 {
        let whole = (secret.len() - begin) / 3 * 3;
        let part = &secret[begin..begin + whole];
        spellings.extend([STANDARD.encode(part), URL_SAFE.encode(part)]);
    }
    spellings
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A character a byte, so that text is searched.
fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

fn home(folder: &tempfile::TempDir) -> Home {
    Home::new(folder.path().join("till"), folder.path().join("machine"))
}
