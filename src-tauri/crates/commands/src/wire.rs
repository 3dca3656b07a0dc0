//! Requests and answers as they travel: twins of what the till knows, made at the edge.
//!
//! Amounts and quantities are finished decimal strings; the screen never adds money. Moments are Unix milliseconds.

mod documents;
mod printing;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::fault::Code;
pub use documents::*;
pub use printing::*;

/// For commands that need nothing said.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
pub struct Nothing {}

/// For commands that have nothing to say.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct Done {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    Ar,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Training,
    Sandbox,
    Simulation,
    Production,
}

/// Where the till stands on its way to selling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No shop and no owner yet: show the first-run form.
    FirstRun,
    /// Somebody must sign in.
    SignedOut,
    /// The owner is signed in, and the unit has no production CSID yet: show the onboarding steps.
    Onboarding,
    /// Ready to sell.
    Ready,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AppState {
    pub phase: Phase,
    pub environment: Environment,
    /// Whether another environment can be chosen here.
    pub environment_open: bool,
    pub language: Language,
    /// People who can sign in.
    pub users: Vec<User>,
    pub session: Option<Session>,
    /// As the receipt shows it; empty before the first run.
    pub shop_name: String,
    pub till_name: String,
    pub version: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Cashier,
    Manager,
    Owner,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct User {
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Session {
    pub user: User,
    pub since: i64,
    /// What the signed-in person may do, to hide what would be refused.
    pub permissions: Vec<Permission>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Sell,
    Correct,
    SeeDashboard,
    Sync,
    Export,
    SetUp,
}

/// The shop's data as typed. `id_scheme` is one of CRN, MOM, MLS, 700, SAG, OTH.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopForm {
    pub name: String,
    pub vat_number: String,
    pub id_scheme: String,
    pub id: String,
    pub street: String,
    pub building: String,
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
    pub till_name: String,
    /// For the certificate: the branch; for a VAT group the member's ten-digit TIN. Empty: the city.
    #[serde(default)]
    pub branch: String,
    /// For the certificate: the line of business.
    #[serde(default)]
    pub activity: String,
}

/// What a till may issue, as its certificate says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kinds {
    Simplified,
    Standard,
    #[default]
    Both,
}

/// At a user's own tills: the till of this environment is put on the desk. Before the first run of a till in a folder of
/// its own: what it is to be made for.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct EnvironmentChoose {
    pub environment: Environment,
}

