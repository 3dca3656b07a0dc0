// Written by `cargo xtask bindings` from the command table. Do not edit.

export type Alarm = "calm" | "half" | "urgent" | "late";
export type AmendmentForm = { buyer: BuyerForm, shop: ShopForm, /** Of a note. */ reason: string, /** What the lines are called, in their order. */ names: Array<string>, /** One for each untaxed category. */ exemptions: Array<string>, note: string, order: string, /** Days as `2026-11-22`. */ supply_on: string, supply_until: string, /** Of third_party, nominal, export, summary. */ flags: Array<string>, };
export type AppState = { phase: Phase, environment: Environment, /** Whether another environment can be chosen here. */ environment_open: boolean, language: Language, /** People who can sign in. */ users: Array<User>, session: Session | null, /** Who was signed in last, to be asked first. */ last_user: string | null, policy: Policy, /** As the receipt shows it; empty before the first run. */ shop_name: string, till_name: string, version: string, };
export type Approval = { user: string, pin: string, };
export type AuditEntry = { id: number, at: number, /** Who was signed in, or empty. */ user: string, /** A key such as `line_removed`. */ event: string, /** JSON. */ details: string, };
export type AuditList = { before: number | null, };
export type AuditLog = { /** Newest first, at most 100. */ entries: Array<AuditEntry>, };
export type BasketHeld = { /** What it is recalled by. */ number: number, cart: Cart, };
export type BasketHold = { label: string, };
export type BasketLabel = { number: number, label: string, };
export type Brought = { own: ReturnReceipt | null, /** Another till's of the same shop, by its code: what comes back is chosen from the catalogue. */ elsewhere: ReturnElsewhere | null, /** Reasons to choose from; any other words do as well. */ reasons: Array<ReturnReason>, };
export type BuyerForm = { name: string, vat_number: string, /** One of the authority's schemes, or empty. */ id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, country: string, };
export type Cart = { /** Minted with the cart: send it to `sale_checkout`, so that pressing twice makes one invoice. */ sale_id: string, lines: Array<CartLine>, /** Number of lines. */ count: number, customer: CartCustomer | null, /** Over the whole cart, as it was given; `0.00` when there is none. */ discount: string, /** What it takes off, with VAT. */ off: string, vat: string, total: string, /** What is to be paid when all of it is cash: the total, or rounded down where the shop does that. */ cash_due: string, /** Cash amounts a customer is likely to hand over for this total, smallest first. */ quick_cash: Array<string>, /** Nobody is named and it is so much that the law wants to know whether a company buys: ask before payment, once. */ asks_for_company: boolean, };
export type CartAdd = { item: number, quantity: string, };
export type CartCustomer = { id: number, name: string, /** A company gets a standard document, which the authority clears before it is handed over. */ company: boolean, vat_number: string, phone: string, };
export type CartCustomerSet = { customer: number | null, };
export type CartDiscount = { line: number | null, discount: string, approval: Approval | null, };
export type CartLine = { /** The line's key while the cart lives. */ id: number, item: number, name_ar: string, name_en: string, quantity: string, unit: string, unit_price: string, /** As it was given: an amount such as `2.50` or a share such as `10%`; `0.00` when there is none. */ discount: string, /** What it takes off, with VAT. */ off: string, /** With VAT, after discount. */ total: string, /** What the customer wants of it, or empty. It stands on the document behind the name. */ note: string, };
export type CartNote = { line: number, note: string, };
export type CartQuantity = { line: number, quantity: string, };
export type CartRemove = { line: number, };
export type CartScan = { barcode: string, quantity: string, };
export type CashMove = { at: number, by: string, /** Above zero: put in; below: taken out. */ amount: string, reason: string, approved_by: string, };
export type CashMoveMake = { way: CashWay, amount: string, reason: string, approval: Approval | null, };
export type CashWay = "in" | "out";
export type Check = "recent" | "old";
export type Clinic = { number: string, kind: DocumentKind, issued_at: number, total: string, vat: string, /** Why it was rejected. */ diagnoses: Array<Diagnosis>, form: AmendmentForm, /** The reasons that each untaxed category of the document may have. */ exemptions: Array<ExemptionChoice>, };
export type Code = "bad_request" | "unknown_command" | "sign_in_needed" | "not_permitted" | "approval_needed" | "pin_spent" | "pin_to_be_changed" | "same_pin" | "user_name_taken" | "unknown_user" | "not_oneself" | "last_owner" | "shift_needed" | "shift_open_already" | "unknown_shift" | "reason_needed" | "drawer_has_less" | "policy_unfit" | "note_unfit" | "nothing_to_hold" | "unknown_hold" | "unknown_customer" | "import_without_columns" | "import_nothing_read" | "import_under_way" | "not_a_receipt" | "receipt_forged" | "receipt_of_other_shop" | "receipt_is_a_note" | "receipt_of_this_till" | "nothing_left" | "nothing_chosen" | "above_what_is_left" | "company_elsewhere" | "wrong_pin" | "sign_in_throttled" | "pin_not_digits" | "pin_guessable" | "already_set_up" | "wrong_fields" | "unknown_barcode" | "unknown_item" | "unknown_line" | "wrong_quantity" | "wrong_amount" | "discount_too_large" | "rules_broken" | "cart_empty" | "customer_needed" | "cart_changed" | "paid_too_little" | "card_exceeds_due" | "not_onboarded" | "csid_expired" | "csid_refused" | "csid_misfit" | "unknown_document" | "not_held" | "not_rejected" | "money_stays" | "not_cleared" | "printer_unreachable" | "paper_out" | "cover_open" | "printer_faulty" | "printer_stopped" | "printer_refused" | "paper_unscannable" | "no_printer" | "unknown_print_job" | "wrong_connection" | "receipts_need_a_printer" | "printer_without_pages" | "printer_without_drawer" | "printer_name_taken" | "refuses_returns" | "letterhead_too_long" | "not_a_logo" | "gateway_unreachable" | "gateway_refused" | "wrong_otp" | "otp_spent" | "csid_not_accepted" | "kind_not_covered" | "already_onboarded" | "environment_fixed" | "wrong_environment" | "clock_went_back" | "chain_behind" | "till_in_use" | "machine_failed";
export type Coin = { halalas: number, count: number, };
export type Csid = { /** The unit's own number in the certificate. */ unit: string, kinds: Kinds, serial: string, issuer: string, begins: number, ends: number, days_left: number, validity: Validity, check: Check, checked_at: number | null, /** Documents signed with it that have no final answer yet. */ open_documents: number, };
export type CsidRenew = { otp: string, };
export type Csids = { environment: Environment, vat_number: string, /** The one in use first, then the former ones. */ csids: Array<Csid>, /** A renewal, or a new onboarding, that was begun and is not done. */ under_way: Onboarding | null, };
export type Cure = "amended" | "unchanged" | "never" | "needless";
export type Customer = { id: number, form: CustomerForm, };
export type CustomerForm = { company: boolean, name: string, phone: string, vat_number: string, id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, };
export type CustomerPick = { id: number, };
export type CustomerSave = { id: number | null, form: CustomerForm, };
export type CustomerSearch = { text: string, };
export type Customers = { customers: Array<Customer>, };
export type Dashboard = { queue: QueueState, /** The latest documents, newest first. */ documents: Array<DocumentRow>, today_sales: number, today_total: string, today_vat: string, /** In training: whether the practice gateway answers. Absent elsewhere. */ practice_gateway: PracticeGateway | null, };
export type DebitIssue = { /** A UUID that the screen mints with the form: pressing twice makes one note. */ debit_id: string, number: string, reason: string, /** What it is for. */ name: string, /** With VAT. */ amount: string, vat: string, paid: TenderKind, };
export type Delivery = "deliverable" | "awaits_answer" | "awaits_network" | "awaits_mending" | "awaits_person" | "awaits_patience" | "awaits_day" | "rejected";
export type Diagnosis = { code: string, /** The authority's own words. */ text: string, what: Sentence, todo: Sentence, /** As rules name it, or empty. */ field: string, healer: Healer, remedy: Remedy, cure: Cure, };
export type Difference = { field: string, /** Counted from 1. */ line: number | null, before: string, after: string, };
export type Digits = "western" | "arabic";
export type DiscountWeigh = { line: number | null, discount: string, };
export type DiscountWorth = { before: string, after: string, };
export type Discovered = { connections: Array<string>, };
export type Display = { shop_name: string, digits: Digits, theme: Theme, training: boolean, lines: Array<DisplayLine>, off: string, vat: string, total: string, /** The sale that was just made, until the next line is scanned. */ sale: DisplaySale | null, };
export type DisplayLine = { name_ar: string, name_en: string, quantity: string, unit: string, total: string, };
export type DisplaySale = { number: string, total: string, change: string, /** The receipt's code, as a `data:image/png;base64,…` address. Absent until the document may be handed over. */ qr: string | null, };
export type DocumentKind = "invoice" | "credit_note" | "debit_note";
export type DocumentList = { filter: Filter, };
export type DocumentOriginal = { number: string, /** Whether this till issued it. */ here: boolean, };
export type DocumentPage = { number: string, kind: DocumentKind, invoice_type: InvoiceType, issued_at: number, total: string, vat: string, cashier: string, /** Whom it names, or empty. */ buyer: string, /** Why a note was issued. */ reason: string, /** What a note corrects. */ originals: Array<DocumentOriginal>, /** The numbers of the credit notes that gave something of it back. */ credited_by: Array<string>, /** As it was handed over, before change. */ paid: Array<Tender>, change: string, /** In the order of issue: the last is in force, each other was rejected. */ issued: Array<IssuedDocument>, };
export type DocumentReissue = { number: string, form: AmendmentForm, };
export type DocumentRow = { /** Its own: a number may have been issued twice. */ id: number, number: string, kind: DocumentKind, invoice_type: InvoiceType, icv: number, issued_at: number, total: string, standing: Standing, /** How close it is to its deadline; calm once it has an answer, and where it is cleared. */ alarm: Alarm, /** Cleared, and the authority's copy is not here: it is had from the portal. */ lacks_copy: boolean, /** Another was issued in its place. */ replaced: boolean, attempts: number, /** HTTP status of the last answer, if there was one. */ status: number | null, /** What the last answer says. */ diagnoses: Array<Diagnosis>, };
export type DocumentShow = { number: string, };
export type Documents = { documents: Array<DocumentRow>, };
export type Done = Record<symbol, never>;
export type Environment = "training" | "sandbox" | "simulation" | "production";
export type EnvironmentChoose = { environment: Environment, };
export type Exchange = { operation: string, sent_at: number, /** Milliseconds. */ elapsed: number, status: number | null, outcome: string, request_proof: RequestProof, diagnoses: Array<Diagnosis>, response: string, };
export type ExemptionChoice = { /** `Z`, `E` or `O`. */ category: string, /** As the document states it. */ code: string, reasons: Array<ExemptionReason>, };
export type ExemptionReason = { code: string, name: Sentence, };
export type Fault = { code: Code, /** For logs and developers, in English; never shown as it is. */ message: string, /** With `wrong_fields`: what is wrong where. */ faults: Array<FieldFault>, /** With `rules_broken`: which, where, and what to do. */ rules: Array<RuleFault>, /** With `sign_in_throttled`. */ seconds: number | null, /** With amounts: what is missing or too much. */ amount: string | null, };
export type FieldFault = { field: string, code: string, };
export type Filter = "latest" | "waiting" | "attention";
export type Healer = "cashier" | "manager" | "accountant" | "installer" | "us";
export type HeldBasket = { number: number, held_at: number, by: string, label: string, lines: number, total: string, /** The first few. */ names_ar: Array<string>, names_en: Array<string>, };
export type HeldBasketPick = { number: number, };
export type HeldBaskets = { /** The longest waiting first. */ baskets: Array<HeldBasket>, };
export type ImportFault = { /** As an editor counts rows, the header being 1. */ row: number, name: string, fault: FieldFault, };
export type ImportPhase = "none" | "reading" | "read" | "keeping" | "kept" | "stopped";
export type ImportState = { phase: ImportPhase, name: string, done: number, /** Rows in all; 0 while a file is being read. */ rows: number, new: number, changed: number, unchanged: number, /** Rows that will not be kept; the first few hundred faults are told. */ wrong: number, faults: Array<ImportFault>, /** The first rows, to see whether the columns are what they should be. */ sample: Array<ItemForm>, };
export type InvoiceType = "standard" | "simplified";
export type IssuedDocument = { icv: number, uuid: string, hash: string, standing: Standing, /** Cleared, and the authority's copy is not here: it is had from the portal. */ lacks_copy: boolean, attempts: number, /** The signed XML. */ xml: string, /** In their order. */ exchanges: Array<Exchange>, };
export type Item = { id: number, name_ar: string, name_en: string, barcodes: Array<string>, /** A key (dairy, bakery, drinks, produce, pantry, snacks, household) or the shop's own word. */ category: string, /** UN/ECE code: PCE pieces, KGM kilograms. */ unit: string, /** With VAT. */ price: string, /** `S15`, `S5`, or the code of an exemption. */ vat: string, /** Its place among the quick keys, from 1; 0: it has none. */ favourite: number, /** Absent: not counted. */ stock: string | null, /** Whether its stock is at or below the one at which it should be ordered. */ low: boolean, };
export type ItemExport = { file_name: string, text: string, /** Where the till has put it as well. */ path: string, };
export type ItemForm = { name_ar: string, name_en: string, barcodes: string, category: string, unit: string, price: string, vat: string, favourite: string, stock: string, low_stock: string, };
export type ItemImport = { name: string, text: string, };
export type ItemPage = { id: number, form: ItemForm, prices: Array<Price>, };
export type ItemPick = { id: number, };
export type ItemSave = { id: number | null, form: ItemForm, };
export type ItemSearch = { text: string, shelf: Shelf, /** With the shelf `category`. */ category: string, };
export type Items = { items: Array<Item>, /** There may be more than these. */ cut: boolean, };
export type Keypad = "telephone" | "calculator";
export type Kinds = "simplified" | "standard" | "both";
export type KnownPrinter = { id: number, printer: Printer, };
export type Language = "ar" | "en";
export type LanguageSet = { language: Language, };
export type Letterhead = { language: PaperLanguage, /** A PNG as a `data:image/png;base64,…` address. */ logo: string | null, header: string, footer: string, };
export type LetterheadPreview = { letterhead: Letterhead, paper: PrinterPaper, };
export type LockReason = "asked" | "idle";
export type Network = "idle" | "online" | "offline" | "refused";
export type NewPin = { name: string, pin: string, };
export type Nothing = Record<symbol, never>;
export type Onboarding = { /** In order; each with whether it is done. */ steps: Array<OnboardingProgress>, complete: boolean, /** Whether the next step needs a one-time password. */ wants_otp: boolean, /** Whether the unit under way is to take the place of one that may sell. */ renewal: boolean, };
export type OnboardingProgress = { step: OnboardingStep, done: boolean, };
export type OnboardingRun = { otp: string, };
export type OnboardingStep = "key" | "compliance_csid" | "standard_invoice" | "standard_credit_note" | "standard_debit_note" | "simplified_invoice" | "simplified_credit_note" | "simplified_debit_note" | "production_csid";
export type OpenShift = { number: number, /** Such as `2026-11-26`. */ business_day: string, opened_at: number, cashier: string, float: string, moves: Array<CashMove>, };
export type Paper = "printed" | "printing" | "failed" | "withheld";
export type PaperLanguage = "ar" | "en" | "both";
export type PaperStanding = "printing" | "waiting" | "torn";
export type PdfPlace = { path: string, };
export type People = { people: Array<Person>, /** The roles that the one who asks may give. */ roles: Array<Role>, };
export type Permission = "sell" | "approve" | "move_cash" | "close_shift" | "correct" | "keep_items" | "keep_people" | "see_dashboard" | "sync" | "export" | "set_up";
export type Person = { name: string, role: Role, /** Whether he can sign in. */ active: boolean, /** False: he has a one-time PIN, or has used it up without choosing his own. */ pin_is_own: boolean, /** Whether the one who asks may change anything about him. */ kept: boolean, };
export type PersonAdd = { name: string, role: Role, };
export type PersonPick = { name: string, };
export type Phase = "first_run" | "signed_out" | "pin_change" | "onboarding" | "ready";
export type PinChange = { old: string, new: string, };
export type Policy = { /** Per cent that each role may give alone. */ cashier_discount: string, supervisor_discount: string, /** Riyals that each role may take back alone. */ cashier_return: string, supervisor_return: string, /** Cash is rounded down to multiples of this; `0.00`: not at all. */ cash_rounding: string, company_asked_at: string, /** 0: never. */ auto_lock_minutes: number, /** The hour at which the business day begins. */ day_begins: number, scale_prefixes: Array<ScalePrefix>, theme: Theme, digits: Digits, keypad: Keypad, sounds: boolean, /** Whom the shop calls when the till needs help; empty: nobody is named. */ support: string, };
export type PracticeGateway = "plugged" | "unplugged";
export type PracticeGatewaySet = { gateway: PracticeGateway, };
export type Price = { at: number, /** Who gave it; empty where the till itself did. */ by: string, price: string, vat: string, };
export type PriceCheck = { barcode: string, };
export type PriceTag = { item: Item, /** What the label says of a weighed item; `1` otherwise. */ quantity: string, unit: string, unit_price: string, /** With VAT. */ total: string, };
export type PrintJob = { id: number, };
export type PrintQueue = { /** Oldest first. */ papers: Array<WaitingPaper>, };
export type Printer = { name: string, duty: PrinterDuty, /** `paper`, an address such as `192.168.1.50`, `usb:…`, `serial:…@…` or `spooler:…`. */ connection: string, paper: PrinterPaper, /** Most bytes sent at a time. */ band_bytes: number, cut: PrinterCut, /** 2 or 5. */ drawer_pin: number, beeper: PrinterBeeper, /** Blank rows are fed rather than sent. */ skip_blank_rows: boolean, /** It answers when it is asked how it is. */ answers: boolean, /** The id of the printer that stands in for it. */ fallback: number | null, };
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
export type QueueState = { pending: number, unknown: number, held: number, /** Accepted, with warnings or without. */ reported: number, reported_with_warnings: number, /** Rejected, and not issued anew yet. */ rejected: number, /** Age of the oldest document without a final answer, in seconds; absent when there is none. */ oldest_seconds: number | null, alarm: Alarm, /** The law's bound: 86 400. */ deadline_seconds: number, network: Network, /** With `refused`. */ refusal: Refusal | null, /** Since when the network has been like that. */ network_since: number | null, /** When the next attempt is due, if one waits. */ next_attempt_at: number | null, /** The seconds that this machine's clock is ahead of the authority's, or behind below zero, where somebody should look. */ clock_ahead_seconds: number | null, };
export type Receipt = { number: string, /** The very picture that the printer gets, as a `data:image/png;base64,…` address. */ picture: string, width: number, height: number, /** The code is drawn so small on this paper that not every phone reads it. */ small_code: boolean, };
export type ReceiptPdf = { name: string, /** Where the till has kept it. */ path: string, /** The same as a `data:application/pdf;base64,…` address, for a browser that is not on the till. */ document: string, };
export type ReceiptShow = { number: string, };
export type Refusal = "credentials" | "forbidden" | "wrong_address" | "configuration" | "answers";
export type ReissuePreview = { /** Empty when it would say the same once more. */ differences: Array<Difference>, /** What still stands against it. */ rules: Array<RuleFault>, };
export type Reissued = { number: string, icv: number, uuid: string, };
export type Remedy = "complete_buyer" | "complete_shop" | "choose_exemption" | "correct_reason" | "correct_names" | "correct_statements" | "correct_clock" | "renew_csid" | "issue_anew" | "call_about_money" | "call_support" | "nothing";
export type Reprint = { what: Reprinted, };
export type Reprinted = "original" | "copy" | "underway";
export type RequestProof = "kept" | "proved" | "differs" | "not_noted";
export type ReturnElsewhere = { return_id: string, issued_at: number, /** As the code says; nothing proves it but the paper in the hand. */ total: string, /** What this till has not given back of it yet. */ left: string, };
export type ReturnFind = { scan: string, };
export type ReturnItem = { item: number, quantity: string, };
export type ReturnLine = { /** From 1. */ place: number, /** As the document calls it. */ name: string, /** Its item's, or empty where that is called otherwise by now. */ name_en: string, unit: string, quantity: string, /** What was not given back yet. */ left: string, /** With VAT, for all that is left. */ amount_left: string, };
export type ReturnPart = { place: number, /** Empty: all that is left. */ quantity: string, };
export type ReturnReason = { key: string, /** What stands on the note. */ ar: string, en: string, };
export type ReturnReceipt = { /** Send it with the return: pressing twice makes one note. */ return_id: string, number: string, issued_at: number, cashier: string, invoice_type: InvoiceType, buyer: string, total: string, left: string, lines: Array<ReturnLine>, /** The ways in which it was paid, the largest first: the refund goes the first way unless another is chosen. */ paid: Array<TenderKind>, /** Whether it was proved by its code, and not by its number alone. */ scanned: boolean, };
export type ReturnTake = { return_id: string, number: string, /** What it was found by: without the receipt's code the return needs somebody's approval. */ scan: string, lines: Array<ReturnPart>, reason: string, /** Absent: the way it was paid, in several where it was paid in several. */ refund: TenderKind | null, approval: Approval | null, };
export type ReturnTakeElsewhere = { return_id: string, code: string, /** The number on the receipt. */ number: string, items: Array<ReturnItem>, reason: string, refund: TenderKind, approval: Approval | null, };
export type ReturnWeigh = { number: string, lines: Array<ReturnPart>, };
export type ReturnWeighElsewhere = { items: Array<ReturnItem>, };
export type ReturnWorth = { /** With VAT, of each in the order in which it was asked for. */ parts: Array<string>, /** For all of them. */ due: string, };
export type Role = "cashier" | "supervisor" | "manager" | "owner" | "installer";
export type RuleFault = { rule: string, field: string, /** Counted from 1. */ line: number | null, ar: string, en: string, };
export type Sale = { number: string, uuid: string, icv: number, issued_at: number, total: string, vat: string, change: string, /** Which notes and coins make up the change, the largest first. */ coins: Array<Coin>, delivery: Delivery, /** What became of the paper; the sale stands in any case. What may not be handed over is not printed. */ paper: Paper, /** Why there is none, where it failed: a code with a sentence of its own. */ paper_fault: Code | null, };
export type SaleCheckout = { sale_id: string, tenders: Array<Tender>, };
export type ScaleMeaning = "weight" | "price";
export type ScalePrefix = { /** 20 to 29. */ prefix: number, meaning: ScaleMeaning, };
export type Sentence = { ar: string, en: string, };
export type Session = { user: User, since: number, /** What the signed-in person may do, to hide what would be refused. */ permissions: Array<Permission>, };
export type SessionLock = { reason: LockReason, };
export type SessionOpen = { user: string, pin: string, };
export type Shelf = "all" | "favourites" | "low" | "category";
export type ShelfCount = { category: string, items: number, };
export type Shelves = { categories: Array<ShelfCount>, favourites: number, low: number, };
export type ShiftClose = { counts: { [key in number]: number }, approval: Approval | null, };
export type ShiftHandOver = { counts: { [key in number]: number }, /** Of the one who is signed in. */ pin: string, to: Approval, remark: string, };
export type ShiftOpen = { float: string, };
export type ShiftPick = { number: number, approval: Approval | null, };
export type ShiftReport = { number: string, closed: boolean, /** Who opened it. */ cashier: string, opened_at: number, closed_at: number | null, /** Who counted it; empty while it is open, as are the next two where nobody else signed. */ closed_by: string, approved_by: string, handed_to: string, invoices: Tally, credit_notes: Tally, debit_notes: Tally, first_number: string, last_number: string, vat: Array<TakenVat>, tenders: Array<TakenTender>, float: string, cash_sales: string, cash_refunds: string, paid_in: string, paid_out: string, expected: string, counted: string | null, difference: string | null, reprints: number, removed_lines: number, /** Documents not reported yet. They hold up no close. */ pending: number, };
export type ShiftRow = { number: number, business_day: string, opened_at: number, closed_at: number | null, cashier: string, counted: string | null, /** Counted less expected; absent while it is open. */ difference: string | null, /** Who counted it; empty while it is open, as are the next two where nobody else signed. */ closed_by: string, approved_by: string, handed_to: string, };
export type ShiftState = { open: OpenShift | null, /** The Kingdom's notes and coins in halalas, the largest first; coins from `largest_coin` on. */ denominations: Array<number>, largest_coin: number, };
export type Shifts = { /** Newest first. */ shifts: Array<ShiftRow>, };
export type ShopForm = { name: string, vat_number: string, id_scheme: string, id: string, street: string, building: string, additional: string, district: string, city: string, postal_code: string, till_name: string, /** For the certificate: the branch; for a VAT group the member's ten-digit TIN. Empty: the city. */ branch: string, /** For the certificate: the line of business. */ activity: string, };
export type Standing = "pending" | "unknown" | "held" | "reported" | "reported_with_warnings" | "rejected";
export type StockCount = { id: number, stock: string, };
export type TakenTender = { kind: TenderKind, count: number, total: string, };
export type TakenVat = { category: string, rate: string, taxable: string, amount: string, };
export type Tally = { count: number, total: string, };
export type Tender = { kind: TenderKind, amount: string, /** The card terminal's reference, or empty. */ reference: string, };
export type TenderKind = "cash" | "card" | "transfer" | "credit";
export type Theme = "system" | "light" | "dark";
export type TillSetup = { shop: ShopForm, kinds: Kinds, owner: string, pin: string, };
export type Topic = "app" | "cart" | "documents" | "printing" | "items" | "shift" | "people" | "display";
export type User = { name: string, role: Role, };
export type Validity = "long" | "weeks" | "month" | "week" | "ended" | "refused";
export type VatChoice = { /** `S15`, `S5`, or the code of an exemption. */ key: string, /** `S`, `Z`, `E` or `O`. */ category: string, percent: number, /** The authority's words for not charging it; empty for S. */ ar: string, en: string, };
export type VatChoices = { choices: Array<VatChoice>, };
export type WaitingPaper = { id: number, /** What people call it, such as the invoice number. */ name: string, made_at: number, standing: PaperStanding, /** What kept it from paper last. */ fault: Code | null, };

