import type { CounterWords } from "./counter.ar";

const count = (n: number, one: string, many: string) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

export const counterEn: CounterWords = {
  tenders: { cash: "Cash", card: "Card", transfer: "Transfer", credit: "On account" },

  approval: {
    title: "Approval needed",
    who: "Who allows it?",
    pinOf: (name) => `PIN of ${name}`,
    allow: "Allow",
    nobody: "This till has no supervisor or manager yet. Ask the owner to add one.",
    notAllowed: "This is beyond this person too. Choose another.",
    askedBy: (name) => `Asked for by ${name}`,
    discountOf: (discount, name) => `${discount} off ${name}`,
    discountOnCart: (discount) => `${discount} off the cart`,
    fromTo: (before, after) => `Price from SAR ${before} to SAR ${after}`,
    refund: (amount, number) =>
      amount === "" ? `A return from invoice ${number}` : `A return of SAR ${amount} from invoice ${number}`,
    elsewhere: (amount, number) =>
      amount === ""
        ? `A return on another till's receipt: ${number}`
        : `A return of SAR ${amount} on another till's receipt: ${number}`,
  },

  shelf: {
    favourites: "Favourites",
    noFavourites: "No favourites yet",
    noFavouritesHint: "The manager adds them in the list of items.",
    empty: "No items here yet",
    emptyHint: "Add items from the manager's board, or import them from a file.",
    narrow: "These are only the first items. Type more to find others.",
    spoilt: "The scan did not come in whole. Scan again.",
  },

  price: {
    title: "Price check",
    open: "Price check",
    prompt: "Scan the item or type its name",
    hint: "Scan the item to see its price here. Nothing is added to the cart.",
    perUnit: (unit) => `per ${unit}`,
    withVat: "VAT included",
    again: "Scan another to see its price",
  },

  note: {
    title: "Note on the item",
    label: "What does the customer want?",
    hint: "Printed behind the item's name, like: no sugar.",
    open: "Note",
    none: "No note",
  },

  discounts: {
    kind: "Kind of discount",
    amount: "Amount",
    share: "Per cent",
    shareLabel: "Discount in per cent",
    after: "After the discount",
  },

  hold: {
    hold: "Hold",
    recall: "Held",
    held: (number) => `The cart is held under number ${number}`,
    name: "Name it",
    nameLabel: "Whose cart is it?",
    slip: "Print slip",
    slipPrinted: "The slip is printed",
    title: "Held carts",
    hint: "Touch a cart or type its number to bring it back.",
    none: "No carts are held",
    noneHint: "Touch “Hold” (F4) to hold the cart of a customer who forgot something, and serve the next.",
    swap: "The cart before you is held in its place.",
    lines: (n) => count(n, "item", "items"),
    more: (n) => `and ${n} more`,
    age: (minutes) =>
      minutes < 1
        ? "just now"
        : minutes < 60
          ? `${minutes} min ago`
          : minutes < 120
            ? "1 hour ago"
            : `${Math.floor(minutes / 60)} hours ago`,
    take: "Recall",
    drop: "Give up",
    dropSure: "Sure? Give it up",
    waiting: (n) => count(n, "cart held", "carts held"),
  },

  customer: {
    open: "Customer",
    title: "Whose invoice is it?",
    search: "Phone, VAT number or name",
    none: "No such customer",
    noneHint: "Press Enter to add them.",
    empty: "No customers yet",
    emptyHint: "Type a customer's phone or VAT number to add them.",
    add: "New customer",
    edit: "Edit",
    clear: "No customer",
    newTitle: "New customer",
    editTitle: "Edit the customer",
    kind: "Kind of customer",
    person: "Person",
    company: "Company",
    name: "Name",
    companyName: "The company's name as on its VAT certificate",
    phone: "Phone",
    optional: "(optional)",
    save: "Save and choose",
    taxInvoice: "Tax invoice: needs the internet before hand-over",
    askTitle: "Is the buyer a company?",
    askText: "It is a large amount, and a company gets a tax invoice with its name and VAT number.",
    askYes: "Yes, a company",
    askNo: "No, a person",
  },

  checkout: {
    unfinished:
      "Part of it is paid. Finish the payment, or press Esc once more to go back and return what was paid.",
    underWay: "The payment is not finished. Finish it, or go back to the cart first.",
    scannedTooLate: "Part of it is paid, so what is due stays. Sell this item on the next invoice.",
    more: "Other ways",
    moreTitle: "Payment method",
    ofTheRest: "It takes all that is still to pay, or the amount that you typed.",
    transferHint: "Once the transfer has reached the shop's account",
    creditHint: "It stays on the customer's account",
    creditNeeds: "Choose the customer first (F3)",
    cashDue: "Cash, rounded",
    receiptScanned: "This is a receipt's code. Finish or leave the payment, then press F7 for a return.",
  },

  handing: {
    coins: "Hand over",
    note: (riyals) => `SAR ${riyals}`,
    halalas: (halalas) => `${halalas} halalas`,
    refunded: "Taken back",
    toGiveBack: "Give back",
    refundedBy: {
      cash: "In cash",
      card: "To the card",
      transfer: "By transfer",
      credit: "Off the customer's account",
    },
    asPaid: "As it was paid",
    credit: "Credit note",
    waiting: "Do not hand over the invoice yet",
    parked: {
      awaits_answer:
        "The authority's answer is late. The invoice is kept: the till asks on by itself, and prints it once it is cleared.",
      awaits_network:
        "There is no internet now. The invoice is kept: it is cleared and printed by itself once the internet is back.",
      awaits_mending: "The authority's gateway refuses this till now. Tell the manager; the invoice is kept.",
      awaits_person: "The authority did not make sense of this invoice. The manager sends it once more.",
      awaits_patience:
        "The authority is busy now. The till sends it again by itself in a while, and prints it once it is cleared.",
      awaits_day:
        "This machine's clock is ahead: the invoice is cleared once its day has begun. Correct the clock, or tell the manager.",
      rejected:
        "The authority did not take it. The manager puts it right and issues it anew under the same number.",
    },
    parkedOther: "The invoice is kept and the till follows it. It is printed once the authority clears it.",
    cleared: "Cleared by the authority",
    printing: "The receipt is printing",
    printed: "The receipt is printed",
    printedNote: "The credit note is printed",
    printingNote: "The credit note is printing",
  },

  returns: {
    open: "Return",
    title: "Return",
    prompt: "Scan the receipt's code",
    promptHint: "The square code at the end of the receipt; or type the invoice number, then Enter.",
    number: "Invoice number",
    find: "Find",
    genuine: "A genuine receipt of this till",
    byNumber: "Found by its number. Scan the code if the receipt is here.",
    elsewhere: "A genuine receipt of another till of your shop",
    elsewhereHint: "Type its number, then scan what came back. A manager allows it at the end.",
    refused: "This receipt cannot be returned",
    soldAt: (day, time) => `Sold ${day} ${time}`,
    soldBy: (name) => `Seller: ${name}`,
    total: "Total",
    left: "Left",
    which: "What came back?",
    whichHint: "Touch an item or type its number.",
    backHint: "↑ back to the items.",
    gone: "Taken back already",
    of: (left, all) => `${left} of ${all}`,
    quantity: "Quantity that came back",
    all: "The whole invoice",
    reason: "Reason",
    reasonOther: "Another reason",
    reasonHint: "Choose the reason, or type its number.",
    refund: "Refund by",
    sum: "Refund",
    take: "Take back",
    takeHint: "Choose what came back, then the reason.",
    numberHint: "Type the receipt's number.",
    taking: "Issuing the credit note…",
    another: "Another receipt",
    items: "What came back?",
    itemsPrompt: "Scan what came back, one after the other",
    receiptNumber: "The number printed on the receipt",
    removeItem: "Remove",
    tick: (n) => (n === 0 ? "Nothing ticked yet" : count(n, "item", "items")),
    scanFirst: "You are in a return. Press Esc to go back to selling.",
  },

  lock: {
    lock: "Lock",
    soon: (seconds) =>
      `The till locks in ${seconds === 1 ? "1 second" : `${seconds} seconds`}. Touch the screen to keep it open.`,
    locked: "The till is locked",
    press: (last) => `Touch your name or press the number beside it, or Enter: ${last}`,
    cartWaits: "The cart is kept as you left it.",
  },

  shiftGate: {
    title: "Open the shift",
    text: "Count the cash in the drawer and type it; then selling begins.",
    float: "Cash in the drawer now",
    open: "Open the shift",
    none: "Is the drawer empty? Type 0.",
    first: "Open the shift to start selling",
  },

  display: {
    open: "Customer display",
    welcome: "Welcome",
    total: "Total",
    discount: "Discount",
    vat: "VAT included",
    change: "Your change",
    paid: "Paid",
    thanks: "Thank you",
    scan: "Check the invoice with the tax authority's app",
    training: "Training: not a real sale",
    lost: "Back in a moment",
  },

  counterKeys: [
    ["F3", "Customer or company"],
    ["F4", "Hold the cart"],
    ["F5", "Held carts"],
    ["F7", "Return"],
    ["Shift F2", "Price check"],
  ],
};
