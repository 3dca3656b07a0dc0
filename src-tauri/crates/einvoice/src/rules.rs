//! The authority's rules as data: every rule of release R3.4.8 that a document of a shop could break, asked before a
//! number is used, and of any document that someone else wrote.
//!
//! A rule looks at the statements of a document, not at its XML: the same check serves [`gate`], which sees an invoice
//! before it exists, and [`check`], which sees XML. What the domain's types already make impossible says so in the
//! table and names the type; its check is for other people's documents.
//!
//! The authority lets most arithmetic pass with a warning. Here a warning keeps a document from being issued as an
//! error does: today's warning may be tomorrow's error.

mod facts;
mod of_invoice;
mod of_xml;

mod codes;

mod amounts;
mod breakdown;
mod buyer;
mod changes;
mod decimals;
mod document;
mod issued;
mod lines;
mod notes;
mod parties;
mod prepayments;
mod reckon;
mod vat;

use std::fmt;

use sanduq_domain::invoice::Invoice;

use crate::read::ReadError;
use crate::xml::tree::Tree;
use facts::{Facts, Line};

/// What the authority does when a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Takes the document and says so.
    Warning,
    /// Refuses the document.
    Error,
}

impl Severity {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One rule.
pub struct Rule {
    /// As the authority names it, such as `BR-KSA-42`; rules of the house begin with `SANDUQ-`.
    pub id: &'static str,
    pub severity: Severity,
    /// What it looks at, as baskets name it: `buyer.name`, `lines.discount`.
    pub field: &'static str,
    /// The domain's type or the writer that keeps our own documents from ever breaking it; empty where only the check
    /// does.
    pub kept_by: &'static str,
    check: fn(&Facts<'_>, &mut Breaches<'_>),
    /// What is wrong and what to do about it, in one sentence for the person at the till.
    pub arabic: &'static str,
    pub english: &'static str,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?}, {})", self.id, self.severity, self.field)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// A rule that a document breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    pub rule: &'static Rule,
    /// Counted from 1; none where the fault is of the whole document.
    pub line: Option<usize>,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "{}: {} ({})", self.rule.field, self.rule.english, self.rule.id)
    }
}

impl std::error::Error for Breach {}

/// Where a check puts what it finds.
struct Breaches<'r> {
    rule: &'static Rule,
    found: &'r mut Vec<Breach>,
}

impl Breaches<'_> {
    /// The whole document breaks the rule, if it does. Said once.
    fn when(&mut self, broken: bool) {
        let breach = Breach { rule: self.rule, line: None };
        let own = || self.found.iter().rev().take_while(|other| other.rule == self.rule);
        if broken && own().all(|other| *other != breach) {
            self.found.push(breach);
        }
    }

    /// Line `number` breaks the rule, if it does. Said once a line; lines are asked in their order.
    fn at(&mut self, number: usize, broken: bool) {
        let breach = Breach { rule: self.rule, line: Some(number) };
        if broken && self.found.last() != Some(&breach) {
            self.found.push(breach);
        }
    }

    /// The line, or the whole document where it is none.
    fn of(&mut self, line: Option<usize>, broken: bool) {
        match line {
            Some(number) => self.at(number, broken),
            None => self.when(broken),
        }
    }

    /// Each line that breaks the rule.
    fn lines<'f, 'a>(&mut self, facts: &'f Facts<'a>, broken: impl Fn(&'f Line<'a>) -> bool) {
        for (number, line) in facts.numbered_lines() {
            self.at(number, broken(line));
        }
    }
}

/// Every rule, room by room.
pub static TABLE: &[&[Rule]] = &[
    document::RULES,
    issued::RULES,
    parties::RULES,
    buyer::RULES,
    notes::RULES,
    vat::RULES,
    breakdown::RULES,
    lines::RULES,
    changes::RULES,
    amounts::RULES,
    decimals::RULES,
    prepayments::RULES,
];

/// The authority's rules that no check here holds, and who holds each of them.
pub static ELSEWHERE: &[&[(&str, &str)]] = &[document::ELSEWHERE, changes::ELSEWHERE, lines::ELSEWHERE];

/// Every rule that `invoice` would break if it were issued; empty when it may be.
#[must_use]
pub fn gate(invoice: &Invoice) -> Vec<Breach> {
    breaches(&of_invoice::facts(invoice))
}

/// Every rule that the document in `xml` breaks, whoever wrote it. Hash, stamp and QR are [`crate::verify`]'s question,
/// and the clock's rules (BR-KSA-04, BR-KSA-98) the gateway's.
///
/// # Errors
/// When the bytes are no UBL invoice.
pub fn check(xml: &[u8]) -> Result<Vec<Breach>, ReadError> {
    let tree = Tree::parse(xml)?;
    let root = tree.root();
    if !root.is("Invoice") {
        return Err(ReadError::NotAnInvoice);
    }
    Ok(breaches(&of_xml::facts(root)))
}

fn breaches(facts: &Facts<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for rule in TABLE.iter().copied().flatten() {
        (rule.check)(facts, &mut Breaches { rule, found: &mut found });
    }
    found
}
