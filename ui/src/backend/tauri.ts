import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { AppState, Topic } from "./wire";

declare global {
  interface Window {
    /** Put there by the shell before the page begins; not in the customer's window. */
    tillAtStart?: AppState;
  }
}

export function insideTauri(): boolean {
  return "__TAURI_INTERNALS__" in window;
}

export function invokeOverTauri(name: string, request: unknown): Promise<unknown> {
  // The customer's window may run this one and no other.
  if (name === "display_show" && location.hash === "#display") return invoke("display", {});
  return invoke("command", { name, request });
}

export function listenOverTauri(heard: (topic: Topic) => void): void {
  void listen<Topic>("changed", (event) => heard(event.payload));
}

/** Only for the first page of a window: it is put into a page that is loaded again too, and is old by then. */
export function stateFromTauri(): AppState | undefined {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "reload" ? undefined : window.tillAtStart;
}

export async function openPdfOverTauri(number: string): Promise<void> {
  await invoke("open_pdf", { number });
}

/** The customer's side in a window of its own, on the second screen where there is one. */
export async function openDisplayOverTauri(): Promise<void> {
  await invoke("open_display");
}
