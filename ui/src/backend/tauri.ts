import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Topic } from "./wire";

export function insideTauri(): boolean {
  return "__TAURI_INTERNALS__" in window;
}

export function invokeOverTauri(name: string, request: unknown): Promise<unknown> {
  return invoke("command", { name, request });
}

export function listenOverTauri(heard: (topic: Topic) => void): void {
  void listen<Topic>("changed", (event) => heard(event.payload));
}
