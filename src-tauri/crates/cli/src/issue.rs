//! `sanduq issue`: baskets in, documents out.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use sanduq_till::till::Till;

use crate::args::Issue;
use crate::draft;
use crate::failure::Failure;
use crate::home::Place;

pub(crate) fn issue(place: &Place, options: &Issue) -> Result<(), Failure> {
    let baskets = baskets(&options.file)?;
    if let Some(folder) = &options.out {
        fs::create_dir_all(folder)?;
    }
    let till = place.open("sanduq issue")?;
    let actor = place.sign_in(&till)?;
    let mut output = std::io::stdout().lock();
    for (index, json) in baskets {
        let draft = draft::read(&json?).map_err(|faults| wrong(index, &faults.join("; ")))?;
        let sale = till.issue(&actor, draft).map_err(|error| match error.into() {
            Failure::Input(text) => wrong(index, &text),
            other => other,
        })?;
        if let Some(folder) = &options.out {
            write_document(&till, folder, sale.icv, &sale.number)?;
        }
        let answer = serde_json::json!({
            "number": sale.number, "uuid": sale.uuid.to_string(), "icv": sale.icv, "hash": sale.hash,
            "total": sale.total.to_string(), "vat": sale.vat.to_string(), "kind": sale.kind,
            "type": sale.invoice_type.key(),
        });
        // An answer that nobody can read any more must not keep the sales before it from being answered.
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

/// The baskets of a file, or of standard input for `-`: one a line, counted from 1, empty lines left out.
pub(crate) fn baskets(file: &Path) -> Result<impl Iterator<Item = (usize, Result<String, Failure>)>, Failure> {
    let input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let opened =
            File::open(file).map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))?;
        Box::new(BufReader::new(opened))
    };
    Ok(input.lines().enumerate().filter(|(_, line)| !matches!(line, Ok(line) if line.trim().is_empty())).map(
        |(index, line)| {
            let number = index + 1;
            (number, line.map_err(|error| Failure::Input(format!("line {number} of the input: {error}"))))
        },
    ))
}

/// A basket that is wrong, named by its place.
pub(crate) fn wrong(basket: usize, faults: &str) -> Failure {
    Failure::Input(format!("basket {basket}: {faults}"))
}

fn write_document(till: &Till, folder: &Path, icv: u64, number: &str) -> Result<(), Failure> {
    Ok(fs::write(folder.join(format!("{icv}.xml")), till.signed_bytes(number)?)?)
}
