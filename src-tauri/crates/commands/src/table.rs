//! The command table: every command stands here once. Dispatch, permission check and TypeScript come from it.

use serde_json::Value;
use ts_rs::{TS, TypeVisitor};

use crate::desk::Desk;
use crate::fault::{Code, Fault};
use crate::handlers;
use crate::wire::{self, Topic};
use sanduq_domain::user::Permission;

/// Who may call a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Before anybody has signed in.
    Open,
    /// Anybody who is signed in, be it with a PIN that must be changed first.
    SignedIn,
    /// Any signed-in person whose role has the permission.
    Needs(Permission),
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    pub access: Access,
    /// What screens should ask for again after it.
    pub changes: &'static [Topic],
}

macro_rules! commands {
    ($($name:ident, $access:expr, $request:ident => $response:ident, [$($topic:ident),*];)+) => {
        /// Every command, in the order of the table.
        pub const COMMANDS: &[Row] = &[
            $(Row { name: stringify!($name), access: $access, changes: &[$(Topic::$topic),*] },)+
        ];

        /// Runs the command `name` with its request as JSON.
        ///
        /// # Errors
        /// A [`Fault`] with the code that the screen acts on.
        pub async fn dispatch(desk: &Desk, name: &str, request: Value) -> Result<Value, Fault> {
            let row = COMMANDS
                .iter()
                .find(|row| row.name == name)
                .ok_or_else(|| Fault::new(Code::UnknownCommand, "there is no such command"))?;
            desk.admit(row.access)?;
            let answer = match name {
                $(stringify!($name) => {
                    let request: wire::$request = serde_json::from_value(request)
                        .map_err(|error| Fault::new(Code::BadRequest, format!("{name}: {error}")))?;
                    let response: wire::$response = handlers::$name(desk, request).await?;
                    serde_json::to_value(response)
                })+
                _ => Ok(Value::Null),
            };
            if !row.changes.is_empty() {
                desk.touch();
            }
            for topic in row.changes {
                desk.announce(*topic);
            }
            answer.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))
        }

        pub(crate) fn signatures(config: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            vec![$((stringify!($name), wire::$request::name(config), wire::$response::name(config)),)+]
        }

        pub(crate) fn visit_wire(visitor: &mut impl TypeVisitor) {
            $(visitor.visit::<wire::$request>(); visitor.visit::<wire::$response>();)+
        }
    };
}

