//! What the program says on its way through edges that quote its requests: neither its answers nor its complaints tell a
//! secret.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_simulator::{Fault, FaultKind, Operation, OtpKind, Profile, Running, Settings, Simulator, SimulatorConfig};

const VAT_NUMBER: &str = "399999999900003";
/// Long, so that nothing holds it by chance.
const PIN: &str = "74829163";

struct Till {
    folder: tempfile::TempDir,
    gateway: Running,
    /// All that was printed, by command.
    said: Vec<(String, String)>,
}

impl Till {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs one command; says whether it went well.
    fn run(&mut self, words: &[&str], otp: &str) -> bool {
        let output = Command::new(env!("CARGO_BIN_EXE_sanduq"))
            .arg("--home")
            .arg(self.path("till"))
            .args(words)
            .env("SANDUQ_PIN", PIN)
            .env("SANDUQ_OTP", otp)
            .env("RUST_BACKTRACE", "1")
            .env("SANDUQ_GATEWAY_URL", format!("{}/e-invoicing", self.gateway.data_url()))
            .env("XDG_CONFIG_HOME", self.path("machine"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            self.said.push((format!("{} {stream}", words.join(" ")), String::from_utf8_lossy(bytes).into_owned()));
        }
        output.status.success()
    }

    /// An edge answers once instead, with a page that quotes what the request may have carried.
    fn quoted(&self, operation: Operation, code: u16, quoted: &str) {
        let body = Some(format!("<html><h1>{code}</h1><pre>{quoted}</pre></html>"));
        let kind = FaultKind::Status { code, body, retry_after: None };
        self.gateway.arm(Fault::once(kind).on(operation));
    }

    /// The password of the portal, for one use.
    fn otp(&self, kind: OtpKind) -> String {
        self.gateway.issue_otp_in(Profile::Simulation, VAT_NUMBER, kind).unwrap()
    }

    /// Token and secret of each CSID in the vault, and each unit's private key.
    fn secrets(&self) -> Vec<(String, Vec<u8>)> {
        let home = Home::new(self.path("till"), self.path("machine/sanduq"));
        let vault = Vault::open(&home, "owner", &Pin::new(PIN).unwrap()).unwrap();
        let names: Vec<String> = vault.units().map(str::to_owned).collect();
        let parts = ["key", "compliance/token", "compliance/secret", "production/token", "production/secret"];
        let all = names.iter().flat_map(|unit| parts.map(|part| format!("{unit}/{part}")));
        all.filter_map(|name| Some((name.clone(), vault.get(&name)?.expose().to_vec()))).collect()
    }

    /// What the header says with the newest CSID of this kind.
    fn basic(&self, csid: &str) -> String {
        let secrets = self.secrets();
        let newest = |part: &str| {
            let found = secrets.iter().rev().find(|(name, _)| name.ends_with(&format!("{csid}/{part}")));
            String::from_utf8(found.unwrap().1.clone()).unwrap()
        };
        STANDARD.encode(format!("{}:{}", newest("token"), newest("secret")))
    }

    fn places(&self, secret: &str) -> Vec<&str> {
        self.said.iter().filter(|(_, text)| text.contains(secret)).map(|(words, _)| words.as_str()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_printed_tells_a_secret_whatever_pages_quote() {
    let settings = Settings { own_pcsid: true, ..Settings::default() };
    let gateway = Simulator::start(SimulatorConfig { settings, ..SimulatorConfig::default() }).await.unwrap();
    let mut till = Till { folder: tempfile::tempdir().unwrap(), gateway, said: Vec::new() };
    std::fs::write(till.path("ca.pem"), till.gateway.ca_pem()).unwrap();
    std::fs::write(till.path("baskets"), r#"{"lines":[{"name":"خبز","unit_price":"1.15"}]}"#).unwrap();
    let (ca, baskets) = (till.path("ca.pem").display().to_string(), till.path("baskets").display().to_string());
    let onboard = ["onboard", "--environment", "simulation", "--kinds", "simplified", "--ca", &ca];

    let new = till.otp(OtpKind::New);
    till.quoted(Operation::RequestCompliance, 403, &format!("OTP: {new}"));
    assert!(!till.run(&onboard, &new));
    till.quoted(Operation::RequestProduction, 403, "Authorization: none yet");
    assert!(!till.run(&onboard, &new));
    let compliance = till.basic("compliance");
    till.quoted(Operation::RequestProduction, 403, &format!("Authorization: Basic {compliance}"));
    assert!(!till.run(&onboard, &new));
    assert!(till.run(&onboard, ""));

    let production = till.basic("production");
    assert!(till.run(&["issue", &baskets], ""));
    for code in [502, 403, 401] {
        till.quoted(Operation::Reporting, code, &format!("Authorization: Basic {production}"));
        till.run(&["sync"], "");
    }
    assert!(till.run(&["sync"], ""));

    let renewal = till.otp(OtpKind::Renewal);
    let page = format!("Authorization: Basic {production}\nOTP: {renewal}");
    till.quoted(Operation::RenewProduction, 403, &page);
    assert!(!till.run(&["renew", "--ca", &ca], &renewal));
    let before = till.secrets();
    assert!(till.run(&["renew", "--ca", &ca], &renewal));
    for words in [&["journal", "--newest", "100"][..], &["journal", "T1-000001"], &["status"], &["verify"]] {
        assert!(till.run(words, ""), "{words:?}");
    }

    let mut secrets: Vec<(String, String)> = Vec::new();
    for (name, secret) in before.into_iter().chain(till.secrets()) {
        secrets.push((format!("{name}, in base64"), STANDARD.encode(&secret)));
        if let Ok(secret) = String::from_utf8(secret) {
            secrets.push((name, secret));
        }
    }
    secrets.push(("the header of the first CSID".into(), compliance));
    secrets.push(("the header of the second".into(), production));
    secrets.push(("the PIN".into(), PIN.into()));
    for (name, secret) in secrets {
        assert_eq!(till.places(&secret), [""; 0], "{name}");
    }
    // Six digits stand in many a hash by chance: as a word of their own they are the one-time password.
    for otp in [&new, &renewal] {
        for (words, text) in &till.said {
            let told = text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == otp);
            assert!(!told, "{words}: {text}");
        }
    }
    // The pages were printed, and the search finds what is to be found.
    assert!(till.places("[redacted]").iter().any(|words| words.starts_with("journal")), "{:?}", till.said);
    till.said.push(("planted".into(), format!("pin={PIN}")));
    assert_eq!(till.places(PIN), ["planted"]);
    till.gateway.stop().await;
}
