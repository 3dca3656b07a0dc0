//! From what the till knows to what travels.

mod csid;
pub(crate) mod documents;

use sanduq_domain::basket::{BasketFaultKind, BasketField};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::money::Money;
use sanduq_domain::party::{SellerFaultKind, SellerField, SellerForm, SellerIdScheme};
use sanduq_domain::search::western_digit;
use sanduq_domain::tender::TenderError;
use sanduq_domain::user::{self, PinError};
use sanduq_till::correction::CorrectionFault;
use sanduq_till::dashboard;
use sanduq_till::error::{Breach, TillError};
use sanduq_till::import::ImportFault;
use sanduq_till::people::PeopleFault;
use sanduq_till::print_queue::Trouble;
use sanduq_till::printer::{PrintError, PrinterFault};
use sanduq_till::reissue::ReissueFault;
use sanduq_till::returns::ReturnFault;
use sanduq_till::session::Actor;
use sanduq_till::setup::{self, DEFAULT_ACTIVITY};
use sanduq_till::shift::ShiftFault;
use sanduq_till::sync::clearance::{Delivery, Parked};
use sanduq_till::sync::deadline::{Alarm, DEADLINE_SECONDS};
use sanduq_till::sync::line::{Network, Refusal};

use crate::fault::{Code, Fault, FieldFault, RuleFault};
use crate::printing::{letterhead_fault, trouble_code};
use crate::wire;

