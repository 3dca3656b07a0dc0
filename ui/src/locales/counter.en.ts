import type { CounterWords } from "./counter.ar";

export const counterEn: CounterWords = {
  tenders: { cash: "Cash", card: "Card", transfer: "Transfer", credit: "On account" },

  approval: {
    title: "Approval needed",
    who: "Who allows it?",
    pinOf: (name) => `PIN of ${name}`,
    allow: "Allow",
    nobody: "This till has no supervisor or manager yet. Ask the owner to add one.",
    notAllowed: "This is beyond this person too. Choose another.",
  },
};
