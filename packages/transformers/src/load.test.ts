import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { env } from "@huggingface/transformers";
import { afterAll, describe, expect, it } from "vitest";
import { textClassifier, tokenClassifier } from "./index.ts";
import { names, temporaryFolder, tinyModel, toxicity } from "./test-support.ts";

const folder = await tinyModel(toxicity);

/** How many connections something opens. */
async function connections(action: () => Promise<unknown>): Promise<number> {
  let opened = 0;
  const count = () => void opened++;
  const channels = ["net.client.socket", "undici:client:beforeConnect"];
  for (const channel of channels) subscribe(channel, count);
  await action();
  for (const channel of channels) unsubscribe(channel, count);
  return opened;
}

/** A stand-in for the hub that serves a folder under `owner/model/resolve/<revision>/`, and the paths it was asked for. */
async function serve(root: string) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    const file = /^\/owner\/model\/resolve\/[^/]+\/(.+)$/.exec(request.url ?? "")?.[1];
    const bytes = await readFile(join(root, file ?? "none")).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => server.close());
  return { asked, host: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** A model with its weights beside the rest. */
async function flatModel(): Promise<string> {
  const flat = await tinyModel(toxicity);
  await rename(join(flat, "onnx", "model.onnx"), join(flat, "model.onnx"));
  return flat;
}

describe("a model in a folder", () => {
  it("opens no connection, whatever its folder is called", async () => {
    const work = await temporaryFolder();
    await cp(folder, join(work, "owner", "model"), { recursive: true });
    const here = process.cwd();
    process.chdir(work);
    try {
      const use = async () => {
        const classifier = await textClassifier({ folder: "owner/model" });
        expect((await classifier.classify(["idiot"]))[0][4]).toBeGreaterThan(0.5);
        await classifier.dispose();
        await expect(textClassifier({ folder: "owner/none" })).rejects.toThrow("no folder");
      };
      expect(await connections(use)).toBe(0);
    } finally {
      process.chdir(here);
    }
    const { host } = await serve(work);
    expect(await connections(() => fetch(host))).toBeGreaterThan(0);
  });

  it("may have its weights beside the rest", async () => {
    const { classify } = await textClassifier({ folder: await flatModel() });
    expect((await classify(["idiot"]))[0][4]).toBeGreaterThan(0.5);
  });

  it("is refused with what is missing and how to get it", async () => {
    const refuse = async (options: object, ...messages: (string | RegExp)[]) => {
      for (const message of messages)
        await expect(textClassifier(options)).rejects.toThrow(message);
      await expect(textClassifier(options)).rejects.toHaveProperty("code", "unavailable");
    };
    await refuse({ folder: "/no/such" }, "There is no folder /no/such", "optimum-cli export");
    await refuse({ folder, dtype: "q8" }, `${folder} lacks onnx/model_quantized.onnx`);
    const bare = await tinyModel(toxicity);
    await rm(join(bare, "tokenizer.json"));
    await refuse({ folder: bare }, "lacks tokenizer.json");
    const broken = await tinyModel(toxicity);
    await writeFile(join(broken, "onnx", "model.onnx"), "not a model");
    await refuse({ folder: broken }, `could not load fp32 weights of the folder ${broken} on cpu`);
    await refuse({ folder, device: "coreml" }, /coreml/);
  });

  it("is refused where it answers something else", async () => {
    const tokens = await textClassifier({ folder: await tinyModel(names) });
    await expect(tokens.classify(["Jane"])).rejects.toThrow("it is no text classifier");
    const texts = await tokenClassifier({ folder });
    await expect(texts.tag(["Jane"])).rejects.toThrow("it is no token classifier");
  });

  it("is known by its content, not by its place", async () => {
    const print = async (options: object) =>
      (await textClassifier({ folder, ...options })).fingerprint;
    const first = await print({});
    expect(await print({ folder: await tinyModel(toxicity), batch: 3 })).toBe(first);
    const other = await tinyModel({ ...toxicity, words: { hate: "toxic" } });
    const prints = [first, await print({ folder: other }), await print({ maximumTokens: 9 })];
    expect(new Set([...prints, await print({ activation: "softmax" })]).size).toBe(4);
    const tokens = await tokenClassifier({ folder: await tinyModel(names) });
    expect(tokens.fingerprint).not.toBe(first);
  });
});

describe("a model on the hub", () => {
  it("is downloaded once, and the same as from a folder", async () => {
    const { asked, host } = await serve(folder);
    const before = env.remoteHost;
    env.remoteHost = host;
    try {
      const cacheFolder = await temporaryFolder();
      const options = { hub: "owner/model", revision: "v1", cacheFolder };
      const classifier = await textClassifier(options);
      expect(asked).toContain("/owner/model/resolve/v1/onnx/model.onnx");
      const local = await textClassifier({ folder });
      expect(classifier.fingerprint).toBe(local.fingerprint);
      expect(await classifier.classify(["idiot"])).toEqual(await local.classify(["idiot"]));
      const downloads = asked.filter((path) => path.endsWith(".onnx")).length;
      await textClassifier(options);
      expect(asked.filter((path) => path.endsWith(".onnx"))).toHaveLength(downloads);
      await expect(textClassifier({ ...options, hub: "owner/none" })).rejects.toThrow(
        /could not load fp32 weights of "owner\/none" \(revision v1\) of the Hugging Face hub/,
      );
      const flat = await serve(await flatModel());
      env.remoteHost = flat.host;
      const beside = { ...options, subfolder: "", cacheFolder: await temporaryFolder() };
      expect((await textClassifier(beside)).labels).toEqual(classifier.labels);
      expect(flat.asked).toContain("/owner/model/resolve/v1/model.onnx");
      env.remoteHost = "http://127.0.0.1:9/";
      await expect(textClassifier({ hub: "owner/other", cacheFolder })).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/Check the name and the network/),
      });
    } finally {
      env.remoteHost = before;
    }
  });
});

