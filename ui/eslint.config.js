import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauri = { regex: "^@tauri-apps/", message: "Only src/backend speaks to the shell." };

/** Imports go downward only: screens, features, components, lib. */
function tier(folder, above) {
  return {
    files: [`src/${folder}/**/*.{ts,svelte}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            tauri,
            {
              regex: `^\\.\\.?/(.*/)?(${above.join("|")})/`,
              message: `${folder} may not import from a higher tier.`,
            },
          ],
        },
      ],
    },
  };
}

export default typescript.config(
  { ignores: ["dist/", "node_modules/", "src/backend/wire.ts"] },
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // Style directives set properties from script, which the security policy allows; a test bans static attributes.
      "svelte/no-at-html-tags": "error",
      "svelte/button-has-type": "error",
      "no-restricted-imports": ["error", { patterns: [tauri] }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
  },
  { files: ["src/backend/**/*.ts"], rules: { "no-restricted-imports": "off" } },
  tier("features", ["screens"]),
  tier("components", ["screens", "features", "backend"]),
  tier("lib", ["screens", "features", "components"]),
  { files: ["*.config.{js,ts}", "tests/**"], languageOptions: { globals: globals.node } },
);
