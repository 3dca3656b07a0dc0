//! Requests and answers as they travel: twins of what the till knows, made at the edge.
//!
//! Amounts and quantities are finished decimal strings; the screen never adds money. Moments are Unix milliseconds.

mod counter;
mod customers;
mod documents;
mod items;
mod people;
mod printing;
mod returns;
mod shifts;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use counter::*;
pub use customers::*;
pub use documents::*;
pub use items::*;
pub use people::*;
pub use printing::*;
pub use returns::*;
pub use shifts::*;

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
    /// Somebody is signed in with a PIN that others know: it must be changed first.
    PinChange,
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
    /// Who was signed in last, to be asked first.
    pub last_user: Option<String>,
    pub policy: Policy,
    /// As the receipt shows it; empty before the first run.
    pub shop_name: String,
    pub till_name: String,
    pub version: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Cashier,
    Supervisor,
    Manager,
    Owner,
    Installer,
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
    Approve,
    MoveCash,
    CloseShift,
    Correct,
    KeepItems,
    KeepPeople,
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
    /// The code is drawn so small on this paper that not every phone reads it.
    pub small_code: bool,
}

/// Where the PDF of a document was kept, on the till.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PdfPlace {
    pub path: String,
}

/// The invoice as PDF/A-3b with the signed document inside it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReceiptPdf {
    pub name: String,
    /// Where the till has kept it.
    pub path: String,
    /// The same as a `data:application/pdf;base64,…` address, for a browser that is not on the till.
    pub document: String,
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
    /// The catalogue, the stock, an import under way.
    Items,
    Shift,
    People,
    /// What the customer is shown.
    Display,
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

redacted!(TillSetup, OnboardingRun, CsidRenew, SessionOpen, Approval, PinChange, NewPin, ShiftHandOver);
