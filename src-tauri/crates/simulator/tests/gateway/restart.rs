use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::{Outcome, RetryCause};
use sanduq_simulator::{CsidStanding, Error, Memory, Simulator, SimulatorConfig};

use crate::till::{Till, simulator};

#[tokio::test]
async fn a_restart_on_the_same_port_keeps_certificates_and_memory() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::File(folder.path().join("simulator.db"));
    let before = Simulator::start(SimulatorConfig { memory: memory.clone(), ..Default::default() }).await.unwrap();
    let (mut till, production) = Till::onboarded(&before).await;
    let first = till.next(&production, Simplified);
    assert!(matches!(till.client.report(&production, &first).await.outcome, Outcome::Accepted { .. }));
    let (address, authority) = (before.data_address(), before.ca_pem());
    before.stop().await;

    let second = till.next(&production, Simplified);
    let unplugged = till.client.report(&production, &second).await.outcome;
    assert_eq!(unplugged, Outcome::Retry { cause: RetryCause::Network, after: None });

    let config = SimulatorConfig { data: address, memory, ..Default::default() };
    let after = Simulator::start(config).await.unwrap();
    assert_eq!(after.ca_pem(), authority);
    let again = till.client.report(&production, &first).await.outcome;
    assert_eq!(again, Outcome::AlreadyAccepted { cleared: None });
    assert!(matches!(till.client.report(&production, &second).await.outcome, Outcome::Accepted { .. }));
    assert_eq!(after.accepted().unwrap().len(), 2);
    after.stop().await;
}

/// A file as the first version left it: with a production CSID and a document that it judged.
const FIRST_VERSION: &str = "
    CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    CREATE TABLE otp (
        value TEXT NOT NULL, profile TEXT NOT NULL, vat TEXT NOT NULL, kind TEXT NOT NULL,
        expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE csid (
        id INTEGER PRIMARY KEY, profile TEXT NOT NULL, kind TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
        secret_digest BLOB NOT NULL, certificate BLOB NOT NULL, csr TEXT NOT NULL, vat TEXT NOT NULL,
        title TEXT NOT NULL, unit TEXT NOT NULL, request_id INTEGER NOT NULL, not_after INTEGER NOT NULL,
        active INTEGER NOT NULL DEFAULT 1, steps TEXT NOT NULL DEFAULT '') STRICT;
    CREATE TABLE accepted (
        id INTEGER PRIMARY KEY, profile TEXT NOT NULL, vat TEXT NOT NULL, hash TEXT NOT NULL, uuid TEXT NOT NULL,
        icv INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, csid INTEGER NOT NULL,
        duplicates INTEGER NOT NULL DEFAULT 0, cleared BLOB) STRICT;
    CREATE INDEX accepted_hash ON accepted (vat, hash);
    CREATE TABLE judged (
        csid INTEGER NOT NULL, icv INTEGER NOT NULL, hash TEXT NOT NULL, pih TEXT NOT NULL, uuid TEXT NOT NULL,
        body_digest BLOB NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (csid, uuid)) STRICT;
    CREATE TABLE violation (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, uuid TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
    CREATE TABLE log (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, profile TEXT NOT NULL, operation TEXT NOT NULL,
        status INTEGER, verdict TEXT NOT NULL, uuid TEXT NOT NULL, hash TEXT NOT NULL, fault TEXT NOT NULL) STRICT;
    INSERT INTO csid VALUES (1, 'simulation', 'production', 'token', x'00', x'01', '', '399999999900003', '0100',
        '1-a|2-b|3-c', 7, 4000000000, 1, '');
    INSERT INTO judged VALUES (1, 2, 'hash', 'pih', '4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90', x'02', 1);
    INSERT INTO log VALUES (1, 1, 'simulation', 'reporting', 200, 'REPORTED', '', '', '');
";

#[tokio::test]
async fn a_file_of_the_first_version_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("simulator.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(FIRST_VERSION).unwrap();
    for _ in 0..2 {
        let config = SimulatorConfig { memory: Memory::File(path.clone()), ..Default::default() };
        let simulator = Simulator::start(config).await.unwrap();
        let csid = simulator.csids().unwrap().remove(0);
        assert_eq!((csid.standing, csid.works_until), (CsidStanding::Active, 4_000_000_000));
        assert_eq!(simulator.violations().unwrap()[0].kind, "icv_gap", "what was judged is still known");
        assert_eq!(simulator.log().unwrap()[0].verdict, "REPORTED");
        simulator.stop().await;
    }
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let everywhere = SimulatorConfig { data: "0.0.0.0:0".parse().unwrap(), ..Default::default() };
    assert!(matches!(Simulator::start(everywhere).await, Err(Error::NotLoopback { .. })));
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let one = simulator().await;
    let config = SimulatorConfig { data: one.data_address(), ..Default::default() };
    assert!(matches!(Simulator::start(config).await, Err(Error::Listen { .. })));
    one.stop().await;
}
