// Written by `cargo xtask bindings` from the command table. Do not edit.

export type Alarm = "calm" | "half" | "urgent" | "late";
export type AmendmentForm = { buyer: BuyerForm, shop: ShopForm, 
/**
 * Of a note.
 */
reason: string, 
/**
 * What the lines are called, in their order.
 */
names: Array<string>, 
/**
 * One for each untaxed category.
 */
exemptions: Array<string>, note: string, order: string, 
/**
 * Days as `2026-11-22`.
 */
supply_on: string, supply_until: string, 
/**
 * Of third_party, nominal, export, summary.
 */
flags: Array<string>, };
export type AppState = { phase: Phase, environment: Environment, 
/**
 * Whether another environment can be chosen here.
 */
environment_open: boolean, language: Language, 
/**
 * People who can sign in.
 */
users: Array<User>, session: Session | null, 
/**
 * As the receipt shows it; empty before the first run.
 */
shop_name: string, till_name: string, version: string, };
export type BuyerForm = { name: string, vat_number: string, 
/**
 * One of the authority's schemes, or empty.
 */
id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, country: string, };
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
export type Check = "recent" | "old";
export type Clinic = { number: string, kind: DocumentKind, issued_at: number, total: string, vat: string, 
/**
 * Why it was rejected.
 */
diagnoses: Array<Diagnosis>, form: AmendmentForm, 
/**
 * The reasons that each untaxed category of the document may have.
 */
exemptions: Array<ExemptionChoice>, };
export type Code = "bad_request" | "unknown_command" | "sign_in_needed" | "not_permitted" | "wrong_pin" | "sign_in_throttled" | "pin_not_digits" | "pin_guessable" | "already_set_up" | "wrong_fields" | "unknown_barcode" | "unknown_item" | "unknown_line" | "wrong_quantity" | "wrong_amount" | "discount_too_large" | "rules_broken" | "cart_empty" | "cart_changed" | "paid_too_little" | "card_exceeds_due" | "not_onboarded" | "csid_expired" | "csid_refused" | "csid_misfit" | "unknown_document" | "not_held" | "not_rejected" | "money_stays" | "not_cleared" | "printer_unreachable" | "paper_out" | "cover_open" | "printer_faulty" | "printer_stopped" | "printer_refused" | "paper_unscannable" | "no_printer" | "unknown_print_job" | "wrong_connection" | "receipts_need_a_printer" | "printer_without_pages" | "printer_name_taken" | "refuses_returns" | "letterhead_too_long" | "not_a_logo" | "gateway_unreachable" | "gateway_refused" | "wrong_otp" | "otp_spent" | "csid_not_accepted" | "kind_not_covered" | "already_onboarded" | "environment_fixed" | "wrong_environment" | "clock_went_back" | "chain_behind" | "till_in_use" | "machine_failed";
export type Csid = { 
/**
 * The unit's own number in the certificate.
 */
unit: string, kinds: Kinds, serial: string, issuer: string, begins: number, ends: number, days_left: number, validity: Validity, check: Check, checked_at: number | null, 
/**
 * Documents signed with it that have no final answer yet.
 */
open_documents: number, };
export type CsidRenew = { otp: string, };
export type Csids = { environment: Environment, vat_number: string, 
/**
 * The one in use first, then the former ones.
 */
csids: Array<Csid>, 
/**
 * A renewal, or a new onboarding, that was begun and is not done.
 */
under_way: Onboarding | null, };
export type Cure = "amended" | "unchanged" | "never" | "needless";
export type Dashboard = { queue: QueueState, 
/**
 * The latest documents, newest first.
 */
documents: Array<DocumentRow>, today_sales: number, today_total: string, today_vat: string, 
/**
 * In training: whether the practice gateway answers. Absent elsewhere.
 */
practice_gateway: PracticeGateway | null, };
export type Delivery = "deliverable" | "awaits_answer" | "awaits_network" | "awaits_mending" | "awaits_person" | "awaits_patience" | "awaits_day" | "rejected";
export type Diagnosis = { code: string, 
/**
 * The authority's own words.
 */
text: string, what: Sentence, todo: Sentence, 
/**
 * As rules name it, or empty.
 */
field: string, healer: Healer, remedy: Remedy, cure: Cure, };
export type Difference = { field: string, 
/**
 * Counted from 1.
 */
line: number | null, before: string, after: string, };
export type Discovered = { connections: Array<string>, };
export type DocumentKind = "invoice" | "credit_note" | "debit_note";
export type DocumentList = { filter: Filter, };
export type DocumentPage = { number: string, kind: DocumentKind, invoice_type: InvoiceType, issued_at: number, total: string, vat: string, cashier: string, 
/**
 * In the order of issue: the last is in force, each other was rejected.
 */
issued: Array<IssuedDocument>, };
export type DocumentReissue = { number: string, form: AmendmentForm, };
export type DocumentRow = { 
/**
 * Its own: a number may have been issued twice.
 */
id: number, number: string, kind: DocumentKind, invoice_type: InvoiceType, icv: number, issued_at: number, total: string, standing: Standing, 
/**
 * Cleared, and the authority's copy is not here: it is had from the portal.
 */
lacks_copy: boolean, 
/**
 * Another was issued in its place.
 */
replaced: boolean, attempts: number, 
/**
 * HTTP status of the last answer, if there was one.
 */
status: number | null, 
/**
 * What the last answer says.
 */
diagnoses: Array<Diagnosis>, };
export type DocumentShow = { number: string, };
export type Documents = { documents: Array<DocumentRow>, };
export type Done = Record<symbol, never>;
export type Environment = "training" | "sandbox" | "simulation" | "production";
export type EnvironmentChoose = { environment: Environment, };
export type Exchange = { operation: string, sent_at: number, 
/**
 * Milliseconds.
 */
elapsed: number, status: number | null, outcome: string, request_proof: RequestProof, diagnoses: Array<Diagnosis>, response: string, };
export type ExemptionChoice = { 
/**
 * `Z`, `E` or `O`.
 */
category: string, 
/**
 * As the document states it.
 */
code: string, reasons: Array<ExemptionReason>, };
export type ExemptionReason = { code: string, name: Sentence, };
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
export type Filter = "latest" | "waiting" | "attention";
export type Healer = "cashier" | "manager" | "accountant" | "installer" | "us";
export type InvoiceType = "standard" | "simplified";
export type IssuedDocument = { icv: number, uuid: string, hash: string, standing: Standing, 
/**
 * Cleared, and the authority's copy is not here: it is had from the portal.
 */
lacks_copy: boolean, attempts: number, 
/**
 * The signed XML.
 */
xml: string, 
/**
 * In their order.
 */
exchanges: Array<Exchange>, };
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
export type Kinds = "simplified" | "standard" | "both";
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
steps: Array<OnboardingProgress>, complete: boolean, 
/**
 * Whether the next step needs a one-time password.
 */
