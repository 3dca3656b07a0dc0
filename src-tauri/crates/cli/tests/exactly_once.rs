//! Ten thousand documents through lost answers, broken connections and a till that is killed again and again: the
//! authority has each of them, once. And three hundred before a gateway that judges each of them by every rule.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sanduq_simulator::{
    Fault, FaultKind, Judging, Match, Operation, Profile, Running, Settings, Simulator, SimulatorConfig, When,
};
use serde_json::Value;

const OTP: &str = "123345";

/// How much is sold, and in what weather.
#[derive(Debug, Clone, Copy)]
struct Season {
    documents: u64,
    seed: u64,
    /// Documents that one process issues at most.
    batch: u64,
    judging: Judging,
    /// Of each kind of failure, in a thousand requests.
    failures: u16,
}

struct Till {
    folder: tempfile::TempDir,
}

impl Till {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_sanduq"))
            .arg("--home")
            .arg(self.path("till"))
            .args(arguments)
            .env("SANDUQ_PIN", "2580")
            .env("XDG_CONFIG_HOME", self.path("machine"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.start(arguments).wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// Numbers that a seed repeats (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

#[allow(clippy::disallowed_methods, reason = "how long a test runs, and with which seed, is asked for from outside")]
fn number_from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A gateway that loses answers on either side of its judgement.
async fn weathered(season: Season) -> Running {
    let settings = Settings { judging: season.judging, ..Settings::default() };
    let config = SimulatorConfig {
        standing_otp: Some(OTP.to_owned()),
        seed: Some(season.seed),
        settings,
        ..SimulatorConfig::default()
    };
    let gateway = Simulator::start(config).await.unwrap();
    for kind in [
        FaultKind::CommitThenReset,
        FaultKind::CommitThenStatus { code: 504, body: None },
        FaultKind::ResetMidBody { when: When::After },
        FaultKind::TruncatedJson { when: When::After },
        FaultKind::Reset,
        FaultKind::Status { code: 503, body: None, retry_after: None },
        FaultKind::FalseDuplicate { delay_ms: 0 },
    ] {
        let operation = Some(Operation::Reporting);
        let matching = Match { per_thousand: Some(season.failures), operation, ..Match::default() };
        gateway.arm(Fault { matching, ..Fault::always(kind) });
    }
    gateway
}

#[tokio::test(flavor = "multi_thread")]
async fn each_document_is_accepted_exactly_once_whatever_is_lost_or_killed() {
    let documents = number_from_environment("SANDUQ_DOCUMENTS", 10_000);
    let seed = number_from_environment("SANDUQ_SEED", 20_261_125);
    println!("SANDUQ_DOCUMENTS={documents} SANDUQ_SEED={seed}");
    let season = Season { documents, seed, batch: 400, judging: Judging::IdentityOnly, failures: 1 };
    println!("{}", live_through(season).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_document_is_accepted_exactly_once_by_every_rule() {
    let seed = number_from_environment("SANDUQ_SEED", 20_261_126);
    println!("SANDUQ_SEED={seed}");
    let season = Season { documents: 300, seed, batch: 40, judging: Judging::Full, failures: 12 };
    println!("{}", live_through(season).await);
}

/// Says how it went.
async fn live_through(season: Season) -> String {
    let Season { documents, seed, batch, .. } = season;
    let gateway = weathered(season).await;
    let till = Till { folder: tempfile::tempdir().unwrap() };
    let mut dice = Dice(seed | 1);
    till.json(&["init", "--training", "--gateway", &gateway.gateway_url(Profile::Simulation)]);

    let (mut issued, mut kills) = (0, 0_u32);
    while issued < documents {
        let count = batch.min(documents - issued);
        let killed_after = (dice.below(3) == 0).then(|| dice.below(count));
        issued += issue(&till, count, killed_after);
        kills += u32::from(report(&till, &gateway, Some(dice.below(batch))).await);
    }
    let mut open = documents;
    for _ in 0..documents {
        let run = till.json(&["sync"]);
        open = run["open"].as_u64().unwrap();
        assert_eq!((&run["rejected"], &run["held"]), (&0.into(), &0.into()), "{run}");
        if open == 0 {
            break;
        }
    }
    assert_eq!(open, 0, "everything has its final answer");

    let accepted = gateway.accepted().unwrap();
    let hashes: BTreeSet<&str> = accepted.iter().map(|document| document.hash.as_str()).collect();
    let counters: BTreeSet<u64> = accepted.iter().map(|document| document.icv).collect();
    let duplicates: u32 = accepted.iter().map(|document| document.duplicates).sum();
    assert_eq!(accepted.len() as u64, issued, "none is missing, none is there twice");
    assert_eq!(hashes.len() as u64, issued, "each hash once");
    assert_eq!(counters, (1..=issued).collect(), "the counter is dense");
    assert!(kills > 0 && duplicates > 0, "answers were lost, and the till was killed");
    // A till that dies with the answer in its hand asks again; that it may.
    let sins: Vec<_> =
        gateway.violations().unwrap().into_iter().filter(|one| one.kind != "resend_after_final").collect();
    assert_eq!(sins, []);
    let audit = till.json(&["verify"]);
    assert_eq!((&audit["documents"], &audit["faults"]), (&issued.into(), &serde_json::json!([])));
    let status = till.json(&["status"]);
    assert_eq!((&status["reported"], &status["pending"], &status["unknown"]), (&issued.into(), &0.into(), &0.into()));
    format!("{issued} issued and accepted, {duplicates} told again, {kills} kills while reporting")
}

/// Issues a batch; a till that is to be killed dies somewhere in it. Says how many documents there are more.
fn issue(till: &Till, count: u64, killed_after: Option<u64>) -> u64 {
    let before = killed_after.map(|_| documents_of(till));
    let mut child = till.start(&["issue", "-"]);
    let mut stdin = child.stdin.take().unwrap();
    let feeding = std::thread::spawn(move || {
        for number in 0..count {
            let price = 1 + number % 90;
            // A till that was killed reads no more.
            let _ = writeln!(stdin, "{{\"lines\":[{{\"name\":\"خبز {number}\",\"unit_price\":\"{price}.50\"}}]}}");
        }
    });
    let answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let heard = answers.map_while(Result::ok).take(killed_after.unwrap_or(u64::MAX) as usize).count();
    if killed_after.is_some() {
        child.kill().unwrap();
    }
    child.wait().unwrap();
    feeding.join().unwrap();
    before.map_or(heard as u64, |before| documents_of(till) - before)
}

fn documents_of(till: &Till) -> u64 {
    till.json(&["status"])["documents"].as_u64().unwrap()
}

/// Reports, and dies when the gateway has heard `enough` more requests, if it comes to that. Says whether it died.
async fn report(till: &Till, gateway: &Running, enough: Option<u64>) -> bool {
    let before = gateway.heard().unwrap();
    let mut child = till.start(&["sync"]);
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if enough.is_some_and(|enough| gateway.heard().unwrap() - before > enough) {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
