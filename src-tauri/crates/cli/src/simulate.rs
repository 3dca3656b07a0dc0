//! `sanduq simulate`: the practice gateway alone.

use sanduq_simulator::{Memory, Profile, Simulator, SimulatorConfig};

use crate::args::Simulate;
use crate::failure::Failure;

/// What a bare `sanduq init --gateway` sends.
const STANDING_OTP: &str = "123345";

pub(crate) async fn simulate(options: &Simulate) -> Result<(), Failure> {
    let running = Simulator::start(SimulatorConfig {
        data: options.listen,
        control: Some(options.control),
        impostor: options.impostor,
        memory: options.state.clone().map_or(Memory::InMemory, Memory::File),
        standing_otp: Some(STANDING_OTP.to_owned()),
        seed: options.seed,
        ..SimulatorConfig::default()
    })
    .await
    .map_err(|error| Failure::Machine(error.to_string()))?;
    running.set_weather(options.weather.unwrap_or_default());
    let mut told = serde_json::json!({
        "gateway": running.gateway_url(Profile::Simulation),
        "control": running.control_url(),
        "otp": STANDING_OTP,
    });
    if let Some(address) = running.impostor_url(Profile::Simulation) {
        told["impostor"] = address.into();
    }
    println!("{told}");
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
