//! How long an issue takes beside its floor: one signature and one hash of the same bytes.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use k256::ecdsa::signature::Signer as _;
use k256::ecdsa::{DerSignature, SigningKey};
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::Kind;
use sanduq_domain::vat::Vat;
use sanduq_einvoice::canonical;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::read::read;
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

fn main() {
    let unit = unit();
    let key: SigningKey = signing_key();
    for lines in [1, 5, 20, 100, 1000] {
        let line =
            |i| Line::new(&format!("خبز صامولي {i}"), "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15);
        let invoice = invoice(Kind::Invoice, &Basket::of((0..lines).map(line)));
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
