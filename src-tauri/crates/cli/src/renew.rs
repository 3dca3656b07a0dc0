//! `sanduq renew`: the next CSID, while the old one goes on selling until the last step.

use sanduq_device::clock::Clock;
use sanduq_host::{Host, Reporting};

use crate::args::Renew;
use crate::failure::Failure;
use crate::home::Place;
use crate::onboard::print;
use crate::set_up::issuers;

pub(crate) async fn renew(place: &Place, options: &Renew) -> Result<(), Failure> {
    let host = Host::open(place.home()?, Clock::system(), "sanduq renew", Reporting::OnRequest).await?;
    let actor = place.sign_in(&host.till())?;
    if let Some(file) = &options.ca {
        host.till().trust_practice_gateway(&issuers(file)?)?;
    }
    let otp = match host.practice_renewal_otp().await {
        Some(practice) => practice,
        None => options.otp.clone().unwrap_or_default(),
    };
    let renewal = host.till().renew(&actor, &otp).await?;
    print(&host.till(), &[("still_open", renewal.still_open.into())])?;
    host.close().await;
    Ok(())
}