impl From<TillError> for Fault {
    fn from(error: TillError) -> Self {
        let message = error.to_string();
        let fault = |code| Fault::new(code, message.clone());
        match error {
            TillError::AlreadySetUp => fault(Code::AlreadySetUp),
            TillError::Seller(faults) => Fault {
                faults: faults
                    .into_iter()
                    .map(|f| FieldFault { field: seller_field(f.field).into(), code: seller_fault(f.kind).into() })
                    .collect(),
                ..fault(Code::WrongFields)
            },
            TillError::TillName => wrong_field(fault(Code::WrongFields), "till_name"),
            TillError::UserName(_) => wrong_field(fault(Code::WrongFields), "owner"),
            TillError::Pin(PinError::NotDigits) => fault(Code::PinNotDigits),
            TillError::Pin(PinError::Guessable) => fault(Code::PinGuessable),
            TillError::WrongPin => fault(Code::WrongPin),
            TillError::SignInThrottled { seconds } => Fault { seconds: Some(seconds), ..fault(Code::SignInThrottled) },
            TillError::SignInNeeded => fault(Code::SignInNeeded),
            TillError::NotPermitted => fault(Code::NotPermitted),
            TillError::ApprovalNeeded => fault(Code::ApprovalNeeded),
            TillError::PinSpent => fault(Code::PinSpent),
            TillError::PinToBeChanged => fault(Code::PinToBeChanged),
            TillError::People(PeopleFault::Name) => wrong_field(fault(Code::WrongFields), "name"),
            TillError::People(why) => fault(match why {
                PeopleFault::Name => Code::WrongFields,
                PeopleFault::Unknown => Code::UnknownUser,
                PeopleFault::NameTaken => Code::UserNameTaken,
                PeopleFault::Oneself => Code::NotOneself,
                PeopleFault::AboveYou => Code::NotPermitted,
                PeopleFault::LastOwner => Code::LastOwner,
                PeopleFault::SamePin => Code::SamePin,
            }),
            TillError::ShiftNeeded => fault(Code::ShiftNeeded),
            TillError::Shift(why) => match why {
                ShiftFault::AlreadyOpen => fault(Code::ShiftOpenAlready),
                ShiftFault::Unknown => fault(Code::UnknownShift),
                ShiftFault::NoReason => fault(Code::ReasonNeeded),
                ShiftFault::NotAnAmount => fault(Code::WrongAmount),
                ShiftFault::MoreThanThereIs => fault(Code::DrawerHasLess),
                ShiftFault::Counts(_) => fault(Code::BadRequest),
                ShiftFault::ToOneself => fault(Code::NotOneself),
            },
            TillError::Policy(_) => fault(Code::PolicyUnfit),
            TillError::Item(faults) => {
                fields(fault(Code::WrongFields), faults.iter().map(|f| (f.field.key(), f.kind.key())))
            }
            TillError::Customer(faults) => {
                fields(fault(Code::WrongFields), faults.iter().map(|f| (f.field.key(), f.kind.key())))
            }
            TillError::Import(ImportFault::NoColumns) => fault(Code::ImportWithoutColumns),
            TillError::Import(ImportFault::NothingRead) => fault(Code::ImportNothingRead),
            TillError::Import(ImportFault::UnderWay) => fault(Code::ImportUnderWay),
            TillError::NothingToDiscount => fault(Code::CartEmpty),
            TillError::CustomerNeeded => fault(Code::CustomerNeeded),
            TillError::UnknownCustomer => fault(Code::UnknownCustomer),
            TillError::NoteUnfit => fault(Code::NoteUnfit),
            TillError::NothingToHold => fault(Code::NothingToHold),
            TillError::UnknownHold => fault(Code::UnknownHold),
            TillError::Return(why) => match why {
                ReturnFault::NotAReceipt => fault(Code::NotAReceipt),
                ReturnFault::Forged => fault(Code::ReceiptForged),
                ReturnFault::OtherShop(_) => fault(Code::ReceiptOfOtherShop),
                ReturnFault::IsANote => fault(Code::ReceiptIsANote),
                ReturnFault::NothingLeft => fault(Code::NothingLeft),
                ReturnFault::NothingChosen => fault(Code::NothingChosen),
                ReturnFault::NoReason => fault(Code::ReasonNeeded),
                ReturnFault::AboveOriginal { left } => with_amount(fault(Code::AboveWhatIsLeft), left),
                ReturnFault::CompanyElsewhere => fault(Code::CompanyElsewhere),
                ReturnFault::OwnNumber => fault(Code::ReceiptOfThisTill),
            },
            TillError::DiscountTooLarge => fault(Code::DiscountTooLarge),
            TillError::UnknownBarcode => fault(Code::UnknownBarcode),
            TillError::UnknownItem => fault(Code::UnknownItem),
            TillError::UnknownLine => fault(Code::UnknownLine),
            TillError::Basket(faults) => fault(match faults.first().map(|f| (f.field, f.kind)) {
                Some((BasketField::Lines, BasketFaultKind::Empty)) => Code::CartEmpty,
                Some((
                    BasketField::Discount,
                    BasketFaultKind::MoreThanTheBasket | BasketFaultKind::MoreThanTheLine,
                )) => Code::DiscountTooLarge,
                Some((BasketField::Quantity | BasketField::UnitPrice, _)) => Code::WrongQuantity,
                _ => Code::BadRequest,
            }),
            TillError::Tender(TenderError::TooLittle { missing }) => {
                Fault { amount: Some(missing.to_string()), ..fault(Code::PaidTooLittle) }
            }
            TillError::Tender(TenderError::CardExceedsDue { excess }) => {
                Fault { amount: Some(excess.to_string()), ..fault(Code::CardExceedsDue) }
            }
            TillError::Tender(TenderError::NotAnAmount | TenderError::TooMany) => fault(Code::WrongAmount),
            TillError::Rules(breaches) => {
                Fault { rules: breaches.iter().map(RuleFault::from).collect(), ..fault(Code::RulesBroken) }
            }
            TillError::Correction(why) => match why {
                CorrectionFault::AmountAboveLeft { left, .. } | CorrectionFault::ChargesAboveLeft { left } => {
                    with_amount(fault(Code::AboveWhatIsLeft), left)
                }
                CorrectionFault::QuantityAboveLeft { .. } => fault(Code::NothingLeft),
                CorrectionFault::UnknownOriginal(_) => fault(Code::UnknownDocument),
                CorrectionFault::IsANote(_) => fault(Code::ReceiptIsANote),
                CorrectionFault::NoOriginal
                | CorrectionFault::OtherType(_)
                | CorrectionFault::NoSuchLine { .. }
                | CorrectionFault::Prepaid => fault(Code::BadRequest),
            },
            TillError::Reissue(ReissueFault::NotRejected) => fault(Code::NotRejected),
            TillError::Reissue(ReissueFault::MoneyStays { .. }) => fault(Code::MoneyStays),
            TillError::Reissue(ReissueFault::NoReason | ReissueFault::NoSuchLine { .. }) => fault(Code::BadRequest),
            TillError::CartChanged => fault(Code::CartChanged),
            TillError::UnknownDocument => fault(Code::UnknownDocument),
            TillError::NotHeld => fault(Code::NotHeld),
            TillError::NotCleared => fault(Code::NotCleared),
            TillError::OtpNotDigits | TillError::WrongOtp => fault(Code::WrongOtp),
            TillError::NotSetUp | TillError::NotOnboarded => fault(Code::NotOnboarded),
            TillError::CsidExpired => fault(Code::CsidExpired),
            TillError::CsidRefused(_) => fault(Code::CsidRefused),
            TillError::CsidMisfit(_) | TillError::CsidExchanged => fault(Code::CsidMisfit),
            TillError::ClockWentBack { seconds } => Fault { seconds: Some(seconds), ..fault(Code::ClockWentBack) },
            TillError::ChainBehind { .. } => fault(Code::ChainBehind),
            TillError::GatewayUnreachable(_) | TillError::NoGateway => fault(Code::GatewayUnreachable),
            TillError::GatewayRefused(_) => fault(Code::GatewayRefused),
            TillError::OtpSpent => fault(Code::OtpSpent),
            TillError::CsidNotAccepted => fault(Code::CsidNotAccepted),
            TillError::KindNotCovered(_) => fault(Code::KindNotCovered),
            TillError::AlreadyOnboarded => fault(Code::AlreadyOnboarded),
            TillError::WrongEnvironment | TillError::VaultElsewhere { .. } => fault(Code::WrongEnvironment),
            TillError::Print(PrintError::Address(_)) => fault(Code::WrongConnection),
            TillError::Print(_) | TillError::Receipt(_) | TillError::NoPrinter => {
                fault(trouble_code(Trouble::of(&error)))
            }
            TillError::UnknownPrintJob => fault(Code::UnknownPrintJob),
            TillError::Printer(wrong) => fault(match wrong {
                PrinterFault::Name => Code::PrinterNameTaken,
                PrinterFault::ReceiptsNeedOne => Code::ReceiptsNeedAPrinter,
                PrinterFault::NoPages => Code::PrinterWithoutPages,
                PrinterFault::NoDrawer => Code::PrinterWithoutDrawer,
                PrinterFault::Unknown | PrinterFault::OwnFallback | PrinterFault::BandBytes => Code::BadRequest,
            }),
            TillError::Letterhead(wrong) => letterhead_fault(wrong, message),
            TillError::Locked(_) => fault(Code::TillInUse),
            TillError::Store(_)
            | TillError::Vault(_)
            | TillError::Path(_)
            | TillError::File(_)
            | TillError::Gateway(_)
            | TillError::Issuers(_)
            | TillError::Damaged(_) => fault(Code::MachineFailed),
        }
    }
}

