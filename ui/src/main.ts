import "./styles/fonts.css";
import "./styles/scales.css";
import "./styles/roles.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { listenForChanges } from "./backend/call";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
listenForChanges();
mount(App, { target });
