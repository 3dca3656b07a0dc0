//! The page for other developers, run as it stands.
#![allow(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::process::Stdio;

use sanduq_simulator::{Profile, Simulator, SimulatorConfig};

const PAGE: &str = include_str!("../README.md");

/// What a reader would type, one block after the other; but the simulator runs already.
fn script() -> String {
    let blocks = PAGE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter(|block| !block.starts_with("sanduq ")).collect::<Vec<_>>().join("\necho; echo ----\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_the_page_does_what_it_says() {
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let script = script()
        .replace("http://127.0.0.1:8090/e-invoicing/simulation", &simulator.gateway_url(Profile::Simulation))
        .replace("http://127.0.0.1:8091", &simulator.control_url().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-eu", "-c", &script]).current_dir(folder.path()).stdin(Stdio::null());
    let shell = tokio::task::spawn_blocking(move || shell.output());
    let output = shell.await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let said = [
        "[simplified-compliant,simplified-credit-note-compliant,simplified-debit-note-compliant]",
        r#""code":"XSD_ZATCA_INVALID""#,
        r#"[{"match":{"op":"reporting"},"kind":"commit_then_reset","times":2}]"#,
        r#""weather":"slow_evening","from_ms":200,"to_ms":900,"lost_per_thousand":20"#,
        r#""now":"2026-12-31T20:59:59Z""#,
        r#""code":"BR-KSA-98","severity":"error","moved":true"#,
        r#""repeat_pcsid":"same""#,
        r#""kind":"compliance","vat":"399999999900003""#,
        "BEGIN CERTIFICATE",
        r#""operation":"check_compliance","status":400"#,
    ];
    for words in said {
        assert!(told.contains(words), "{words} in\n{told}");
    }
    assert_eq!(simulator.log().unwrap(), vec![], "the last line forgets it all");
    simulator.stop().await;
}
