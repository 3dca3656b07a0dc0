import { ar, type Words } from "../locales/ar";
import { en } from "../locales/en";

export type Tongue = "ar" | "en";

const dictionaries: Record<Tongue, Words> = { ar, en };

let tongue = $state<Tongue>("ar");

/** All words of the screen, in the language of the moment. */
export function words(): Words {
  return dictionaries[tongue];
}

/** The words of one language, whatever is spoken: for those who are to read both. */
export function wordsIn(language: Tongue): Words {
  return dictionaries[language];
}

export function spoken(): Tongue {
  return tongue;
}

/** Also turns the page around: Arabic is read from the right. */
export function speak(language: Tongue): void {
  tongue = language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = dictionaries[language].product;
}

/** The name to show of something that has both. */
export function named(thing: { name_ar: string; name_en: string }): string {
  const [first, second] = tongue === "ar" ? [thing.name_ar, thing.name_en] : [thing.name_en, thing.name_ar];
  return first || second;
}
