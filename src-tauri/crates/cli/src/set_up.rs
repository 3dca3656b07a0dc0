//! `sanduq init`: from an empty folder to a training till that may sell.

use std::fs;
use std::path::Path;

use sanduq_device::clock::Clock;
use sanduq_host::{Host, Reporting};
use sanduq_till::setup::{Setup, training_setup};

use crate::args::Init;
use crate::failure::Failure;
use crate::home::{Place, pin};
use crate::shop::Shop;

pub(crate) async fn init(place: &Place, options: &Init) -> Result<(), Failure> {
    let shop = options.shop.as_deref().map(Shop::read).transpose()?.unwrap_or_default();
    let (till_name, activity, branch) = (shop.till_name(), shop.activity(), shop.branch());
    let seller = shop.filled_up()?;
    // A made-up group's member is its first ten digits, as in the authority's own samples.
    let group = seller.vat_number.get(..10).filter(|_| seller.vat_number.get(10..11) == Some("1"));
    let setup = Setup {
        gateway: options.gateway.as_deref().map(gateway_address).unwrap_or_default(),
        branch: if branch.is_empty() { group.unwrap_or_default().to_owned() } else { branch },
        seller,
        activity,
        till_name,
        owner: options.owner.clone(),
        ..training_setup()
    };
    let pin = pin("New PIN for the owner, 4 to 8 digits")?;
    {
        let till = place.open("sanduq init")?;
        // An earlier run that was cut off while onboarding goes on from where it stopped.
        if till.shop()?.is_none() || till.next_step()?.is_none() {
            till.set_up(&setup, &pin)?;
        }
    }
    let host = Host::open(place.home()?, Clock::system(), "sanduq init", Reporting::OnRequest).await?;
    if let Some(file) = &options.ca {
        host.till().trust_practice_gateway(&issuers(file)?)?;
    }
    let actor = host.till().sign_in(&setup.owner, &pin)?;
    let vat_number = setup.seller.vat_number.clone();
    let otp = host.practice_otp(&vat_number).await.unwrap_or_else(|| options.otp.clone());
    host.till().onboard(&actor, &otp).await?;
    let expires = host.till().csid()?.map(|csid| csid.ends.riyadh_date_time());
    println!(
        "{}",
        serde_json::json!({
            "environment": "training", "vat_number": vat_number, "till": setup.till_name, "csid_expires": expires,
        })
    );
    host.close().await;
    Ok(())
}

pub(crate) fn issuers(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))
}

/// A bare address means the simulation profile of a simulator there.
fn gateway_address(url: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.contains("/e-invoicing/") { url.to_owned() } else { format!("{url}/e-invoicing/simulation") }
}
