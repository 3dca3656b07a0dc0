// Written by `cargo xtask bindings` from the command table. Do not edit.

export type AnswerMessage = { code: string, text: string, };

export type AppState = { phase: Phase, environment: Environment, language: Language, 
/**
 * People who can sign in.
 */
users: Array<User>, session: Session | null, 
/**
 * As the receipt shows it; empty before the first run.
 */
shop_name: string, till_name: string, version: string, };

export type Cart = { 
/**
 * Minted with the cart: send it to `sale_checkout`, so that pressing twice makes one invoice.
 */
sale_id: string, lines: Array<CartLine>, 
/**
 * Number of lines.
 */
count: number, 
/**
 * Over the whole cart; `0.00` when there is none.
 */
discount: string, vat: string, total: string, 
/**
 * Cash amounts a customer is likely to hand over for this total, smallest first.
 */
quick_cash: Array<string>, };

export type CartAdd = { item: number, quantity: string, };

export type CartDiscount = { line: number | null, amount: string, };

export type CartLine = { 
/**
 * The line's key while the cart lives.
 */
id: number, name_ar: string, name_en: string, quantity: string, unit: string, unit_price: string, 
/**
 * `0.00` when there is none.
 */
discount: string, 
/**
 * With VAT, after discount.
 */
total: string, };

export type CartQuantity = { line: number, quantity: string, };

export type CartRemove = { line: number, };

export type CartScan = { barcode: string, quantity: string, };

export type Code = "bad_request" | "unknown_command" | "sign_in_needed" | "not_permitted" | "wrong_pin" | "sign_in_throttled" | "pin_not_digits" | "pin_guessable" | "already_set_up" | "wrong_fields" | "unknown_barcode" | "unknown_item" | "unknown_line" | "wrong_quantity" | "wrong_amount" | "discount_too_large" | "rules_broken" | "cart_empty" | "cart_changed" | "paid_too_little" | "card_exceeds_due" | "not_onboarded" | "csid_expired" | "csid_refused" | "csid_misfit" | "unknown_document" | "printer_unreachable" | "paper_out" | "cover_open" | "printer_faulty" | "printer_stopped" | "printer_refused" | "paper_unscannable" | "no_printer" | "unknown_print_job" | "wrong_connection" | "receipts_need_a_printer" | "printer_without_pages" | "printer_name_taken" | "refuses_returns" | "letterhead_too_long" | "not_a_logo" | "gateway_unreachable" | "gateway_refused" | "wrong_otp" | "clock_went_back" | "chain_behind" | "till_in_use" | "machine_failed";

export type Dashboard = { queue: QueueState, 
/**
 * The latest documents, newest first.
 */
documents: Array<DocumentRow>, today_sales: number, today_total: string, today_vat: string, csid_expires: number | null, 
/**
 * In training: whether the practice gateway answers. Absent elsewhere.
 */
practice_gateway: PracticeGateway | null, };

export type Discovered = { connections: Array<string>, };

export type DocumentRow = { number: string, icv: number, issued_at: number, total: string, standing: Standing, attempts: number, 
/**
 * HTTP status of the last answer, if there was one.
 */
status: number | null, 
/**
 * Codes and texts of the last answer.
 */
messages: Array<AnswerMessage>, };

export type Done = Record<symbol, never>;

export type Environment = "training" | "sandbox" | "simulation" | "production";

export type Fault = { code: Code, 
/**
 * For logs and developers, in English; never shown as it is.
 */
message: string, 
/**
 * With `wrong_fields`: what is wrong where.
 */
faults: Array<FieldFault>, 
/**
 * With `rules_broken`: which, where, and what to do.
 */
rules: Array<RuleFault>, 
/**
 * With `sign_in_throttled`.
 */
seconds: number | null, 
/**
 * With amounts: what is missing or too much.
 */
amount: string | null, };

export type FieldFault = { field: string, code: string, };

export type Item = { id: number, name_ar: string, name_en: string, barcode: string, 
/**
 * A key: dairy, bakery, drinks, produce, pantry, snacks, household.
 */
category: string, 
/**
 * UN/ECE code: PCE pieces, KGM kilograms.
 */
unit: string, 
/**
 * With VAT.
 */
price: string, };

export type ItemSearch = { text: string, };

export type Items = { items: Array<Item>, };

export type KnownPrinter = { id: number, printer: Printer, };

