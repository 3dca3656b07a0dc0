//! What each command does: read the request, call the use case, answer its twin.

mod documents;

use sanduq_domain::party::SellerForm;
use sanduq_domain::user::Permission;
use sanduq_till::dashboard::Filter;
use sanduq_till::error::TillError;
use sanduq_till::session::Lock;
use sanduq_till::setup::{DEFAULT_ACTIVITY, Environment, KeyringPolicy, Setup, training_seller};

pub(crate) use crate::counter::*;
pub(crate) use crate::customers::*;
use crate::desk::{Ask, Desk, OtpFor};
use crate::fault::{Code, Fault};
pub(crate) use crate::items::*;
pub(crate) use crate::people::*;
pub(crate) use crate::printing::*;
pub(crate) use crate::returns::*;
pub(crate) use crate::shifts::*;
use crate::table::Access;
use crate::wire;

pub(crate) use documents::*;

const LATEST: i64 = 50;

pub(crate) async fn app_show(desk: &Desk, _: wire::Nothing) -> Result<wire::AppState, Fault> {
    let till = desk.till();
    let shop = till.shop()?;
    let actor = desk.seated();
    let phase = match (&shop, &actor) {
        (None, _) => wire::Phase::FirstRun,
        (Some(_), None) => wire::Phase::SignedOut,
        (Some(_), Some(actor)) if !actor.pin_is_own => wire::Phase::PinChange,
        (Some(_), Some(_)) if till.next_step()?.is_some() => wire::Phase::Onboarding,
        (Some(_), Some(_)) => wire::Phase::Ready,
    };
    let environment = match shop {
        None => desk.first_environment(),
        Some(_) => till.environment()?,
    };
    Ok(wire::AppState {
        phase,
        environment: environment.into(),
        environment_open: shop.is_none() || till.home().environment().is_some(),
        language: match shop.as_ref().map(|shop| shop.language.as_str()) {
            Some("en") => wire::Language::En,
            Some(_) => wire::Language::Ar,
            None => desk.first_language(),
        },
        users: till.users()?.into_iter().map(|(name, role)| wire::User { name, role: role.into() }).collect(),
        session: actor.map(wire::Session::from),
        last_user: till.last_user()?,
        policy: till.policy()?.into(),
        shop_name: shop.as_ref().map(|shop| shop.seller.name.clone()).unwrap_or_default(),
        till_name: shop.map(|shop| shop.till_name).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

pub(crate) async fn environment_choose(desk: &Desk, request: wire::EnvironmentChoose) -> Result<wire::AppState, Fault> {
    let shop = desk.till().shop()?;
    if shop.is_some() {
        desk.admit(Access::Needs(Permission::SetUp))?;
    }
    let environment = request.environment.into();
    match desk.ask(|reply| Ask::Environment { environment, reply }).await {
        Some(taken) => taken?,
        None if shop.is_none() => desk.set_first_environment(environment),
        None => return Err(Fault::new(Code::EnvironmentFixed, "a till keeps its environment for life")),
    }
    app_show(desk, wire::Nothing {}).await
}

/// A training shop is made up; a real one is nobody else's to fill in.
pub(crate) async fn setup_template(desk: &Desk, _: wire::Nothing) -> Result<wire::ShopForm, Fault> {
    Ok(match desk.first_environment() {
        Environment::Training => training_seller(),
        Environment::Sandbox | Environment::Simulation | Environment::Production => SellerForm::default(),
    }
    .into())
}

pub(crate) async fn till_setup(desk: &Desk, request: wire::TillSetup) -> Result<wire::AppState, Fault> {
    let setup = Setup {
        environment: desk.first_environment(),
        gateway: String::new(),
        kinds: request.kinds.into(),
        branch: request.shop.branch.clone(),
        activity: or_default(&request.shop.activity),
        till_name: request.shop.till_name.trim().to_owned(),
        seller: request.shop.into(),
        owner: request.owner,
        language: language_key(desk.first_language()).to_owned(),
        keyring: KeyringPolicy::WhereAvailable,
    };
    desk.till().set_up(&setup, &request.pin)?;
    desk.ask(|reply| Ask::Begin { reply }).await;
    let actor = desk.till().sign_in(setup.owner.trim(), &request.pin)?;
    desk.seat(Some(actor));
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn session_open(desk: &Desk, request: wire::SessionOpen) -> Result<wire::AppState, Fault> {
    let actor = desk.till().sign_in(&request.user, &request.pin)?;
    if let Some(before) = desk.seat(Some(actor)) {
        desk.till().sign_out(&before)?;
    }
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn session_close(desk: &Desk, _: wire::Nothing) -> Result<wire::AppState, Fault> {
    if let Some(actor) = desk.seat(None) {
        desk.till().sign_out(&actor)?;
    }
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn session_lock(desk: &Desk, request: wire::SessionLock) -> Result<wire::AppState, Fault> {
    let why = match request.reason {
        wire::LockReason::Asked => Lock::Asked,
        wire::LockReason::Idle => Lock::Idle,
    };
    if let Some(actor) = desk.seat(None) {
        desk.till().lock(&actor, why)?;
    }
    app_show(desk, wire::Nothing {}).await
}

/// What a screen sees of somebody's hand and no other command tells.
pub(crate) async fn session_touch(desk: &Desk, _: wire::Nothing) -> Result<wire::Done, Fault> {
    desk.touch();
    Ok(wire::Done {})
}

pub(crate) async fn language_set(desk: &Desk, request: wire::LanguageSet) -> Result<wire::AppState, Fault> {
    desk.set_first_language(request.language);
    desk.till().set_language(language_key(request.language))?;
    app_show(desk, wire::Nothing {}).await
}

fn language_key(language: wire::Language) -> &'static str {
    match language {
        wire::Language::Ar => "ar",
        wire::Language::En => "en",
    }
}

fn or_default(activity: &str) -> String {
    if activity.trim().is_empty() { DEFAULT_ACTIVITY.to_owned() } else { activity.to_owned() }
}

pub(crate) async fn onboarding_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Onboarding, Fault> {
    Ok(desk.till().way()?.into())
}

pub(crate) async fn onboarding_run(desk: &Desk, request: wire::OnboardingRun) -> Result<wire::Onboarding, Fault> {
    let otp = otp(desk, OtpFor::Onboarding, request.otp).await?;
    let (till, actor) = (desk.till(), desk.actor()?);
    carried_through(async move { till.onboard(&actor, &otp).await }).await?;
    onboarding_show(desk, wire::Nothing {}).await
}

pub(crate) async fn csid_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Csids, Fault> {
    let till = desk.till();
    let way = till.way()?;
    Ok(wire::Csids {
        environment: till.environment()?.into(),
        vat_number: till.shop()?.ok_or(TillError::NotSetUp)?.seller.vat_number.to_string(),
        csids: till.csids(&desk.actor()?)?.into_iter().map(wire::Csid::from).collect(),
        under_way: way.next().is_some().then(|| way.into()),
    })
}

pub(crate) async fn csid_renew(desk: &Desk, request: wire::CsidRenew) -> Result<wire::Csids, Fault> {
    let otp = otp(desk, OtpFor::Renewal, request.otp).await?;
    let (till, actor) = (desk.till(), desk.actor()?);
    carried_through(async move { till.renew(&actor, &otp).await }).await?;
    csid_show(desk, wire::Nothing {}).await
}

/// What speaks to the authority ends, though whoever asked for it may be gone: a browser that is reloaded, for one.
async fn carried_through<T: Send + 'static>(
    work: impl Future<Output = Result<T, TillError>> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::spawn(work).await.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))?;
    Ok(done?)
}

/// In training the practice gateway gives one; elsewhere it was typed.
async fn otp(desk: &Desk, purpose: OtpFor, typed: String) -> Result<String, Fault> {
    let vat_number = desk.till().shop()?.ok_or(TillError::NotSetUp)?.seller.vat_number.to_string();
    Ok(desk.ask(|reply| Ask::Otp { vat_number, purpose, reply }).await.unwrap_or(typed))
}

pub(crate) async fn queue_show(desk: &Desk, _: wire::Nothing) -> Result<wire::QueueState, Fault> {
    Ok(desk.till().queue()?.into())
}

pub(crate) async fn dashboard_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Dashboard, Fault> {
    let till = desk.till();
    let today = till.today()?;
    Ok(wire::Dashboard {
        queue: till.queue()?.into(),
        documents: till.documents(Filter::Latest, LATEST)?.into_iter().map(wire::DocumentRow::from).collect(),
        today_sales: today.sales,
        today_total: today.total.to_string(),
        today_vat: today.vat.to_string(),
        practice_gateway: desk.ask(|reply| Ask::Show { reply }).await,
    })
}

pub(crate) async fn sync_run(desk: &Desk, _: wire::Nothing) -> Result<wire::QueueState, Fault> {
    let till = desk.till();
    carried_through(async move { till.drain().await }).await?;
    queue_show(desk, wire::Nothing {}).await
}

pub(crate) async fn practice_gateway_set(
    desk: &Desk,
    request: wire::PracticeGatewaySet,
) -> Result<wire::Dashboard, Fault> {
    desk.ask(|reply| Ask::Plug { gateway: request.gateway, reply }).await;
    dashboard_show(desk, wire::Nothing {}).await
}
