//! What can go wrong, as the screen may act on it: a closed list of codes. Sentences are the screen's, by code.

use serde::Serialize;
use ts_rs::TS;

/// The codes a screen has sentences for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request itself is malformed: ours to mend.
    BadRequest,
    UnknownCommand,
    SignInNeeded,
    NotPermitted,
    /// Beyond the role: send it again with somebody's `approval`.
    ApprovalNeeded,
    /// The one-time PIN was used: ask for a new one.
    PinSpent,
    /// Somebody else knows the PIN: change it first.
    PinToBeChanged,
    SamePin,
    UserNameTaken,
    UnknownUser,
    /// Nobody does this to himself.
    NotOneself,
    LastOwner,
    ShiftNeeded,
    ShiftOpenAlready,
    UnknownShift,
    ReasonNeeded,
    DrawerHasLess,
    PolicyUnfit,
    NoteUnfit,
    NothingToHold,
    UnknownHold,
    UnknownCustomer,
    /// The file has no columns name_ar and price.
    ImportWithoutColumns,
    ImportNothingRead,
    ImportUnderWay,
    NotAReceipt,
    /// The code was changed or made up.
    ReceiptForged,
    ReceiptOfOtherShop,
    ReceiptIsANote,
    /// The number is this till's own: scan its receipt.
    ReceiptOfThisTill,
    NothingLeft,
    NothingChosen,
    /// Only `amount` is left of it.
    AboveWhatIsLeft,
    CompanyElsewhere,
    WrongPin,
    /// Too many wrong PINs: wait `seconds`.
    SignInThrottled,
    PinNotDigits,
    PinGuessable,
    AlreadySetUp,
    /// See `faults`: one a field.
    WrongFields,
    UnknownBarcode,
    UnknownItem,
    UnknownLine,
    WrongQuantity,
    WrongAmount,
    DiscountTooLarge,
    /// The document would break rules of the authority: see `rules`.
    RulesBroken,
    CartEmpty,
    /// Sold on account: name the customer first.
    CustomerNeeded,
    CartChanged,
    PaidTooLittle,
    CardExceedsDue,
    NotOnboarded,
    CsidExpired,
    /// The gateway issued a certificate that is not this till's: nothing of it was kept.
    CsidRefused,
    /// The stored certificate is not this till's any more.
    CsidMisfit,
    UnknownDocument,
    /// The document is not held back: it goes by itself, or has its final answer.
    NotHeld,
    /// Only a rejected document is issued anew.
    NotRejected,
    /// A document is issued anew at its own amounts: other money takes a credit note and a new sale.
    MoneyStays,
    /// A standard document that the authority has not cleared: nothing of it is handed over.
    NotCleared,
    /// Off, unplugged, or the network is down: nothing is on paper.
    PrinterUnreachable,
    PaperOut,
    CoverOpen,
    /// The printer reports a fault, or is switched off line.
    PrinterFaulty,
    /// It stopped in the middle: a part may be on paper.
    PrinterStopped,
    /// The system's spooler would not take it.
    PrinterRefused,
    /// The QR in the finished picture did not read as the document's: nothing was printed.
    PaperUnscannable,
    NoPrinter,
    /// No such paper waits any more.
    UnknownPrintJob,
    WrongConnection,
    /// Another printer must take over the receipts first.
    ReceiptsNeedAPrinter,
    /// A sheet needs a printer of the system.
    PrinterWithoutPages,
    /// A printer of sheets has no plug for a drawer.
    PrinterWithoutDrawer,
    PrinterNameTaken,
    /// The footer or header announces that goods are not taken back, which is forbidden.
    RefusesReturns,
    LetterheadTooLong,
    NotALogo,
    GatewayUnreachable,
    GatewayRefused,
    WrongOtp,
    /// The answer was lost and the one-time password is used up: take a new one.
    OtpSpent,
    /// The gateway does not take this till's certificate any more: onboard it again.
    CsidNotAccepted,
    /// The certificate does not cover this kind of document.
    KindNotCovered,
    AlreadyOnboarded,
    /// A till keeps its environment for life.
    EnvironmentFixed,
    /// Folder, key vault, credentials or gateway belong to another environment.
    WrongEnvironment,
    ClockWentBack,
    /// The database is an older copy: going on would use numbers twice.
    ChainBehind,
    /// Another process holds this till.
    TillInUse,
    /// The machine failed us: disk, key vault, database.
    MachineFailed,
}

/// A failed command.
#[derive(Debug, Clone, Serialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    pub code: Code,
    /// For logs and developers, in English; never shown as it is.
    pub message: String,
    /// With `wrong_fields`: what is wrong where.
    pub faults: Vec<FieldFault>,
    /// With `rules_broken`: which, where, and what to do.
    pub rules: Vec<RuleFault>,
    /// With `sign_in_throttled`.
    pub seconds: Option<i64>,
    /// With amounts: what is missing or too much.
    pub amount: Option<String>,
}

/// One wrong field. `code`: too_short, too_long, forbidden_character, not_a_vat_number, wrong_digits, not_plausible,
/// not_a_tin; of items also digits_only, not_a_barcode, wrong_check_digit, taken_barcode, not_a_unit, not_an_amount,
/// not_a_vat, not_a_number, repeated; of customers also taken_vat_number, not_a_phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldFault {
    pub field: String,
    pub code: String,
}

/// One rule of the authority that a document would break, with its sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RuleFault {
    pub rule: String,
    pub field: String,
    /// Counted from 1.
    pub line: Option<usize>,
    pub ar: String,
    pub en: String,
}

impl Fault {
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), faults: Vec::new(), rules: Vec::new(), seconds: None, amount: None }
    }
}
