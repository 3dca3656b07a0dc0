//! Notes and the documents they correct: a credit note gives back no more than is left, line by line.

use rust_decimal::Decimal;
use sanduq_domain::basket::{Charge, ChargeReason, Discount, Line};
use sanduq_domain::decimal::{Quantity, riyals, round_half_up};
use sanduq_domain::document::{Document, DocumentLine};
use sanduq_domain::invoice::{Correction, InvoiceNumber, InvoiceType, Original};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme};
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::read::read;
use sanduq_store::credit::Credit;
use sanduq_store::{Connection, credit, document};

use crate::draft::{Asked, AskedOriginal};
use crate::error::TillError;

/// Why a note cannot correct what it names. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionFault {
    #[error("original: a note names the document that it corrects")]
    NoOriginal,
    #[error("original: {0} was not issued by this till; give its date to refer to it nevertheless")]
    UnknownOriginal(InvoiceNumber),
    #[error("original: {0} is itself a note")]
    IsANote(InvoiceNumber),
    #[error("type: the original is {0}, and its notes are too")]
    OtherType(&'static str),
    #[error("line {line}, name: the original has no such line with so much left")]
    NoSuchLine { line: usize },
    #[error("line {line}, quantity: {left} is left of the original's line")]
    QuantityAboveLeft { line: usize, left: Decimal },
    #[error("line {line}, unit_price: {left} is left of the original's line, with VAT")]
    AmountAboveLeft { line: usize, left: Money },
    #[error("charges: {left} is left of the original's charges, with VAT")]
    ChargesAboveLeft { left: Money },
    #[error("prepaid: a note takes no prepayment")]
    Prepaid,
}

/// The originals of a note, as far as this till knows them.
pub(crate) struct Originals {
    pub(crate) correction: Correction,
    known: Vec<Known>,
}

/// A document of this till that is to be corrected, with what is left of it.
struct Known {
    /// Of the first that was issued under its number.
    id: i64,
    document: Document,
    /// What is left of each line: quantity, and amount with VAT.
    left: Vec<(Decimal, Money)>,
    charges_left: Money,
}

impl Originals {
    pub(crate) fn find(db: &Connection, asked: &Asked) -> Result<Self, TillError> {
        if asked.originals.is_empty() {
            return Err(CorrectionFault::NoOriginal.into());
        }
        let mut originals = Vec::new();
        let mut known = Vec::new();
        for original in &asked.originals {
            let issued_on = match Known::find(db, original)? {
                Some(found) => {
                    let day = found.document.issued_at.riyadh_day();
                    known.push(found);
                    Some(day)
                }
                None => original.issued_on,
            };
            originals.push(Original { number: original.number.clone(), issued_on });
        }
        Ok(Originals { correction: Correction { originals, reason: asked.reason.trim().to_owned() }, known })
    }

    /// The type of the first original that this till knows.
    pub(crate) fn invoice_type(&self) -> Option<InvoiceType> {
        self.known.first().map(|original| original.document.invoice_type)
    }

    /// The buyer of the first original that names one.
    pub(crate) fn buyer(&self) -> Option<Buyer> {
        self.known.iter().find_map(|original| buyer(&original.document))
    }

    /// Each line of the first original: its place from 1, how it was sold, and how much of it and of its amount (with
    /// VAT) is left.
    pub(crate) fn left_of_first(&self) -> impl Iterator<Item = (usize, &DocumentLine, Decimal, Money)> {
        let lines = self.known.first().into_iter().flat_map(|known| known.document.lines.iter().zip(&known.left));
        lines.enumerate().map(|(index, (line, (left, amount)))| (index + 1, line, *left, *amount))
    }