impl From<&Breach> for RuleFault {
    fn from(breach: &Breach) -> Self {
        let rule = breach.rule;
        RuleFault {
            rule: rule.id.into(),
            field: rule.field.into(),
            line: breach.line,
            ar: rule.arabic.into(),
            en: rule.english.into(),
        }
    }
}

fn with_amount(fault: Fault, amount: Money) -> Fault {
    Fault { amount: Some(amount.to_string()), ..fault }
}

fn fields<'a>(fault: Fault, wrong: impl Iterator<Item = (&'a str, &'a str)>) -> Fault {
    let faults = wrong.map(|(field, code)| FieldFault { field: field.into(), code: code.into() }).collect();
    Fault { faults, ..fault }
}

fn wrong_field(fault: Fault, field: &str) -> Fault {
    Fault { faults: vec![FieldFault { field: field.into(), code: "forbidden_character".into() }], ..fault }
}

fn seller_field(field: SellerField) -> &'static str {
    match field {
        SellerField::Name => "name",
        SellerField::VatNumber => "vat_number",
        SellerField::Id => "id",
        SellerField::Street => "street",
        SellerField::Building => "building",
        SellerField::Additional => "additional",
        SellerField::District => "district",
        SellerField::City => "city",
        SellerField::PostalCode => "postal_code",
        SellerField::Branch => "branch",
        SellerField::Activity => "activity",
    }
}

