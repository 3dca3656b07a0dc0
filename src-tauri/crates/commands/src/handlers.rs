//! What each command does: read the request, call the use case, answer its twin.

use std::sync::Arc;
use std::time::Duration;

use sanduq_domain::item::ItemId;
use sanduq_domain::tender;
use sanduq_till::cart::Discounted;
use sanduq_till::error::TillError;
use sanduq_till::onboarding::Step;
use sanduq_till::setup::{Environment, KeyringPolicy, Setup, training_seller};
use sanduq_till::till::Till;

use crate::desk::{Desk, Practice};
use crate::fault::{Code, Fault};
pub(crate) use crate::printing::*;
use crate::twins::{amount, quantity};
use crate::wire;

/// How long a sale waits for its paper before it answers without knowing.
const PAPER_PATIENCE: Duration = Duration::from_millis(1500);
const LATEST: i64 = 50;

pub(crate) async fn app_show(desk: &Desk, _: wire::Nothing) -> Result<wire::AppState, Fault> {
    let till = desk.till();
    let shop = till.shop()?;
    let actor = desk.seated();
    let phase = match (&shop, &actor) {
        (None, _) => wire::Phase::FirstRun,
        (Some(_), None) => wire::Phase::SignedOut,
        (Some(_), Some(_)) if till.next_step()?.is_some() => wire::Phase::Onboarding,
        (Some(_), Some(_)) => wire::Phase::Ready,
    };
    let environment = match shop {
        None => wire::Environment::Training,
        Some(_) => match till.environment()? {
            Environment::Training => wire::Environment::Training,
            Environment::Sandbox => wire::Environment::Sandbox,
            Environment::Simulation => wire::Environment::Simulation,
            Environment::Production => wire::Environment::Production,
        },
    };
    Ok(wire::AppState {
        phase,
        environment,
        language: match shop.as_ref().map(|shop| shop.language.as_str()) {
            Some("en") => wire::Language::En,
            Some(_) => wire::Language::Ar,
            None => desk.first_language(),
        },
        users: till.users()?.into_iter().map(|(name, role)| wire::User { name, role: role.into() }).collect(),
        session: actor.map(wire::Session::from),
        shop_name: shop.as_ref().map(|shop| shop.seller.name.clone()).unwrap_or_default(),
        till_name: shop.map(|shop| shop.till_name).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

pub(crate) async fn setup_template(_: &Desk, _: wire::Nothing) -> Result<wire::ShopForm, Fault> {
    Ok(training_seller().into())
}

pub(crate) async fn till_setup(desk: &Desk, request: wire::TillSetup) -> Result<wire::AppState, Fault> {
    let setup = Setup {
        environment: Environment::Training,
        gateway: String::new(),
        till_name: request.shop.till_name.trim().to_owned(),
        seller: request.shop.into(),
        owner: request.owner,
        language: language_key(desk.first_language()).to_owned(),
        keyring: KeyringPolicy::WhereAvailable,
    };
    desk.till().set_up(&setup, &request.pin)?;
    desk.practise(|reply| Practice::Begin { reply }).await;
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

pub(crate) async fn onboarding_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Onboarding, Fault> {
    let next = desk.till().next_step()?;
    let reached =
        next.map_or(Step::ALL.len(), |next| Step::ALL.iter().position(|step| *step == next).unwrap_or_default());
    let steps = Step::ALL
        .into_iter()
        .enumerate()
        .map(|(position, step)| wire::OnboardingProgress { step: step.into(), done: position < reached })
        .collect();
    Ok(wire::Onboarding { steps, complete: next.is_none() })
}

pub(crate) async fn onboarding_run(desk: &Desk, request: wire::OnboardingRun) -> Result<wire::Onboarding, Fault> {
    let till = desk.till();
    let vat_number = till.shop()?.ok_or(TillError::NotSetUp)?.seller.vat_number.to_string();
    let otp = match desk.practise(|reply| Practice::Otp { vat_number, reply }).await {
        Some(practice) => practice,
        None => request.otp,
    };
    till.onboard(&desk.actor()?, &otp).await?;
    onboarding_show(desk, wire::Nothing {}).await
}

pub(crate) async fn item_search(desk: &Desk, request: wire::ItemSearch) -> Result<wire::Items, Fault> {
    let items = desk.till().find_items(&request.text)?;
    Ok(wire::Items { items: items.into_iter().map(wire::Item::from).collect() })
}

pub(crate) async fn cart_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Cart, Fault> {
    Ok(desk.till().cart()?.into())
}

pub(crate) async fn cart_add(desk: &Desk, request: wire::CartAdd) -> Result<wire::Cart, Fault> {
    Ok(desk.till().add_to_cart(ItemId(request.item), quantity(&request.quantity)?)?.into())
}

pub(crate) async fn cart_scan(desk: &Desk, request: wire::CartScan) -> Result<wire::Cart, Fault> {
    Ok(desk.till().scan_to_cart(&request.barcode, quantity(&request.quantity)?)?.into())
}

pub(crate) async fn cart_quantity(desk: &Desk, request: wire::CartQuantity) -> Result<wire::Cart, Fault> {
    Ok(desk.till().set_quantity(request.line, quantity(&request.quantity)?)?.into())
}

pub(crate) async fn cart_remove(desk: &Desk, request: wire::CartRemove) -> Result<wire::Cart, Fault> {
    Ok(desk.till().remove_from_cart(request.line)?.into())
}

pub(crate) async fn cart_discount(desk: &Desk, request: wire::CartDiscount) -> Result<wire::Cart, Fault> {
    let off = request.line.map_or(Discounted::Cart, Discounted::Line);
    Ok(desk.till().discount(off, amount(&request.amount)?)?.into())
}

pub(crate) async fn cart_clear(desk: &Desk, _: wire::Nothing) -> Result<wire::Cart, Fault> {
    Ok(desk.till().clear_cart()?.into())
}

pub(crate) async fn sale_checkout(desk: &Desk, request: wire::SaleCheckout) -> Result<wire::Sale, Fault> {
    let sale_id = request.sale_id.parse().map_err(|_| Fault::new(Code::BadRequest, "the sale id is no UUID"))?;
    let tenders = request
        .tenders
        .into_iter()
        .map(|tender| {
            Ok(tender::Tender {
                kind: match tender.kind {
                    wire::TenderKind::Cash => tender::TenderKind::Cash,
                    wire::TenderKind::Card => tender::TenderKind::Card,
                },
                amount: amount(&tender.amount)?,
                reference: tender.reference.chars().take(40).collect(),
            })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    let sale = desk.till().checkout(&desk.actor()?, sale_id, &tenders)?;
    let (paper, paper_fault) = print(Arc::clone(desk.till()), sale.number.clone()).await;
    Ok(wire::Sale {
        number: sale.number,
        uuid: sale.uuid.to_string(),
        icv: sale.icv as i64,
        issued_at: sale.issued_at.unix_millis(),
        total: sale.total.to_string(),
        vat: sale.vat.to_string(),
        change: sale.change.to_string(),
        paper,
        paper_fault,
    })
}

/// The sale is durable by now: paper is made beside it, and a slow printer is not waited for.
async fn print(till: Arc<Till>, number: String) -> (wire::Paper, Option<Code>) {
    let job = tokio::task::spawn_blocking(move || till.print(&number));
    match tokio::time::timeout(PAPER_PATIENCE, job).await {
        Ok(Ok(Ok(_))) => (wire::Paper::Printed, None),
        Ok(Ok(Err(error))) => (wire::Paper::Failed, Some(Fault::from(error).code)),
        Ok(Err(_)) => (wire::Paper::Failed, Some(Code::MachineFailed)),
        Err(_) => (wire::Paper::Printing, None),
    }
}

pub(crate) async fn queue_show(desk: &Desk, _: wire::Nothing) -> Result<wire::QueueState, Fault> {
    Ok(desk.till().queue()?.into())
}

pub(crate) async fn dashboard_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Dashboard, Fault> {
    let till = desk.till();
    let today = till.today()?;
    Ok(wire::Dashboard {
        queue: till.queue()?.into(),
        documents: till.latest_documents(LATEST)?.into_iter().map(wire::DocumentRow::from).collect(),
        today_sales: today.sales,
        today_total: today.total.to_string(),
        today_vat: today.vat.to_string(),
        csid_expires: till.csid_expires()?.map(|at| at.unix_millis()),
        practice_gateway: desk.practise(|reply| Practice::Show { reply }).await,
    })
}

pub(crate) async fn sync_run(desk: &Desk, _: wire::Nothing) -> Result<wire::QueueState, Fault> {
    desk.till().drain().await?;
    queue_show(desk, wire::Nothing {}).await
}

pub(crate) async fn practice_gateway_set(
    desk: &Desk,
    request: wire::PracticeGatewaySet,
) -> Result<wire::Dashboard, Fault> {
    desk.practise(|reply| Practice::Set { gateway: request.gateway, reply }).await;
    dashboard_show(desk, wire::Nothing {}).await
}
