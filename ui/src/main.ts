import "./styles/fonts.css";
import "./styles/scales.css";
import "./styles/roles.css";
import "./styles/base.css";
import "./styles/tables.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { listenForChanges, stateAtStart } from "./backend/call";
import { isDisplay } from "./features/display/display.svelte";
import { refreshApp, tookState } from "./features/session/app.svelte";

/** A till that answers sooner than this is shown as it is, with no other picture before it. */
const AT_ONCE_MS = 250;

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
listenForChanges();
const begun = stateAtStart();
if (begun !== undefined) tookState(begun);
else if (!isDisplay) {
  const patience = new Promise((resume) => setTimeout(resume, AT_ONCE_MS));
  await Promise.race([refreshApp(), patience]);
}
mount(App, { target });
// What the window was made with may be old by now.
if (begun !== undefined) void refreshApp();
