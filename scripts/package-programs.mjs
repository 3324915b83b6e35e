// For each published package, a few lines that use it alone: installed from its tarball, in plain node.
// They throw where something is wrong; `check-packages.mjs` runs them.

import { pluginPrograms } from "./plugin-programs.mjs";

/** A package that is only imported, and must export these names; and so must its subpath for browsers, if it has one. */
const exporting = (name, exports, forBrowsers) => [
  name,
  {
    source: `
      import assert from "node:assert/strict";
      const check = async (path, names) => {
        const all = await import(path);
        for (const name of names) assert.ok(name in all, path + " does not export " + name);
      };
      await check("${name}", ${JSON.stringify(exports)});
      ${forBrowsers ? `await check("${name}/browser", ${JSON.stringify(forBrowsers)});` : ""}
    `,
  },
];

export const programs = Object.fromEntries([
  exporting("@preflm/core", [
    "createRegistry",
    "lossGradient",
    "PreflmError",
    "quantile",
    "random",
  ]),
  exporting(
    "@preflm/eval",
    [
      "acrossSeeds",
      "calibrate",
      "divergence",
      "endpointReference",
      "generate",
      "inspect",
      "renderInspection",
      "renderReport",
      "selfBleu",
      "textTable",
    ],
    ["bitsPerByte", "chooseMark", "generate", "summarise"],
  ),
  exporting("@preflm/gpt", ["initialise", "layout", "encodeSafetensors", "sizes"]),
  exporting("@preflm/text", ["lines", "sentences"]),
  [
    "preflm",
    {
      types: ["node"],
      // Tasks and the doctor's probes begin with a file of the package, which a bundle must not lose.
      source: `
        import assert from "node:assert/strict";
        import { writeFileSync } from "node:fs";
        import { pathToFileURL } from "node:url";
        import { auto, doctor, run, runTasks } from "preflm";
        import { learningRateAt } from "preflm/browser";
        assert.equal(typeof run, "function");
        assert.equal(learningRateAt(0, 1, { learningRate: 1, warmup: 0, decay: "constant", finalShare: 0 }), 1);
        writeFileSync("task.mjs", "export const twice = async (input) => 2 * input;");
        const module = pathToFileURL("task.mjs").href;
        const { results, failed } = await runTasks([{ name: "one", module, export: "twice", input: 21 }], { folder: "tasks" });
        assert.deepEqual(failed, []);
        assert.equal(results.one, 42);
        await assert.rejects(auto().probe(), /npm install @preflm.backend-onnxruntime/);
        const report = 'async () => ({ device: "cpu", detail: "a file", gigaflops: 1 })';
        writeFileSync("mine.mjs", 'export const mine = () => ({ specificationVersion: "v1", name: "mine", load() {}, probe: ' + report + " });");
        writeFileSync("mine.json", '{ "backend": "./mine.mjs" }');
        const { checks } = await doctor({ config: "mine.json" });
        assert.equal(checks.find(({ name }) => name === "./mine.mjs (configured)").detail, "1.0 GFLOP/s (a file)");
      `,
    },
  ],
  [
    "@preflm/reproduce",
    {
      types: ["node"],
      source: `
        import assert from "node:assert/strict";
        import { mail, python, reproduce, tasks } from "@preflm/reproduce";
        for (const corpus of [mail(), python()]) {
          for await (const { text, label } of corpus.documents()) {
            assert.ok(text.length > 0 && label.length > 0);
            break;
          }
        }
        assert.equal(tasks.pii.scorer.use, "pii");
        const print = () => {};
        assert.match(await reproduce({ paper: "korbak2023", scale: "paper", print }), /GPT-2/);
      `,
    },
  ],
  ...pluginPrograms,
  [
    "@preflm/data",
    {
      types: ["node"],
      // The tokenizer is native code in a process of its own, Snappy is WebAssembly: what a bundle most easily breaks.
      source: `
        import assert from "node:assert/strict";
        import { writeFileSync } from "node:fs";
        import { gpt2Tokenizer, openCorpus, trainTokenizer } from "@preflm/data";
        import { loadTokenizerJson, packInMemory } from "@preflm/data/browser";
        async function* texts() { yield "a banana, a bandana, a banana"; }
        const parquet = "UEFSMRUGFUAVKlwVAhUAFQIVABUAFQAAACA8HAAAAGEgYmFuYW5hLCBhID4KABUEGSxIBHJvb3QVAgAVDCUAGAR0ZXh0" +
          "JQAAFgIZHBkcJggcFQwZFQAZGAR0ZXh0FQIWAhZqFlQmCAAAFmoWAjZUACgAGRwcAAAASgAAAFBBUjE=";
        writeFileSync("one.parquet", Buffer.from(parquet, "base64"));
        for await (const { text } of openCorpus("one.parquet").documents()) assert.equal(text, "a banana, a banana, a banana");
        for (const tokenizer of [await trainTokenizer(texts(), { vocabulary: 260 }), await gpt2Tokenizer()]) {
          const [ids] = await tokenizer.encode(["naïve 🙂"]);
          assert.equal(tokenizer.decode(ids), "naïve 🙂");
          const plain = await loadTokenizerJson(tokenizer.toJSON());
          assert.deepEqual(await plain.encode(["naïve 🙂"]), [ids]);
          const document = { id: "one", segments: [{ text: "naïve 🙂", score: 0 }] };
          const { tokens } = await packInMemory([document], { tokenizer: plain, objective: {}, seed: 0 });
          assert.equal(tokens, ids.length + 1);
        }
      `,
    },
  ],
  [
    "@preflm/scoring",
    {
      types: ["node"],
      // Worker threads begin with a file of the package, which a bundle must not lose.
      source: `
        import assert from "node:assert/strict";
        import { writeFileSync } from "node:fs";
        import { openScores, parallelScorer, scoreCorpus } from "@preflm/scoring";
        writeFileSync("scorer.mjs", \`
          export function length({ scale }) {
            const score = (text) => scale * text.length;
            return {
              specificationVersion: "v1", name: "length", fingerprint: "length " + scale,
              annotate: async (documents) => documents.map((text) => [{ text, score: score(text) }]),
              score: async (texts) => texts.map(score),
            };
          }\`);
        const texts = Array.from({ length: 500 }, (_, i) => "Letter " + "x".repeat(i));
        writeFileSync("corpus.jsonl", texts.map((text) => JSON.stringify({ text }) + "\\n").join(""));
        const scorer = { module: "./scorer.mjs", export: "length", options: { scale: 2 } };
        for (const format of ["jsonl", "parquet"]) {
          const { folder, manifest } = await scoreCorpus({ input: "corpus.jsonl", scorer, workers: 2, format, blockSize: 4096 });
          assert.equal(manifest.speed?.workers ?? 2, 2);
          let read = 0;
          for await (const { text, segments } of openScores(folder).documents()) {
            assert.equal(text, texts[read++]);
            assert.equal(segments[0].score, 2 * text.length);
          }
          assert.equal(read, texts.length);
        }
        const parallel = await parallelScorer(scorer, { workers: 2 });
        assert.deepEqual(await parallel.score(["a", "bb"]), [2, 4]);
        await parallel.close();
      `,
    },
  ],
  [
    "@preflm/serve",
    {
      types: ["node"],
      // A model that says "b" after "a" and "a" after all else, over HTTP.
      source: `
        import assert from "node:assert/strict";
        import { trainTokenizer } from "@preflm/data";
        import { serveModel } from "@preflm/serve";
        async function* texts() { yield "a b"; }
        const tokenizer = await trainTokenizer(texts(), { vocabulary: 257 });
        const [[a], [b]] = await tokenizer.encode(["a", "b"]);
        const unsupported = async () => { throw new Error("not here"); };
        const model = {
          config: { layers: 1, width: 1, heads: 1, context: 16, vocabulary: 257 },
          accumulate: unsupported, update: unsupported, evaluate: unsupported, save: unsupported, dispose() {},
          async decode([prompt]) {
            const logits = new Float32Array(257);
            const show = (last) => logits.fill(0).set([9], last === a ? b : a);
            show(prompt.at(-1));
            return { rows: 1, position: 0, logits, step: async ([token]) => show(token), select() {}, dispose() {} };
          },
        };
        const server = await serveModel({ model, tokenizer, name: "ab", port: 0 });
        const response = await fetch(server.url + "/completions", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ model: "ab", prompt: "a", max_tokens: 4, temperature: 0 }),
        });
        assert.equal((await response.json()).choices[0].text, "baba");
        await server.close();
      `,
    },
  ],
  [
    "@preflm/tensorboard",
    {
      types: ["node"],
      source: `
        import assert from "node:assert/strict";
        import { readFileSync } from "node:fs";
        import { eventWriter } from "@preflm/tensorboard";
        const writer = eventWriter("events");
        writer.scalar("train/loss", 1, 0.5);
        writer.close();
        const bytes = readFileSync(writer.path, "latin1");
        assert.ok(bytes.includes("brain.Event:2") && bytes.includes("train/loss"));
      `,
    },
  ],
  [
    "@preflm/adapters",
    {
      // Without vitest, jest, autoevals and evalite: its types must not need theirs.
      source: `
        import assert from "node:assert/strict";
        import { fromAutoevals, matchers, toAutoevals } from "@preflm/adapters";
        const exact = ({ output }) => ({ name: "exact", score: output === "yes" ? 1 : 0 });
        const scorer = fromAutoevals(exact, { name: "exact", version: "1" });
        assert.deepEqual(await scorer.score(["yes", "no"]), [0, 1]);
        assert.equal((await toAutoevals(scorer, { worst: 1 })({ output: "yes" })).score, 1);
        assert.equal((await matchers.toScoreBelow.call({}, "no", scorer, 1)).pass, false);
      `,
    },
  ],
  [
    "@preflm/transformers",
    {
      // Its peer is not installed here: the error that says so must come.
      source: `
        import assert from "node:assert/strict";
        import { mkdir, writeFile } from "node:fs/promises";
        import { textClassifier } from "@preflm/transformers";
        await assert.rejects(textClassifier({ folder: "none" }), /There is no folder/);
        await mkdir("model/onnx", { recursive: true });
        const files = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx"];
        for (const file of files) await writeFile("model/" + file, "{}");
        await assert.rejects(textClassifier({ folder: "model" }), /npm install @huggingface/);
      `,
    },
  ],
  [
    "@preflm/testkit",
    {
      dependencies: { vitest: "4.1.12" },
      file: "kit.test.js",
      command: ["npx", "vitest", "run"],
      source: `
        import { testObjective } from "@preflm/testkit";
        const mle = {
          specificationVersion: "v1",
          name: "mle",
          loss: (batch) => ({ likelihood: new Float32Array(batch.targets.length).fill(1) }),
        };
        testObjective(mle, { equalsMleAt: [mle] });
      `,
    },
  ],
]);
