import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { standInPlugin } from "./testing/stand-in/plugin.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** `CAUDAL_API` proxies to a running server, whose `CAUDAL_BASE_URL` has to be this page's address; without it the development server answers from the stand-in. */
const api = process.env["CAUDAL_API"];

export default defineConfig(({ command }) => ({
  root,
  plugins: [react(), tailwindcss(), ...(command === "serve" && api === undefined ? [standInPlugin()] : [])],
  build: {
    outDir: "dist",
    target: "es2023",
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Modules run in the order in which they are imported, across chunks too: app/no-eval.ts must come before any schema.
    rolldownOptions: { output: { strictExecutionOrder: true } },
  },
  ...(api === undefined ? {} : { server: { proxy: { "/api": api, "/functions": api } } }),
}));
