import type { Fault, Topic } from "./wire";

// The door for a browser on this machine: the token comes once in the page's address and leaves it at once.

const STORED = "sanduq-token";

function takeToken(): string {
  const address = new URL(location.href);
  const given = address.searchParams.get("token");
  if (given !== null) {
    sessionStorage.setItem(STORED, given);
    address.searchParams.delete("token");
    history.replaceState(null, "", address);
  }
  return sessionStorage.getItem(STORED) ?? "";
}

const token = takeToken();

function lost(message: string): Fault {
  return { code: "machine_failed", message, faults: [], rules: [], seconds: null, amount: null };
}

export async function invokeOverHttp(name: string, request: unknown): Promise<unknown> {
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sanduq-Token": token },
      body: JSON.stringify(request),
    });
    body = await answer.json();
  } catch (cause) {
    throw lost(`no answer to ${name}: ${String(cause)}`);
  }
  if (!answer.ok) {
    throw isFault(body) ? body : lost(`${name}: status ${answer.status}`);
  }
  return body;
}

function isFault(body: unknown): body is Fault {
  return typeof body === "object" && body !== null && "code" in body && "faults" in body;
}

export function listenOverHttp(heard: (topic: Topic) => void): void {
  const changes = new EventSource(`/api/changes?token=${encodeURIComponent(token)}`);
  changes.addEventListener("message", (event: MessageEvent<string>) =>
    heard(JSON.parse(event.data) as Topic),
  );
}

/** The customer's side in a window of its own: the same address, with the token that this one came with. */
export async function openDisplayOverHttp(): Promise<void> {
  const address = new URL(location.href);
  address.searchParams.set("token", token);
  address.hash = "display";
  if (window.open(address, "sanduq-display", "popup") === null) throw lost("the browser opens no window");
}
