use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::{Outcome, RetryCause};
use sanduq_simulator::{Error, Memory, Simulator, SimulatorConfig};

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