export type Language = "ar" | "en";

export type LanguageSet = { language: Language, };

export type Letterhead = { language: PaperLanguage, 
/**
 * A PNG as a `data:image/png;base64,…` address.
 */
logo: string | null, header: string, footer: string, };

export type LetterheadPreview = { letterhead: Letterhead, paper: PrinterPaper, };

export type Network = "idle" | "online" | "offline" | "refused";

export type Nothing = Record<symbol, never>;

export type Onboarding = { 
/**
 * In order; each with whether it is done.
 */
steps: Array<OnboardingProgress>, complete: boolean, };

export type OnboardingProgress = { step: OnboardingStep, done: boolean, };

export type OnboardingRun = { otp: string, };

export type OnboardingStep = "key" | "compliance_csid" | "standard_invoice" | "standard_credit_note" | "standard_debit_note" | "simplified_invoice" | "simplified_credit_note" | "simplified_debit_note" | "production_csid";

export type Paper = "printed" | "printing" | "failed";

export type PaperLanguage = "ar" | "en" | "both";

export type PaperStanding = "printing" | "waiting" | "torn";

export type Permission = "sell" | "see_dashboard" | "sync" | "export" | "set_up";

export type Phase = "first_run" | "signed_out" | "onboarding" | "ready";

export type PracticeGateway = "plugged" | "unplugged";

export type PracticeGatewaySet = { gateway: PracticeGateway, };

export type PrintJob = { id: number, };

export type PrintQueue = { 
/**
 * Oldest first.
 */
papers: Array<WaitingPaper>, };

export type Printer = { name: string, duty: PrinterDuty, 
/**
 * `paper`, an address such as `192.168.1.50`, `usb:…`, `serial:…@…` or `spooler:…`.
 */
connection: string, paper: PrinterPaper, 
/**
 * Most bytes sent at a time.
 */
band_bytes: number, cut: PrinterCut, 
/**
 * 2 or 5.
 */
drawer_pin: number, beeper: PrinterBeeper, 
/**
 * Blank rows are fed rather than sent.
 */
skip_blank_rows: boolean, 
/**
 * It answers when it is asked how it is.
 */
answers: boolean, 
/**
 * The id of the printer that stands in for it.
 */
fallback: number | null, };

export type PrinterAnswer = { condition: PrinterCondition, };

export type PrinterAsk = { connection: string, };

export type PrinterBeeper = "silent" | "epson" | "plain";

export type PrinterCondition = "ready" | "paper_low" | "paper_out" | "cover_open" | "fault" | "offline" | "silent";

export type PrinterCut = "partial" | "full" | "torn";

export type PrinterDuty = "receipts" | "office" | "spare";

export type PrinterPaper = "roll58" | "roll80" | "roll80_narrow" | "a4";

export type PrinterRemove = { id: number, };

export type PrinterSave = { id: number | null, printer: Printer, };

export type PrinterTrial = "page" | "drawer";

export type PrinterTry = { printer: Printer, trial: PrinterTrial, };

export type Printers = { printers: Array<KnownPrinter>, };

export type QueueState = { pending: number, unknown: number, reported: number, rejected: number, 
/**
 * Age of the oldest document not accepted yet, in seconds; absent when there is none.
 */
oldest_seconds: number | null, 
/**
 * The law's bound: 86 400.
 */
deadline_seconds: number, network: Network, 
/**
 * When the next attempt is due, if one waits.
 */
next_attempt_at: number | null, };

export type Receipt = { number: string, 
/**
 * The very picture that the printer gets, as a `data:image/png;base64,…` address.
 */
picture: string, width: number, height: number, };

export type ReceiptShow = { number: string, };

export type Role = "cashier" | "manager" | "owner";

export type RuleFault = { rule: string, field: string, 
/**
 * Counted from 1.
 */
line: number | null, ar: string, en: string, };

export type Sale = { number: string, uuid: string, icv: number, issued_at: number, total: string, vat: string, change: string, 
/**
 * What became of the paper; the sale stands in any case.
 */
paper: Paper, 
/**
 * Why there is none, where it failed: a code with a sentence of its own.
 */
paper_fault: Code | null, };

export type SaleCheckout = { sale_id: string, tenders: Array<Tender>, };

export type Session = { user: User, since: number, 
/**
 * What the signed-in person may do, to hide what would be refused.
 */
permissions: Array<Permission>, };

