//! Printers, paper and the letterhead: what each command does, and its twins.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_till::error::TillError;
use sanduq_till::letterhead::{Language, LetterheadFault, LetterheadForm, Unprintable};
use sanduq_till::paper::{Paper, Picture};
use sanduq_till::print_queue::{Made, Standing, Trouble, Waiting};
use sanduq_till::printer::{Answers, Beeper, BlankRows, Condition, Cut, DrawerPin, Duty, Printer, Profile, Trial};
use sanduq_till::till::Till;

use crate::desk::Desk;
use crate::fault::{Code, Fault, FieldFault};
use crate::wire;

const PNG: &str = "data:image/png;base64,";
const PDF: &str = "data:application/pdf;base64,";

/// Printers are slow and may be silent: what waits for one does so beside the others.
async fn beside<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Till) -> Result<T, TillError> + Send + 'static,
) -> Result<T, Fault> {
    let till = desk.till();
    let done = tokio::task::spawn_blocking(move || work(&till)).await;
    Ok(done.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??)
}

pub(crate) async fn receipt_show(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::Receipt, Fault> {
    let picture = desk.till().receipt_picture(&request.number)?;
    Ok(shown(request.number, &picture))
}

pub(crate) async fn receipt_reprint(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::Reprint, Fault> {
    let actor = desk.actor()?;
    let made = beside(desk, move |till| till.reprint(&actor, &request.number)).await?;
    Ok(wire::Reprint {
        what: match made {
            Made::Now(_) => wire::Reprinted::Original,
            Made::Copy(_) | Made::Before | Made::Torn(_) => wire::Reprinted::Copy,
            Made::Underway => wire::Reprinted::Underway,
        },
    })
}

pub(crate) async fn receipt_gift(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::Done, Fault> {
    let actor = desk.actor()?;
    beside(desk, move |till| till.print_gift(&actor, &request.number)).await?;
    Ok(wire::Done {})
}

pub(crate) async fn receipt_sheet(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::Done, Fault> {
    let actor = desk.actor()?;
    beside(desk, move |till| till.print_sheet(&actor, &request.number)).await?;
    Ok(wire::Done {})
}

pub(crate) async fn receipt_pdf(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::ReceiptPdf, Fault> {
    let actor = desk.actor()?;
    let saved = beside(desk, move |till| till.save_pdf(&actor, &request.number)).await?;
    Ok(wire::ReceiptPdf {
        name: saved.name,
        path: saved.path.display().to_string(),
        document: format!("{PDF}{}", BASE64.encode(&saved.bytes)),
    })
}

pub(crate) async fn pdf_place(desk: &Desk, request: wire::ReceiptShow) -> Result<wire::PdfPlace, Fault> {
    let actor = desk.actor()?;
    let path = beside(desk, move |till| till.kept_pdf(&actor, &request.number)).await?;
    Ok(wire::PdfPlace { path: path.display().to_string() })
}

pub(crate) async fn print_queue_show(desk: &Desk, _: wire::Nothing) -> Result<wire::PrintQueue, Fault> {
    Ok(wire::PrintQueue { papers: desk.till().print_queue()?.into_iter().map(wire::WaitingPaper::from).collect() })
}

pub(crate) async fn print_retry(desk: &Desk, request: wire::PrintJob) -> Result<wire::PrintQueue, Fault> {
    let actor = desk.actor()?;
    beside(desk, move |till| till.retry_print(&actor, request.id)).await?;
    print_queue_show(desk, wire::Nothing {}).await
}

pub(crate) async fn print_drop(desk: &Desk, request: wire::PrintJob) -> Result<wire::PrintQueue, Fault> {
    desk.till().drop_print(&desk.actor()?, request.id)?;
    print_queue_show(desk, wire::Nothing {}).await
}

pub(crate) async fn printers_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Printers, Fault> {
    let printers = desk.till().printers()?.into_iter();
    Ok(wire::Printers {
        printers: printers.map(|(id, printer)| wire::KnownPrinter { id, printer: printer.into() }).collect(),
    })
}

pub(crate) async fn printers_discover(desk: &Desk, _: wire::Nothing) -> Result<wire::Discovered, Fault> {
    let actor = desk.actor()?;
    let found = beside(desk, move |till| till.discover_printers(&actor)).await?;
    Ok(wire::Discovered { connections: found.iter().map(ToString::to_string).collect() })
}

pub(crate) async fn printer_save(desk: &Desk, request: wire::PrinterSave) -> Result<wire::Printers, Fault> {
    let printer = printer_of(&desk.till(), request.printer)?;
    desk.till().save_printer(&desk.actor()?, request.id, &printer)?;
    printers_show(desk, wire::Nothing {}).await
}

pub(crate) async fn printer_remove(desk: &Desk, request: wire::PrinterRemove) -> Result<wire::Printers, Fault> {
    desk.till().remove_printer(&desk.actor()?, request.id)?;
    printers_show(desk, wire::Nothing {}).await
}

pub(crate) async fn printer_ask(desk: &Desk, request: wire::PrinterAsk) -> Result<wire::PrinterAnswer, Fault> {
    let (actor, connection) = (desk.actor()?, desk.till().connection(&request.connection)?);
    let condition = beside(desk, move |till| till.printer_condition(&actor, &connection)).await?;
    Ok(wire::PrinterAnswer {
        condition: match condition {
            Condition::Ready => wire::PrinterCondition::Ready,
            Condition::PaperLow => wire::PrinterCondition::PaperLow,
            Condition::PaperOut => wire::PrinterCondition::PaperOut,
            Condition::CoverOpen => wire::PrinterCondition::CoverOpen,
            Condition::Fault => wire::PrinterCondition::Fault,
            Condition::Offline => wire::PrinterCondition::Offline,
            Condition::Silent => wire::PrinterCondition::Silent,
        },
    })
}

pub(crate) async fn printer_try(desk: &Desk, request: wire::PrinterTry) -> Result<wire::Done, Fault> {
    let (actor, printer) = (desk.actor()?, printer_of(&desk.till(), request.printer)?);
    let trial = match request.trial {
        wire::PrinterTrial::Page => Trial::Page,
        wire::PrinterTrial::Drawer => Trial::Drawer,
    };
    beside(desk, move |till| till.try_printer(&actor, &printer, trial)).await?;
    Ok(wire::Done {})
}

pub(crate) async fn letterhead_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Letterhead, Fault> {
    let form = desk.till().letterhead_form()?;
    Ok(wire::Letterhead {
        language: match form.language {
            Language::Arabic => wire::PaperLanguage::Ar,
            Language::English => wire::PaperLanguage::En,
            Language::Both => wire::PaperLanguage::Both,
        },
        logo: form.logo.map(|png| format!("{PNG}{}", BASE64.encode(png))),
        header: form.header,
        footer: form.footer,
    })
}

pub(crate) async fn letterhead_set(desk: &Desk, request: wire::Letterhead) -> Result<wire::Letterhead, Fault> {
    desk.till().set_letterhead(&desk.actor()?, &form_of(request)?)?;
    letterhead_show(desk, wire::Nothing {}).await
}

pub(crate) async fn letterhead_preview(desk: &Desk, request: wire::LetterheadPreview) -> Result<wire::Receipt, Fault> {
    let form = form_of(request.letterhead)?;
    let picture = desk.till().preview(&desk.actor()?, &form, paper_of(request.paper))?;
    Ok(shown(String::new(), &picture))
}

fn shown(number: String, picture: &Picture) -> wire::Receipt {
    let address = format!("{PNG}{}", BASE64.encode(&picture.png));
    let Picture { width, height, small_code, .. } = *picture;
    wire::Receipt { number, picture: address, width, height, small_code }
}

fn form_of(letterhead: wire::Letterhead) -> Result<LetterheadForm, Fault> {
    let not_a_logo = || Fault::new(Code::NotALogo, "the logo is no PNG");
    let logo = letterhead.logo.map(|address| {
        let png = address.strip_prefix(PNG).ok_or_else(not_a_logo)?;
        BASE64.decode(png).map_err(|_| not_a_logo())
    });
    Ok(LetterheadForm {
        language: match letterhead.language {
            wire::PaperLanguage::Ar => Language::Arabic,
            wire::PaperLanguage::En => Language::English,
            wire::PaperLanguage::Both => Language::Both,
        },
        logo: logo.transpose()?,
        header: letterhead.header,
        footer: letterhead.footer,
    })
}

const fn paper_of(paper: wire::PrinterPaper) -> Paper {
    match paper {
        wire::PrinterPaper::Roll58 => Paper::Roll58,
        wire::PrinterPaper::Roll80 => Paper::Roll80,
        wire::PrinterPaper::Roll80Narrow => Paper::Roll80Of512,
        wire::PrinterPaper::A4 => Paper::A4,
    }
}

fn printer_of(till: &Till, printer: wire::Printer) -> Result<Printer, Fault> {
    Ok(Printer {
        name: printer.name,
        duty: match printer.duty {
            wire::PrinterDuty::Receipts => Duty::Receipts,
            wire::PrinterDuty::Office => Duty::Office,
            wire::PrinterDuty::Spare => Duty::Spare,
        },
        connection: till.connection(&printer.connection)?,
        profile: Profile {
            paper: paper_of(printer.paper),
            band_bytes: printer.band_bytes,
            cut: match printer.cut {
                wire::PrinterCut::Partial => Cut::Partial,
                wire::PrinterCut::Full => Cut::Full,
                wire::PrinterCut::Torn => Cut::Torn,
            },
            drawer_pin: if printer.drawer_pin == 5 { DrawerPin::Five } else { DrawerPin::Two },
            beeper: match printer.beeper {
                wire::PrinterBeeper::Silent => Beeper::Silent,
                wire::PrinterBeeper::Epson => Beeper::Epson,
                wire::PrinterBeeper::Plain => Beeper::Plain,
            },
            blank_rows: if printer.skip_blank_rows { BlankRows::Fed } else { BlankRows::Sent },
        },
        answers: if printer.answers { Answers::Yes } else { Answers::No },
        fallback: printer.fallback,
    })
}

impl From<Printer> for wire::Printer {
    fn from(printer: Printer) -> Self {
        let profile = printer.profile;
        wire::Printer {
            name: printer.name,
            duty: match printer.duty {
                Duty::Receipts => wire::PrinterDuty::Receipts,
                Duty::Office => wire::PrinterDuty::Office,
                Duty::Spare => wire::PrinterDuty::Spare,
            },
            connection: printer.connection.to_string(),
            paper: match profile.paper {
                Paper::Roll58 => wire::PrinterPaper::Roll58,
                Paper::Roll80 => wire::PrinterPaper::Roll80,
                Paper::Roll80Of512 => wire::PrinterPaper::Roll80Narrow,
                Paper::A4 => wire::PrinterPaper::A4,
            },
            band_bytes: profile.band_bytes,
            cut: match profile.cut {
                Cut::Partial => wire::PrinterCut::Partial,
                Cut::Full => wire::PrinterCut::Full,
                Cut::Torn => wire::PrinterCut::Torn,
            },
            drawer_pin: match profile.drawer_pin {
                DrawerPin::Two => 2,
                DrawerPin::Five => 5,
            },
            beeper: match profile.beeper {
                Beeper::Silent => wire::PrinterBeeper::Silent,
                Beeper::Epson => wire::PrinterBeeper::Epson,
                Beeper::Plain => wire::PrinterBeeper::Plain,
            },
            skip_blank_rows: profile.blank_rows == BlankRows::Fed,
            answers: printer.answers == Answers::Yes,
            fallback: printer.fallback,
        }
    }
}

impl From<Waiting> for wire::WaitingPaper {
    fn from(waiting: Waiting) -> Self {
        wire::WaitingPaper {
            id: waiting.id,
            name: waiting.name,
            made_at: waiting.made_at.unix_millis(),
            standing: match waiting.standing {
                Standing::Printing => wire::PaperStanding::Printing,
                Standing::Waiting => wire::PaperStanding::Waiting,
                Standing::Torn => wire::PaperStanding::Torn,
            },
            fault: waiting.trouble.map(trouble_code),
        }
    }
}

pub(crate) const fn trouble_code(trouble: Trouble) -> Code {
    match trouble {
        Trouble::Unreachable => Code::PrinterUnreachable,
        Trouble::PaperOut => Code::PaperOut,
        Trouble::CoverOpen => Code::CoverOpen,
        Trouble::Faulty => Code::PrinterFaulty,
        Trouble::Stopped => Code::PrinterStopped,
        Trouble::Refused => Code::PrinterRefused,
        Trouble::Unscannable => Code::PaperUnscannable,
        Trouble::NoPrinter => Code::NoPrinter,
        Trouble::Machine => Code::MachineFailed,
    }
}

pub(crate) fn letterhead_fault(wrong: LetterheadFault, message: String) -> Fault {
    let of = |field: &str, wrong: Unprintable| {
        let code = match wrong {
            Unprintable::RefusesReturns { .. } => Code::RefusesReturns,
            Unprintable::TooManyLines | Unprintable::TooLong { .. } => Code::LetterheadTooLong,
        };
        let faults = vec![FieldFault { field: field.into(), code: "not_plausible".into() }];
        Fault { faults, ..Fault::new(code, message.clone()) }
    };
    match wrong {
        LetterheadFault::Header(wrong) => of("header", wrong),
        LetterheadFault::Footer(wrong) => of("footer", wrong),
        LetterheadFault::Logo(_) => Fault::new(Code::NotALogo, message),
    }
}
