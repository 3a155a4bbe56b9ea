// Builds the page into the room of the service that serves it. File names carry a hash; manifest.json names
// them, so that the shell template never guesses. Nothing is inlined: the policy is script-src and style-src
// 'self' alone.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const dist = fileURLToPath(new URL("../src/tijdlijn/services/timeline/web/dist", import.meta.url));

export default defineConfig({
  publicDir: false,
  build: {
    outDir: dist,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: { input: "src/main.ts" },
  },
});
