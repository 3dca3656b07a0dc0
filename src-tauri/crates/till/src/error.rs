//! What can keep a use case from being done, and whose fault it is.

use sanduq_device::lock::LockError;
use sanduq_device::paths::PathError;
use sanduq_device::printer::PrintError;
use sanduq_device::vault::VaultError;
use sanduq_domain::basket::BasketFault;
use sanduq_domain::customer::CustomerFault;
use sanduq_domain::item::ItemFault;
use sanduq_domain::party::SellerFault;
use sanduq_domain::policy::PolicyFault;
use sanduq_domain::tender::TenderError;
use sanduq_einvoice::issuer::Refusal;
pub use sanduq_einvoice::rules::Breach;
use sanduq_receipt::ReceiptError;
use sanduq_store::StoreError;

use crate::correction::CorrectionFault;
use crate::import::ImportFault;
use crate::letterhead::LetterheadFault;
use crate::people::PeopleFault;
use crate::printer::PrinterFault;
use crate::reissue::ReissueFault;
use crate::returns::ReturnFault;
use crate::shift::ShiftFault;

/// A use case that was not done. Nothing was changed, and no number was used, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    // Input: the person can mend it.
    #[error("this till belongs to a shop already")]
    AlreadySetUp,
    #[error("this till has not been set up yet")]
    NotSetUp,
    #[error("the shop's data is wrong: {}", list(.0))]
    Seller(Vec<SellerFault>),
    #[error("a till's name is 1 to 8 Latin letters and digits")]
    TillName,
    #[error("the owner's name: {0}")]
    UserName(#[from] sanduq_domain::user::UserNameError),
    #[error("{0}")]
    Pin(#[from] sanduq_domain::user::PinError),
    #[error("the name or the PIN is wrong")]
    WrongPin,
    #[error("too many wrong PINs: wait {seconds} seconds")]
    SignInThrottled { seconds: i64 },
    #[error("this one-time PIN was used: ask for a new one")]
    PinSpent,
    #[error("change your PIN first: somebody else knows it")]
    PinToBeChanged,
    #[error("{0}")]
    People(#[from] PeopleFault),
    #[error("sign in first")]
    SignInNeeded,
    #[error("this is beyond your role: somebody who may must allow it with his PIN")]
    ApprovalNeeded,
    #[error("open a shift first")]
    ShiftNeeded,
    #[error("{0}")]
    Shift(#[from] ShiftFault),
    #[error("{0}")]
    Policy(#[from] PolicyFault),
    #[error("the item's data is wrong: {}", list(.0))]
    Item(Vec<ItemFault>),
    #[error("{0}")]
    Import(#[from] ImportFault),
    #[error("the customer's data is wrong: {}", list(.0))]
    Customer(Vec<CustomerFault>),
    #[error("the basket is empty: there is nothing to take a discount off")]
    NothingToDiscount,
    #[error("a discount takes off no more than there is")]
    DiscountTooLarge,
    #[error("on account is sold to a customer who is named, and by who may allow it")]
    CustomerNeeded,
    #[error("there is no such customer")]
    UnknownCustomer,
    #[error("the words are too long, or hold a character that no document can carry")]
    NoteUnfit,
    #[error("the basket is empty: there is nothing to hold")]
    NothingToHold,
    #[error("nothing is held under this number")]
    UnknownHold,
    #[error("{0}")]
    Return(#[from] ReturnFault),
    #[error("your role does not allow this")]
    NotPermitted,
    #[error("no item has this barcode")]
    UnknownBarcode,
    #[error("there is no such item")]
    UnknownItem,
    #[error("there is no such line in the cart")]
    UnknownLine,
    #[error("{}", list(.0))]
    Basket(Vec<BasketFault>),
    #[error("{}", list(.0))]
    Rules(Vec<Breach>),
    #[error("{0}")]
    Correction(#[from] CorrectionFault),
    #[error("{0}")]
    Reissue(#[from] ReissueFault),
    #[error("{0}")]
    Tender(#[from] TenderError),
    #[error("the cart is another one by now")]
    CartChanged,
    #[error("there is no document with this number")]
    UnknownDocument,
    #[error("this document is not held back")]
    NotHeld,
    #[error("the authority has not cleared this document yet: it may not be handed over")]
    NotCleared,
    #[error("no such paper waits")]
    UnknownPrintJob,
    #[error("{0}")]
    Printer(#[from] PrinterFault),
    #[error("{0}")]
    Letterhead(#[from] LetterheadFault),
    #[error("a one-time password has six digits")]
    OtpNotDigits,
    #[error(transparent)]
    Gateway(#[from] sanduq_fatoora::Error),
    #[error("the practice gateway's issuers cannot be read: {0}")]
    Issuers(String),
    #[error("this till's certificate does not cover {0} documents: onboard it for both kinds")]
    KindNotCovered(&'static str),
    #[error("this till is onboarded already: renew its CSID instead")]
    AlreadyOnboarded,
    // State: something must happen first.
    #[error("this till has no production CSID yet: finish its onboarding")]
    NotOnboarded,
    #[error("the CSID of this till has expired: renew it")]
    CsidExpired,
    #[error("the stored CSID no longer fits this till: {}", list(.0))]
    CsidMisfit(Vec<Refusal>),
    #[error("the stored CSID is not the one that this till was given")]
    CsidExchanged,
    #[error(
        "this database is older than the till: it has issued up to {highest} before, and the database ends at {found}"
    )]
    ChainBehind { highest: u64, found: u64 },
    #[error("the clock went back by {seconds} seconds: correct the time of this computer")]
    ClockWentBack { seconds: i64 },
    #[error("the gateway, the folder or the credentials belong to another environment than this till")]
    WrongEnvironment,
    #[error("the key vault in this till's folder belongs to another till, of the {vault} environment")]
    VaultElsewhere { vault: String },
    #[error("no gateway is connected")]
    NoGateway,
    #[error("no printer is set up for this")]
    NoPrinter,
    // Authority and network.
    #[error("the one-time password was not accepted: take a new one, or try later")]
    WrongOtp,
    /// The first answer was lost, and the second says that the password is used up.
    #[error("the gateway's answer was lost and the one-time password is used up: take a new one and begin again")]
    OtpSpent,
    #[error("the gateway does not accept this till's CSID any more: onboard it again with a new one-time password")]
    CsidNotAccepted,
    #[error("the gateway could not be reached: {0}")]
    GatewayUnreachable(String),
    #[error("the gateway refused: {0}")]
    GatewayRefused(String),
    #[error("the gateway issued a CSID that does not fit this till, and it was not kept: {}", list(.0))]
    CsidRefused(Vec<Refusal>),
    // Machine.
    #[error(transparent)]
    Locked(#[from] LockError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the key vault failed: {0}")]
    Vault(VaultError),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error("the printer failed: {0}")]
    Print(#[from] PrintError),
    #[error("the paper could not be made: {0}")]
    Receipt(#[from] ReceiptError),
    #[error("a file could not be written: {0}")]
    File(#[from] std::io::Error),
    /// Ours, or somebody changed the database.
    #[error("what is stored no longer fits together: {0}")]
    Damaged(String),
}

impl From<VaultError> for TillError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongPin | VaultError::UnknownUser(_) => TillError::WrongPin,
            other => TillError::Vault(other),
        }
    }
}

fn list<T: std::fmt::Display>(faults: &[T]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