fn seller_fault(kind: SellerFaultKind) -> &'static str {
    match kind {
        SellerFaultKind::TooShort => "too_short",
        SellerFaultKind::TooLong => "too_long",
        SellerFaultKind::ForbiddenCharacter => "forbidden_character",
        SellerFaultKind::NotAVatNumber => "not_a_vat_number",
        SellerFaultKind::WrongDigits => "wrong_digits",
        SellerFaultKind::NotPlausible => "not_plausible",
        SellerFaultKind::NotATin => "not_a_tin",
    }
}

pub(crate) fn quantity(text: &str) -> Result<Quantity, Fault> {
    western(text)
        .parse()
        .map_err(|error: sanduq_domain::decimal::DecimalError| Fault::new(Code::WrongQuantity, error.to_string()))
}

pub(crate) fn amount(text: &str) -> Result<Money, Fault> {
    western(text)
        .parse()
        .map_err(|error: sanduq_domain::money::MoneyError| Fault::new(Code::WrongAmount, error.to_string()))
}

/// Digits as typed on an Arabic keyboard become those of documents.
pub(crate) fn western(text: &str) -> String {
    text.trim().chars().map(|c| if c == '٫' { '.' } else { western_digit(c) }).collect()
}

impl From<wire::ShopForm> for SellerForm {
    fn from(form: wire::ShopForm) -> Self {
        SellerForm {
            name: form.name,
            vat_number: form.vat_number,
            id_scheme: SellerIdScheme::from_code(&form.id_scheme),
            id: form.id,
            street: form.street,
            building: form.building,
            additional: form.additional,
            district: form.district,
            city: form.city,
            postal_code: form.postal_code,
        }
    }
}

impl From<SellerForm> for wire::ShopForm {
    fn from(form: SellerForm) -> Self {
        wire::ShopForm {
            name: form.name,
            vat_number: form.vat_number,
            id_scheme: form.id_scheme.map_or("CRN", SellerIdScheme::code).into(),
            id: form.id,
            street: form.street,
            building: form.building,
            additional: form.additional,
            district: form.district,
            city: form.city,
            postal_code: form.postal_code,
            till_name: "T1".into(),
            branch: String::new(),
            activity: DEFAULT_ACTIVITY.into(),
        }
    }
}

impl From<setup::Environment> for wire::Environment {
    fn from(environment: setup::Environment) -> Self {
        match environment {
            setup::Environment::Training => wire::Environment::Training,
            setup::Environment::Sandbox => wire::Environment::Sandbox,
            setup::Environment::Simulation => wire::Environment::Simulation,
            setup::Environment::Production => wire::Environment::Production,
        }
    }
}

impl From<wire::Environment> for setup::Environment {
    fn from(environment: wire::Environment) -> Self {
        match environment {
            wire::Environment::Training => setup::Environment::Training,
            wire::Environment::Sandbox => setup::Environment::Sandbox,
            wire::Environment::Simulation => setup::Environment::Simulation,
            wire::Environment::Production => setup::Environment::Production,
        }
    }
}

impl From<wire::Kinds> for setup::InvoiceKinds {
    fn from(kinds: wire::Kinds) -> Self {
        match kinds {
            wire::Kinds::Simplified => setup::InvoiceKinds::Simplified,
            wire::Kinds::Standard => setup::InvoiceKinds::Standard,
            wire::Kinds::Both => setup::InvoiceKinds::Both,
        }
    }
}

impl From<user::Role> for wire::Role {
    fn from(role: user::Role) -> Self {
        match role {
            user::Role::Cashier => wire::Role::Cashier,
            user::Role::Supervisor => wire::Role::Supervisor,
            user::Role::Manager => wire::Role::Manager,
            user::Role::Owner => wire::Role::Owner,
            user::Role::Installer => wire::Role::Installer,
        }
    }
}

