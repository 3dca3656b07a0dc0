//! Documents one by one: where they stand, what was said about them, and putting right what was rejected.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alarm, ShopForm, Standing, Tender};
use crate::fault::RuleFault;

/// Which documents are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Newest first.
    Latest,
    /// Without a final answer, oldest first.
    Waiting,
    /// Rejected and not issued anew, or held, oldest first; then accepted with warnings, newest first.
    Attention,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct DocumentList {
    pub filter: Filter,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Documents {
    pub documents: Vec<DocumentRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceType {
    Standard,
    Simplified,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Invoice,
    CreditNote,
    DebitNote,
}

/// A document with its last answer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentRow {
    /// Its own: a number may have been issued twice.
    pub id: i64,
    pub number: String,
    pub kind: DocumentKind,
    pub invoice_type: InvoiceType,
    pub icv: i64,
    pub issued_at: i64,
    pub total: String,
    pub standing: Standing,
    /// How close it is to its deadline; calm once it has an answer, and where it is cleared.
    pub alarm: Alarm,
    /// Cleared, and the authority's copy is not here: it is had from the portal.
    pub lacks_copy: bool,
    /// Another was issued in its place.
    pub replaced: bool,
    pub attempts: i64,
    /// HTTP status of the last answer, if there was one.
    pub status: Option<u16>,
    /// What the last answer says.
    pub diagnoses: Vec<Diagnosis>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Sentence {
    pub ar: String,
    pub en: String,
}

/// Who can put something right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Healer {
    Cashier,
    Manager,
    Accountant,
    Installer,
    Us,
}

/// What is to be done: it opens the part of the form where that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    CompleteBuyer,
    CompleteShop,
    ChooseExemption,
    CorrectReason,
    CorrectNames,
    CorrectStatements,
    CorrectClock,
    RenewCsid,
    IssueAnew,
    CallAboutMoney,
    CallSupport,
    Nothing,
}

/// Whether the document can be issued anew, so that it is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cure {
    Amended,
    Unchanged,
    Never,
    Needless,
}

/// One of the authority's messages, and what it means.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Diagnosis {
    pub code: String,
    /// The authority's own words.
    pub text: String,
    pub what: Sentence,
    pub todo: Sentence,
    /// As rules name it, or empty.
    pub field: String,
    pub healer: Healer,
    pub remedy: Remedy,
    pub cure: Cure,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DocumentShow {
    pub number: String,
}

/// Everything under a number.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentPage {
    pub number: String,
    pub kind: DocumentKind,
    pub invoice_type: InvoiceType,
    pub issued_at: i64,
    pub total: String,
    pub vat: String,
    pub cashier: String,
    /// Whom it names, or empty.
    pub buyer: String,
    /// Why a note was issued.
    pub reason: String,
    /// What a note corrects.
    pub originals: Vec<DocumentOriginal>,
    /// The numbers of the credit notes that gave something of it back.
    pub credited_by: Vec<String>,
    /// As it was handed over, before change.
    pub paid: Vec<Tender>,
    pub change: String,
    /// In the order of issue: the last is in force, each other was rejected.
    pub issued: Vec<IssuedDocument>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentOriginal {
    pub number: String,
    /// Whether this till issued it.
    pub here: bool,
}

/// One document under a number.
#[derive(Debug, Clone, Serialize, TS)]
pub struct IssuedDocument {
    pub icv: i64,
    pub uuid: String,
    pub hash: String,
    pub standing: Standing,
    /// Cleared, and the authority's copy is not here: it is had from the portal.
    pub lacks_copy: bool,
    pub attempts: i64,
    /// The signed XML.
    pub xml: String,
    /// In their order.
    pub exchanges: Vec<Exchange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestProof {
    Kept,
    /// Made again of the document, with the digest of what was sent.
    Proved,
    Differs,
    NotNoted,
}

/// One request and what came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Exchange {
    pub operation: String,
    pub sent_at: i64,
    /// Milliseconds.
    pub elapsed: i64,
    pub status: Option<u16>,
    pub outcome: String,
    pub request_proof: RequestProof,
    pub diagnoses: Vec<Diagnosis>,
    pub response: String,
}

/// What a rejected document says, to be put right.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Clinic {
    pub number: String,
    pub kind: DocumentKind,
    pub issued_at: i64,
    pub total: String,
    pub vat: String,
    /// Why it was rejected.
    pub diagnoses: Vec<Diagnosis>,
    pub form: AmendmentForm,
    /// The reasons that each untaxed category of the document may have.
    pub exemptions: Vec<ExemptionChoice>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ExemptionChoice {
    /// `Z`, `E` or `O`.
    pub category: String,
    /// As the document states it.
    pub code: String,
    pub reasons: Vec<ExemptionReason>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ExemptionReason {
    pub code: String,
    pub name: Sentence,
}

/// Everything that can be put right, filled in; an empty text says that there is none.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AmendmentForm {
    pub buyer: BuyerForm,
    pub shop: ShopForm,
    /// Of a note.
    pub reason: String,
    /// What the lines are called, in their order.
    pub names: Vec<String>,
    /// One for each untaxed category.
    pub exemptions: Vec<String>,
    pub note: String,
    pub order: String,
    /// Days as `2026-11-22`.
    pub supply_on: String,
    pub supply_until: String,
    /// Of third_party, nominal, export, summary.
    pub flags: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct BuyerForm {
    pub name: String,
    pub vat_number: String,
    /// One of the authority's schemes, or empty.
    pub id_scheme: String,
    pub id: String,
    pub street: String,
    pub building: String,
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
    pub country: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DocumentReissue {
    pub number: String,
    pub form: AmendmentForm,
}

/// What would be issued.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReissuePreview {
    /// Empty when it would say the same once more.
    pub differences: Vec<Difference>,
    /// What still stands against it.
    pub rules: Vec<RuleFault>,
}

/// One thing that the new document says otherwise.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Difference {
    pub field: String,
    /// Counted from 1.
    pub line: Option<usize>,
    pub before: String,
    pub after: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Reissued {
    pub number: String,
    pub icv: i64,
    pub uuid: String,
}
