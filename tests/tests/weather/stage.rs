//! Plays the table.

use std::time::Duration;

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::party::{Buyer, BuyerAddress};
use sanduq_domain::vat::Vat;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{Fault, OtpKind, Severity};
use sanduq_till::dashboard::{Filter, Standing};
use sanduq_till::draft::Draft;
use sanduq_till::error::TillError;
use sanduq_till::setup::InvoiceKinds;
use sanduq_till::sync::clearance::Delivery;
use sanduq_till::sync::line::{Network, Refusal};

use crate::rehearsal::{Rehearsal, profile};
use crate::row::{Deed, End, Known, Row, Sky, Told};

/// Long enough for any answer that comes, short enough for one that never does.
pub(crate) const IMPATIENT: Duration = Duration::from_secs(2);
pub(crate) const PATIENT: Duration = Duration::from_secs(60);
/// So often a till is asked to send what is open; each time it does what it can.
const ROUNDS: usize = 2_000;

pub(crate) async fn till() -> Rehearsal {
    Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Both).await
}

/// The rows one after the other, at one till.
pub(crate) async fn play(rows: Vec<Row>) {
    let is_of_a_unit = |row: &Row| matches!(row.does, Deed::Onboard | Deed::Renew);
    let (units, documents): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_of_a_unit);
    for row in &units {
        play_unit(row).await;
    }
    if documents.is_empty() {
        return;
    }
    let mut rehearsal = till().await;
    for row in &documents {
        rehearsal = play_document(rehearsal, row).await;
    }
    told_once(&rehearsal);
}

async fn play_document(rehearsal: Rehearsal, row: &Row) -> Rehearsal {
    let failure = row.failure;
    reconnect(&rehearsal, if row.sky.is_silent() { IMPATIENT } else { PATIENT });
    if let Sky::TillAhead(seconds) = row.sky {
        rehearsal.hand.advance(Duration::from_secs(seconds));
    }
    let number = match row.does {
        Deed::Clear => sell_standard(&rehearsal),
        _ => rehearsal.sell().unwrap(),
    };
    let knows = |rehearsal: &Rehearsal| Known::Document(standing(rehearsal, &number), rehearsal.till.network());
    cloud(&rehearsal, &row.sky);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(knows(&rehearsal), row.knows, "{failure}");
    let later = rehearsal.sell().expect("sales go on");
    match row.ends {
        End::Accepted(status) | End::InOrder(status) | End::WithoutCopy(status) => {
            clear_up(&rehearsal);
            if let Sky::ThenAgain(kind) = &row.sky {
                let mut again = Fault::once(kind.clone());
                again.matching.uuid = Some(uuid(&rehearsal, &number));
                rehearsal.gateway.arm(again);
            }
            if !row.sky.is_early() {
                settle(&rehearsal).await;
            }
            assert!(standing(&rehearsal, &number).is_accepted(), "{failure}");
            assert_eq!(rehearsal.till.delivery(&number).unwrap(), Delivery::Deliverable, "{failure}");
            let found = self::row(&rehearsal, &number);
            assert_eq!(found.status, Some(status), "{failure}");
            assert_eq!(found.lacks_copy, matches!(row.ends, End::WithoutCopy(_)), "{failure}");
            if matches!(row.ends, End::InOrder(_)) {
                let order: Vec<String> =
                    rehearsal.gateway.accepted().unwrap().into_iter().map(|one| one.uuid).collect();
                assert!(order.ends_with(&[uuid(&rehearsal, &number), uuid(&rehearsal, &later)]), "{failure}");
            }
        }
        End::Held(times) => {
            for sent in 1..times {
                assert_eq!(standing(&rehearsal, &number), Standing::Pending, "{failure}, sent {sent}");
                let mut again = row.sky.fault().unwrap();
                again.matching.uuid = Some(uuid(&rehearsal, &number));
                rehearsal.gateway.arm(again);
                rehearsal.till.drain().await.unwrap();
            }
            assert_eq!(standing(&rehearsal, &number), Standing::Held, "{failure}");
            assert_eq!(standing(&rehearsal, &later), Standing::Reported, "others go on: {failure}");
            rehearsal.till.release(&rehearsal.actor, &number).unwrap();
            settle(&rehearsal).await;
            assert_eq!(standing(&rehearsal, &number), Standing::Reported, "{failure}");
        }
        End::Rejected => {
            clear_up(&rehearsal);
            assert_eq!(rehearsal.till.delivery(&number).unwrap(), of_rejected(row), "{failure}");
            if !row.sky.is_early() {
                settle(&rehearsal).await;
                assert_eq!(standing(&rehearsal, &later), Standing::Reported, "others go on: {failure}");
            }
            assert_eq!(standing(&rehearsal, &number), Standing::Rejected, "{failure}");
        }
        End::Stopped => {
            rehearsal.till.drain().await.unwrap();
            assert_eq!(knows(&rehearsal), row.knows, "{failure}");
            let next = rehearsal.crash();
            assert_eq!(
                next.till.network(),
                Network::Refused(Refusal::Credentials),
                "the next process knows: {failure}"
            );
            next.sell().expect("sales go on");
            return next;
        }
        End::Sells(_) => panic!("{failure}: a document ends otherwise"),
    }
    rehearsal
}