/// First run: the shop, its owner, and the owner's PIN (never answered back).
#[derive(Deserialize, TS)]
pub struct TillSetup {
    pub shop: ShopForm,
    #[serde(default)]
    pub kinds: Kinds,
    pub owner: String,
    pub pin: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStep {
    Key,
    ComplianceCsid,
    StandardInvoice,
    StandardCreditNote,
    StandardDebitNote,
    SimplifiedInvoice,
    SimplifiedCreditNote,
    SimplifiedDebitNote,
    ProductionCsid,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Onboarding {
    /// In order; each with whether it is done.
    pub steps: Vec<OnboardingProgress>,
    pub complete: bool,
    /// Whether the next step needs a one-time password.
    pub wants_otp: bool,
    /// Whether the unit under way is to take the place of one that may sell.
    pub renewal: bool,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct OnboardingProgress {
    pub step: OnboardingStep,
    pub done: bool,
}

/// `otp` is asked for outside training only; send an empty text there.
#[derive(Deserialize, TS)]
pub struct OnboardingRun {
    pub otp: String,
}

/// A renewal has one-time passwords of its own. Training gets one by itself; send an empty text there.
#[derive(Deserialize, TS)]
pub struct CsidRenew {
    pub otp: String,
}

/// How long a certificate will do, by the warnings that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    Long,
    /// 60 days or less.
    Weeks,
    /// 30 days or less.
    Month,
    /// 7 days or less.
    Week,
    Ended,
    /// The gateway refuses it: most likely it was revoked.
    Refused,
}

/// When the gateway last took the certificate: a week is the longest it should go unchecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    Recent,
    Old,
}

/// A production CSID of this till.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Csid {
    /// The unit's own number in the certificate.
    pub unit: String,
    pub kinds: Kinds,
    pub serial: String,
    pub issuer: String,
    pub begins: i64,
    pub ends: i64,
    pub days_left: i64,
    pub validity: Validity,
    pub check: Check,
    pub checked_at: Option<i64>,
    /// Documents signed with it that have no final answer yet.
    pub open_documents: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Csids {
    pub environment: Environment,
    pub vat_number: String,
    /// The one in use first, then the former ones.
    pub csids: Vec<Csid>,
    /// A renewal, or a new onboarding, that was begun and is not done.
    pub under_way: Option<Onboarding>,
}

#[derive(Deserialize, TS)]
pub struct SessionOpen {
    pub user: String,
    pub pin: String,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct LanguageSet {
    pub language: Language,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Item {
    pub id: i64,
    pub name_ar: String,
    pub name_en: String,
    pub barcode: String,
    /// A key: dairy, bakery, drinks, produce, pantry, snacks, household.
    pub category: String,
    /// UN/ECE code: PCE pieces, KGM kilograms.
    pub unit: String,
    /// With VAT.
    pub price: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Items {
    pub items: Vec<Item>,
}

/// Every word must occur in a name or the barcode; an empty text lists all.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ItemSearch {
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CartLine {
    /// The line's key while the cart lives.
    pub id: i64,
    pub name_ar: String,
    pub name_en: String,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    /// `0.00` when there is none.
    pub discount: String,
    /// With VAT, after discount.
    pub total: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Cart {
    /// Minted with the cart: send it to `sale_checkout`, so that pressing twice makes one invoice.
    pub sale_id: String,
    pub lines: Vec<CartLine>,
    /// Number of lines.
    pub count: usize,
    /// Over the whole cart; `0.00` when there is none.
    pub discount: String,
    pub vat: String,
    pub total: String,
    /// Cash amounts a customer is likely to hand over for this total, smallest first.
    pub quick_cash: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartAdd {
    pub item: i64,
    pub quantity: String,
}

/// `quantity` is what was typed before the scan, `1` otherwise.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartScan {
    pub barcode: String,
    pub quantity: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartQuantity {
    pub line: i64,
    pub quantity: String,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct CartRemove {
    pub line: i64,
}

/// `line` absent: the discount is over the whole cart. `0` takes it away.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CartDiscount {
    pub line: Option<i64>,
    pub amount: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    Cash,
    Card,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct Tender {
    pub kind: TenderKind,
    pub amount: String,
    /// The card terminal's reference, or empty.
    #[serde(default)]
    pub reference: String,
}

/// No tenders: exact cash.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaleCheckout {
    pub sale_id: String,
    pub tenders: Vec<Tender>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Sale {
    pub number: String,
    pub uuid: String,
    pub icv: i64,
    pub issued_at: i64,
    pub total: String,
    pub vat: String,
    pub change: String,
    pub delivery: Delivery,
    /// What became of the paper; the sale stands in any case. What may not be handed over is not printed.
    pub paper: Paper,
    /// Why there is none, where it failed: a code with a sentence of its own.
    pub paper_fault: Option<Code>,
}

/// Whether a document may be handed over. A simplified one always may; a standard one once the authority has cleared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Deliverable,
    /// Parked until the authority answers; it is asked on by itself.
    AwaitsAnswer,
    AwaitsNetwork,
    /// Parked until somebody mends what the gateway refuses.
    AwaitsMending,
    /// Parked until somebody sends it once more.
    AwaitsPerson,
    /// Parked for as long as the gateway asked for patience.
    AwaitsPatience,
    /// Parked until its day begins at the authority: this machine's clock is ahead.
    AwaitsDay,
    /// To be issued anew.
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    Printed,
    /// Still at it: the printer is slow.
    Printing,
    Failed,
    /// It may not be handed over yet.
    Withheld,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReceiptShow {
    pub number: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Receipt {
    pub number: String,
    /// The very picture that the printer gets, as a `data:image/png;base64,…` address.
    pub picture: String,
    pub width: u32,
    pub height: u32,
}

/// Where a document stands with the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not sent yet, or to be sent again.
    Pending,
    /// Sent; the answer was lost. The same bytes go again.
    Unknown,
    /// Answered again and again without being judged: a person sends it once more.
    Held,
    Reported,
    ReportedWithWarnings,
    Rejected,
}

/// What stopped or slowed the queue last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// Nothing sent since the start.
    Idle,
    Online,
    Offline,
    /// The gateway refuses the till: a person must act. See `refusal`.
    Refused,
}

/// Why the gateway refuses the till, whatever it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    Credentials,
    Forbidden,
    WrongAddress,
    Configuration,
    Answers,
}

/// How close the oldest document without a final answer is to its deadline: 12, 20, 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    Calm,
    Half,
    Urgent,
    Late,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QueueState {
    pub pending: i64,
    pub unknown: i64,
    pub held: i64,
    /// Accepted, with warnings or without.
    pub reported: i64,
    pub reported_with_warnings: i64,
    /// Rejected, and not issued anew yet.
    pub rejected: i64,
    /// Age of the oldest document without a final answer, in seconds; absent when there is none.
    pub oldest_seconds: Option<i64>,
    pub alarm: Alarm,
    /// The law's bound: 86 400.
    pub deadline_seconds: i64,
    pub network: Network,
    /// With `refused`.
    pub refusal: Option<Refusal>,
    /// Since when the network has been like that.
    pub network_since: Option<i64>,
    /// When the next attempt is due, if one waits.
    pub next_attempt_at: Option<i64>,
    /// The seconds that this machine's clock is ahead of the authority's, or behind below zero, where somebody should look.
    pub clock_ahead_seconds: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Dashboard {
    pub queue: QueueState,
    /// The latest documents, newest first.
    pub documents: Vec<DocumentRow>,
    pub today_sales: i64,
    pub today_total: String,
    pub today_vat: String,
    /// In training: whether the practice gateway answers. Absent elsewhere.
    pub practice_gateway: Option<PracticeGateway>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PracticeGateway {
    Plugged,
    Unplugged,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct PracticeGatewaySet {
    pub gateway: PracticeGateway,
}

/// What a screen may be told has changed; it then asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    App,
    Cart,
    Documents,
    /// What waits for a printer.
    Printing,
}

/// Requests that carry a PIN or a one-time password say nothing when they are printed.
macro_rules! redacted {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        })+
    };
}

redacted!(TillSetup, OnboardingRun, CsidRenew, SessionOpen);
