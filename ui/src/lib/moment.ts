// Moments are Unix milliseconds; the shop's clock is Riyadh's wherever the machine was set up.

const zone = "Asia/Riyadh";
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});
const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
});

export function timeOfDay(moment: number): string {
  return clock.format(moment);
}

export function calendarDay(moment: number): string {
  return day.format(moment);
}

/** A day as the till keeps it, `2026-11-22`, as screens show it: `22/11/2026`. Anything else stays as it is. */
export function shownDay(text: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year === undefined ? text : `${date}/${month}/${year}`;
}

/** The other way about, as soon as the day is whole. */
export function isoDay(text: string): string {
  const [, date, month, year] = /^\s*(\d{2})\/(\d{2})\/(\d{4})\s*$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month}-${date}`;
}

/** Whole hours, and the minutes beyond them. */
export function hoursAndMinutes(seconds: number): [number, number] {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  return [Math.floor(minutes / 60), minutes % 60];
}

/** Hours and minutes: 720 seconds are `0:12`. */
export function age(seconds: number): string {
  const [hours, minutes] = hoursAndMinutes(seconds);
  return `${hours}:${String(minutes).padStart(2, "0")}`;
}

/** Minutes and seconds: 75 seconds are `1:15`. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
