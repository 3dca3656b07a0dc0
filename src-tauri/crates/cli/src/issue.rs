//! `sanduq issue`: baskets in, documents out.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use sanduq_till::till::Till;

use crate::args::Issue;
use crate::basket;
use crate::failure::Failure;
use crate::home::Place;

pub(crate) fn issue(place: &Place, options: &Issue) -> Result<(), Failure> {
    let input: Box<dyn BufRead> = if options.file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(&options.file)
            .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", options.file.display())))?;
        Box::new(BufReader::new(file))
    };
    if let Some(folder) = &options.out {
        fs::create_dir_all(folder)?;
    }
    let till = place.open("sanduq issue")?;
    let actor = place.sign_in(&till)?;
    let mut output = std::io::stdout().lock();
    for (index, json) in input.lines().enumerate() {
        let json = json.map_err(|error| Failure::Input(format!("line {} of the input: {error}", index + 1)))?;
        if json.trim().is_empty() {
            continue;
        }
        let wrong = |faults: String| Failure::Input(format!("basket {}: {faults}", index + 1));
        let read = basket::read(&json).map_err(|faults| wrong(faults.join("; ")))?;
        let sale = till.sell_basket(&actor, &read.basket, &read.tenders).map_err(|error| match error.into() {
            Failure::Input(text) => wrong(text),
            other => other,
        })?;
        if let Some(folder) = &options.out {
            write_document(&till, folder, sale.icv, &sale.number)?;
        }
        let answer = serde_json::json!({
            "number": sale.number, "uuid": sale.uuid.to_string(), "icv": sale.icv, "hash": sale.hash,
            "total": sale.total.to_string(), "vat": sale.vat.to_string(), "kind": sale.kind,
        });
        // An answer that nobody can read any more must not keep the sales before it from being answered.
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn write_document(till: &Till, folder: &Path, icv: u64, number: &str) -> Result<(), Failure> {
    Ok(fs::write(folder.join(format!("{icv}.xml")), till.signed_bytes(number)?)?)
}
