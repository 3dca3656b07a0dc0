import type { Alarm, Cure, Filter, Healer, Refusal, RequestProof } from "../backend/wire";
import { leftToRight } from "../lib/direction";
import { arabicCount } from "../lib/plural";

// What is said about documents one by one: the sync centre, the page of a document, the clinic.

const refusals: Record<Refusal, { what: string; todo: string }> = {
  credentials: {
    what: "لا تقبل الهيئة شهادة هذا الصندوق.",
    todo: "واصل البيع. على المالك أن يراجع الشهادة في بوابة فاتورة ويجددها اليوم.",
  },
  forbidden: {
    what: "شيء بين هذا الجهاز والهيئة يمنع الإرسال.",
    todo: "واصل البيع. اطلب من فني الإنترنت أن يسمح بعنوان الهيئة.",
  },
  wrong_address: {
    what: "الذي يجيب على عنوان الهيئة ليس خدمتها.",
    todo: "واصل البيع. تأكد من الإنترنت ومن صفحة دخول الواي فاي ثم أرسل من جديد.",
  },
  configuration: {
    what: "لا تفهم الهيئة طلبات هذا الصندوق.",
    todo: "واصل البيع. حدّث البرنامج أو اتصل بالدعم اليوم.",
  },
  answers: {
    what: "تجيب الهيئة بلا دليل على القبول.",
    todo: "واصل البيع. نعيد السؤال وحدنا؛ فإن دام ساعة فاتصل بالدعم.",
  },
};

const alarms: Record<Alarm, string> = {
  calm: "كل شيء في وقته.",
  half: "أقدم فاتورة تنتظر منذ أكثر من 12 ساعة. تأكد من الإنترنت وأرسل.",
  urgent: "أقدم فاتورة تنتظر منذ أكثر من 20 ساعة، والمهلة 24 ساعة. أرسلها الآن.",
  late: "فاتت مهلة 24 ساعة لفاتورة. أرسلها الآن ولو متأخرة.",
};

/** For whoever may not send. */
const alarmsToTell: Record<Alarm, string> = {
  calm: alarms.calm,
  half: "أقدم فاتورة تنتظر منذ أكثر من 12 ساعة. أخبر المدير.",
  urgent: "أقدم فاتورة تنتظر منذ أكثر من 20 ساعة، والمهلة 24 ساعة. نادِ المدير.",
  late: "فاتت مهلة 24 ساعة لفاتورة. نادِ المدير الآن.",
};

const filters: Record<Filter, string> = {
  latest: "آخر الفواتير",
  waiting: "بانتظار الإرسال",
  attention: "تحتاج مراجعة",
};

const healers: Record<Healer, string> = {
  cashier: "الكاشير",
  manager: "المدير",
  accountant: "المحاسب",
  installer: "فني التركيب",
  us: "دعم صندوق",
};

const cures: Record<Cure, string> = {
  amended: "يُصحح ويعاد إصداره",
  unchanged: "يعاد إصداره كما هو بعد زوال السبب",
  never: "لا تعالجه إعادة الإصدار",
  needless: "مقبول، لا يلزمه شيء",
};

const proofs: Record<RequestProof, string> = {
  kept: "الطلب محفوظ",
  proved: "الطلب مطابق لما أُرسل",
  differs: "الطلب لا يطابق ما أُرسل",
  not_noted: "لم تُحفظ بصمة الطلب",
};

