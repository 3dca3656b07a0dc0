//! `sanduq init`: from an empty folder to a till that may sell.

use std::fs;

use sanduq_device::clock::Clock;
use sanduq_domain::party::{SellerForm, SellerIdScheme};
use sanduq_host::{Host, Reporting};
use sanduq_till::setup::{Environment, KeyringPolicy, Setup, training_seller};
use serde::Deserialize;

use crate::args::Init;
use crate::failure::Failure;
use crate::home::{Place, pin};

/// The shop as installers write it. What is left out comes from the training shop.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Shop {
    name: Option<String>,
    vat_number: Option<String>,
    id_scheme: Option<String>,
    id: Option<String>,
    street: Option<String>,
    building: Option<String>,
    additional: Option<String>,
    district: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    till_name: Option<String>,
}

pub(crate) async fn init(place: &Place, options: &Init) -> Result<(), Failure> {
    let shop = match &options.shop {
        None => Shop::default(),
        Some(file) => {
            let text = fs::read_to_string(file)
                .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
            serde_json::from_str(&text).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?
        }
    };
    let till_name = shop.till_name.clone().unwrap_or_else(|| "T1".to_owned());
    let setup = Setup {
        environment: Environment::Training,
        gateway: options.gateway.as_deref().map(gateway_address).unwrap_or_default(),
        seller: seller(shop)?,
        till_name,
        owner: options.owner.clone(),
        language: "ar".to_owned(),
        keyring: KeyringPolicy::WhereAvailable,
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
        let pem = fs::read_to_string(file)
            .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
        host.till().trust_practice_gateway(&pem)?;
    }
    let actor = host.till().sign_in(&setup.owner, &pin)?;
    let vat_number = setup.seller.vat_number.clone();
    let otp = host.practice_otp(&vat_number).await.unwrap_or_else(|| options.otp.clone());
    host.till().onboard(&actor, &otp).await?;
    let expires = host.till().csid_expires()?.map(|at| at.riyadh_date_time());
    println!(
        "{}",
        serde_json::json!({
            "environment": "training", "vat_number": vat_number, "till": setup.till_name, "csid_expires": expires,
        })
    );
    host.close().await;
    Ok(())
}

fn seller(shop: Shop) -> Result<SellerForm, Failure> {
    let training = training_seller();
    let id_scheme = match shop.id_scheme {
        None => training.id_scheme,
        Some(code) => Some(
            SellerIdScheme::from_code(&code)
                .ok_or_else(|| Failure::Input(format!("id_scheme: {code} is none of CRN, MOM, MLS, 700, SAG, OTH")))?,
        ),
    };
    Ok(SellerForm {
        name: shop.name.unwrap_or(training.name),
        vat_number: shop.vat_number.unwrap_or(training.vat_number),
        id_scheme,
        id: shop.id.unwrap_or(training.id),
        street: shop.street.unwrap_or(training.street),
        building: shop.building.unwrap_or(training.building),
        additional: shop.additional.unwrap_or(training.additional),
        district: shop.district.unwrap_or(training.district),
        city: shop.city.unwrap_or(training.city),
        postal_code: shop.postal_code.unwrap_or(training.postal_code),
    })
}

/// A bare address means the simulation profile of a simulator there.
fn gateway_address(url: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.contains("/e-invoicing/") { url.to_owned() } else { format!("{url}/e-invoicing/simulation") }
}
