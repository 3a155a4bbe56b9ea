// Builds the page into the room of the service that serves it. File names carry a hash; manifest.json names
// them, so that the shell template never guesses. Nothing is inlined: the policy is script-src and style-src
// 'self' alone.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Cornerstone's decoders, which its package does not export one by one. */
const decoders = fileURLToPath(
  new URL("node_modules/@cornerstonejs/dicom-image-loader/dist/esm/shared/decoders/", import.meta.url),
);
/** What the decoders ask of Node, which they do not use in a browser. */
const nothing = fileURLToPath(new URL("src/compare/drawing/nothing.ts", import.meta.url));
/** How long each part of the build took is nobody's business who only wants the page. */
const quiet = { bundlerTimings: false };
const dist = fileURLToPath(new URL("../src/tijdlijn/services/timeline/web/dist", import.meta.url));

export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      // vtk.js means the packages of these names, not what the browser leaves out of Node's.
      { find: /^events$/, replacement: "events/" },
      { find: /^url$/, replacement: "url/" },
      { find: /^(fs|path)$/, replacement: nothing },
      { find: /^cornerstone-decoders\//, replacement: decoders },
    ],
  },
  // A worker's file is known by its name: only its answer lets WebAssembly be compiled.
  worker: { format: "es", rolldownOptions: { checks: quiet, output: { entryFileNames: "assets/worker-[name]-[hash].js" } } },
  build: {
    outDir: dist,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 3_500, // Cornerstone, fetched when images are first in view
    rolldownOptions: { input: "src/main.ts", checks: quiet },
  },
});
