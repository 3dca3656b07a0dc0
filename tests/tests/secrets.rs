//! Secrets of one till, and everything it writes and answers: they lie nowhere in clear, in no spelling.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::backtrace::Backtrace;
use std::fs;
use std::io::{Read as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use k256::ecdsa::SigningKey;
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{Fault, FaultKind, Match, Operation, Profile, Simulator, SimulatorConfig};
use sanduq_till::error::TillError;
use sanduq_till::setup::{Setup, training_setup};
use sanduq_till::till::Till;
use serde_json::{Value, json};

/// Long, so that no hash holds it by chance.
const PIN: &str = "74829163";
const MISTYPED: &str = "74829136";
const OTP: &str = "730512";
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
        till.call("shift_open", json!({ "float": "0" })).await;
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

/// A till whose document was rejected, put right and reported, and everything that it can tell of that: its tables with
/// what is packed in them unpacked, its journal, its pages and forms, and what a dying thread prints.
#[tokio::test(flavor = "multi_thread")]
async fn neither_tables_nor_journal_nor_a_crash_tell_a_secret() {
    let gateway =
        Simulator::start(SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = home(&folder);
    let setup = Setup { gateway: gateway.gateway_url(Profile::Simulation), owner: OWNER.into(), ..training_setup() };
    Till::open(place.clone(), Clock::system(), "test").unwrap().set_up(&setup, PIN).unwrap();
    let host = Host::open(place.clone(), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let actor = host.till().sign_in(OWNER, PIN).unwrap();
    host.till().onboard(&actor, OTP).await.unwrap();
    let mut till = Used { folder, host, answers: Vec::new() };

    till.call("session_open", json!({ "user": OWNER, "pin": MISTYPED })).await;
    till.call("session_open", json!({ "user": OWNER, "pin": PIN })).await;
    till.call("shift_open", json!({ "float": "0" })).await;
    let cart = till.call("cart_scan", json!({ "barcode": MILK, "quantity": "1" })).await;
    let sale = till.call("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await;
    let number = json!({ "number": sale["number"] });
    let error = json!({ "code": "BR-KSA-81", "category": "KSA", "message": "no buyer", "status": "ERROR" });
    let body = json!({ "validationResults": { "errorMessages": [error], "status": "ERROR" } }).to_string();
    let kind = FaultKind::Status { code: 400, body: Some(body), retry_after: None };
    gateway.arm(Fault { matching: Match::default(), kind, times: 1 });
    assert_eq!(till.call("sync_run", json!({})).await["rejected"], 1);
    let clinic = till.call("clinic_show", number.clone()).await;
    let asked = json!({ "number": sale["number"], "form": clinic["form"] });
    till.call("reissue_preview", asked.clone()).await;
    assert_eq!(till.call("document_reissue", asked).await["icv"], 2);
    assert_eq!(till.call("sync_run", json!({})).await["reported"], 1);
    till.call("document_show", number).await;
    till.call("document_list", json!({ "filter": "attention" })).await;

    let newest = till.host.till().newest_exchanges(&actor, 1_000).unwrap();
    assert!(newest.iter().any(|entry| entry.operation == "production_csid"), "the CSIDs' exchanges are among them");
    till.note("the journal", format!("{newest:?}"));
    till.host.till().export(&actor, &till.folder.path().join("export")).unwrap();
    till.note("the crash", crash(&till.host));
    till.answers.extend(tables(&place));

    let vault = Vault::open(&place, OWNER, &Pin::new(PIN).unwrap()).unwrap();
    let unit: String =
        Connection::open(place.database()).unwrap().query_row("SELECT name FROM unit", [], |row| row.get(0)).unwrap();
    let kept = |name: &str| vault.get(&format!("{unit}/{name}")).unwrap().expose().to_vec();
    let key = SigningKey::from_pkcs8_der(&kept("key")).unwrap().to_bytes().to_vec();
    let secrets = ["compliance/secret", "production/secret", "compliance/token", "production/token"].map(kept);
    for secret in secrets.iter().chain([&key, &PIN.into(), &MISTYPED.into()]) {
        assert_eq!(till.places(secret), Vec::<String>::new(), "{secret:02x?} can be read there");
    }
    assert_eq!(told_as_a_word(&till.answers, OTP), [""; 0]);

    // The search looks into what is packed, and hears the crash.
    let database = Connection::open(place.database()).unwrap();
    let mut planted = Vec::new();
    DeflateEncoder::new(&mut planted, Compression::default()).write_all(&secrets[1].repeat(4)).unwrap();
    let insert = "INSERT INTO exchange SELECT 1000, operation, unit_id, NULL, sent_at, elapsed, request_sha256, 'none', x'', \
                  status, outcome, '[]', 'deflate', ?1 FROM exchange WHERE id = 1";
    database.execute(insert, [&planted]).unwrap();
    till.answers = tables(&place);
    assert_eq!(till.places(&secrets[1]), ["exchange 1000"]);
    till.answers = vec![("the crash".into(), crash(&text(&secrets[1])).into_bytes())];
    assert_eq!(till.places(&secrets[1]), ["the crash"]);
}

/// Edges answer instead of the gateway, with pages that quote the request: at each step of onboarding and for a document.
/// What is kept, answered and exported of them tells no secret.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_that_quotes_a_request_is_kept_as_it_came() {
    let gateway =
        Simulator::start(SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = home(&folder);
    let setup = Setup { gateway: gateway.gateway_url(Profile::Simulation), owner: OWNER.into(), ..training_setup() };
    Till::open(place.clone(), Clock::system(), "test").unwrap().set_up(&setup, PIN).unwrap();
    let host = Host::open(place.clone(), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let actor = host.till().sign_in(OWNER, PIN).unwrap();
    let mut till = Used { folder, host, answers: Vec::new() };
    let quoting = |code, headers: &str| {
        let body = Some(format!("<html><h1>{code}</h1><pre>{headers}</pre></html>"));
        FaultKind::Status { code, body, retry_after: None }
    };
    let edge = |kind, operation| gateway.arm(Fault::once(kind).on(operation));
    let secrets = || {
        let vault = Vault::open(&place, OWNER, &Pin::new(PIN).unwrap()).unwrap();
        let names = Connection::open(place.database()).unwrap();
        let unit: String = names.query_row("SELECT name FROM unit ORDER BY id DESC", [], |row| row.get(0)).unwrap();
        ["compliance", "production"].map(|csid| {
            let part = |part| vault.get(&format!("{unit}/{csid}/{part}")).map(|kept| kept.expose().to_vec());
            part("token").zip(part("secret"))
        })
    };
    let basic = |(token, secret): &(Vec<u8>, Vec<u8>)| STANDARD.encode([token, &b":"[..], secret].concat());

    edge(quoting(403, &format!("OTP: {OTP}")), Operation::RequestCompliance);
    let refused = till.host.till().onboard(&actor, OTP).await.unwrap_err();
    till.note("the first refusal", format!("{refused} {refused:?}"));
    edge(quoting(403, ""), Operation::CheckCompliance);
    let refused = till.host.till().onboard(&actor, OTP).await.unwrap_err();
    till.note("the second refusal", format!("{refused} {refused:?}"));
    let compliance = secrets()[0].clone().unwrap();
    edge(quoting(502, &format!("Authorization: Basic {}", basic(&compliance))), Operation::CheckCompliance);
    let quoted = json!({ "errors": [{ "code": "X-Edge", "message": format!("Basic {}", basic(&compliance)) }] });
    let kind = FaultKind::Status { code: 400, body: Some(quoted.to_string()), retry_after: None };
    edge(kind, Operation::RequestProduction);
    let refused = till.host.till().onboard(&actor, OTP).await.unwrap_err();
    assert!(matches!(refused, TillError::GatewayRefused(_)), "{refused}");
    till.note("the third refusal", format!("{refused} {refused:?}"));
    till.host.till().onboard(&actor, OTP).await.unwrap();

    till.call("session_open", json!({ "user": OWNER, "pin": PIN })).await;
    till.call("shift_open", json!({ "float": "0" })).await;
    let cart = till.call("cart_scan", json!({ "barcode": MILK, "quantity": "1" })).await;
    let sale = till.call("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await;
    let production = secrets()[1].clone().unwrap();
    let header = format!("Authorization: Basic {}", basic(&production));
    for (code, quoted) in [(502, header.clone()), (403, header.replace('=', "%3D")), (401, header[..60].to_owned())] {
        edge(quoting(code, &quoted), Operation::Reporting);
        till.call("sync_run", json!({})).await;
    }
    till.call("document_show", json!({ "number": sale["number"] })).await;
    let newest = till.host.till().newest_exchanges(&actor, 1_000).unwrap();
    let pages = newest.iter().filter(|entry| entry.response.contains("<html>")).count();
    assert_eq!(pages, 6, "the pages are kept: {newest:?}");
    till.note("the journal", format!("{newest:?}"));
    till.answers.extend(tables(&place));

    let [Some(compliance_now), _] = secrets() else { panic!("the compliance CSID is kept") };
    for (token, secret) in [&compliance, &compliance_now, &production] {
        for told in [basic(&(token.clone(), secret.clone())).into_bytes(), secret.clone(), secret[..20].to_vec()] {
            assert_eq!(till.places(&told), Vec::<String>::new(), "{}", text(&told));
        }
    }
    // Cut as one of the pages cut it.
    assert_eq!(till.places(&header.as_bytes()[21..60]), Vec::<String>::new());
    assert_eq!(told_as_a_word(&till.answers, OTP), [""; 0]);
}

/// Six digits stand in many a hash by chance: as a word of their own they are the one-time password.
fn told_as_a_word<'a>(answers: &'a [(String, Vec<u8>)], wanted: &str) -> Vec<&'a str> {
    let tells = |bytes: &[u8]| text(bytes).split(|c: char| !c.is_alphanumeric()).any(|word| word == wanted);
    answers.iter().filter(|(_, bytes)| tells(bytes)).map(|(name, _)| name.as_str()).collect()
}

/// What a thread prints that dies with `held` in its hands.
fn crash(held: &impl std::fmt::Debug) -> String {
    let (said, heard) = mpsc::channel();
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |dying| said.send(format!("{dying}\n{}", Backtrace::force_capture())).unwrap()));
    let died = panic::catch_unwind(AssertUnwindSafe(|| panic!("{held:#?}")));
    panic::set_hook(usual);
    assert!(died.is_err());
    heard.recv().unwrap()
}

/// Every row of every table, and what is packed in it.
fn tables(place: &Home) -> Vec<(String, Vec<u8>)> {
    let database = Connection::open(place.database()).unwrap();
    let mut names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut found = Vec::new();
    for name in names {
        let mut rows = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            count += 1;
            let mut bytes = Vec::new();
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Null => {}
                    ValueRef::Integer(number) => bytes.extend(number.to_string().into_bytes()),
                    ValueRef::Real(number) => bytes.extend(number.to_string().into_bytes()),
                    ValueRef::Text(text) => bytes.extend(text),
                    ValueRef::Blob(blob) => {
                        bytes.extend(blob);
                        // What is not packed unpacks to nothing, or to little.
                        let _ = DeflateDecoder::new(blob).read_to_end(&mut bytes);
                    }
                }
                bytes.push(b' ');
            }
            let id = row.get::<_, i64>(0).unwrap_or(count);
            found.push((format!("{name} {id}"), bytes));
        }
    }
    found
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