export type SessionOpen = { user: string, pin: string, };

export type ShopForm = { name: string, vat_number: string, id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, till_name: string, };

export type Standing = "pending" | "unknown" | "reported" | "reported_with_warnings" | "rejected";

export type Tender = { kind: TenderKind, amount: string, 
/**
 * The card terminal's reference, or empty.
 */
reference: string, };

export type TenderKind = "cash" | "card";

export type TillSetup = { shop: ShopForm, owner: string, pin: string, };

export type Topic = "app" | "cart" | "documents" | "printing";

export type User = { name: string, role: Role, };

export type WaitingPaper = { id: number, 
/**
 * What people call it, such as the invoice number.
 */
name: string, made_at: number, standing: PaperStanding, 
/**
 * What kept it from paper last.
 */
fault: Code | null, };

export interface Commands {
  app_show: { request: Nothing; response: AppState };
  setup_template: { request: Nothing; response: ShopForm };
  till_setup: { request: TillSetup; response: AppState };
  session_open: { request: SessionOpen; response: AppState };
  session_close: { request: Nothing; response: AppState };
  language_set: { request: LanguageSet; response: AppState };
  onboarding_show: { request: Nothing; response: Onboarding };
  onboarding_run: { request: OnboardingRun; response: Onboarding };
  item_search: { request: ItemSearch; response: Items };
  cart_show: { request: Nothing; response: Cart };
  cart_add: { request: CartAdd; response: Cart };
  cart_scan: { request: CartScan; response: Cart };
  cart_quantity: { request: CartQuantity; response: Cart };
  cart_remove: { request: CartRemove; response: Cart };
  cart_discount: { request: CartDiscount; response: Cart };
  cart_clear: { request: Nothing; response: Cart };
  sale_checkout: { request: SaleCheckout; response: Sale };
  receipt_show: { request: ReceiptShow; response: Receipt };
  receipt_reprint: { request: ReceiptShow; response: Done };
  receipt_gift: { request: ReceiptShow; response: Done };
  receipt_sheet: { request: ReceiptShow; response: Done };
  print_queue_show: { request: Nothing; response: PrintQueue };
  print_retry: { request: PrintJob; response: PrintQueue };
  print_drop: { request: PrintJob; response: PrintQueue };
  printers_show: { request: Nothing; response: Printers };
  printers_discover: { request: Nothing; response: Discovered };
  printer_save: { request: PrinterSave; response: Printers };
  printer_remove: { request: PrinterRemove; response: Printers };
  printer_ask: { request: PrinterAsk; response: PrinterAnswer };
  printer_try: { request: PrinterTry; response: Done };
  letterhead_show: { request: Nothing; response: Letterhead };
  letterhead_set: { request: Letterhead; response: Letterhead };
  letterhead_preview: { request: LetterheadPreview; response: Receipt };
  queue_show: { request: Nothing; response: QueueState };
  dashboard_show: { request: Nothing; response: Dashboard };
  sync_run: { request: Nothing; response: QueueState };
  practice_gateway_set: { request: PracticeGatewaySet; response: Dashboard };
}

/** What each command changes: screens that show it ask again. */
export const changes: Record<keyof Commands, Topic[]> = {
  app_show: [],
  setup_template: [],
  till_setup: ["app"],
  session_open: ["app"],
  session_close: ["app"],
  language_set: ["app"],
  onboarding_show: [],
  onboarding_run: ["app"],
  item_search: [],
  cart_show: [],
  cart_add: ["cart"],
  cart_scan: ["cart"],
  cart_quantity: ["cart"],
  cart_remove: ["cart"],
  cart_discount: ["cart"],
  cart_clear: ["cart"],
  sale_checkout: ["cart","documents"],
  receipt_show: [],
  receipt_reprint: [],
  receipt_gift: [],
  receipt_sheet: [],
  print_queue_show: [],
  print_retry: [],
  print_drop: [],
  printers_show: [],
  printers_discover: [],
  printer_save: ["printing"],
  printer_remove: ["printing"],
  printer_ask: [],
  printer_try: [],
  letterhead_show: [],
  letterhead_set: [],
  letterhead_preview: [],
  queue_show: [],
  dashboard_show: [],
  sync_run: ["documents"],
  practice_gateway_set: ["documents"],
};