impl From<user::Permission> for wire::Permission {
    fn from(permission: user::Permission) -> Self {
        match permission {
            user::Permission::Sell => wire::Permission::Sell,
            user::Permission::Approve => wire::Permission::Approve,
            user::Permission::MoveCash => wire::Permission::MoveCash,
            user::Permission::CloseShift => wire::Permission::CloseShift,
            user::Permission::Correct => wire::Permission::Correct,
            user::Permission::KeepItems => wire::Permission::KeepItems,
            user::Permission::KeepPeople => wire::Permission::KeepPeople,
            user::Permission::SeeDashboard => wire::Permission::SeeDashboard,
            user::Permission::Sync => wire::Permission::Sync,
            user::Permission::Export => wire::Permission::Export,
            user::Permission::SetUp => wire::Permission::SetUp,
        }
    }
}

impl From<Actor> for wire::Session {
    fn from(actor: Actor) -> Self {
        wire::Session {
            permissions: user::Permission::ALL
                .into_iter()
                .filter(|permission| actor.role.may(*permission))
                .map(wire::Permission::from)
                .collect(),
            since: actor.since.unix_millis(),
            user: wire::User { name: actor.name, role: actor.role.into() },
        }
    }
}

impl From<Alarm> for wire::Alarm {
    fn from(alarm: Alarm) -> Self {
        match alarm {
            Alarm::Calm => wire::Alarm::Calm,
            Alarm::Half => wire::Alarm::Half,
            Alarm::Urgent => wire::Alarm::Urgent,
            Alarm::Late => wire::Alarm::Late,
        }
    }
}

impl From<dashboard::Queue> for wire::QueueState {
    fn from(queue: dashboard::Queue) -> Self {
        let counts = queue.counts;
        wire::QueueState {
            pending: counts.pending,
            unknown: counts.unknown,
            held: counts.held,
            reported: counts.reported + counts.reported_with_warnings,
            reported_with_warnings: counts.reported_with_warnings,
            rejected: counts.rejected,
            oldest_seconds: queue.oldest_seconds,
            alarm: queue.alarm.into(),
            deadline_seconds: DEADLINE_SECONDS,
            network: match queue.network {
                Network::Idle => wire::Network::Idle,
                Network::Online => wire::Network::Online,
                Network::Offline => wire::Network::Offline,
                Network::Refused(_) => wire::Network::Refused,
            },
            refusal: queue.network.refusal().map(wire::Refusal::from),
            network_since: queue.network_since.map(|at| at.unix_millis()),
            next_attempt_at: queue.next_attempt_at.map(|at| at.unix_millis()),
            clock_ahead_seconds: queue.clock_ahead,
        }
    }
}

impl From<Delivery> for wire::Delivery {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Deliverable => wire::Delivery::Deliverable,
            Delivery::Parked(Parked::Answer) => wire::Delivery::AwaitsAnswer,
            Delivery::Parked(Parked::Network) => wire::Delivery::AwaitsNetwork,
            Delivery::Parked(Parked::Refused(_)) => wire::Delivery::AwaitsMending,
            Delivery::Parked(Parked::Person) => wire::Delivery::AwaitsPerson,
            Delivery::Parked(Parked::Patience) => wire::Delivery::AwaitsPatience,
            Delivery::Parked(Parked::Day) => wire::Delivery::AwaitsDay,
            Delivery::Rejected => wire::Delivery::Rejected,
        }
    }
}

impl From<Refusal> for wire::Refusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Credentials => wire::Refusal::Credentials,
            Refusal::Forbidden => wire::Refusal::Forbidden,
            Refusal::WrongAddress => wire::Refusal::WrongAddress,
            Refusal::Configuration => wire::Refusal::Configuration,
            Refusal::Answers => wire::Refusal::Answers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_digits_are_understood() {
        assert_eq!(amount("١٢٫٥٠").unwrap().to_string(), "12.50");
        assert_eq!(quantity(" ٣ ").unwrap().to_string(), "3");
        assert_eq!(amount("12,5").unwrap_err().code, Code::WrongAmount);
    }
}
