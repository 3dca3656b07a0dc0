//! Paper: receipts as files, printers, and what waits for them.

use std::fs;

use sanduq_till::paper::{Format, Paper};
use sanduq_till::printer::{Duty, Trial};

use crate::args::{Printer, Queue, Receipt, ReceiptFormat, Width};
use crate::failure::Failure;
use crate::home::Place;
use crate::maintain::print_json;

pub(crate) fn receipt(place: &Place, options: &Receipt) -> Result<(), Failure> {
    let till = place.open("sanduq receipt")?;
    place.sign_in(&till)?;
    let paper = match options.width {
        Width::Narrow => Paper::Roll58,
        Width::Wide => Paper::Roll80,
        Width::WideOf512 => Paper::Roll80Of512,
        Width::A4 => Paper::A4,
    };
    let format = match options.format {
        ReceiptFormat::Png => Format::Png,
        ReceiptFormat::Pdf => Format::Pdf,
        ReceiptFormat::Escpos => Format::EscPos,
    };
    Ok(fs::write(&options.out, till.receipt_file(&options.number, paper, format)?)?)
}

pub(crate) fn printer(place: &Place, options: &Printer) -> Result<(), Failure> {
    let till = place.open("sanduq printer")?;
    let actor = place.sign_in(&till)?;
    if let Some(connection) = &options.connection {
        till.choose_printer(&actor, connection)?;
    }
    let printers = till.printers()?;
    if options.test {
        let receipts = printers.iter().find(|(_, printer)| printer.duty == Duty::Receipts);
        let (_, printer) = receipts.ok_or_else(|| Failure::Undone("no printer has the receipts".into()))?;
        till.try_printer(&actor, printer, Trial::Page)?;
    }
    if options.connection.is_some() || options.test {
        return Ok(());
    }
    let found = till.discover_printers(&actor)?;
    let known = printers.iter().map(|(id, printer)| {
        serde_json::json!({
            "id": id, "name": printer.name, "connection": printer.connection.to_string(),
            "paper": printer.profile.paper.key(), "receipts": printer.duty == Duty::Receipts,
        })
    });
    print_json(&serde_json::json!({
        "printers": known.collect::<Vec<_>>(),
        "found": found.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

pub(crate) fn queue(place: &Place, options: &Queue) -> Result<(), Failure> {
    let till = place.open("sanduq queue")?;
    let actor = place.sign_in(&till)?;
    if let Some(id) = options.print {
        till.retry_print(&actor, id)?;
    }
    if let Some(id) = options.drop {
        till.drop_print(&actor, id)?;
    }
    let waiting = till.print_queue()?;
    let waiting = waiting.iter().map(|paper| {
        serde_json::json!({
            "id": paper.id, "name": paper.name, "made_at": paper.made_at.riyadh_date_time(),
            "standing": paper.standing.key(), "trouble": paper.trouble.map(|trouble| trouble.key()),
        })
    });
    print_json(&serde_json::json!({ "waiting": waiting.collect::<Vec<_>>() }))
}