describe("the options of a model", () => {
  it("name one place, and nothing unknown", async () => {
    const refuse = (options: object, message: string | RegExp) =>
      expect(textClassifier(options)).rejects.toThrow(message);
    await refuse({}, 'give either "folder"');
    await refuse({ folder, hub: "owner/model" }, 'give either "folder"');
    await refuse({ hub: "../models/tiny" }, 'A folder on this machine is given as "folder"');
    await refuse({ folder, revision: "main" }, '"revision" belongs to "hub"');
    await refuse({ folder, model: "x" }, 'no option "model"');
    await refuse({ folder, device: "gpu" }, '"device" must be one of');
    await refuse({ folder, dtype: "fp8" }, '"dtype" must be one of');
    await refuse({ folder, batch: 0 }, '"batch" must be a whole number');
    await refuse({ folder, activation: "relu" }, '"activation" must be one of');
    await expect(tokenClassifier({ folder: "" })).rejects.toThrow("tokenClassifier");
  });
});

describe("without @huggingface/transformers", () => {
  it("says how to install it", async () => {
    const work = await temporaryFolder();
    await cp(import.meta.dirname, join(work, "src"), { recursive: true });
    await writeFile(join(work, "package.json"), '{ "type": "module" }');
    await mkdir(join(work, "node_modules", "@preflm"), { recursive: true });
    const core = join(import.meta.dirname, "..", "node_modules", "@preflm", "core");
    await symlink(core, join(work, "node_modules", "@preflm", "core"), "junction");
    const program = `
      import { textClassifier } from "./src/index.ts";
      await textClassifier({ folder: ${JSON.stringify(folder)} }).catch(({ code, message }) => console.log(code, message));
    `;
    await writeFile(join(work, "program.ts"), program);
    const root = createRequire(join(import.meta.dirname, "..", "..", "..", "package.json"));
    const tsx = `file://${root.resolve("tsx")}`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--conditions=preflm:source", "--import", tsx, "program.ts"],
      { cwd: work },
    );
    expect(stdout).toMatch(
      /^unavailable textClassifier needs the package @huggingface\/transformers/,
    );
    expect(stdout).toContain("npm install @huggingface/transformers");
  });
});
