//! The command line as installers, auditors and tests know it: the real program, real files, real processes.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FIRST: &str = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

struct Till {
    folder: tempfile::TempDir,
}

impl Till {
    fn empty() -> Till {
        Till { folder: tempfile::tempdir().unwrap() }
    }

    fn onboarded() -> Till {
        let till = Till::empty();
        let made = till.run(&["init", "--training"], "");
        assert!(made.status.success(), "{made:?}");
        till
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sanduq"));
        command
            .arg("--home")
            .arg(self.path("till"))
            .args(arguments)
            .env("SANDUQ_PIN", "2580")
            .env("XDG_CONFIG_HOME", self.path("machine"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // Beside reading, else both sides wait for room in each other's pipe. A program that ended early does not
            // read its input.
            scope.spawn(move || drop(stdin.write_all(input.as_bytes())));
            child.wait_with_output().unwrap()
        })
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments, "");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[allow(clippy::disallowed_methods, reason = "how long a test runs is asked for from outside")]
fn number_from_environment(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn random_baskets_of_every_kind_become_documents_that_the_judge_accepts_without_a_warning() {
    let till = Till::onboarded();
    let baskets = sanduq_tests::basket::random(20_261_122, number_from_environment("SANDUQ_BASKETS", 2_000));
    let out = till.path("out");
    let input: Vec<&str> = baskets.iter().map(|sample| sample.json.as_str()).collect();
    let issued = till.run(&["issue", "-", "--out", out.to_str().unwrap()], &input.join("\n"));
    assert!(issued.status.success(), "{}", said(&issued));
    let answers = lines(&issued);
    assert_eq!(answers.len(), baskets.len());

    let mut jobs: Vec<(usize, String)> = Vec::new();
    let mut previous = FIRST.to_owned();
    for (index, (answer, asked)) in answers.iter().zip(&baskets).enumerate() {
        assert_eq!(answer["icv"], index + 1);
        assert_eq!((&answer["kind"], &answer["type"]), (&asked.kind.into(), &asked.invoice_type.into()));
        if let Some(due) = asked.due {
            let total = answer["total"].as_str().unwrap().replace('.', "");
            assert_eq!(total.parse::<i64>().unwrap(), due, "{}", asked.json);
        }
        jobs.push((index + 1, previous));
        previous = answer["hash"].as_str().unwrap().to_owned();
    }
    let half = jobs.len().div_ceil(2);
    let judged = |jobs: &[(usize, String)]| -> Vec<String> {
        jobs.iter()
            .flat_map(|(icv, previous)| {
                let xml = fs::read_to_string(out.join(format!("{icv}.xml"))).unwrap();
                sanduq_tests::judge::findings(&xml, previous).into_iter().map(move |found| format!("{icv}: {found}"))
            })
            .collect()
    };
    let found = std::thread::scope(|scope| {
        let halves: Vec<_> = jobs.chunks(half).map(|jobs| scope.spawn(move || judged(jobs))).collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(found, Vec::<String>::new());

    let audit = till.json(&["verify"]);
    assert_eq!(audit["documents"], baskets.len());
    assert_eq!(audit["faults"], serde_json::json!([]));
}

#[test]
fn what_is_issued_is_reported_exported_printed_and_checked() {
    let till = Till::onboarded();
    let basket = r#"{"lines":[{"name":"خبز صامولي","quantity":"3","unit":"PCE","unit_price":"10.10","vat":"S","discount":"1.00"}],"discount":"5.00","tenders":[{"kind":"cash","amount":"50.00"}]}"#;
    let issued = lines(&till.run(&["issue", "-"], basket)).remove(0);
    assert_eq!((issued["total"].as_str(), issued["number"].as_str()), (Some("24.30"), Some("T1-000001")));
    let before = till.json(&["status"]);
    assert_eq!((&before["pending"], &before["reported"]), (&1.into(), &0.into()));
    assert!(before["oldest_pending_seconds"].is_i64());
    assert_eq!(till.json(&["sync"])["reported"], 1);
    let after = till.json(&["status"]);
    assert_eq!((&after["pending"], &after["reported"], &after["unknown"]), (&0.into(), &1.into(), &0.into()));
    assert!(after["csid_expires"].is_string());

    let export = till.path("export");
    till.json(&["export", "--out", export.to_str().unwrap()]);
    let names: Vec<String> =
        fs::read_dir(&export).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let xml = names.iter().find(|name| name.ends_with("_T1-000001.xml")).unwrap();
    assert!(xml.starts_with("399999999900003_20"), "{xml}");
    let file = export.join(xml);
    assert_eq!(till.json(&["check", file.to_str().unwrap()])["valid"], true);
    let forged = fs::read_to_string(&file).unwrap().replacen("24.30", "24.31", 1);
    fs::write(&file, forged).unwrap();
    assert!(!till.run(&["check", file.to_str().unwrap()], "").status.success());

    for (format, magic) in [("png", &b"\x89PNG"[..]), ("pdf", b"%PDF"), ("escpos", b"\x1b@")] {
        for width in ["58", "80"] {
            let path = till.path(&format!("receipt-{width}.{format}"));
            let path_text = path.to_str().unwrap();
            let done =
                till.run(&["receipt", "T1-000001", "--format", format, "--width", width, "--out", path_text], "");
            assert!(done.status.success(), "{}", said(&done));
            assert!(fs::read(&path).unwrap().starts_with(magic), "{format} {width}");
        }
    }
}

#[test]
fn a_wrong_basket_is_named_and_uses_no_number() {
    let till = Till::onboarded();
    let good = r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#;
    for (wrong, sentence) in [
        (r#"{"lines":[{"name":"Milk","unit_price":"five"}]}"#, "basket 2: line 1, unit_price: a number is digits"),
        (
            r#"{"lines":[{"name":"Milk","unit_price":"5"}],"tenders":[{"kind":"cash","amount":"1"}]}"#,
            "basket 2: tenders",
        ),
        ("nonsense", "basket 2: it is no JSON"),
    ] {
        let before = till.json(&["status"])["documents"].as_i64().unwrap();
        let output = till.run(&["issue", "-"], &format!("{good}\n{wrong}\n{good}"));
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(said(&output).contains(sentence), "{}", said(&output));
        assert_eq!(lines(&output).len(), 1, "the basket before it stands");
        assert_eq!(till.json(&["status"])["documents"], before + 1);
    }
    assert_eq!(till.json(&["verify"])["faults"], serde_json::json!([]));
}

/// Each line of `input` on its own: the answer, or the sentence it was refused with.
fn one_by_one(till: &Till, input: &[&str]) -> Vec<Result<Value, String>> {
    input
        .iter()
        .map(|json| {
            let output = till.run(&["issue", "-"], json);
            match output.status.code() {
                Some(0) => Ok(lines(&output).remove(0)),
                Some(2) => Err(said(&output).trim().replacen("sanduq: basket 1: ", "", 1)),
                other => panic!("{other:?}: {}", said(&output)),
            }
        })
        .collect()
}

#[test]
fn a_credit_note_gives_back_what_is_left_and_no_more() {
    let till = Till::onboarded();
    let sold = r#"{"lines":[{"name":"Milk","quantity":"3","unit_price":"10.10"},{"name":"Bread","unit_price":"5.00"}],"discount":"3.53"}"#;
    let note =
        |rest: &str| format!(r#"{{"kind":"credit_note","original":{{"number":"T1-000001"}},"reason":"تالف"{rest}}}"#);
    let answers = one_by_one(
        &till,
        &[
            sold,
            &note(r#","lines":[{"original_line":1,"quantity":"1"}]"#),
            &note(r#","lines":[{"original_line":1,"quantity":"3"}]"#),
            &note(r#","lines":[{"name":"Milk","quantity":"2.5","unit_price":"1.00"}]"#),
            &note(r#","lines":[{"name":"Bread","unit_price":"5.00"}]"#),
            &note(r#","lines":[{"name":"Butter","unit_price":"5.00"}]"#),
            &note(""),
            &note(r#","lines":[{"original_line":2}]"#),
        ],
    );
    // 35.30 less a tenth: each milk was paid 9.09, the bread 4.50.
    assert_eq!(answers[0].as_ref().unwrap()["total"], "31.77");
    assert_eq!(answers[1].as_ref().unwrap()["total"], "9.09");
    assert_eq!(answers[2].as_ref().unwrap_err(), "line 1, quantity: 2 is left of the original's line");
    assert_eq!(answers[3].as_ref().unwrap_err(), "line 1, quantity: 2 is left of the original's line");
    assert_eq!(answers[4].as_ref().unwrap_err(), "line 1, unit_price: 4.50 is left of the original's line, with VAT");
    assert!(answers[5].as_ref().unwrap_err().starts_with("line 1, name: the original has no such line"));
    let rest = answers[6].as_ref().unwrap();
    assert_eq!((&rest["total"], &rest["kind"], &rest["icv"]), (&"22.68".into(), &"credit_note".into(), &3.into()));
    assert_eq!(answers[7].as_ref().unwrap_err(), "line 1, quantity: 0 is left of the original's line");
    assert_eq!(till.json(&["verify"])["faults"], serde_json::json!([]));
}

#[test]
fn notes_follow_their_original_and_rules_speak_before_a_number_is_used() {
    let till = Till::onboarded();
    let buyer = r#""buyer":{"name":"مؤسسة الأمل","vat_number":"310122393500003","street":"طريق الملك فهد","building":"8091","district":"العليا","city":"الرياض","postal_code":"12214"}"#;
    let standard = format!(
        r#"{{"type":"standard",{buyer},"lines":[{{"name":"Paper","unit_price":"100.00"}}],
            "charges":[{{"reason":"delivery","amount":"15.00"}}]}}"#
    )
    .replace('\n', "");
    let original = r#""original":{"number":"T1-000001"},"reason":"سبب""#;
    let answers = one_by_one(
        &till,
        &[
            &standard,
            &format!(r#"{{"kind":"credit_note",{original}}}"#),
            &format!(
                r#"{{"kind":"debit_note","type":"simplified",{original},"lines":[{{"name":"More","unit_price":"1"}}]}}"#
            ),
            r#"{"kind":"debit_note","original":{"number":"T1-000009"},"reason":"x","lines":[{"name":"More","unit_price":"1"}]}"#,
            r#"{"kind":"debit_note","reason":"x","lines":[{"name":"More","unit_price":"1"}]}"#,
            r#"{"kind":"debit_note","original":{"number":"T1-000001"},"lines":[{"name":"More","unit_price":"1"}]}"#,
            r#"{"type":"standard","lines":[{"name":"Paper","unit_price":"115.00"}]}"#,
            r#"{"lines":[{"name":"School","unit_price":"9","vat":"Z","exemption":"VATEX-SA-HEA"}]}"#,
            r#"{"kind":"debit_note","original":{"number":"OLD-7","date":"2026-01-05"},"reason":"x","lines":[{"name":"More","unit_price":"1"}]}"#,
        ],
    );
    let note = answers[1].as_ref().unwrap();
    assert_eq!((&note["type"], &note["total"]), (&"standard".into(), &"115.00".into()));
    assert_eq!(answers[2].as_ref().unwrap_err(), "type: the original is standard, and its notes are too");
    assert!(answers[3].as_ref().unwrap_err().starts_with("original: T1-000009 was not issued by this till"));
    assert!(answers[4].as_ref().unwrap_err().starts_with("original: a note names"));
    for (index, rule) in [(5, "BR-KSA-F-06-C13"), (6, "BR-KSA-42"), (7, "BR-KSA-25"), (7, "BR-KSA-49")] {
        assert!(answers[index].as_ref().unwrap_err().contains(&format!("({rule})")), "{:?}", answers[index]);
    }
    assert_eq!(answers[8].as_ref().unwrap()["icv"], 3, "no number was used for what was refused");
    let synced = till.json(&["sync"]);
    assert_eq!((&synced["reported"], &synced["rejected"], &synced["open"]), (&3.into(), &0.into(), &0.into()));
}

#[test]
fn nothing_works_anonymously_or_with_a_wrong_pin() {
    let till = Till::onboarded();
    for verb in [&["status"][..], &["verify"], &["issue", "-"], &["export", "--out", "/nowhere"]] {
        let mut command = till.command(verb);
        let output = command.env("SANDUQ_PIN", "1357").output().unwrap();
        assert!(!output.status.success(), "{verb:?}");
        assert!(said(&output).contains("PIN"), "{verb:?}: {}", said(&output));
    }
    let waits = till.command(&["status"]).env("SANDUQ_PIN", "2580").output().unwrap();
    assert!(said(&waits).contains("wait"), "{}", said(&waits));
    let fresh = Till::empty();
    for pin in ["0000", "1234", "12", "abcd"] {
        let output = fresh.command(&["init", "--training"]).env("SANDUQ_PIN", pin).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{pin}: {output:?}");
    }
}

#[test]
fn a_till_onboards_and_reports_at_a_gateway_of_its_own() {
    let till = Till::empty();
    let mut gateway = till.command(&["simulate", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(gateway.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = serde_json::from_str::<Value>(&line).unwrap()["gateway"].as_str().unwrap().to_owned();
    let bare = url.split("/e-invoicing").next().unwrap();
    let made = till.run(&["init", "--training", "--gateway", bare], "");
    assert!(made.status.success(), "{}", said(&made));
    till.run(&["issue", "-"], r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#);
    assert_eq!(till.json(&["sync"])["reported"], 1);
    gateway.kill().unwrap();
    gateway.wait().unwrap();
    till.run(&["issue", "-"], r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#);
    let offline = till.json(&["sync"]);
    assert_eq!((&offline["reported"], &offline["open"]), (&0.into(), &1.into()), "{offline}");
}

#[test]
fn a_watched_queue_tells_each_change_until_it_is_interrupted() {
    let till = Till::onboarded();
    till.run(&["issue", "-"], r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#);
    let mut watching = till.command(&["sync", "--watch"]).spawn().unwrap();
    let told = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut standings = told.map_while(Result::ok).map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let first = standings.next().unwrap();
    assert_eq!(first["documents"], 1, "{first}");
    let reported = std::iter::once(first).chain(&mut standings).find(|standing| standing["reported"] == 1).unwrap();
    assert_eq!((&reported["pending"], &reported["network"]), (&0.into(), &"online".into()), "{reported}");
    assert!(watching.try_wait().unwrap().is_none(), "it goes on");
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert_eq!(till.json(&["status"])["reported"], 1);
}

/// The till is killed without warning, again and again, while it sells. What was answered exists, nothing is missing in
/// between, and the chain is whole.
#[test]
fn kill_loses_nothing_that_was_answered() {
    let till = Till::onboarded();
    let baskets =
        sanduq_tests::basket::random(9, 40).iter().map(|sample| sample.json.as_str()).collect::<Vec<_>>().join("\n");
    let mut answered: BTreeMap<i64, String> = BTreeMap::new();
    let mut pause = 0_u64;
    for _ in 0..number_from_environment("SANDUQ_KILLS", 200) {
        let mut child = till.command(&["issue", "-"]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = baskets.clone();
        let feeding = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        // It dies somewhere between its first and its last sale, or while it opens.
        let mut line = String::new();
        for _ in 0..pause % 24 {
            line.clear();
            if output.read_line(&mut line).unwrap() == 0 {
                break;
            }
            note(&line, &mut answered);
        }
        pause += 7;
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had still written before it died counts as answered too.
        for line in output.lines().map_while(Result::ok) {
            note(&line, &mut answered);
        }
        feeding.join().unwrap();
    }
    let audit = till.json(&["verify"]);
    assert_eq!(audit["faults"], serde_json::json!([]));
    let documents = audit["documents"].as_i64().unwrap();
    assert!(documents >= answered.len() as i64 && documents > 100, "{documents} documents");
    let export = till.path("export");
    till.json(&["export", "--out", export.to_str().unwrap()]);
    let mut stored = BTreeMap::new();
    for entry in fs::read_dir(&export).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(serial) = name.strip_suffix(".xml").and_then(|name| name.rsplit_once('-')) {
            stored.insert(serial.1.parse::<i64>().unwrap(), name);
        }
    }
    assert_eq!(stored.len() as i64, documents);
    assert_eq!(stored.keys().copied().collect::<Vec<_>>(), (1..=documents).collect::<Vec<_>>(), "numbers are dense");
    for (icv, hash) in answered {
        let xml = fs::read(export.join(&stored[&icv])).unwrap();
        let verified = sanduq_einvoice::verify::verify(&xml).unwrap();
        assert_eq!((verified.icv as i64, verified.hash.to_string()), (icv, hash));
    }
}

fn note(line: &str, answered: &mut BTreeMap<i64, String>) {
    // The last line may be cut off by the kill: then it was not answered.
    if let Ok(answer) = serde_json::from_str::<Value>(line) {
        let before = answered.insert(answer["icv"].as_i64().unwrap(), answer["hash"].as_str().unwrap().to_owned());
        assert_eq!(before, None, "a number was used twice: {line}");
    }
}
