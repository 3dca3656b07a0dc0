//! What differs from one environment to the other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::Decode as _;
use fatoora_core::config::EnvironmentType;
use fatoora_core::csr::SigningKey;
use sanduq_fatoora::{Credentials, Environment};
use sanduq_simulator::{CsidKind, OtpKind, Profile, Settings, Simulator, SimulatorConfig};
use serde_json::{Value, json};
use x509_cert::Certificate;

use crate::http::{Raw, basic, sent};
use crate::till::{VAT, csr, simulator};

fn issuer(answer: &Value) -> String {
    let once = BASE64.decode(answer["binarySecurityToken"].as_str().unwrap()).unwrap();
    let certificate = Certificate::from_der(&BASE64.decode(once).unwrap()).unwrap();
    certificate.tbs_certificate().issuer().to_string()
}

fn request(environment: EnvironmentType) -> Value {
    json!({"csr": BASE64.encode(csr(&SigningKey::generate(), environment, "0100"))})
}

fn credentials(answer: &Value) -> Credentials {
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    Credentials::new(Environment::Training, text("binarySecurityToken"), text("secret"))
}

#[tokio::test]
async fn the_sandbox_takes_its_published_password_any_template_and_no_samples() {
    let simulator = simulator().await;
    let raw = Raw::of(&simulator, Profile::DeveloperPortal);
    for environment in [EnvironmentType::Production, EnvironmentType::Simulation] {
        let (status, body) = raw.with_otp("POST", "/compliance", "123345", &request(environment)).await;
        assert_eq!((status, &body["requestID"]), (200, &json!(1_234_567_890_123_i64)));
        assert_eq!(issuer(&body), "CN=eInvoicing-SIM");
        let ask = json!({"compliance_request_id": "1234567890123"});
        let (status, body) = raw.as_unit("/production/csids", &credentials(&body), &ask).await;
        assert_eq!((status, &body["requestID"]), (200, &json!(30_368)));
    }
    for (otp, lenient, status) in [
        ("111111", false, 400),
        ("222222", false, 400),
        ("654321", false, 400),
        ("654321", true, 200),
        ("65432a", true, 400),
        ("111111", true, 400),
        ("222222", true, 400),
    ] {
        simulator.set_settings(Settings { lenient_otp: lenient, ..Settings::default() });
        let (answered, _) = raw.with_otp("POST", "/compliance", otp, &request(EnvironmentType::Simulation)).await;
        assert_eq!(answered, status, "{otp}, lenient: {lenient}");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn the_sandboxs_production_csid_is_everybodys_unless_set_otherwise() {
    let simulator = simulator().await;
    let raw = Raw::of(&simulator, Profile::DeveloperPortal);
    let ask = async || {
        let (_, body) = raw.with_otp("POST", "/compliance", "123345", &request(EnvironmentType::Simulation)).await;
        let id = json!({"compliance_request_id": "1234567890123"});
        raw.as_unit("/production/csids", &credentials(&body), &id).await.1
    };
    let (one, other) = (ask().await, ask().await);
    assert_eq!(one, other);
    assert_eq!(issuer(&one), "CN=SIM-PRZEINVOICESCA4-CA,DC=extgazt,DC=gov,DC=local");
    let shared = simulator.csids().unwrap().into_iter().find(|csid| csid.kind == CsidKind::Production).unwrap();
    assert_eq!(shared.vat, "399999999900003");

    simulator.set_settings(Settings { own_pcsid: true, ..Settings::default() });
    let (one, other) = (ask().await, ask().await);
    assert_ne!(one["binarySecurityToken"], other["binarySecurityToken"]);
    simulator.stop().await;
}

#[tokio::test]
async fn in_the_sandbox_the_header_switches_clearance_off() {
    let simulator = simulator().await;
    let raw = Raw::of(&simulator, Profile::DeveloperPortal);
    let (_, body) = raw.with_otp("POST", "/compliance", "123345", &request(EnvironmentType::Simulation)).await;
    let id = json!({"compliance_request_id": "1234567890123"});
    let production = credentials(&raw.as_unit("/production/csids", &credentials(&body), &id).await.1);
    for (header, status) in [("0", 303), ("1", 400)] {
        let request = raw
            .request("POST", "/invoices/clearance/single")
            .header("Authorization", basic(&production))
            .header("Clearance-Status", header)
            .body("{}");
        assert_eq!(sent(request).await.0, status, "Clearance-Status: {header}");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn passwords_and_certificates_do_not_cross_environments() {
    let simulator = simulator().await;
    let [simulation, core] = [Profile::Simulation, Profile::Core].map(|profile| Raw::of(&simulator, profile));
    let request = request(EnvironmentType::Production);
    let elsewhere = simulator.issue_otp(VAT, OtpKind::New).unwrap();
    assert_eq!(core.with_otp("POST", "/compliance", &elsewhere, &request).await.0, 400);
    assert_eq!(core.with_otp("POST", "/compliance", "123345", &request).await.0, 400);

    let own = simulator.issue_otp_in(Profile::Core, VAT, OtpKind::New).unwrap();
    let (status, body) = core.with_otp("POST", "/compliance", &own, &request).await;
    assert_eq!(status, 200, "{body}");
    let ask = json!({"compliance_request_id": body["requestID"].to_string()});
    assert_eq!(simulation.as_unit("/production/csids", &credentials(&body), &ask).await.0, 401);
    let (_, gate) = core.as_unit("/production/csids", &credentials(&body), &ask).await;
    assert_eq!(gate["code"], "Missing-ComplianceSteps");
    simulator.stop().await;
}

#[tokio::test]
async fn a_password_lasts_an_hour() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let otp = simulator.issue_otp(VAT, OtpKind::New).unwrap();
    simulator.shift_clock(60 * 60 + 1);
    let (status, body) = raw.with_otp("POST", "/compliance", &otp, &request(EnvironmentType::Simulation)).await;
    assert_eq!((status, &body["errors"][0]["code"]), (400, &json!("Invalid-OTP")));
    simulator.stop().await;
}

#[tokio::test]
async fn with_a_seed_every_run_is_the_same() {
    let mut runs = Vec::new();
    let key = SigningKey::generate();
    let request = json!({"csr": BASE64.encode(csr(&key, EnvironmentType::Simulation, "0100"))});
    for seed in [5, 5, 6] {
        let frozen = time::macros::datetime!(2026-11-25 08:00 UTC);
        let config = SimulatorConfig { seed: Some(seed), frozen_at: Some(frozen), ..SimulatorConfig::default() };
        let simulator = Simulator::start(config).await.unwrap();
        let otp = simulator.issue_otp(VAT, OtpKind::New).unwrap();
        let raw = Raw::new(&simulator);
        runs.push((simulator.ca_pem(), otp.clone(), raw.with_otp("POST", "/compliance", &otp, &request).await));
        simulator.stop().await;
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0].0, runs[2].0);
}
