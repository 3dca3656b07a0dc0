import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The window's content security policy forbids inline scripts, inline styles and data: fonts, so nothing is inlined.
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  clearScreen: false,
  // The mark stands outside, in `assets`.
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // Few files, each of what is needed together: the first picture, the counter, and every screen that comes later.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            { name: "counter", test: /screens[\\/]Till\.svelte/, priority: 1 },
          ],
        },
      },
    },
  },
  // Under test Svelte must resolve to its browser build.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "tests/**/*.test.ts"] },
});
