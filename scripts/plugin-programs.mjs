// The programs of the plugins; see package-programs.mjs.

const batch = `const batch = { rows: 1, columns: 2, inputs: new Int32Array([0, 1]), targets: new Int32Array([1, 2]), scores: new Float32Array([0, 0.5]) };`;

/** An objective's weights on two targets with scores 0 and 0.5. */
const objective = (name, factory, options = "") => [
  `@preflm/objective-${name}`,
  {
    source: `
      import assert from "node:assert/strict";
      import { ${factory} } from "@preflm/objective-${name}";
      ${batch}
      const objective = ${factory}(${options});
      assert.equal(objective.name, "${name}");
      const { likelihood } = objective.loss(batch);
      assert.equal(likelihood.length, 2);
      assert.ok(likelihood.every((weight) => weight >= 0 && weight < Infinity));
    `,
  },
];

/** A backend trains a tiny model for one step, and its loss falls. */
const backend = (name, factory, options = "", more = {}) => [
  `@preflm/backend-${name}`,
  {
    ...more,
    source: `
      import assert from "node:assert/strict";
      import { ${factory} } from "@preflm/backend-${name}";
      import { initialise } from "@preflm/gpt";
      ${batch}
      const config = { layers: 1, width: 8, heads: 2, context: 4, vocabulary: 5 };
      const model = await ${factory}(${options}).load(config, initialise(config, 1));
      const loss = { likelihood: new Float32Array([1, 1]) };
      const before = await model.accumulate(batch, loss, 0.5);
      await model.update({ learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, clipNorm: 1 });
      const after = await model.accumulate(batch, loss, 0.5);
      assert.ok(after < before, before + " → " + after);
      model.dispose();
    `,
  },
];

export const pluginPrograms = [
  objective("mle", "mle"),
  objective("filtered-mle", "filteredMle", "{ threshold: 0 }"),
  objective("conditional", "conditional", "{ threshold: 0 }"),
  objective("unlikelihood", "unlikelihood", "{ threshold: 0 }"),
  objective("rwr", "rwr", "{ beta: 1 }"),
  objective("awr", "awr", "{ beta: 1 }"),
  [
    "@preflm/objective-schedule",
    {
      source: `
        import assert from "node:assert/strict";
        import { schedule } from "@preflm/objective-schedule";
        const part = (name) => ({ specificationVersion: "v1", name, loss: () => ({ likelihood: new Float32Array(1) }) });
        const objective = schedule([{ objective: part("first"), until: 0.5 }, { objective: part("second") }]);
        assert.equal(objective.name, "first-then-second");
        assert.deepEqual(objective.phases.map(({ until }) => until), [0.5, 1]);
      `,
    },
  ],
  backend("reference", "reference"),
  backend("onnxruntime", "onnxruntime"),
  // With its optional peer: kernels are text, which the build must leave as it is.
  backend("tfjs", "tfjs"),
  backend("gpujs", "gpujs", '{ mode: "cpu" }', { dependencies: { "gpu.js": "2.24.1" } }),
  [
    "@preflm/scorer-pii",
    {
      source: `
        import assert from "node:assert/strict";
        import { pii } from "@preflm/scorer-pii";
        const [clean, dirty] = await pii().score(["Good morning.", "Write to ann@example.com."]);
        assert.equal(clean, 0);
        assert.ok(dirty > 0);
        const more = pii({ detectors: ["date_of_birth", "skype", "address"] });
        const texts = ["Born on 14 May 1980.", "Skype: ann_lee_42", "1 Main St, Boston, MA 02139"];
        assert.ok((await more.score(texts)).every((score) => score > 0));
      `,
    },
  ],
  [
    "@preflm/scorer-pep8",
    {
      source: `
        import assert from "node:assert/strict";
        import { check, pep8 } from "@preflm/scorer-pep8";
        const [clean, dirty] = await pep8().score(["x = 1\\n", "x=1\\n"]);
        assert.equal(clean, 0);
        assert.equal(dirty, 1 / 4);
        assert.deepEqual(check("x=1\\n"), [{ line: 1, column: 2, code: "E225" }]);
      `,
    },
  ],
  [
    "@preflm/scorer-compose",
    {
      source: `
        import assert from "node:assert/strict";
        import { compose } from "@preflm/scorer-compose";
        const length = {
          specificationVersion: "v1", name: "length", fingerprint: "length",
          annotate: async (documents) => documents.map((text) => [{ text, score: text.length }]),
          score: async (texts) => texts.map((text) => text.length),
        };
        const both = compose({ scorers: { a: length, b: length }, weights: { b: 2 } });
        assert.deepEqual(await both.annotate(["one"]), [[{ text: "one", score: 9 }]]);
      `,
    },
  ],
  [
    "@preflm/scorer-toxicity",
    {
      source: `
        import assert from "node:assert/strict";
        import { toxicity } from "@preflm/scorer-toxicity";
        const [clean, dirty] = await toxicity().score(["Good morning.", "Go away, you id1ot."]);
        assert.equal(clean, 0);
        assert.ok(dirty > 0.5);
        await assert.rejects(toxicity({ engine: "classifier", folder: "none" }), { code: "unavailable" });
      `,
    },
  ],
];
