//! Real environments without a window, rehearsed with a simulator: the real program, its variables, its exit codes.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use sanduq_simulator::{OtpKind, Profile, Running, Settings, Simulator, SimulatorConfig};
use serde_json::Value;

const VAT_NUMBER: &str = "399999999900003";

struct Place {
    folder: tempfile::TempDir,
    gateway: Running,
}

impl Place {
    async fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { own_pcsid: true, ..Settings::default() };
        let gateway = Simulator::start(SimulatorConfig { settings, ..SimulatorConfig::default() }).await.unwrap();
        std::fs::write(folder.path().join("ca.pem"), gateway.ca_pem()).unwrap();
        Place { folder, gateway }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn otp(&self, profile: Profile, kind: OtpKind) -> String {
        self.gateway.issue_otp_in(profile, VAT_NUMBER, kind).unwrap()
    }

    /// In this user's own folders, towards the simulator.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sanduq"));
        command
            .args(words)
            .env("SANDUQ_PIN", "2580")
            .env("SANDUQ_GATEWAY_URL", format!("{}/e-invoicing", self.gateway.data_url()))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CONFIG_HOME", self.path("machine"))
            .env_remove("SANDUQ_HOME")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn ca(&self) -> String {
        self.path("ca.pem").to_str().unwrap().to_owned()
    }
}

fn refused(output: &Output, code: i32, sentence: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(code) && text.contains(sentence), "{code} {sentence}: {output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_is_onboarded_sells_and_is_renewed_headless() {
    let place = Place::new().await;
    let (home, ca) = (place.path("till").to_str().unwrap().to_owned(), place.ca());
    let till = ["--home", &home];
    let with = |words: &[&str]| -> Vec<String> { till.iter().chain(words).map(|word| (*word).to_owned()).collect() };
    let run = |words: &[&str]| place.run(&with(words).iter().map(String::as_str).collect::<Vec<_>>());
    let json = |words: &[&str]| place.json(&with(words).iter().map(String::as_str).collect::<Vec<_>>());

    refused(&run(&["onboard", "--otp", "123345"]), 2, "--environment");
    refused(&run(&["onboard", "--environment", "production", "--otp", "123345"]), 2, "--shop");
    let begin = ["onboard", "--environment", "simulation", "--kinds", "simplified", "--ca", &ca];
    refused(&run(&[&begin[..], &["--otp", "000000"]].concat()), 2, "one-time password was not accepted");
    refused(&run(&["onboard", "--environment", "production", "--otp", "123345"]), 2, "belongs to simulation for life");
    let otp = place.otp(Profile::Simulation, OtpKind::New);
    let onboarded = json(&[&begin[..], &["--otp", &otp]].concat());
    assert_eq!((&onboarded["environment"], &onboarded["kinds"]), (&"simulation".into(), &"0100".into()));
    refused(&run(&[&begin[..], &["--otp", &otp]].concat()), 2, "renew its CSID instead");

    std::fs::write(place.path("baskets"), r#"{"lines":[{"name":"خبز","unit_price":"1.15"}]}"#).unwrap();
    let baskets = place.path("baskets").to_str().unwrap().to_owned();
    assert_eq!(json(&["issue", &baskets])["number"], "T1-000001");
    std::fs::write(place.path("standard"), r#"{"type":"standard","lines":[{"name":"خبز","unit_price":"1.15"}]}"#)
        .unwrap();
    refused(&run(&["issue", place.path("standard").to_str().unwrap()]), 2, "does not cover standard documents");
    // Against the date of the last answer, to the second.
    place.gateway.shift_clock(90);
    assert_eq!(json(&["sync"])["reported"], 1);
    let ahead = json(&["status"])["clock_ahead_seconds"].as_i64().unwrap();
    assert!((-91..=-85).contains(&ahead), "{ahead}");
    place.gateway.shift_clock(0);

    refused(&run(&["renew", "--otp", "12345"]), 2, "six digits");
    let otp = place.otp(Profile::Simulation, OtpKind::Renewal);
    let renewed = place
        .command(&with(&["renew", "--ca", &ca]).iter().map(String::as_str).collect::<Vec<_>>())
        .env("SANDUQ_OTP", &otp)
        .output()
        .unwrap();
    assert!(renewed.status.success() && !String::from_utf8_lossy(&renewed.stdout).contains(&otp), "{renewed:?}");
    let renewed: Value = serde_json::from_slice(&renewed.stdout).unwrap();
    assert_ne!(renewed["serial"], onboarded["serial"]);
    assert_eq!(renewed["still_open"], 0);
    assert_eq!(json(&["status"])["clock_ahead_seconds"], Value::Null, "every answer tells it, those to a renewal too");
    let next = json(&["issue", &baskets]);
    assert_eq!((&next["number"], &next["icv"]), (&"T1-000002".into(), &1.into()), "a new chain, the same numbers");
    assert_eq!(json(&["verify"])["faults"], serde_json::json!([]));
    place.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_folder_each_environment_has_its_own_and_the_last_one_is_in_use() {
    let place = Place::new().await;
    let ca = place.ca();
    for (environment, profile) in [("sandbox", Profile::DeveloperPortal), ("simulation", Profile::Simulation)] {
        let otp = place.otp(profile, OtpKind::New);
        place.json(&["onboard", "--environment", environment, "--ca", &ca, "--otp", &otp]);
        assert_eq!(place.json(&["status"])["environment"], environment);
        for file in ["sanduq.db", "vault.json"] {
            assert!(place.path("data/sanduq").join(environment).join(file).is_file(), "{environment}/{file}");
        }
    }
    place.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_in_a_file_is_taken_as_it_is_written() {
    let place = Place::new().await;
    let shop = place.path("shop.json");
    std::fs::write(&shop, r#"{"name":"بقالة الندى","vat_number":"399999999900003"}"#).unwrap();
    let onboard = |environment| {
        let words = ["onboard", "--environment", environment, "--shop", shop.to_str().unwrap(), "--otp", "123345"];
        place.run(&words)
    };
    refused(&onboard("production"), 2, "Street: it is missing");
    let whole = r#"{"name":"بقالة الندى","vat_number":"399999999910003","id":"1010183482","street":"شارع العليا",
        "building":"2322","district":"المربع","city":"الرياض","postal_code":"12613","till_name":"B7"}"#;
    std::fs::write(&shop, whole).unwrap();
    refused(&onboard("production"), 2, "Branch: it is missing");
    std::fs::write(&shop, whole.replace("{\"name\"", "{\"branch\":\"Riyadh\",\"name\"")).unwrap();
    refused(&onboard("production"), 2, "Branch: a VAT group names the ten-digit TIN");
    place.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_installer_sets_wrongly_is_told_before_a_till_is_made() {
    let place = Place::new().await;
    for (name, value, sentence) in [
        ("SANDUQ_GATEWAY_URL", "http://gateway.example/e-invoicing", "over https"),
        ("SANDUQ_GATEWAY_URL", "https://gateway.example/e-invoicing/core", "another environment's"),
        ("SANDUQ_GATEWAY_URL", "nonsense", "not usable"),
        ("SANDUQ_GATEWAY_LANGUAGE", "tlh", "ar and en"),
    ] {
        let words = ["onboard", "--environment", "simulation", "--otp", "123345"];
        let output = place.command(&words).env(name, value).output().unwrap();
        refused(&output, 2, sentence);
        assert!(!place.path("data/sanduq/simulation/vault.json").exists(), "{value}");
    }
    place.gateway.stop().await;
}
