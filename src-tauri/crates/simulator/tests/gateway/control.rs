use fatoora_core::invoice::InvoiceSubType::Simplified;
use reqwest::StatusCode;
use sanduq_fatoora::{Outcome, UnknownCause};
use serde_json::{Value, json};

use crate::till::{Till, VAT, issued, simulator};

struct Control(String, reqwest::Client);

impl Control {
    async fn get(&self, path: &str) -> Value {
        self.1.get(format!("{}{path}", self.0)).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> reqwest::Response {
        self.1.post(format!("{}{path}", self.0)).json(&body).send().await.unwrap()
    }
}

#[tokio::test]
async fn the_levers_work_over_http() {
    let simulator = simulator().await;
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let control = Control(simulator.control_url().unwrap(), http);

    let till = Till::new(&simulator, "0100");
    let answer: Value = control.post("/sim/otp", json!({ "vat": VAT })).await.json().await.unwrap();
    let otp = answer["otp"].as_str().unwrap().parse().unwrap();
    issued(till.client.request_compliance_csid(&otp, &till.csr_pem).await.outcome);

    let (mut till, production) = Till::onboarded(&simulator).await;
    let fault = json!({"match": {"op": "reporting"}, "kind": "status", "params": {"code": 502}, "times": 1});
    assert_eq!(control.post("/sim/faults", fault).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(control.get("/sim/faults").await[0]["kind"], "status");
    let document = till.next(&production, Simplified);
    let lost = till.client.report(&production, &document).await.outcome;
    assert_eq!(lost, Outcome::Unknown { cause: UnknownCause::Server });
    till.client.report(&production, &document).await;

    let accepted = control.get(&format!("/sim/accepted?vat={VAT}")).await;
    assert_eq!(accepted[0]["uuid"], document.uuid);
    assert_eq!(control.get("/sim/accepted?vat=311111111100003").await, json!([]));
    assert_eq!(control.get("/sim/violations").await, json!([]));
    let log = control.get("/sim/log").await;
    assert_eq!(log.as_array().unwrap().last().unwrap()["verdict"], "REPORTED");

    let frozen: Value =
        control.post("/sim/clock", json!({"freeze": "2031-05-01T00:00:00Z"})).await.json().await.unwrap();
    assert_eq!(frozen["now"], "2031-05-01T00:00:00Z");
    let refused = control.post("/sim/clearance", json!({"clearance": "sideways"})).await;
    assert!(refused.status().is_client_error());

    let authority = control.1.get(format!("{}/sim/ca.pem", control.0)).send().await.unwrap().text().await.unwrap();
    assert_eq!(authority.matches("BEGIN CERTIFICATE").count(), 3);

    assert_eq!(control.post("/sim/reset", json!({})).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(control.get("/sim/accepted").await, json!([]));
    assert_eq!(till.client.report(&production, &document).await.outcome, Outcome::Auth);
    simulator.stop().await;
}

#[tokio::test]
async fn the_levers_are_not_on_the_gateways_port() {
    let simulator = simulator().await;
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let answer = http.get(format!("{}/sim/log", simulator.data_url())).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    simulator.stop().await;
}