export interface Commands {
  app_show: { request: Nothing; response: AppState };
  environment_choose: { request: EnvironmentChoose; response: AppState };
  setup_template: { request: Nothing; response: ShopForm };
  till_setup: { request: TillSetup; response: AppState };
  session_open: { request: SessionOpen; response: AppState };
  session_close: { request: Nothing; response: AppState };
  session_lock: { request: SessionLock; response: AppState };
  session_touch: { request: Nothing; response: Done };
  pin_change: { request: PinChange; response: AppState };
  language_set: { request: LanguageSet; response: AppState };
  onboarding_show: { request: Nothing; response: Onboarding };
  onboarding_run: { request: OnboardingRun; response: Onboarding };
  csid_show: { request: Nothing; response: Csids };
  csid_renew: { request: CsidRenew; response: Csids };
  people_show: { request: Nothing; response: People };
  person_add: { request: PersonAdd; response: NewPin };
  person_remove: { request: PersonPick; response: People };
  person_role: { request: PersonAdd; response: People };
  pin_reset: { request: PersonPick; response: NewPin };
  policy_set: { request: Policy; response: AppState };
  audit_list: { request: AuditList; response: AuditLog };
  shift_show: { request: Nothing; response: ShiftState };
  shift_open: { request: ShiftOpen; response: ShiftState };
  cash_move: { request: CashMoveMake; response: ShiftState };
  shift_close: { request: ShiftClose; response: ShiftReport };
  shift_hand_over: { request: ShiftHandOver; response: AppState };
  shift_report: { request: ShiftPick; response: ShiftReport };
  shift_print: { request: ShiftPick; response: Done };
  shift_list: { request: Nothing; response: Shifts };
  item_search: { request: ItemSearch; response: Items };
  shelf_list: { request: Nothing; response: Shelves };
  price_check: { request: PriceCheck; response: PriceTag };
  item_show: { request: ItemPick; response: ItemPage };
  item_save: { request: ItemSave; response: ItemPage };
  item_remove: { request: ItemPick; response: Done };
  stock_count: { request: StockCount; response: ItemPage };
  vat_choices: { request: Nothing; response: VatChoices };
  item_import: { request: ItemImport; response: ImportState };
  item_import_show: { request: Nothing; response: ImportState };
  item_import_keep: { request: Nothing; response: ImportState };
  item_import_stop: { request: Nothing; response: ImportState };
  item_export: { request: Nothing; response: ItemExport };
  customer_search: { request: CustomerSearch; response: Customers };
  customer_save: { request: CustomerSave; response: Customer };
  customer_remove: { request: CustomerPick; response: Done };
  cart_show: { request: Nothing; response: Cart };
  cart_add: { request: CartAdd; response: Cart };
  cart_scan: { request: CartScan; response: Cart };
  cart_quantity: { request: CartQuantity; response: Cart };
  cart_remove: { request: CartRemove; response: Cart };
  cart_discount: { request: CartDiscount; response: Cart };
  discount_weigh: { request: DiscountWeigh; response: DiscountWorth };
  cart_note: { request: CartNote; response: Cart };
  cart_customer: { request: CartCustomerSet; response: Cart };
  cart_clear: { request: Nothing; response: Cart };
  basket_hold: { request: BasketHold; response: BasketHeld };
  basket_label: { request: BasketLabel; response: HeldBaskets };
  basket_list: { request: Nothing; response: HeldBaskets };
  basket_recall: { request: HeldBasketPick; response: Cart };
  basket_drop: { request: HeldBasketPick; response: HeldBaskets };
  basket_slip: { request: HeldBasketPick; response: Done };
  sale_checkout: { request: SaleCheckout; response: Sale };
  return_find: { request: ReturnFind; response: Brought };
  return_weigh: { request: ReturnWeigh; response: ReturnWorth };
  return_weigh_elsewhere: { request: ReturnWeighElsewhere; response: ReturnWorth };
  return_take: { request: ReturnTake; response: Sale };
  return_take_elsewhere: { request: ReturnTakeElsewhere; response: Sale };
  debit_issue: { request: DebitIssue; response: Sale };
  display_show: { request: Nothing; response: Display };
  receipt_show: { request: ReceiptShow; response: Receipt };
  receipt_reprint: { request: ReceiptShow; response: Reprint };
  receipt_gift: { request: ReceiptShow; response: Done };
  receipt_sheet: { request: ReceiptShow; response: Done };
  receipt_pdf: { request: ReceiptShow; response: ReceiptPdf };
  pdf_place: { request: ReceiptShow; response: PdfPlace };
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
  session_lock: ["app"],
  session_touch: [],
  pin_change: ["app","people"],
  language_set: ["app"],
  onboarding_show: [],
  onboarding_run: ["app"],
  csid_show: [],
  csid_renew: ["app"],
  people_show: [],
  person_add: ["people","app"],
  person_remove: ["people","app"],
  person_role: ["people","app"],
  pin_reset: ["people"],
  policy_set: ["app"],
  audit_list: [],
  shift_show: [],
  shift_open: ["shift"],
  cash_move: ["shift"],
  shift_close: ["shift"],
  shift_hand_over: ["shift","app"],
  shift_report: [],
  shift_print: [],
  shift_list: [],
  item_search: [],
  shelf_list: [],
  price_check: [],
  item_show: [],
  item_save: ["items"],
  item_remove: ["items"],
  stock_count: ["items"],
  vat_choices: [],
  item_import: ["items"],
  item_import_show: [],
  item_import_keep: ["items"],
  item_import_stop: ["items"],
  item_export: [],
  customer_search: [],
  customer_save: [],
  customer_remove: [],
  cart_show: [],
  cart_add: ["cart"],
  cart_scan: ["cart"],
  cart_quantity: ["cart"],
  cart_remove: ["cart"],
  cart_discount: ["cart"],
  discount_weigh: [],
  cart_note: ["cart"],
  cart_customer: ["cart"],
  cart_clear: ["cart"],
  basket_hold: ["cart"],
  basket_label: ["cart"],
  basket_list: [],
  basket_recall: ["cart"],
  basket_drop: ["cart"],
  basket_slip: [],
  sale_checkout: ["cart","documents","items"],
  return_find: [],
  return_weigh: [],
  return_weigh_elsewhere: [],
  return_take: ["documents","items"],
  return_take_elsewhere: ["documents","items"],
  debit_issue: ["documents"],
  display_show: [],
  receipt_show: [],
  receipt_reprint: [],
  receipt_gift: [],
  receipt_sheet: [],
  receipt_pdf: [],
  pdf_place: [],
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
