//! The practice gateway of a training till: the simulator in this process, with a plug that can be pulled.

use std::net::SocketAddr;
use std::sync::Arc;

use sanduq_commands::desk::Practice;
use sanduq_commands::wire;
use sanduq_device::clock::Clock;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{Memory, OtpKind, Profile, Running, Simulator, SimulatorConfig};
use sanduq_till::till::Till;
use tokio::sync::mpsc;

use crate::HostError;

#[derive(Debug)]
pub(crate) struct PracticeGateway {
    till: Arc<Till>,
    running: Option<Running>,
    /// Kept over a pulled plug, so that the till finds the gateway again where it was.
    address: SocketAddr,
}

impl PracticeGateway {
    pub(crate) fn new(till: Arc<Till>) -> Self {
        PracticeGateway { till, running: None, address: SocketAddr::from(([127, 0, 0, 1], 0)) }
    }

    /// Starts the simulator where it was, and connects the till to it.
    pub(crate) async fn plug_in(&mut self) -> Result<(), HostError> {
        if self.running.is_some() {
            return Ok(());
        }
        let config = SimulatorConfig {
            data: self.address,
            control: None,
            memory: Memory::File(self.till.home().simulator_state()),
            profiles: vec![Profile::Simulation],
            ..SimulatorConfig::default()
        };
        let running = match Simulator::start(config.clone()).await {
            // Somebody else took the port meanwhile: any other does as well.
            Err(sanduq_simulator::Error::Listen { .. }) => {
                let any = SocketAddr::from(([127, 0, 0, 1], 0));
                Simulator::start(SimulatorConfig { data: any, ..config }).await?
            }
            started => started?,
        };
        self.address = running.data_address();
        // It lives by the till's clock: its certificates begin when the till asks for them.
        let ahead = self.till.now().unix_millis() - Clock::system().now_millis();
        running.shift_clock(ahead / 1000);
        self.till.trust_practice_gateway(&running.ca_pem())?;
        self.till.connect(Configuration::at(Environment::Training, &running.gateway_url(Profile::Simulation))?)?;
        self.running = Some(running);
        Ok(())
    }

    async fn pull_plug(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Answers the desk until it is gone. An answer that nobody waits for any more is no fault.
    pub(crate) async fn serve(mut self, mut inbox: mpsc::Receiver<Practice>) {
        while let Some(ask) = inbox.recv().await {
            match ask {
                Practice::Otp { vat_number, reply } => {
                    let otp =
                        self.running.as_ref().and_then(|running| running.issue_otp(&vat_number, OtpKind::New).ok());
                    if let Some(otp) = otp {
                        let _ = reply.send(otp);
                    }
                }
                Practice::Set { gateway: wire::PracticeGateway::Plugged, reply } | Practice::Begin { reply } => {
                    // When it does not start, the till stays offline and says so; the switch shows it unplugged.
                    let _ = self.plug_in().await;
                    let _ = reply.send(());
                }
                Practice::Set { gateway: wire::PracticeGateway::Unplugged, reply } => {
                    self.pull_plug().await;
                    let _ = reply.send(());
                }
                Practice::Show { reply } => {
                    let _ = reply.send(match self.running {
                        Some(_) => wire::PracticeGateway::Plugged,
                        None => wire::PracticeGateway::Unplugged,
                    });
                }
            }
        }
    }
}