/// A rejected receipt has been handed over already.
fn of_rejected(row: &Row) -> Delivery {
    if row.does == Deed::Clear { Delivery::Rejected } else { Delivery::Deliverable }
}

fn cloud(rehearsal: &Rehearsal, sky: &Sky) {
    match sky {
        Sky::NoName => connect(rehearsal, "https://gateway.invalid/e-invoicing/simulation", PATIENT),
        Sky::Impostor => {
            let address = rehearsal.gateway.impostor_url(profile(rehearsal.environment)).unwrap();
            connect(rehearsal, &address, PATIENT);
        }
        Sky::At(seconds, _) => rehearsal.gateway.shift_clock(*seconds),
        Sky::Stricter(_) => {
            rehearsal.gateway.shift_clock(24 * 60 * 60 + 60);
            rehearsal.gateway.set_severity(None, "BR-KSA-98", Severity::Error);
        }
        Sky::Lever(pulled) => pulled(rehearsal),
        Sky::Once(_) | Sky::ThenAgain(_) | Sky::TillAhead(_) | Sky::Step(..) => {}
    }
    if let Some(fault) = sky.fault() {
        rehearsal.gateway.arm(fault);
    }
}

fn clear_up(rehearsal: &Rehearsal) {
    rehearsal.gateway.clear_faults();
    rehearsal.gateway.reset_severities();
    rehearsal.gateway.shift_clock(0);
    rehearsal.clearance(true);
    reconnect(rehearsal, PATIENT);
}

async fn play_unit(row: &Row) {
    let (failure, Sky::Step(_, _, gateway)) = (row.failure, &row.sky) else { panic!("{}: not a step", row.failure) };
    let (Known::Unit(told), End::Sells(passwords)) = (row.knows, row.ends) else { panic!("{failure}: not a unit") };
    let rehearsal = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    if row.does == Deed::Renew {
        rehearsal.till.onboard(&rehearsal.actor, &rehearsal.otp(OtpKind::New)).await.unwrap();
        rehearsal.sell().unwrap();
    }
    rehearsal.set(*gateway);
    cloud(&rehearsal, &row.sky);
    let mut used = 1;
    let mut done = advance(&rehearsal, row.does, true).await;
    assert_eq!(told_of(&done), told, "{failure}: {done:?}");
    for _ in 0..passwords {
        if done.is_ok() {
            break;
        }
        if row.does == Deed::Renew {
            rehearsal.sell().expect("sales go on");
        }
        let wanted = rehearsal.till.way().unwrap().wants_otp;
        used += usize::from(wanted);
        done = advance(&rehearsal, row.does, wanted).await;
    }
    assert_eq!((told_of(&done), used), (Told::Done, passwords), "{failure}: {done:?}");
    rehearsal.sell().unwrap();
    settle(&rehearsal).await;
    assert_eq!(rehearsal.till.audit().unwrap().faults, [], "{failure}");
    assert_eq!(rehearsal.gateway.violations().unwrap(), [], "{failure}");
}

