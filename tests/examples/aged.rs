//! Makes a training till that sold something so many hours ago and could not report it since: for the journeys in the
//! browser, which look at it with the clock of today.
//!
//! ```sh
//! aged HOME MACHINE PIN HOURS [rejected]
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::vat::Vat;
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{Fault, FaultKind, Profile, Simulator, SimulatorConfig};
use sanduq_till::draft::Draft;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;

const OTP: &str = "123345";
const REJECTION: &str =
    r#"{"validationResults":{"errorMessages":[{"code":"BR-KSA-81","category":"KSA"}],"status":"ERROR"}}"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [home, machine, pin, hours, rest @ ..] = &words[..] else {
        return Err("aged HOME MACHINE PIN HOURS [rejected]".into());
    };
    let ago = Duration::from_secs(hours.parse::<u64>()? * 60 * 60);
    let (clock, _hand) = Clock::with_hand(Clock::system().now_millis() - i64::try_from(ago.as_millis())?);
    let gateway = Simulator::start(SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() }).await?;
    gateway.shift_clock(-i64::try_from(ago.as_secs())?);

    let home = Home::new(PathBuf::from(home), PathBuf::from(machine));
    let setup =
        Setup { gateway: gateway.gateway_url(Profile::Simulation), keyring: KeyringPolicy::Never, ..training_setup() };
    Till::open(home.clone(), clock.clone(), "aged")?.set_up(&setup, pin)?;
    let host = Host::open(home, clock, "aged", Reporting::OnRequest).await?;
    let till = host.till();
    let actor = till.sign_in(&setup.owner, pin)?;
    till.onboard(&actor, OTP).await?;
    let line = Line::new("خبز صامولي", "3".parse()?, "10.10".parse()?, Vat::STANDARD_15);
    till.issue(&actor, Draft::sale(Basket::of([line]), Vec::new()))?;
    if rest.iter().any(|word| word == "rejected") {
        gateway.arm(Fault::once(FaultKind::Status { code: 400, body: Some(REJECTION.into()), retry_after: None }));
        till.drain().await?;
    }
    host.close().await;
    gateway.stop().await;
    Ok(())
}
