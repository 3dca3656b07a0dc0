//! The queue against itself: what a step costs with a hundred thousand documents beside a hundred, and how near the
//! drain of a long backlog comes to the rate it was given. Ratios are for reading; nothing here passes or fails.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench measures, prints and may stop")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "time is what a bench is about")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Role, SessionId};
use sanduq_domain::vat::Vat;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{Judging, Memory, Profile, Settings, Simulator, SimulatorConfig};
use sanduq_store::document::NewDocument;
use sanduq_store::outbox::{Settled, Standing};
use sanduq_store::{Store, StoreError, document, outbox, session, unit, user};
use sanduq_till::draft::Draft;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::sync::line::Line as Wire;
use sanduq_till::sync::plan::plan;
use sanduq_till::till::Till;
use uuid::Uuid;

const PIN: &str = "2580";
const OTP: &str = "123345";
const FIRST: &str = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";
const NOW: i64 = 1_795_000_000_000;
const BACKLOG: usize = 10_000;
const PER_SECOND: u32 = 250;

fn main() {
    // `cargo test --all-targets` starts benches too: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    planning();
    tokio::runtime::Runtime::new().unwrap().block_on(draining());
}

/// What a queue of so many documents is made of.
#[derive(Clone, Copy)]
enum Mix {
    /// Nothing was sent yet.
    AllPending,
    /// All accepted but the last.
    AllButOneReported,
    /// Half wait for their next attempt, the others are due.
    HalfWaiting,
}

fn planning() {
    println!("one step of the queue: what is due next, and the plan; then the numbers on the manager's page");
    for (name, mix) in [
        ("all pending", Mix::AllPending),
        ("all but one reported", Mix::AllButOneReported),
        ("half waiting", Mix::HalfWaiting),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let small = filled(&folder.path().join("small.db"), 100, mix);
        let large = filled(&folder.path().join("large.db"), 100_000, mix);
        let now = Timestamp::from_unix_millis(NOW);
        let step = |store: &Store| {
            let heads = store.read(outbox::heads).unwrap();
            black_box(plan(now, &heads, &Wire::default()));
        };
        let numbers = |store: &Store| {
            black_box(store.read(outbox::counts).unwrap());
            black_box(store.read(outbox::oldest_open).unwrap());
        };
        let [few, many] = medians(400, [&mut || step(&small), &mut || step(&large)]);
        println!(
            "  {name}\n  {few:>10.1?}  100 documents\n  {many:>10.1?}  100 000 documents\n  {:>9.2}×",
            ratio(many, few)
        );
        let [few, many] = medians(40, [&mut || numbers(&small), &mut || numbers(&large)]);
        println!("  {few:>10.1?}  and the numbers, of 100\n  {many:>10.1?}  of 100 000\n");
    }
}

fn filled(path: &Path, documents: usize, mix: Mix) -> Store {
    let store = Store::open(path).unwrap();
    let now = Timestamp::from_unix_millis(NOW);
    store
        .write::<_, StoreError>(|tx| {
            let owner = user::insert(tx, &"owner".parse().unwrap(), Role::Owner)?;
            session::open(tx, owner, now)?;
            tx.execute("INSERT INTO unit (name, created_at, csr) VALUES ('unit-1', 0, 'csr')", [])?;
            let mut previous = FIRST.to_owned();
            for id in 1..=documents as i64 {
                let (number, hash) = (format!("T1-{id:06}"), format!("hash {id}"));
                document::insert(
                    tx,
                    &NewDocument {
                        id,
                        serial: id,
                        replaces: None,
                        unit: 1,
                        icv: id.unsigned_abs(),
                        number: &number,
                        uuid: Uuid::from_u128(id.unsigned_abs().into()),
                        kind: "invoice",
                        invoice_type: InvoiceType::Simplified,
                        issued_at: now,
                        session: SessionId(1),
                        cashier: "owner",
                        total: Money::from_halalas(115),
                        vat: Money::from_halalas(15),
                        change: Money::ZERO,
                        hash: &hash,
                        previous_hash: &previous,
                        xml: b"<Invoice/>",
                    },
                )?;
                outbox::insert(tx, id, now)?;
                let settled = |standing, failures| Settled {
                    standing,
                    failures,
                    cause: "timeout",
                    next_attempt_at: now.plus_seconds(failures * 60 + id % 3600),
                };
                match mix {
                    Mix::AllButOneReported if id < documents as i64 => {
                        outbox::settle(tx, id, &settled(Standing::Reported, 0))?;
                    }
                    Mix::HalfWaiting if id % 2 == 0 => outbox::settle(tx, id, &settled(Standing::Unknown, 2))?,
                    Mix::AllPending | Mix::AllButOneReported | Mix::HalfWaiting => {}
                }
                previous = hash;
            }
            Ok(())
        })
        .unwrap();
    assert!(store.read(unit::newest).unwrap().is_some());
    store
}

/// A backlog goes out at the rate that was set, with the memory it began with.
async fn draining() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { judging: Judging::IdentityOnly, ..Settings::default() };
    let config = SimulatorConfig {
        memory: Memory::File(folder.path().join("gateway.db")),
        standing_otp: Some(OTP.into()),
        settings,
        ..SimulatorConfig::default()
    };
    let gateway = Simulator::start(config).await.unwrap();
    let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
    let till = Arc::new(Till::open(home, Clock::system(), "bench").unwrap());
    till.set_up(&Setup { keyring: KeyringPolicy::Never, ..training_setup() }, PIN).unwrap();
    let address = gateway.gateway_url(Profile::Simulation);
    till.connect(Configuration::at(Environment::Training, &address).unwrap()).unwrap();
    till.trust_practice_gateway(&gateway.ca_pem()).unwrap();
    let actor = till.sign_in("owner", PIN).unwrap();
    till.onboard(&actor, OTP).await.unwrap();
    let line = Line::new("حليب طازج", "1".parse().unwrap(), "5.75".parse().unwrap(), Vat::STANDARD_15);
    for _ in 0..BACKLOG {
        till.issue(&actor, Draft::sale(Basket::of([line.clone()]), Vec::new())).unwrap();
    }

    till.set_pace(PER_SECOND);
    println!("a backlog of {BACKLOG} documents, at most {PER_SECOND} a second, till and gateway in one process");
    let (begun, memory) = (Instant::now(), resident());
    let draining = tokio::spawn({
        let till = Arc::clone(&till);
        async move { till.drain().await.unwrap() }
    });
    let mut most = memory;
    while !draining.is_finished() {
        tokio::time::sleep(Duration::from_millis(200)).await;
        most = most.max(resident());
    }
    let summary = draining.await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(summary.reported, BACKLOG as u64, "{summary:?}");
    let rate = BACKLOG as f64 / seconds;
    println!("  {rate:>10.1} a second\n  {:>9.2}× of the rate that was set", rate / f64::from(PER_SECOND));
    println!("  {memory:>7} KiB resident at its begin, {most} KiB at most, {} KiB at its end\n", resident());
    gateway.stop().await;
}

/// Of this process, in KiB; 0 where the system does not tell it this way.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn medians<const SIDES: usize>(rounds: usize, mut sides: [&mut dyn FnMut(); SIDES]) -> [Duration; SIDES] {
    let mut times = [(); SIDES].map(|()| Vec::with_capacity(rounds));
    for round in 0..rounds + rounds / 10 {
        for (side, times) in sides.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            side();
            if round >= rounds / 10 {
                times.push(begun.elapsed());
            }
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

fn ratio(own: Duration, other: Duration) -> f64 {
    own.as_secs_f64() / other.as_secs_f64()
}