    /// The lines that give back what `asked` names, at what the customer paid for it in the end.
    pub(crate) fn returned(&self, asked: &Asked) -> Result<(Vec<Line>, Vec<Option<usize>>), CorrectionFault> {
        let Some(original) = self.known.first() else { return Err(CorrectionFault::NoSuchLine { line: 1 }) };
        let everything: Vec<(usize, Option<Quantity>)> = (1..=original.left.len()).map(|place| (place, None)).collect();
        let wanted = if asked.returns.is_empty() { &everything } else { &asked.returns };
        let mut lines = Vec::new();
        for (index, (place, quantity)) in wanted.iter().enumerate() {
            let number = index + 1;
            let sold = place.checked_sub(1).and_then(|index| original.document.lines.get(index));
            let sold = sold.ok_or(CorrectionFault::NoSuchLine { line: number })?;
            let (left, amount) = original.left[place - 1];
            let quantity = quantity.map_or(left, Quantity::decimal);
            if quantity.is_zero() && asked.returns.is_empty() {
                continue;
            }
            if quantity > left || quantity.is_zero() {
                return Err(CorrectionFault::QuantityAboveLeft { line: number, left: left.normalize() });
            }
            // The last piece takes what rounding has left.
            let paid = if quantity == left { amount } else { round_half_up(riyals(amount) * quantity / left) };
            let line = line_of(&original.document, sold, quantity, paid)
                .ok_or(CorrectionFault::NoSuchLine { line: number })?;
            lines.push((line, Some(*place)));
        }
        Ok(lines.into_iter().unzip())
    }

    /// The charges that are left, for a note that gives everything back. One that was given back in part is no longer
    /// told apart from the others.
    pub(crate) fn returned_charges(&self) -> Vec<Charge> {
        let Some(original) = self.known.first() else { return Vec::new() };
        let mut left = original.charges_left;
        let mut charges = Vec::new();
        for (charge, amount) in original.document.charges.iter().zip(original.document.shelf_charges()) {
            let amount = amount.min(left);
            let vat = vat_of(&original.document, &charge.vat_category, charge.vat_rate);
            if let (Some(vat), true) = (vat, amount > Money::ZERO) {
                let known = ChargeReason::ALL.into_iter().find(|reason| reason.arabic() == charge.reason);
                charges.push(Charge { reason: known.unwrap_or(ChargeReason::Service), amount, vat });
                left -= amount;
            }
        }
        charges
    }

    /// What `note` gives back of which line; empty where the originals were issued elsewhere.
    pub(crate) fn credits(mut self, note: &Document, lines: &[Option<usize>]) -> Result<Vec<Credit>, CorrectionFault> {
        let mut credits = Vec::new();
        if self.known.is_empty() {
            return Ok(credits);
        }
        for (index, (line, amount)) in note.lines.iter().zip(note.settled_lines()).enumerate() {
            credits.push(self.take(line, amount, lines.get(index).copied().flatten(), index + 1)?);
        }
        let charged: Money = note.shelf_charges().into_iter().sum();
        if !charged.is_zero() {
            let left = self.known.iter().map(|original| original.charges_left).max().unwrap_or_default();
            let original = self.known.iter().find(|original| original.charges_left >= charged);
            let original = original.ok_or(CorrectionFault::ChargesAboveLeft { left })?;
            credits.push(Credit { original: original.id, original_line: 0, quantity: None, amount: charged });
        }
        Ok(credits)
    }

    /// Takes a note's line off what is left of an original's.
    fn take(
        &mut self,
        line: &DocumentLine,
        amount: Money,
        place: Option<usize>,
        number: usize,
    ) -> Result<Credit, CorrectionFault> {
        let (known, index) = self.find_line(line, place, number)?;
        let (quantity_left, amount_left) = &mut self.known[known].left[index];
        if line.quantity > *quantity_left {
            return Err(CorrectionFault::QuantityAboveLeft { line: number, left: quantity_left.normalize() });
        }
        if amount > *amount_left {
            return Err(CorrectionFault::AmountAboveLeft { line: number, left: *amount_left });
        }
        *quantity_left -= line.quantity;
        *amount_left -= amount;
        let quantity = line.quantity.normalize().to_string().parse::<Quantity>().ok();
        Ok(Credit { original: self.known[known].id, original_line: index + 1, quantity, amount })
    }

