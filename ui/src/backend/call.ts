import { invokeOverHttp, listenOverHttp, openDisplayOverHttp } from "./http";
import {
  insideTauri,
  invokeOverTauri,
  listenOverTauri,
  openDisplayOverTauri,
  openPdfOverTauri,
  stateFromTauri,
} from "./tauri";
import { type AppState, changes, type Commands, type Fault, type Topic } from "./wire";

const invoke = insideTauri() ? invokeOverTauri : invokeOverHttp;

/** Runs a command of the till. Rejects with a `Fault`, and with nothing else. */
export async function call<K extends keyof Commands>(
  name: K,
  request: Commands[K]["request"],
): Promise<Commands[K]["response"]> {
  try {
    const answer = (await invoke(name, request)) as Commands[K]["response"];
    for (const topic of changes[name]) announce(topic);
    return answer;
  } catch (cause) {
    throw asFault(cause);
  }
}

export function asFault(cause: unknown): Fault {
  if (typeof cause === "object" && cause !== null && "code" in cause) return cause as Fault;
  return {
    code: "machine_failed",
    message: String(cause),
    faults: [],
    rules: [],
    seconds: null,
    amount: null,
  };
}

const listeners = new Map<Topic, Set<() => void>>();
const due = new Map<Topic, ReturnType<typeof setTimeout>>();

/** The same change is told twice, by our own answer and by the till: they are gathered into one call. */
const GATHER_MS = 40;

function announce(topic: Topic): void {
  if (due.has(topic)) return;
  due.set(
    topic,
    setTimeout(() => {
      due.delete(topic);
      listeners.get(topic)?.forEach((refetch) => refetch());
    }, GATHER_MS),
  );
}

/** Calls `refetch` after each change of the topic, until the returned function is called. */
export function onChange(topic: Topic, refetch: () => void): () => void {
  const known = listeners.get(topic) ?? new Set();
  listeners.set(topic, known.add(refetch));
  return () => known.delete(refetch);
}

/** Where the till stood when its window was made, so that the first picture waits for no answer. */
export function stateAtStart(): AppState | undefined {
  return insideTauri() ? stateFromTauri() : undefined;
}

export function listenForChanges(): void {
  (insideTauri() ? listenOverTauri : listenOverHttp)(announce);
}

/** Opens the file of a document with the machine's own program; in a browser there is no such machine. Rejects with a `Fault`. */
export async function openPdf(number: string): Promise<void> {
  try {
    await openPdfOverTauri(number);
  } catch (cause) {
    throw asFault(cause);
  }
}

/** Opens the customer's side of the counter. Rejects with a `Fault`. */
export async function openDisplay(): Promise<void> {
  try {
    await (insideTauri() ? openDisplayOverTauri : openDisplayOverHttp)();
  } catch (cause) {
    throw asFault(cause);
  }
}
