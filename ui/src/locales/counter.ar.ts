import type { Delivery, TenderKind } from "../backend/wire";
import { arabicCount } from "../lib/plural";

// What is said at the counter beside the cart itself: approvals, shelves, holds, customers, returns, the lock, the shift
// that is not open yet, and the customer's side of the counter.

const tenders: Record<TenderKind, string> = {
  cash: "نقد",
  card: "بطاقة",
  transfer: "تحويل",
  credit: "آجل",
};

/** Why a document may not be handed over yet, and what to do. */
const parked: Record<Exclude<Delivery, "deliverable">, string> = {
  awaits_answer: "تأخر جواب الهيئة. الفاتورة محفوظة، يتابعها الصندوق وحده وتُطبع متى اعتُمدت.",
  awaits_network: "لا شبكة الآن. الفاتورة محفوظة، وتُعتمد وتُطبع وحدها متى عادت الشبكة.",
  awaits_mending: "ترفض بوابة الهيئة هذا الصندوق الآن. أبلغ المدير، والفاتورة محفوظة.",
  awaits_person: "لم تفهم الهيئة هذه الفاتورة. يعيد المدير إرسالها من لوحته.",
  awaits_patience: "الهيئة مشغولة الآن. يعيد الصندوق الإرسال وحده بعد قليل، وتُطبع متى اعتُمدت.",
  awaits_day: "ساعة الجهاز متقدمة، فتُعتمد هذه الفاتورة متى بدأ يومها. صحّح الساعة أو أبلغ المدير.",
  rejected: "لم تقبلها الهيئة. يصلحها المدير من لوحته ويعيد إصدارها بالرقم نفسه.",
};

