import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** Nothing may come from or go to another origin. WebAssembly's threads are workers made of blobs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** Isolation gives WebAssembly its threads. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** The policy in the page itself, for servers that send no headers. */
const policyInPage: Plugin = {
  name: "policy-in-page",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
};

/** What scorer-pii imports only to find people and organisations, which the page does not ask it for: 28 MB. */
const UNUSED = ["@preflm/transformers"];

export default defineConfig({
  base: "./",
  publicDir: ".cache/public",
  resolve: { conditions: ["preflm:source", ...defaultClientConditions] },
  plugins: [policyInPage],
  worker: { format: "es", rolldownOptions: { external: UNUSED } },
  build: {
    assetsInlineLimit: 0,
    target: "es2023",
    chunkSizeWarningLimit: 2000,
    emptyOutDir: true,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  server: { host: "127.0.0.1", headers: ISOLATION },
  preview: {
    host: "127.0.0.1",
    headers: { ...ISOLATION, "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer" },
  },
});
