//! How long an issue takes beside its floor: one signature and one hash of the same bytes. With `gate` as its argument:
//! how long all the rules take before a number is used, beside the issue.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use k256::ecdsa::signature::Signer as _;
use k256::ecdsa::{DerSignature, SigningKey};
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::{Invoice, Kind};
use sanduq_domain::vat::Vat;
use sanduq_einvoice::canonical;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::read::read;
use sanduq_einvoice::rules;
use sanduq_einvoice::verify::verify;
use sha2::{Digest as _, Sha256};
use support::{document_id, invoice, signing_key, unit};

const ROUNDS: usize = 2_000;

/// The least disturbed of many rounds.
fn measure<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap()
}

/// The middle of many rounds.
fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}

fn sold(lines: usize) -> Invoice {
    let line =
        |i| Line::new(&format!("خبز صامولي {i}"), "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15);
    invoice(Kind::Invoice, &Basket::of((0..lines).map(line)))
}

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("gate") => gate(),
        _ => whole(),
    }
}

/// Ten times the lines take ten times as long at most, give or take what a document costs without any.
fn gate() {
    let unit = unit();
    let [few, many] = [20, 200].map(|lines| {
        let invoice = sold(lines);
        assert_eq!(rules::gate(&invoice), []);
        let gate = median(|| rules::gate(black_box(&invoice)));
        let issuing = median(|| issue(black_box(&invoice), &ChainLink::first(), document_id(), &unit));
        let share = gate.as_nanos() * 100 / issuing.as_nanos();
        println!("{lines:5} lines: gate {} µs, issue {} µs, {share} % of it", gate.as_micros(), issuing.as_micros());
        gate
    });
    println!("  200 lines take {} % of 20", many.as_nanos() * 100 / few.as_nanos());
}

fn whole() {
    let unit = unit();
    let key: SigningKey = signing_key();
    for lines in [1, 5, 20, 100, 1000] {
        let invoice = sold(lines);
        let link = ChainLink::first();
        let issued = issue(&invoice, &link, document_id(), &unit);
        let hashed = canonical::bytes(&issued.xml).unwrap();
        let floor = measure(|| {
            let hash: [u8; 32] = Sha256::digest(black_box(&hashed)).into();
            let signature: DerSignature = key.sign(&hash);
            signature
        });
        let whole = measure(|| issue(black_box(&invoice), &link, document_id(), &unit));
        let reading = measure(|| read(black_box(&issued.xml)));
        let proving = measure(|| verify(black_box(&issued.xml)).is_ok());
        println!(
            "{lines:5} lines, {:7} bytes: issue {whole:9.2?}, floor {floor:9.2?}, {} % of it; read {reading:9.2?}, verify {proving:9.2?}",
            issued.xml.len(),
            whole.as_nanos() * 100 / floor.as_nanos()
        );
    }
}