commands! {
    app_show, Access::Open, Nothing => AppState, [];
    environment_choose, Access::Open, EnvironmentChoose => AppState, [App];
    setup_template, Access::Open, Nothing => ShopForm, [];
    till_setup, Access::Open, TillSetup => AppState, [App];
    session_open, Access::Open, SessionOpen => AppState, [App];
    session_close, Access::Open, Nothing => AppState, [App];
    session_lock, Access::Open, SessionLock => AppState, [App];
    session_touch, Access::SignedIn, Nothing => Done, [];
    pin_change, Access::SignedIn, PinChange => AppState, [App, People];
    language_set, Access::Open, LanguageSet => AppState, [App];
    onboarding_show, Access::Needs(Permission::SetUp), Nothing => Onboarding, [];
    onboarding_run, Access::Needs(Permission::SetUp), OnboardingRun => Onboarding, [App];
    csid_show, Access::Needs(Permission::SeeDashboard), Nothing => Csids, [];
    csid_renew, Access::Needs(Permission::SetUp), CsidRenew => Csids, [App];
    people_show, Access::Needs(Permission::KeepPeople), Nothing => People, [];
    person_add, Access::Needs(Permission::KeepPeople), PersonAdd => NewPin, [People, App];
    person_remove, Access::Needs(Permission::KeepPeople), PersonPick => People, [People, App];
    person_role, Access::Needs(Permission::KeepPeople), PersonAdd => People, [People, App];
    pin_reset, Access::Needs(Permission::KeepPeople), PersonPick => NewPin, [People];
    policy_set, Access::Needs(Permission::KeepPeople), Policy => AppState, [App];
    audit_list, Access::Needs(Permission::SeeDashboard), AuditList => AuditLog, [];
    shift_show, Access::Needs(Permission::Sell), Nothing => ShiftState, [];
    shift_open, Access::Needs(Permission::Sell), ShiftOpen => ShiftState, [Shift];
    cash_move, Access::Needs(Permission::Sell), CashMoveMake => ShiftState, [Shift];
    shift_close, Access::Needs(Permission::Sell), ShiftClose => ShiftReport, [Shift];
    shift_hand_over, Access::Needs(Permission::Sell), ShiftHandOver => AppState, [Shift, App];
    shift_report, Access::Needs(Permission::Sell), ShiftPick => ShiftReport, [];
    shift_print, Access::Needs(Permission::Sell), ShiftPick => Done, [];
    shift_list, Access::Needs(Permission::CloseShift), Nothing => Shifts, [];
    item_search, Access::Needs(Permission::Sell), ItemSearch => Items, [];
    shelf_list, Access::Needs(Permission::Sell), Nothing => Shelves, [];
    price_check, Access::Needs(Permission::Sell), PriceCheck => PriceTag, [];
    item_show, Access::Needs(Permission::KeepItems), ItemPick => ItemPage, [];
    item_save, Access::Needs(Permission::KeepItems), ItemSave => ItemPage, [Items];
    item_remove, Access::Needs(Permission::KeepItems), ItemPick => Done, [Items];
    stock_count, Access::Needs(Permission::KeepItems), StockCount => ItemPage, [Items];
    vat_choices, Access::Needs(Permission::Sell), Nothing => VatChoices, [];
    item_import, Access::Needs(Permission::KeepItems), ItemImport => ImportState, [Items];
    item_import_show, Access::Needs(Permission::KeepItems), Nothing => ImportState, [];
    item_import_keep, Access::Needs(Permission::KeepItems), Nothing => ImportState, [Items];
    item_import_stop, Access::Needs(Permission::KeepItems), Nothing => ImportState, [Items];
    item_export, Access::Needs(Permission::KeepItems), Nothing => ItemExport, [];
    customer_search, Access::Needs(Permission::Sell), CustomerSearch => Customers, [];
    customer_save, Access::Needs(Permission::Sell), CustomerSave => Customer, [];
    customer_remove, Access::Needs(Permission::KeepItems), CustomerPick => Done, [];
    cart_show, Access::Needs(Permission::Sell), Nothing => Cart, [];
    cart_add, Access::Needs(Permission::Sell), CartAdd => Cart, [Cart];
    cart_scan, Access::Needs(Permission::Sell), CartScan => Cart, [Cart];
    cart_quantity, Access::Needs(Permission::Sell), CartQuantity => Cart, [Cart];
    cart_remove, Access::Needs(Permission::Sell), CartRemove => Cart, [Cart];
    cart_discount, Access::Needs(Permission::Sell), CartDiscount => Cart, [Cart];
    discount_weigh, Access::Needs(Permission::Sell), DiscountWeigh => DiscountWorth, [];
    cart_note, Access::Needs(Permission::Sell), CartNote => Cart, [Cart];
    cart_customer, Access::Needs(Permission::Sell), CartCustomerSet => Cart, [Cart];
    cart_clear, Access::Needs(Permission::Sell), Nothing => Cart, [Cart];
    basket_hold, Access::Needs(Permission::Sell), BasketHold => BasketHeld, [Cart];
    basket_label, Access::Needs(Permission::Sell), BasketLabel => HeldBaskets, [Cart];
    basket_list, Access::Needs(Permission::Sell), Nothing => HeldBaskets, [];
    basket_recall, Access::Needs(Permission::Sell), HeldBasketPick => Cart, [Cart];
    basket_drop, Access::Needs(Permission::Sell), HeldBasketPick => HeldBaskets, [Cart];
    basket_slip, Access::Needs(Permission::Sell), HeldBasketPick => Done, [];
    sale_checkout, Access::Needs(Permission::Sell), SaleCheckout => Sale, [Cart, Documents, Items];
    return_find, Access::Needs(Permission::Sell), ReturnFind => Brought, [];
    return_weigh, Access::Needs(Permission::Sell), ReturnWeigh => ReturnWorth, [];
    return_weigh_elsewhere, Access::Needs(Permission::Sell), ReturnWeighElsewhere => ReturnWorth, [];
    return_take, Access::Needs(Permission::Sell), ReturnTake => Sale, [Documents, Items];
    return_take_elsewhere, Access::Needs(Permission::Sell), ReturnTakeElsewhere => Sale, [Documents, Items];
    debit_issue, Access::Needs(Permission::Correct), DebitIssue => Sale, [Documents];
    display_show, Access::Open, Nothing => Display, [];
    receipt_show, Access::Needs(Permission::Sell), ReceiptShow => Receipt, [];
    receipt_reprint, Access::Needs(Permission::Sell), ReceiptShow => Reprint, [];
    receipt_gift, Access::Needs(Permission::Sell), ReceiptShow => Done, [];
    receipt_sheet, Access::Needs(Permission::Sell), ReceiptShow => Done, [];
    receipt_pdf, Access::Needs(Permission::Sell), ReceiptShow => ReceiptPdf, [];
    pdf_place, Access::Needs(Permission::Sell), ReceiptShow => PdfPlace, [];
    print_queue_show, Access::Needs(Permission::Sell), Nothing => PrintQueue, [];
    print_retry, Access::Needs(Permission::Sell), PrintJob => PrintQueue, [];
    print_drop, Access::Needs(Permission::Sell), PrintJob => PrintQueue, [];
    printers_show, Access::Needs(Permission::SetUp), Nothing => Printers, [];
    printers_discover, Access::Needs(Permission::SetUp), Nothing => Discovered, [];
    printer_save, Access::Needs(Permission::SetUp), PrinterSave => Printers, [Printing];
    printer_remove, Access::Needs(Permission::SetUp), PrinterRemove => Printers, [Printing];
    printer_ask, Access::Needs(Permission::SetUp), PrinterAsk => PrinterAnswer, [];
    printer_try, Access::Needs(Permission::SetUp), PrinterTry => Done, [];
    letterhead_show, Access::Needs(Permission::SetUp), Nothing => Letterhead, [];
    letterhead_set, Access::Needs(Permission::SetUp), Letterhead => Letterhead, [];
    letterhead_preview, Access::Needs(Permission::SetUp), LetterheadPreview => Receipt, [];
    queue_show, Access::Needs(Permission::Sell), Nothing => QueueState, [];
    dashboard_show, Access::Needs(Permission::SeeDashboard), Nothing => Dashboard, [];
    document_list, Access::Needs(Permission::SeeDashboard), DocumentList => Documents, [];
    document_show, Access::Needs(Permission::SeeDashboard), DocumentShow => DocumentPage, [];
    document_release, Access::Needs(Permission::Sync), DocumentShow => QueueState, [Documents];
    clinic_show, Access::Needs(Permission::Correct), DocumentShow => Clinic, [];
    reissue_preview, Access::Needs(Permission::Correct), DocumentReissue => ReissuePreview, [];
    document_reissue, Access::Needs(Permission::Correct), DocumentReissue => Reissued, [Documents];
    sync_run, Access::Needs(Permission::Sync), Nothing => QueueState, [Documents];
    practice_gateway_set, Access::Needs(Permission::Sync), PracticeGatewaySet => Dashboard, [Documents];
}