async fn advance(rehearsal: &Rehearsal, does: Deed, with_password: bool) -> Result<(), TillError> {
    let kind = if does == Deed::Renew { OtpKind::Renewal } else { OtpKind::New };
    let password = if with_password { rehearsal.otp(kind) } else { String::new() };
    match does {
        Deed::Renew => rehearsal.till.renew(&rehearsal.actor, &password).await.map(drop),
        _ => rehearsal.till.onboard(&rehearsal.actor, &password).await,
    }
}

fn told_of(done: &Result<(), TillError>) -> Told {
    match done {
        Ok(()) => Told::Done,
        Err(TillError::OtpSpent) => Told::OtpSpent,
        Err(TillError::CsidRefused(_)) => Told::NotThisUnits,
        Err(TillError::GatewayRefused(_)) => Told::Refused,
        Err(TillError::GatewayUnreachable(_)) => Told::NotReached,
        Err(other) => panic!("{other}"),
    }
}

/// Connects again with another patience: the till forgets what it waited for.
pub(crate) fn reconnect(rehearsal: &Rehearsal, patience: Duration) {
    connect(rehearsal, &rehearsal.gateway.gateway_url(profile(rehearsal.environment)), patience);
}

fn connect(rehearsal: &Rehearsal, address: &str, patience: Duration) {
    let configuration = Configuration::at(rehearsal.environment, address).unwrap();
    rehearsal.till.connect(Configuration { total_timeout: patience, ..configuration }).unwrap();
    rehearsal.till.set_pace(400);
}

fn row(rehearsal: &Rehearsal, number: &str) -> sanduq_till::dashboard::Row {
    let rows = rehearsal.till.documents(Filter::Latest, 50).unwrap();
    rows.into_iter().find(|row| row.number == number).unwrap()
}

pub(crate) fn standing(rehearsal: &Rehearsal, number: &str) -> Standing {
    row(rehearsal, number).standing
}

pub(crate) fn uuid(rehearsal: &Rehearsal, number: &str) -> String {
    let xml = rehearsal.till.signed_bytes(number).unwrap();
    sanduq_einvoice::read::read(&xml).unwrap().uuid.to_string()
}

pub(crate) async fn settle(rehearsal: &Rehearsal) {
    for _ in 0..ROUNDS {
        if rehearsal.till.drain().await.unwrap().open == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{:?}", rehearsal.till.queue().unwrap());
}

/// The oracle: each document once, but for those that were rejected or are still open, and nothing that a good till does
/// not do.
pub(crate) fn told_once(rehearsal: &Rehearsal) {
    let accepted = rehearsal.gateway.accepted().unwrap();
    let issued = rehearsal.till.documents(Filter::Latest, 1_000).unwrap();
    let mut counters: Vec<u64> = accepted.iter().map(|document| document.icv).collect();
    counters.sort_unstable();
    let mut expected: Vec<u64> = issued.iter().filter(|row| row.standing.is_accepted()).map(|row| row.icv).collect();
    expected.sort_unstable();
    assert_eq!(counters, expected);
    assert_eq!(rehearsal.gateway.violations().unwrap(), []);
    assert_eq!(rehearsal.till.audit().unwrap().faults, []);
}

pub(crate) fn sell_standard(rehearsal: &Rehearsal) -> String {
    let line = Line::new("ورق تصوير", "2".parse().unwrap(), "14.50".parse().unwrap(), Vat::STANDARD_15);
    let address = BuyerAddress {
        street: "طريق الملك فهد".into(),
        building: "8091".into(),
        district: "العليا".into(),
        city: "الرياض".into(),
        postal_code: "12214".into(),
        country: "SA".into(),
        ..BuyerAddress::default()
    };
    let buyer = Buyer {
        name: "مؤسسة الأمل التجارية".into(),
        vat_number: Some("310122393500003".parse().unwrap()),
        id: None,
        address: Some(address),
    };
    let draft = Draft {
        invoice_type: Some(InvoiceType::Standard),
        buyer: Some(buyer),
        ..Draft::sale(Basket::of([line]), Vec::new())
    };
    rehearsal.till.issue(&rehearsal.actor, draft).unwrap().number
}
