// Builds the style sheet and one self-contained script per page that needs one.
import { rm } from "node:fs/promises";
import { build } from "vite";

const SCRIPTS = [
  "base",
  "app",
  "wizard",
  "progress",
  "evidence",
  "password",
  "work",
  "reference",
  "passkey",
  "codes",
  "palette",
];
const watch = process.argv.includes("--watch") ? {} : null;

const preserveEntrySignatures = "exports-only";
const output = {
  entryFileNames: "[name].js",
  assetFileNames: ({ names }) => {
    const name = names[0] ?? "";
    return name.endsWith(".woff2") ? "inter.woff2" : "[name][extname]";
  },
};

await rm(new URL("../static/built", import.meta.url), { recursive: true, force: true });
await build({ build: { watch, rollupOptions: { input: "css/assay.css", output } } });
for (const name of SCRIPTS) {
  await build({
    build: { watch, rollupOptions: { input: { [name]: `ts/${name}.ts` }, output, preserveEntrySignatures } },
  });
}
