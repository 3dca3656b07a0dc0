import type { TenderKind } from "../backend/wire";

// What is said at the counter beside the cart itself: approvals, holds, customers, returns, locking, the customer's side.

const tenders: Record<TenderKind, string> = {
  cash: "نقد",
  card: "بطاقة",
  transfer: "تحويل",
  credit: "آجل",
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
  },
};

export type CounterWords = typeof counterAr;
