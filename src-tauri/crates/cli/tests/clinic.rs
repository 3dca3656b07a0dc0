//! Rejected and held documents at the command line, with a practice gateway that is told what to answer.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use sanduq_simulator::{Fault, FaultKind, Match, Profile, Running, Simulator, SimulatorConfig};
use serde_json::{Value, json};

const OTP: &str = "123345";

struct Till {
    folder: tempfile::TempDir,
    gateway: Running,
}

impl Till {
    async fn onboarded() -> Till {
        let config = SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() };
        let till = Till { folder: tempfile::tempdir().unwrap(), gateway: Simulator::start(config).await.unwrap() };
        let url = till.gateway.gateway_url(Profile::Simulation);
        till.done(&["init", "--training", "--gateway", &url, "--otp", OTP]).await;
        till
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sanduq"));
        command.arg("--home").arg(self.path("till")).args(arguments);
        command.env("SANDUQ_PIN", "2580").env("XDG_CONFIG_HOME", self.path("machine"));
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").stdin(Stdio::null());
        // Beside the gateway, which runs in this process.
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// The lines that it printed.
    async fn done(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(arguments).await;
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    async fn refused(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments).await;
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    async fn sold(&self) -> Value {
        let basket =
            self.file("basket.jsonl", r#"{"lines":[{"name":"خبز صامولي","quantity":"3","unit_price":"10.10"}]}"#);
        self.done(&["issue", &basket]).await.remove(0)
    }

    fn answer(&self, body: Value, times: u32) {
        let kind = FaultKind::Status { code: 400, body: Some(body.to_string()), retry_after: None };
        self.gateway.arm(Fault { matching: Match::default(), kind, times });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_document_is_explained_put_right_and_issued_anew() {
    let till = Till::onboarded().await;
    let sold = till.sold().await;
    let error =
        json!({ "type": "ERROR", "code": "BR-KSA-81", "category": "KSA", "message": "no buyer", "status": "ERROR" });
    till.answer(json!({ "validationResults": { "errorMessages": [error], "status": "ERROR" } }), 1);
    assert_eq!(till.done(&["sync"]).await[0]["rejected"], 1);

    let said = till.done(&["journal", "T1-000001"]).await;
    let [entry] = &said[..] else { panic!("{said:?}") };
    assert_eq!(
        (&entry["operation"], &entry["status"], &entry["outcome"]),
        (&json!("reporting"), &json!(400), &json!("rejected"))
    );
    assert_eq!((&entry["icv"], &entry["uuid"], &entry["request_proof"]), (&json!(1), &sold["uuid"], &json!("proved")));
    let request: Value = serde_json::from_str(entry["request"].as_str().unwrap()).unwrap();
    assert_eq!(request["invoiceHash"], sold["hash"]);
    let message = &entry["messages"][0];
    assert_eq!(
        (&message["field"], &message["who"], &message["cure"]),
        (&json!("buyer.id"), &json!("manager"), &json!("amended"))
    );
    assert!(message["do"]["ar"].as_str().unwrap().contains("المشتري"));

    let money = till.file("money.json", r#"{"lines":[{"line":1,"unit_price":"9.00"}]}"#);
    let (code, text) = till.refused(&["reissue", "T1-000001", "--amendment", &money]).await;
    assert_eq!(code, Some(2));
    assert!(
        text.contains("line 1, unit_price") && text.contains("give it back with a credit note and sell anew"),
        "{text}"
    );

    let right = till.file("right.json", r#"{"buyer":{"name":"أحمد","id_scheme":"NAT","id":"1098765002"}}"#);
    let preview = till.done(&["reissue", "T1-000001", "--amendment", &right, "--preview"]).await;
    assert_eq!(
        preview[0]["differences"][0],
        json!({ "field": "buyer.name", "line": null, "before": "", "after": "أحمد" })
    );
    assert_eq!((preview[0]["differences"].as_array().unwrap().len(), &preview[0]["faults"]), (3, &json!([])));
    let anew = till.done(&["reissue", "T1-000001", "--amendment", &right]).await.remove(0);
    assert_eq!((&anew["number"], &anew["total"], &anew["icv"]), (&sold["number"], &sold["total"], &json!(2)));
    assert_eq!(anew["replaces"], json!({ "uuid": sold["uuid"], "icv": 1 }));

    assert_eq!(till.done(&["sync"]).await[0]["reported"], 1);
    let outcomes: Vec<_> =
        till.done(&["journal", "T1-000001"]).await.iter().map(|entry| entry["outcome"].clone()).collect();
    assert_eq!(outcomes, ["rejected", "accepted"]);
    assert_eq!(till.done(&["verify"]).await[0]["faults"], json!([]));
    let (code, text) = till.refused(&["reissue", "T1-000001"]).await;
    assert_eq!(
        (code, text.as_str()),
        (Some(2), "sanduq: this document was not rejected: only a rejected one is issued anew\n")
    );
    assert_eq!(till.refused(&["journal", "T1-000009"]).await.0, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_document_is_released_and_sent_unchanged() {
    let till = Till::onboarded().await;
    till.sold().await;
    assert_eq!(till.refused(&["release", "T1-000001"]).await.0, Some(1));
    // The gateway answers without a word, until a person is asked.
    till.answer(json!({}), 3);
    while till.done(&["status"]).await[0]["held"] == 0 {
        till.done(&["sync"]).await;
    }
    till.gateway.clear_faults();
    assert_eq!(till.done(&["release", "T1-000001"]).await[0]["released"], true);
    assert_eq!(till.done(&["sync"]).await[0]["reported"], 1);
    let requests: Vec<_> =
        till.done(&["journal", "T1-000001"]).await.iter().map(|entry| entry["request"].clone()).collect();
    assert!(requests.len() > 1 && requests.iter().all(|request| *request == requests[0] && request.is_string()));
    let newest = till.done(&["journal", "--newest", "1"]).await;
    assert_eq!((newest.len(), &newest[0]["outcome"]), (1, &json!("accepted")));
}
