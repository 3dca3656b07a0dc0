import { arabicCount } from "../lib/plural";

// What is said about paper, the printers that it comes from, and what stands on each sheet.

export const paperAr = {
  paper: {
    waiting: (n: number) =>
      arabicCount(n, {
        zero: "لا ورق ينتظر",
        one: "ورقة تنتظر",
        two: "ورقتان تنتظران",
        few: "{n} ورقات تنتظر",
        other: "{n} ورقة تنتظر",
      }),
    queue: "ورق لم يُطبع",
    cutOff: "انقطعت الطباعة قبل أن تتم.",
    torn: "ربما خرج جزء من الورقة، فما يُطبع الآن نسخة.",
    retry: "اطبع",
    drop: "لا حاجة لها",
    gift: "إيصال هدية",
    giftPrinted: "طُبع إيصال الهدية",
    sheet: "فاتورة A4",
    sheetPrinted: "أُرسلت الفاتورة إلى طابعة المكتب",
  },

  printers: {
    title: "الطابعات والورق",
    open: "الطابعات والورق",
    back: "رجوع",
    tabs: { printers: "الطابعات", paper: "شكل الورق" },
    add: "طابعة جديدة",
    name: "اسم الطابعة",
    duty: "عملها",
    duties: { receipts: "الإيصالات", office: "فواتير A4", spare: "احتياطية" },
    connection: "الاتصال",
    connectionHint:
      "عنوان في الشبكة مثل 192.168.1.50، أو طابعة وجدها الجهاز، أو paper لتُحفظ الأوراق صورا في مجلد الصندوق.",
    discover: "ابحث في الجهاز",
    noneFound: "لم يجد الجهاز طابعة. اكتب عنوانها في الشبكة.",
    paper: "الورق",
    papers: { roll58: "58 مم", roll80: "80 مم", roll80_narrow: "80 مم بعرض 512 نقطة", a4: "A4" },
    fallback: "إن تعطلت فاطبع على",
    noFallback: "لا أحد",
    tryPage: "صفحة اختبار",
    tryDrawer: "افتح الدرج",
    ask: "اسأل الطابعة",
    pageSent: "أُرسلت صفحة الاختبار. امسح رموزها بالجوال.",
    drawerSent: "أُرسل أمر فتح الدرج.",
    conditions: {
      ready: "الطابعة جاهزة",
      paper_low: "الورق يوشك أن ينتهي",
      paper_out: "انتهى الورق",
      cover_open: "الغطاء مفتوح",
      fault: "في الطابعة عطل",
      offline: "الطابعة موقوفة",
      silent: "الطابعة متصلة ولا تجيب عن حالها",
    },
    more: "إعدادات متقدمة",
    cut: "قص الورق",
    cuts: { partial: "قص جزئي", full: "قص كامل", torn: "يُقطع باليد" },
    drawerPin: "طرف درج النقود",
    beeper: "صافرة بعد الطباعة",
    beepers: { silent: "بلا صافرة", epson: "طراز إبسون", plain: "طراز آخر" },
    blankRows: "الأسطر الفارغة",
    blankRowsChoices: { fed: "تُتخطى", sent: "تُرسل كاملة" },
    answers: "تجيب عن حالها",
    yesNo: { yes: "نعم", no: "لا" },
    bandBytes: "أكبر دفعة بالبايت",
    serialHint:
      "الطابعة التسلسلية بطيئة: إيصال كامل بسرعة 115200 يأخذ نحو سبع ثوان، فاجعل الأسطر الفارغة تُتخطى.",
    save: "احفظ",
    saved: "حُفظت الطابعة",
    remove: "احذف",
  },

  letterhead: {
    language: "لغة الورق",
    languages: { both: "العربية والإنجليزية", ar: "العربية", en: "الإنجليزية" },
    languageHint: "العربية واجبة على الفواتير، فتبقى تحت الإنجليزية إن اخترتها.",
    logo: "الشعار (PNG)",
    noLogo: "بلا شعار",
    header: "أسطر تحت اسم المحل",
    footer: "أسطر في آخر الورقة",
    save: "احفظ",
    saved: "حُفظ شكل الورق",
    preview: "صورة الورقة",
    previewOn: "معاينة على",
  },
};

export type PaperWords = typeof paperAr;
