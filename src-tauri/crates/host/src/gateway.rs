//! The way to a till's gateway: the authority's own, as the installer's settings have it, or in training a practice
//! gateway in this process, with a plug that can be pulled.

use std::net::SocketAddr;
use std::sync::Arc;

use sanduq_commands::desk::{Ask, OtpFor};
use sanduq_commands::wire;
use sanduq_device::clock::Clock;
use sanduq_device::installer::GatewaySettings;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{Memory, OtpKind, Profile, Running, Simulator, SimulatorConfig};
use sanduq_till::till::Till;

use crate::HostError;

#[derive(Debug)]
pub(crate) struct Gateway {
    till: Arc<Till>,
    settings: GatewaySettings,
    practice: Option<Practice>,
}

/// The practice gateway of a training till.
#[derive(Debug)]
struct Practice {
    running: Option<Running>,
    /// Kept over a pulled plug, so that the till finds the gateway again where it was.
    address: SocketAddr,
}

impl Gateway {
    pub(crate) fn new(till: Arc<Till>, settings: GatewaySettings) -> Self {
        Gateway { till, settings, practice: None }
    }

    /// Connects the till, once it belongs to a shop.
    pub(crate) async fn begin(&mut self) -> Result<(), HostError> {
        let Some(shop) = self.till.shop()? else { return Ok(()) };
        match self.till.environment()? {
            Environment::Training if shop.gateway.is_empty() => {
                let address = SocketAddr::from(([127, 0, 0, 1], 0));
                self.practice.get_or_insert(Practice { running: None, address });
                self.plug_in().await
            }
            environment => Ok(self.till.connect(configuration(environment, &shop.gateway, &self.settings)?)?),
        }
    }

    /// Starts the simulator where it was, and connects the till to it.
    async fn plug_in(&mut self) -> Result<(), HostError> {
        let Some(practice) = self.practice.as_mut().filter(|practice| practice.running.is_none()) else {
            return Ok(());
        };
        let config = SimulatorConfig {
            data: practice.address,
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
        practice.address = running.data_address();
        // It lives by the till's clock: its certificates begin when the till asks for them.
        let ahead = self.till.now().unix_millis() - Clock::system().now_millis();
        running.shift_clock(ahead / 1000);
        self.till.trust_practice_gateway(&running.ca_pem())?;
        self.till.connect(Configuration::at(Environment::Training, &running.gateway_url(Profile::Simulation))?)?;
        practice.running = Some(running);
        Ok(())
    }

    async fn pull_plug(&mut self) {
        if let Some(running) = self.practice.as_mut().and_then(|practice| practice.running.take()) {
            running.stop().await;
        }
    }

    /// Answers the desk. An answer that nobody waits for any more is no fault; a question that has no answer here is
    /// dropped.
    pub(crate) async fn answer(&mut self, ask: Ask) {
        match ask {
            // When it does not start, the till stays offline and says so; the switch shows it unplugged.
            Ask::Begin { reply } => {
                let _ = self.begin().await;
                let _ = reply.send(());
            }
            Ask::Otp { vat_number, purpose, reply } => {
                let kind = match purpose {
                    OtpFor::Onboarding => OtpKind::New,
                    OtpFor::Renewal => OtpKind::Renewal,
                };
                let running = self.practice.as_ref().and_then(|practice| practice.running.as_ref());
                if let Some(otp) = running.and_then(|running| running.issue_otp(&vat_number, kind).ok()) {
                    let _ = reply.send(otp);
                }
            }
            Ask::Plug { gateway, reply } if self.practice.is_some() => {
                match gateway {
                    wire::PracticeGateway::Plugged => {
                        let _ = self.plug_in().await;
                    }
                    wire::PracticeGateway::Unplugged => self.pull_plug().await,
                }
                let _ = reply.send(());
            }
            Ask::Show { reply } => match &self.practice {
                Some(Practice { running: Some(_), .. }) => drop(reply.send(wire::PracticeGateway::Plugged)),
                Some(Practice { running: None, .. }) => drop(reply.send(wire::PracticeGateway::Unplugged)),
                None => {}
            },
            Ask::Plug { .. } | Ask::Environment { .. } => {}
        }
    }
}

/// The one place where the way to a gateway is put together: the published address, the till's own, the installer's.
pub(crate) fn configuration(
    environment: Environment,
    own: &str,
    settings: &GatewaySettings,
) -> Result<Configuration, sanduq_fatoora::Error> {
    // A training till has a gateway on this machine; what is set for the real ones is not meant for it.
    let set = settings.url.as_deref().filter(|_| environment != Environment::Training);
    let address = set.or(Some(own)).filter(|address| !address.is_empty());
    let mut configuration = match address {
        Some(address) => Configuration::at(environment, address)?,
        None => Configuration::new(environment)?,
    };
    if let Some(version) = &settings.version {
        configuration = configuration.in_version(version);
    }
    if let Some(language) = &settings.language {
        configuration = configuration.in_language(language.parse()?);
    }
    Ok(configuration)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> GatewaySettings {
        GatewaySettings { url: Some(url.into()), version: Some("V3".into()), language: Some("ar".into()) }
    }

    #[test]
    fn what_the_installer_sets_comes_before_what_the_till_keeps_and_what_is_published() {
        let made = |own: &str, settings: &GatewaySettings| {
            let made = configuration(Environment::Simulation, own, settings).unwrap();
            (made.base_url, made.accept_version, made.language.code())
        };
        let none = GatewaySettings::default();
        let published = "https://gw-fatoora.zatca.gov.sa/e-invoicing/simulation".to_owned();
        assert_eq!(made("", &none), (published, "V2".into(), "en"));
        assert_eq!(made("https://own.example", &none).0, "https://own.example/simulation");
        let set = settings("https://set.example/e-invoicing");
        let expected = "https://set.example/e-invoicing/simulation".to_owned();
        assert_eq!(made("https://own.example", &set), (expected, "V3".into(), "ar"));
    }

    #[test]
    fn settings_lead_nowhere_they_must_not() {
        let core = settings("https://set.example/core");
        assert!(configuration(Environment::Simulation, "", &core).is_err(), "another environment's");
        assert!(configuration(Environment::Production, "", &settings("http://set.example")).is_err(), "in the clear");
        let practice =
            configuration(Environment::Training, "http://127.0.0.1:9440/e-invoicing/simulation", &core).unwrap();
        assert!(practice.base_url.starts_with("http://127.0.0.1:9440/"), "training stays on this machine");
        let klingon = GatewaySettings { language: Some("tlh".into()), ..GatewaySettings::default() };
        assert!(configuration(Environment::Production, "", &klingon).is_err());
    }
}
