//! `sanduq onboard`: from an empty folder, or from where an earlier run was cut off, to a till that may sell in a real
//! environment.

use sanduq_device::clock::Clock;
use sanduq_host::{Host, Reporting, check_settings};
use sanduq_till::setup::{Environment, Setup, training_setup};
use sanduq_till::till::Till;

use crate::args::{Kinds, Onboard, Stage};
use crate::failure::Failure;
use crate::home::{Place, pin};
use crate::set_up::issuers;
use crate::shop::Shop;

pub(crate) async fn onboard(place: &Place, options: &Onboard) -> Result<(), Failure> {
    let asked = options.environment.map(Environment::from);
    let place = match asked {
        Some(environment) => place.of(environment),
        None => place.clone(),
    };
    {
        let till = place.open("sanduq onboard")?;
        let known = till.shop()?.map(|_| till.environment()).transpose()?;
        match (known, asked) {
            (Some(known), Some(asked)) if known != asked => {
                return Err(Failure::Input(format!("this till belongs to {known} for life, not to {asked}")));
            }
            (Some(Environment::Training), _) => {
                return Err(Failure::Input("this is a training till: `sanduq init --training` goes on with it".into()));
            }
            (Some(known), _) => check_settings(known)?,
            (None, Some(asked)) => {
                check_settings(asked)?;
                set_up(&till, asked, options)?;
            }
            (None, None) => {
                return Err(Failure::Input("name the --environment: there is no till in this folder yet".into()));
            }
        }
    }
    place.remember()?;
    let host = Host::open(place.home()?, Clock::system(), "sanduq onboard", Reporting::OnRequest).await?;
    let actor = place.sign_in(&host.till())?;
    if let Some(file) = &options.ca {
        host.till().trust_practice_gateway(&issuers(file)?)?;
    }
    host.till().onboard(&actor, options.otp.as_deref().unwrap_or_default()).await?;
    print(&host.till(), &[])?;
    host.close().await;
    Ok(())
}

fn set_up(till: &Till, environment: Environment, options: &Onboard) -> Result<(), Failure> {
    let shop = options.shop.as_deref().map(Shop::read).transpose()?;
    let written = shop.is_some();
    let shop = shop.unwrap_or_default();
    let (till_name, activity, branch) = (shop.till_name(), shop.activity(), shop.branch());
    let seller = match environment {
        // The authority's own taxpayer for tests.
        Environment::Sandbox | Environment::Simulation | Environment::Training if !written => shop.filled_up()?,
        Environment::Production if !written => {
            return Err(Failure::Input("a production till is nobody's to make up: name the --shop".into()));
        }
        _ => shop.taken_as_it_is()?,
    };
    let setup = Setup {
        environment,
        seller,
        branch,
        activity,
        till_name,
        kinds: options.kinds.into(),
        owner: options.owner.clone(),
        ..training_setup()
    };
    Ok(till.set_up(&setup, &pin("New PIN for the owner, 4 to 8 digits")?)?)
}

/// The till's certificate as it is now, and what else there is to say.
pub(crate) fn print(till: &Till, more: &[(&str, serde_json::Value)]) -> Result<(), Failure> {
    let csid = till.csid()?;
    let mut said = serde_json::json!({
        "environment": till.environment()?.name(),
        "vat_number": till.shop()?.map(|shop| shop.seller.vat_number.to_string()),
        "kinds": csid.as_ref().map(|csid| csid.kinds.title()),
        "unit": csid.as_ref().map(|csid| csid.unit.clone()),
        "serial": csid.as_ref().map(|csid| csid.serial.clone()),
        "csid_expires": csid.as_ref().map(|csid| csid.ends.riyadh_date_time()),
        "csid_days_left": csid.as_ref().map(|csid| csid.days_left),
    });
    for (name, value) in more {
        said[*name] = value.clone();
    }
    println!("{said}");
    Ok(())
}

impl From<Stage> for Environment {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Sandbox => Environment::Sandbox,
            Stage::Simulation => Environment::Simulation,
            Stage::Production => Environment::Production,
        }
    }
}

impl From<Kinds> for sanduq_till::setup::InvoiceKinds {
    fn from(kinds: Kinds) -> Self {
        match kinds {
            Kinds::Simplified => Self::Simplified,
            Kinds::Standard => Self::Standard,
            Kinds::Both => Self::Both,
        }
    }
}