wants_otp: boolean, 
/**
 * Whether the unit under way is to take the place of one that may sell.
 */
renewal: boolean, };
export type OnboardingProgress = { step: OnboardingStep, done: boolean, };
export type OnboardingRun = { otp: string, };
export type OnboardingStep = "key" | "compliance_csid" | "standard_invoice" | "standard_credit_note" | "standard_debit_note" | "simplified_invoice" | "simplified_credit_note" | "simplified_debit_note" | "production_csid";
export type Paper = "printed" | "printing" | "failed" | "withheld";
export type PaperLanguage = "ar" | "en" | "both";
export type PaperStanding = "printing" | "waiting" | "torn";
export type Permission = "sell" | "correct" | "see_dashboard" | "sync" | "export" | "set_up";
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
export type QueueState = { pending: number, unknown: number, held: number, 
/**
 * Accepted, with warnings or without.
 */
reported: number, reported_with_warnings: number, 
/**
 * Rejected, and not issued anew yet.
 */
rejected: number, 
/**
 * Age of the oldest document without a final answer, in seconds; absent when there is none.
 */
oldest_seconds: number | null, alarm: Alarm, 
/**
 * The law's bound: 86 400.
 */
deadline_seconds: number, network: Network, 
/**
 * With `refused`.
 */
refusal: Refusal | null, 
/**
 * Since when the network has been like that.
 */
network_since: number | null, 
/**
 * When the next attempt is due, if one waits.
 */
next_attempt_at: number | null, 
/**
 * The seconds that this machine's clock is ahead of the authority's, or behind below zero, where somebody should look.
 */
clock_ahead_seconds: number | null, };
export type Receipt = { number: string, 
/**
 * The very picture that the printer gets, as a `data:image/png;base64,…` address.
 */
picture: string, width: number, height: number, };
export type ReceiptShow = { number: string, };
export type Refusal = "credentials" | "forbidden" | "wrong_address" | "configuration" | "answers";
export type ReissuePreview = { 
/**
 * Empty when it would say the same once more.
 */
differences: Array<Difference>, 
/**
 * What still stands against it.
 */
rules: Array<RuleFault>, };
export type Reissued = { number: string, icv: number, uuid: string, };
export type Remedy = "complete_buyer" | "complete_shop" | "choose_exemption" | "correct_reason" | "correct_names" | "correct_statements" | "correct_clock" | "renew_csid" | "issue_anew" | "call_about_money" | "call_support" | "nothing";
export type RequestProof = "kept" | "proved" | "differs" | "not_noted";
export type Role = "cashier" | "manager" | "owner";
export type RuleFault = { rule: string, field: string, 
/**
 * Counted from 1.
 */
line: number | null, ar: string, en: string, };
export type Sale = { number: string, uuid: string, icv: number, issued_at: number, total: string, vat: string, change: string, delivery: Delivery, 
/**
 * What became of the paper; the sale stands in any case. What may not be handed over is not printed.
 */
paper: Paper, 
/**
 * Why there is none, where it failed: a code with a sentence of its own.
 */
paper_fault: Code | null, };
export type SaleCheckout = { sale_id: string, tenders: Array<Tender>, };
export type Sentence = { ar: string, en: string, };
export type Session = { user: User, since: number, 
/**
 * What the signed-in person may do, to hide what would be refused.
 */
permissions: Array<Permission>, };
export type SessionOpen = { user: string, pin: string, };
export type ShopForm = { name: string, vat_number: string, id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, till_name: string, 
/**
 * For the certificate: the branch; for a VAT group the member's ten-digit TIN. Empty: the city.
 */
branch: string, 
/**
 * For the certificate: the line of business.
 */
activity: string, };
export type Standing = "pending" | "unknown" | "held" | "reported" | "reported_with_warnings" | "rejected";
export type Tender = { kind: TenderKind, amount: string, 
/**
 * The card terminal's reference, or empty.
 */
reference: string, };
export type TenderKind = "cash" | "card";
export type TillSetup = { shop: ShopForm, kinds: Kinds, owner: string, pin: string, };
export type Topic = "app" | "cart" | "documents" | "printing";
export type User = { name: string, role: Role, };
export type Validity = "long" | "weeks" | "month" | "week" | "ended" | "refused";
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
  environment_choose: { request: EnvironmentChoose; response: AppState };
  setup_template: { request: Nothing; response: ShopForm };
  till_setup: { request: TillSetup; response: AppState };
  session_open: { request: SessionOpen; response: AppState };
  session_close: { request: Nothing; response: AppState };
  language_set: { request: LanguageSet; response: AppState };
  onboarding_show: { request: Nothing; response: Onboarding };
  onboarding_run: { request: OnboardingRun; response: Onboarding };
  csid_show: { request: Nothing; response: Csids };
  csid_renew: { request: CsidRenew; response: Csids };
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
  document_list: { request: DocumentList; response: Documents };
  document_show: { request: DocumentShow; response: DocumentPage };
  document_release: { request: DocumentShow; response: QueueState };
  clinic_show: { request: DocumentShow; response: Clinic };
  reissue_preview: { request: DocumentReissue; response: ReissuePreview };
  document_reissue: { request: DocumentReissue; response: Reissued };
  sync_run: { request: Nothing; response: QueueState };
  practice_gateway_set: { request: PracticeGatewaySet; response: Dashboard };
}

/** What each command changes: screens that show it ask again. */
export const changes: Record<keyof Commands, Topic[]> = {
  app_show: [],
  environment_choose: ["app"],
  setup_template: [],
  till_setup: ["app"],
  session_open: ["app"],
  session_close: ["app"],
  language_set: ["app"],
  onboarding_show: [],
  onboarding_run: ["app"],
  csid_show: [],
  csid_renew: ["app"],
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
  document_list: [],
  document_show: [],
  document_release: ["documents"],
  clinic_show: [],
  reissue_preview: [],
  document_reissue: ["documents"],
  sync_run: ["documents"],
  practice_gateway_set: ["documents"],
};