export const documentsAr = {
  refusals,
  alarms,
  alarmsToTell,
  filters,
  rejectedNotice: (n: number) =>
    arabicCount(n, {
      zero: "لا مرفوض.",
      one: "فاتورة مرفوضة تحتاج إلى تصحيح.",
      two: "فاتورتان مرفوضتان تحتاجان إلى تصحيح.",
      few: "{n} فواتير مرفوضة تحتاج إلى تصحيح.",
      other: "{n} فاتورة مرفوضة تحتاج إلى تصحيح.",
    }),
  heldNotice: (n: number) =>
    arabicCount(n, {
      zero: "لا محتجز.",
      one: "فاتورة ردّت عليها الهيئة بلا قبول ولا رفض. افتحها وأرسلها مرة أخرى.",
      two: "فاتورتان ردّت عليهما الهيئة بلا قبول ولا رفض. افتحهما وأرسلهما مرة أخرى.",
      few: "{n} فواتير ردّت عليها الهيئة بلا قبول ولا رفض. افتحها وأرسلها مرة أخرى.",
      other: "{n} فاتورة ردّت عليها الهيئة بلا قبول ولا رفض. افتحها وأرسلها مرة أخرى.",
    }),
  clockNotices: {
    ahead: (by: string) =>
      `ساعة هذا الجهاز متقدمة على ساعة الهيئة بمقدار ${by}. فعّل ضبط الوقت التلقائي؛ فما يصدر بعد منتصف الليل ينتظر حتى يبدأ يومه عندها.`,
    behind: (by: string) => `ساعة هذا الجهاز متأخرة عن ساعة الهيئة بمقدار ${by}. فعّل ضبط الوقت التلقائي.`,
  },
  /** How far two clocks are apart. */
  apart: (hours: number, minutes: number, seconds: number) =>
    [
      ...(hours > 0
        ? [arabicCount(hours, { zero: "", one: "ساعة", two: "ساعتين", few: "{n} ساعات", other: "{n} ساعة" })]
        : []),
      ...(minutes > 0
        ? [
            arabicCount(minutes, {
              zero: "",
              one: "دقيقة",
              two: "دقيقتين",
              few: "{n} دقائق",
              other: "{n} دقيقة",
            }),
          ]
        : []),
      ...(seconds > 0
        ? [
            arabicCount(seconds, {
              zero: "",
              one: "ثانية",
              two: "ثانيتين",
              few: "{n} ثوان",
              other: "{n} ثانية",
            }),
          ]
        : []),
    ].join(" و"),
  show: "اعرض",
  openCertificate: "افتح الشهادة",
  /** Until when what waits must be with the authority. */
  sendBy: (time: string) => `آخر موعد لإرسال أقدم فاتورة ${time}.`,
  held: "بانتظار قرار",
  chip: {
    certificate: "شهادة مرفوضة",
    stopped: "الإرسال متوقف",
    mend: "المسها لتصحيحها",
  },
  since: (hours: number, minutes: number) =>
    hours > 0
      ? `منذ ${hours} س${minutes === 0 ? "" : ` ${minutes} د`}`
      : arabicCount(minutes, {
          zero: "منذ أقل من دقيقة",
          one: "منذ دقيقة",
          two: "منذ دقيقتين",
          few: "منذ {n} دقائق",
          other: "منذ {n} دقيقة",
        }),
  warnings: "مع تنبيه",
  nothingWaits: "لا فاتورة بانتظار الإرسال.",
  nothingNeedsYou: "لا فاتورة تحتاج مراجعة.",
  parked: "لا تُسلم قبل الاعتماد",
  replacedBy: "صدر بدلها",
  heal: "صحّح",

  certificateFrom: "سارية من",
  certificateFromTo: (begins: string, ends: string) => `من ${begins} إلى ${ends}`,
  ready: {
    training: {
      title: "جاهز للتدريب",
      text: "بِع للتجربة كما تشاء، فلا أثر نظامي لما تبيعه هنا.",
      start: "ابدأ التدريب",
    },
    simulation: {
      title: "جاهز للمحاكاة",
      text: "لا أثر نظامي لهذه الفواتير، فلا تبع بها بيعا فعليا.",
      start: "ابدأ المحاكاة",
    },
  },
  forDevelopers: "للمطورين",
  wrongFields: (n: number) =>
    arabicCount(n, {
      zero: "",
      one: "بقي حقل واحد يحتاج إلى تصحيح",
      two: "بقي حقلان يحتاجان إلى تصحيح",
      few: "بقيت {n} حقول تحتاج إلى تصحيح",
      many: "بقي {n} حقلا تحتاج إلى تصحيح",
      other: "بقي {n} حقل تحتاج إلى تصحيح",
    }),
  forbiddenSigns: (signs: string) =>
    /^[\u2066]?&[\u2069]?$/.test(signs) ? `اكتب «و» بدل ${signs}.` : `احذف ${signs}، فلا تقبلها الفاتورة.`,

  page: {
    kinds: {
      invoice: { standard: "فاتورة ضريبية", simplified: "فاتورة ضريبية مبسطة" },
      credit_note: { standard: "إشعار دائن ضريبي", simplified: "إشعار دائن مبسط" },
      debit_note: { standard: "إشعار مدين ضريبي", simplified: "إشعار مدين مبسط" },
    },
    originals: "على الفاتورة",
    reason: "سبب الإشعار",
    buyer: "العميل",
    paid: "طريقة الدفع",
    givenBack: "طريقة رد المبلغ",
    creditedBy: "إشعارات دائنة عليها",
    cleared: "اعتُمدت",
    clearedWithWarnings: "اعتُمدت مع تنبيه",
    heldTodo: "ردّت الهيئة بلا قبول ولا رفض. أرسلها مرة أخرى، فإن تكرر فاتصل بالدعم.",
    issuedAt: "وقت الإصدار",
    cashier: "الكاشير",
    icv: "التسلسل",
    uuid: "المعرف",
    hash: "البصمة",
    paper: "الإيصال",
    timeline: "المراسلات مع الهيئة",
    xml: "النص الموقّع (XML)",
    copyXml: "انسخ النص",
    copied: "نُسخ",
    first: "الأولى، وهي مرفوضة",
    anew: "صدرت بدل المرفوضة",
    inForce: "السارية",
    lacksCopy: "لم تصل نسخة الهيئة المعتمدة",
    lacksCopyTodo:
      "اعتمدت الهيئة هذه الفاتورة ولم ترسل نسختها. نزّلها من بوابة فاتورة واحفظها معها؛ والمطبوع هنا من نسختنا.",
    silent: "لم تُرسل بعد",
    release: "أرسل مرة أخرى",
    released: "تُرسل من جديد كما هي",
    clinic: "صحّح",
    reprint: "اطبع نسخة",
    took: (milliseconds: string) => `${milliseconds} مللي ثانية`,
    answer: "تفاصيل الرد",
    tries: (n: number) =>
      arabicCount(n, {
        zero: "",
        one: "محاولة واحدة",
        two: "محاولتان",
        few: "{n} محاولات",
        other: "{n} محاولة",
      }),
    operations: {
      reporting: "إبلاغ",
      clearance: "اعتماد",
      compliance_csid: "طلب شهادة الاختبار",
      compliance_check: "فحص الالتزام",
      production_csid: "طلب شهادة الإنتاج",
      renewal: "تجديد الشهادة",
    } as Record<string, string>,
    outcomes: {
      accepted: "قُبلت",
      already_accepted: "مقبولة من قبل",
      rejected: "رُفضت",
      network: "لا إنترنت",
      rate: "طلبت الهيئة التمهل",
      empty_rejection: "رد بلا سبب",
      payload: "لم تُستلم لحجمها",
      timeout: "لا رد في الوقت",
      disconnected: "انقطع الاتصال",
      server: "خلل عند الهيئة",
      incomplete: "رد ناقص",
      unreadable: "رد لا يُقرأ",
      no_evidence: "رد بلا دليل",
      contradictory: "رد متناقض",
      credentials: "لم تُقبل الشهادة",
      configuration: "لم يُفهم الطلب",
      clearance_off: "الاعتماد متوقف",
      issued: "صدرت الشهادة",
      compliance_needed: "يلزم فحص الالتزام",
      wrong_otp: "رمز التحقق غير صحيح",
      invalid_csr: "طلب الشهادة غير صحيح",
      missing_steps: "لم تكتمل الفحوص",
      refused: "رُفض الطلب",
    } as Record<string, string>,
    otherOutcome: "بلا قبول ولا رفض",
    proofs,
  },

  clinic: {
    title: (number: string) => `تصحيح الفاتورة ${number}`,
    why: "لماذا رُفضت",
    who: "من يصححها",
    healers,
    cures,
    code: "رمز الهيئة ونصها",
    form: "صحّح هنا",
    others: "بيانات أخرى يمكن تصحيحها",
    changes: "ما يتغير",
    nothingChanges: "لا شيء يتغير: يعاد الإصدار كما هو.",
    nothingYet: "صحّح ما رُفضت بسببه، ثم أعد الإصدار.",
    notYet: "ما زال يمنع الإصدار",
    empty: "بلا",
    money:
      "الرقم والوقت والمبالغ تبقى كما هي. لتغيير مبلغ: أعد الإصدار كما هو، وبعد قبوله أصدر إشعارا دائنا ثم بع من جديد.",
    never:
      "الخطأ في مبلغ حسبه البرنامج، وإعادة الإصدار لا تغير المبالغ. اتصل بالدعم واذكر رقم الفاتورة ورمز الهيئة، ولا ترد المبلغ بإشعار دائن قبل قبولها.",
    authorityCode: "رمز الهيئة",
    copyForSupport: "انسخ الرقم والرمز",
    copied: "نُسخ. ألصقه في رسالتك إلى الدعم.",
    missing: "ناقص",
    fillThis: "املأ هذا الحقل.",
    fillOneOf: "املأ الرقم الضريبي أو نوع المعرّف ورقمه.",
    reissue: "أعد الإصدار",
    reissuing: "نوقّع من جديد…",
    reissued: (icv: string) => `صدر من جديد بالتسلسل ${icv}، والمرفوض محفوظ معه.`,
    buyer: "المشتري",
    shop: "المتجر",
    shopHint: "تُصحح بيانات المتجر لكل فاتورة قادمة.",
    vatStays: "الرقم الضريبي من الشهادة ولا يتغير.",
    reason: "سبب الإشعار",
    names: "أسماء الأصناف",
    exemptions: "سبب عدم احتساب الضريبة",
    categories: { Z: "خاضع لنسبة الصفر", E: "معفى", O: "خارج نطاق الضريبة" } as Record<string, string>,
    statements: "بيانات الفاتورة",
    note: "ملاحظة",
    order: "أمر الشراء",
    supplyOn: "تاريخ التوريد",
    supplyUntil: "آخر يوم للتوريد",
    wrongDay: `اكتب اليوم مثل ${leftToRight("22/11/2026")}.`,
    day: leftToRight("22/11/2026"),
    flags: {
      third_party: "صادرة بالنيابة عن البائع",
      nominal: "توريد اسمي (بلا مقابل)",
      export: "فاتورة تصدير",
      summary: "فاتورة ملخصة",
    } as Record<string, string>,
    country: "الدولة",
    idSchemes: {
      "": "بلا",
      TIN: "رقم مميز",
      CRN: "سجل تجاري",
      MOM: "رخصة بلدية",
      MLS: "رخصة وزارة الموارد",
      "700": "رقم موحد 700",
      SAG: "رخصة استثمار",
      NAT: "هوية وطنية",
      GCC: "هوية خليجية",
      IQA: "إقامة",
      PAS: "جواز سفر",
      OTH: "معرّف آخر",
    } as Record<string, string>,
    buyerName: "اسم المشتري",
    fields: {
      "seller.name": "اسم المتجر",
      "seller.vat_number": "الرقم الضريبي للمتجر",
      "seller.id_scheme": "نوع معرّف المتجر",
      "seller.id": "معرّف المتجر",
      "seller.street": "شارع المتجر",
      "seller.building": "رقم مبنى المتجر",
      "seller.additional": "الرقم الإضافي للمتجر",
      "seller.district": "حي المتجر",
      "seller.city": "مدينة المتجر",
      "seller.postal_code": "الرمز البريدي للمتجر",
      "buyer.name": "اسم المشتري",
      "buyer.vat_number": "الرقم الضريبي للمشتري",
      "buyer.id_scheme": "نوع معرّف المشتري",
      "buyer.id": "معرّف المشتري",
      "buyer.street": "شارع المشتري",
      "buyer.building": "رقم مبنى المشتري",
      "buyer.additional": "الرقم الإضافي للمشتري",
      "buyer.district": "حي المشتري",
      "buyer.city": "مدينة المشتري",
      "buyer.postal_code": "الرمز البريدي للمشتري",
      "buyer.country": "دولة المشتري",
      flags: "صفة العملية",
      "supply.on": "تاريخ التوريد",
      "supply.until": "آخر يوم للتوريد",
      note: "ملاحظة",
      order: "أمر الشراء",
      reason: "سبب الإشعار",
      "lines.name": "اسم الصنف",
      "lines.exemption": "سبب عدم احتساب الضريبة",
      "lines.vat": "ضريبة السطر",
      issued_at: "وقت الإصدار",
      totals: "المبالغ",
      stamp: "الختم",
      qr: "رمز QR",
      chain: "السلسلة",
      uuid: "المعرف",
      tenders: "طريقة الدفع",
    } as Record<string, string>,
  },
};

export type DocumentWords = typeof documentsAr;