    /// The line that is named, or the first of the same name, unit and VAT with enough left; failing that, the first of
    /// them at all, so that what is left of it can be said.
    fn find_line(
        &self,
        line: &DocumentLine,
        place: Option<usize>,
        number: usize,
    ) -> Result<(usize, usize), CorrectionFault> {
        if let Some(place) = place {
            let there = self.known.first().is_some_and(|original| (1..=original.left.len()).contains(&place));
            return if there { Ok((0, place - 1)) } else { Err(CorrectionFault::NoSuchLine { line: number }) };
        }
        let alike = |other: &DocumentLine| {
            other.name == line.name
                && other.unit == line.unit
                && other.vat_category == line.vat_category
                && other.vat_rate == line.vat_rate
        };
        let mut candidates = self.known.iter().enumerate().flat_map(|(known, original)| {
            let lines = original.document.lines.iter().enumerate();
            lines.filter(|(_, other)| alike(other)).map(move |(index, _)| (known, index))
        });
        let first = candidates.clone().next().ok_or(CorrectionFault::NoSuchLine { line: number })?;
        Ok(candidates.find(|&(known, index)| self.known[known].left[index].0 >= line.quantity).unwrap_or(first))
    }
}

impl Known {
    fn find(db: &Connection, asked: &AskedOriginal) -> Result<Option<Known>, TillError> {
        let issued = document::all_by_number(db, asked.number.as_str())?;
        let [first, ..] = &issued[..] else {
            return match asked.issued_on {
                Some(_) => Ok(None),
                None => Err(CorrectionFault::UnknownOriginal(asked.number.clone()).into()),
            };
        };
        // The last is in force; what was given back is told of the first, whatever was issued in its place.
        let row = issued.last().unwrap_or(first);
        if row.kind != "invoice" {
            return Err(CorrectionFault::IsANote(asked.number.clone()).into());
        }
        let document = read(&document::xml(db, row.id)?).map_err(|error| TillError::Damaged(error.to_string()))?;
        let mut left: Vec<(Decimal, Money)> =
            document.lines.iter().map(|line| line.quantity).zip(document.settled_lines()).collect();
        let mut charges_left: Money = document.shelf_charges().into_iter().sum();
        for given in credit::of_original(db, first.id)? {
            match given.original_line.checked_sub(1) {
                None => charges_left -= given.amount,
                Some(index) => {
                    let (quantity, amount) =
                        left.get_mut(index).ok_or_else(|| TillError::Damaged("a credit's line".into()))?;
                    *quantity -= given.quantity.map_or(Decimal::ZERO, Quantity::decimal);
                    *amount -= given.amount;
                }
            }
        }
        Ok(Some(Known { id: first.id, document, left, charges_left }))
    }
}

/// The VAT of a part of `document`, where it is one that this till sells with.
fn vat_of(document: &Document, category: &str, rate: Decimal) -> Option<Vat> {
    match (category, rate.normalize().to_string().as_str()) {
        ("S", "15") => Some(Vat::STANDARD_15),
        ("S", "5") => Some(Vat::STANDARD_5),
        (category, _) => {
            let part = document.vat.iter().find(|part| part.category == category)?;
            Exemption::from_code(&part.exemption.as_ref()?.0).map(Vat::Untaxed)
        }
    }
}

/// A line of `document` as it was sold, discounted down to what was paid for it in the end. None where another program
/// sold it in a way that this till does not.
fn line_of(document: &Document, sold: &DocumentLine, quantity: Decimal, paid: Money) -> Option<Line> {
    let vat = vat_of(document, &sold.vat_category, sold.vat_rate)?;
    let quantity: Quantity = quantity.normalize().to_string().parse().ok()?;
    let mut line = Line::new(&sold.name, quantity, sold.shelf_unit_price().to_string().parse().ok()?, vat);
    line.unit = sold.unit.clone();
    line.discount = Discount::Amount((line.shelf_total() - paid).max(Money::ZERO));
    Some(line)
}

/// The buyer as a document names him, to be named the same way again.
fn buyer(document: &Document) -> Option<Buyer> {
    let party = document.buyer.clone()?;
    let known = |(scheme, value): (String, String)| Some(BuyerId { scheme: BuyerIdScheme::from_code(&scheme)?, value });
    let id = party.ids.into_iter().find_map(known);
    let address = BuyerAddress {
        street: party.street,
        building: party.building,
        additional: party.additional,
        district: party.district,
        city: party.city,
        postal_code: party.postal_code,
        country: party.country,
    };
    Some(Buyer { name: party.name, vat_number: party.vat_number.parse().ok(), id, address: Some(address) }.trimmed())
}
