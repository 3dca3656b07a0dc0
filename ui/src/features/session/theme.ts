import type { Theme } from "../../backend/wire";

/** Puts the colours on that the shop has settled; `system` follows the machine, also when it changes. */
export function wear(theme: Theme): () => void {
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const put = () => {
    const dark = theme === "dark" || (theme === "system" && night.matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  };
  put();
  night.addEventListener("change", put);
  return () => night.removeEventListener("change", put);
}