export const counterAr = {
  tenders,

  approval: {
    title: "تحتاج موافقة",
    who: "من يوافق؟",
    pinOf: (name: string) => `الرقم السري: ${name}`,
    allow: "أوافق",
    nobody: "لا مشرف ولا مدير على هذا الصندوق. اطلب من المالك أن يضيف واحد.",
    notAllowed: "هذا فوق صلاحية هذا الشخص أيضا. اختر غيره.",
    discount: "خصم فوق حدك",
    refund: "إرجاع فوق حدك أو بغير طريقة الدفع",
    elsewhere: "إرجاع على إيصال من صندوق آخر",
  },

  shelf: {
    favourites: "المفضلة",
    noFavourites: "لا أصناف مفضلة بعد",
    noFavouritesHint: "يضيفها المدير من قائمة الأصناف.",
    empty: "لا أصناف هنا بعد",
    emptyHint: "أضف الأصناف من لوحة المدير، أو استوردها من ملف.",
    narrow: "هذه أول 200 صنف. اكتب كلمة لتجد غيرها.",
    spoilt: "لم يكتمل المسح. امسح مرة أخرى.",
  },

  price: {
    title: "كم سعره؟",
    open: "سعر صنف",
    prompt: "امسح الصنف أو اكتب اسمه",
    hint: "لا يضاف شيء إلى السلة.",
    perUnit: (unit: string) => `لكل ${unit}`,
    withVat: "شامل الضريبة",
    again: "امسح صنف آخر لتعرف سعره",
  },

  note: {
    title: "ملاحظة على السطر",
    label: "ماذا يريد الزبون؟",
    hint: "تُطبع بعد اسم الصنف، مثل: بدون سكر.",
    open: "ملاحظة",
    none: "بلا ملاحظة",
  },

  discounts: {
    kind: "نوع الخصم",
    amount: "مبلغ",
    share: "نسبة",
    shareLabel: "نسبة الخصم",
  },

  hold: {
    hold: "تعليق",
    recall: "المعلقة",
    held: (number: string) => `عُلقت السلة برقم ${number}`,
    name: "سمِّها",
    nameLabel: "لمن هذه السلة؟",
    slip: "اطبع قسيمة",
    slipPrinted: "خرجت القسيمة",
    title: "السلال المعلقة",
    hint: "اكتب رقم السلة لتعود إلى الصندوق.",
    none: "لا سلال معلقة",
    noneHint: "اضغط F4 لتعلق سلة زبون نسي شيء، وتخدم من بعده.",
    swap: "السلة التي أمامك تُعلق مكانها.",
    lines: (n: number) =>
      arabicCount(n, { zero: "فارغة", one: "صنف واحد", two: "صنفان", few: "{n} أصناف", other: "{n} صنف" }),
    more: (n: number) => `و${n} غيرها`,
    age: (age: string) => `منذ ${age}`,
    drop: "إلغاء السلة",
    dropSure: "أكيد؟ ألغها",
    waiting: (n: number) =>
      arabicCount(n, {
        zero: "لا معلقة",
        one: "سلة معلقة",
        two: "سلتان معلقتان",
        few: "{n} سلال معلقة",
        other: "{n} سلة معلقة",
      }),
  },

  customer: {
    open: "عميل",
    title: "لمن هذه الفاتورة؟",
    search: "جوال أو رقم ضريبي أو اسم",
    none: "لا عميل بهذا",
    noneHint: "اضغط Enter لتضيفه.",
    empty: "لا عملاء بعد",
    emptyHint: "اكتب جوال العميل أو رقمه الضريبي لتضيفه.",
    add: "عميل جديد",
    edit: "تعديل",
    clear: "بلا عميل",
    newTitle: "عميل جديد",
    editTitle: "تعديل العميل",
    kind: "نوع العميل",
    person: "فرد",
    company: "منشأة",
    name: "الاسم",
    companyName: "اسم المنشأة كما في شهادتها الضريبية",
    phone: "الجوال",
    save: "احفظ واختره",
    taxInvoice: "فاتورة ضريبية: تحتاج الشبكة قبل التسليم",
    askTitle: "هل المشتري منشأة؟",
    askText: "المبلغ كبير، وللمنشأة فاتورة ضريبية باسمها ورقمها الضريبي.",
    askYes: "نعم، منشأة",
    askNo: "لا، فرد",
  },

  checkout: {
    unfinished: "دُفع جزء من المبلغ. أكمل الدفع، أو اضغط Esc مرة أخرى للعودة وأعد ما دُفع.",
    scannedTooLate: "دُفع جزء من المبلغ، فلا يتغير المستحق. بِع هذا الصنف في فاتورة تالية.",
    more: "طرق أخرى",
    moreTitle: "طريقة الدفع",
    ofTheRest: "يُسجّل بها كل الباقي، أو المبلغ الذي كتبته.",
    transferHint: "حوّل إلى حساب المتجر وظهر التحويل",
    creditHint: "يبقى على حساب العميل",
    cashDue: "نقد بعد التقريب",
    receiptScanned: "هذا رمز إيصال. أنه التحصيل أو ارجع منه، ثم اضغط F7 للإرجاع.",
  },

  handing: {
    coins: "سلمه",
    note: (riyals: string) => `${riyals} ر.س`,
    halalas: (halalas: string) => `${halalas} هللة`,
    refunded: "تم الإرجاع",
    toGiveBack: "أعد للزبون",
    refundedBy: (way: string) => `بطريقة: ${way}`,
    asPaid: "كما دُفع",
    credit: "رقم الإشعار",
    waiting: "لا تُسلم بعد",
    parked,
    parkedOther: "الفاتورة محفوظة ويتابعها الصندوق. تُطبع متى اعتمدتها الهيئة.",
    cleared: "اعتمدتها الهيئة",
    printing: "تخرج الورقة الآن",
    printed: "خرجت الورقة",
  },

  returns: {
    open: "إرجاع",
    title: "إرجاع",
    prompt: "امسح رمز الإيصال",
    promptHint: "الرمز المربع في أسفل الإيصال، أو اكتب رقم الفاتورة ثم Enter.",
    number: "رقم الفاتورة",
    find: "ابحث",
    genuine: "إيصال صحيح من هذا الصندوق",
    byNumber: "وُجد برقمه. امسح الرمز إن كان الإيصال معه.",
    elsewhere: "إيصال صحيح من صندوق آخر في متجرك",
    elsewhereHint: "اكتب رقمه، ثم امسح ما رجع. يوافق المدير في الآخر.",
    refused: "لا يُرجع عليه",
    soldAt: (day: string, time: string) => `بيع ${day} ${time}`,
    soldBy: (name: string) => `باعه ${name}`,
    total: "الإجمالي",
    left: "بقي منها",
    which: "ما الذي رجع؟",
    whichHint: "اكتب رقم السطر، أو 0 لكل الفاتورة.",
    gone: "أُرجع من قبل",
    of: (left: string, all: string) => `${left} من ${all}`,
    quantity: "الكمية الراجعة",
    all: "كل الفاتورة",
    reason: "السبب",
    reasonOther: "سبب آخر",
    reasonHint: "اختر السبب برقمه.",
    refund: "يُعاد المبلغ",
    take: "أرجِع",
    taking: "نصدر الإشعار…",
    another: "إيصال آخر",
    items: "ما الذي رجع؟",
    itemsPrompt: "امسح الأصناف الراجعة واحد بعد واحد",
    receiptNumber: "الرقم المكتوب على الإيصال",
    removeItem: "احذف",
    tick: (n: number) =>
      arabicCount(n, {
        zero: "لم تختر بعد",
        one: "سطر واحد",
        two: "سطران",
        few: "{n} أسطر",
        other: "{n} سطر",
      }),
    scanFirst: "أنت في الإرجاع. اضغط Esc لتعود إلى البيع.",
  },

  lock: {
    lock: "قفل",
    soon: (seconds: string) => `يُقفل الصندوق بعد ${seconds} ثانية. المس أي زر ليبقى مفتوح.`,
    press: "اضغط رقمك، أو Enter لآخر من دخل",
    cartWaits: "السلة محفوظة كما تركتها.",
  },

  shiftGate: {
    title: "افتح الوردية",
    text: "عد النقد في الدرج واكتبه، ثم يبدأ البيع.",
    float: "النقد في الدرج الآن",
    open: "افتح الوردية",
    none: "الدرج فارغ؟ اكتب 0.",
  },

  display: {
    open: "شاشة الزبون",
    welcome: "أهلا بكم",
    total: "الإجمالي",
    discount: "الخصم",
    vat: "منها ضريبة",
    change: "الباقي لكم",
    paid: "المدفوع",
    thanks: "شكرا لكم",
    scan: "إيصالكم في هذا الرمز",
    training: "تدريب: ليس بيع حقيقي",
    lost: "نعود بعد لحظات",
  },

  /** Keys beside those of the cart and of payment. */
  counterKeys: [
    ["F3", "عميل أو منشأة"],
    ["F4", "تعليق السلة"],
    ["F5", "السلال المعلقة"],
    ["F7", "إرجاع"],
    ["N", "ملاحظة على السطر"],
    ["Shift F2", "كم سعره؟"],
    ["T", "في التحصيل: طرق أخرى"],
  ] as [string, string][],
};

export type CounterWords = typeof counterAr;
