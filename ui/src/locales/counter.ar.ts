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
  awaits_network: "لا إنترنت الآن. الفاتورة محفوظة، وتُعتمد وتُطبع وحدها متى عاد الإنترنت.",
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
    nobody: "لا مشرف ولا مدير على هذا الصندوق. اطلب من المالك أن يضيف واحدا.",
    notAllowed: "هذا فوق صلاحية هذا الشخص أيضا. اختر غيره.",
    askedBy: (name: string) => `بطلب من: ${name}`,
    discountOf: (discount: string, name: string) => `خصم ${discount} على ${name}`,
    discountOnCart: (discount: string) => `خصم ${discount} على السلة`,
    fromTo: (before: string, after: string) => `السعر من ${before} إلى ${after} ر.س`,
    refund: (amount: string, number: string) =>
      amount === "" ? `إرجاع من الفاتورة ${number}` : `إرجاع ${amount} ر.س من الفاتورة ${number}`,
    elsewhere: (amount: string, number: string) =>
      amount === ""
        ? `إرجاع بإيصال من صندوق آخر: ${number}`
        : `إرجاع ${amount} ر.س بإيصال من صندوق آخر: ${number}`,
  },

  shelf: {
    favourites: "المفضلة",
    noFavourites: "لا أصناف مفضلة بعد",
    noFavouritesHint: "يضيفها المدير من قائمة الأصناف.",
    empty: "لا أصناف هنا بعد",
    emptyHint: "أضف الأصناف من لوحة المدير، أو استوردها من ملف.",
    narrow: "هذه أول الأصناف فقط. اكتب المزيد لتجد غيرها.",
    spoilt: "لم يكتمل المسح. امسح مرة أخرى.",
  },

  price: {
    title: "سعر صنف",
    open: "سعر صنف",
    prompt: "امسح الصنف أو اكتب اسمه",
    hint: "امسح الصنف ليظهر سعره هنا. لا يضاف شيء إلى السلة.",
    perUnit: (unit: string) => `لكل ${unit}`,
    withVat: "شامل الضريبة",
    again: "امسح صنفا آخر لتعرف سعره",
  },

  note: {
    title: "ملاحظة على الصنف",
    label: "ماذا يريد العميل؟",
    hint: "تُطبع بعد اسم الصنف، مثل: بدون سكر.",
    open: "ملاحظة",
    none: "بلا ملاحظة",
  },

  discounts: {
    kind: "نوع الخصم",
    amount: "مبلغ",
    share: "نسبة",
    shareLabel: "نسبة الخصم",
    after: "بعد الخصم",
  },

  hold: {
    hold: "تعليق",
    recall: "المعلقة",
    held: (number: string) => `عُلّقت السلة برقم ${number}`,
    name: "سمِّها",
    nameLabel: "لمن هذه السلة؟",
    slip: "اطبع قسيمة",
    slipPrinted: "طُبعت القسيمة",
    title: "السلال المعلقة",
    hint: "المس السلة أو اكتب رقمها لتعود.",
    none: "لا سلال معلقة",
    noneHint: "المس «تعليق» (F4) لتعلّق سلة عميل نسي شيئا، وتخدم من بعده.",
    swap: "السلة التي أمامك تُعلّق مكانها.",
    lines: (n: number) =>
      arabicCount(n, {
        zero: "فارغة",
        one: "صنف واحد",
        two: "صنفان",
        few: "{n} أصناف",
        many: "{n} صنفا",
        other: "{n} صنف",
      }),
    more: (n: number) => `و${n} غيرها`,
    age: (minutes: number) =>
      minutes < 60
        ? arabicCount(minutes, {
            zero: "الآن",
            one: "قبل دقيقة",
            two: "قبل دقيقتين",
            few: "قبل {n} دقائق",
            other: "قبل {n} دقيقة",
          })
        : arabicCount(Math.floor(minutes / 60), {
            zero: "",
            one: "قبل ساعة",
            two: "قبل ساعتين",
            few: "قبل {n} ساعات",
            other: "قبل {n} ساعة",
          }),
    take: "استدعاء",
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
    optional: "(اختياري)",
    save: "احفظ واختره",
    taxInvoice: "فاتورة ضريبية: تحتاج الإنترنت قبل التسليم",
    askTitle: "هل العميل منشأة؟",
    askText: "المبلغ كبير، وللمنشأة فاتورة ضريبية باسمها ورقمها الضريبي.",
    askYes: "نعم، منشأة",
    askNo: "لا، فرد",
  },

  checkout: {
    unfinished: "دُفع جزء من المبلغ. أكمل الدفع، أو اضغط Esc مرة أخرى للعودة وأعد ما دُفع.",
    underWay: "التحصيل لم ينته. أكمله، أو ارجع منه إلى السلة أولا.",
    scannedTooLate: "دُفع جزء من المبلغ، فلا يتغير المستحق. بِع هذا الصنف في فاتورة تالية.",
    more: "طرق أخرى",
    moreTitle: "طريقة الدفع",
    ofTheRest: "يُسجّل بها كل المتبقي للدفع، أو المبلغ الذي كتبته.",
    transferHint: "بعد وصول التحويل إلى حساب المتجر",
    creditHint: "يبقى على حساب العميل",
    creditNeeds: "اختر العميل أولا (F3)",
    cashDue: "نقد بعد التقريب",
    receiptScanned: "هذا رمز إيصال. أنه التحصيل أو ارجع منه، ثم اضغط F7 للإرجاع.",
  },

  handing: {
    coins: "سلّمه",
    note: (riyals: string) => `${riyals} ر.س`,
    halalas: (halalas: string) => `${halalas} هللة`,
    refunded: "تم الإرجاع",
    toGiveBack: "أعد للعميل",
    refundedBy: {
      cash: "يُرد نقدا",
      card: "يُرد إلى البطاقة",
      transfer: "يُرد بتحويل",
      credit: "يُخصم من حسابه الآجل",
    } as Record<TenderKind, string>,
    asPaid: "كما دُفع",
    credit: "رقم الإشعار",
    waiting: "لا تسلّم الفاتورة بعد",
    parked,
    parkedOther: "الفاتورة محفوظة ويتابعها الصندوق. تُطبع متى اعتمدتها الهيئة.",
    cleared: "اعتمدتها الهيئة",
    printing: "يُطبع الإيصال الآن",
    printed: "طُبع الإيصال",
    printedNote: "طُبع الإشعار",
    printingNote: "يُطبع الإشعار الآن",
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
    elsewhereHint: "اكتب رقمه، ثم امسح ما رجع، ثم يوافق المدير.",
    refused: "لا يُقبل الإرجاع بهذا الإيصال",
    soldAt: (day: string, time: string) => `بيع ${day} ${time}`,
    soldBy: (name: string) => `البائع: ${name}`,
    total: "الإجمالي",
    left: "المتبقي",
    which: "ما الذي رجع؟",
    whichHint: "المس الصنف أو اكتب رقمه.",
    backHint: "↑ للعودة إلى الأصناف.",
    gone: "أُرجع من قبل",
    of: (left: string, all: string) => `${left} من ${all}`,
    quantity: "الكمية الراجعة",
    all: "كل الفاتورة",
    reason: "السبب",
    reasonOther: "سبب آخر",
    reasonHint: "اختر السبب أو اكتب رقمه.",
    refund: "طريقة رد المبلغ",
    sum: "المبلغ المردود",
    take: "أرجِع",
    takeHint: "اختر ما رجع ثم السبب.",
    numberHint: "اكتب رقم الإيصال.",
    taking: "نصدر الإشعار…",
    another: "إيصال آخر",
    items: "ما الذي رجع؟",
    itemsPrompt: "امسح الأصناف الراجعة صنفا صنفا",
    receiptNumber: "الرقم المكتوب على الإيصال",
    removeItem: "احذف",
    tick: (n: number) =>
      arabicCount(n, {
        zero: "لم تختر بعد",
        one: "صنف واحد",
        two: "صنفان",
        few: "{n} أصناف",
        many: "{n} صنفا",
        other: "{n} صنف",
      }),
    scanFirst: "أنت في الإرجاع. اضغط Esc لتعود إلى البيع.",
  },

  lock: {
    lock: "قفل",
    soon: (seconds: number) =>
      `${arabicCount(seconds, { zero: "يُقفل الصندوق الآن.", one: "يُقفل الصندوق بعد ثانية.", two: "يُقفل الصندوق بعد ثانيتين.", few: "يُقفل الصندوق بعد {n} ثوان.", other: "يُقفل الصندوق بعد {n} ثانية." })} المس الشاشة ليبقى مفتوحا.`,
    locked: "الصندوق مقفل",
    press: (last: string) => `المس اسمك أو اضغط الرقم الذي بجانبه، أو Enter: ${last}`,
    cartWaits: "السلة محفوظة كما تركتها.",
  },

  shiftGate: {
    title: "افتح الوردية",
    text: "عُدّ النقد في الدرج واكتبه، ثم يبدأ البيع.",
    float: "النقد في الدرج الآن",
    open: "افتح الوردية",
    none: "الدرج فارغ؟ اكتب 0.",
    first: "افتح الوردية لتبدأ البيع",
  },

  display: {
    open: "شاشة العميل",
    welcome: "أهلا بكم",
    total: "الإجمالي",
    discount: "الخصم",
    vat: "منها ضريبة القيمة المضافة",
    change: "الباقي لكم",
    paid: "المدفوع",
    thanks: "شكرا لكم",
    scan: "للتحقق من الفاتورة امسحوا الرمز بتطبيق الهيئة",
    training: "تدريب: هذا البيع غير حقيقي",
    lost: "نعود بعد لحظات",
  },

  /** Keys beside those of the cart and of payment. */
  counterKeys: [
    ["F3", "عميل أو منشأة"],
    ["F4", "تعليق السلة"],
    ["F5", "السلال المعلقة"],
    ["F7", "إرجاع"],
    ["Shift F2", "سعر صنف"],
  ] as [string, string][],
};

export type CounterWords = typeof counterAr;
