import { PreflmError } from "@preflm/core";
import { type CheckedOptions, SUFFIXES } from "./options.ts";

/** What is used of Node's modules. They are asked for at run time, so that browsers can load this package. */
interface Node {
  getBuiltinModule(name: "node:fs"): {
    existsSync(path: string): boolean;
    createReadStream(path: string): AsyncIterable<Uint8Array>;
  };
  getBuiltinModule(name: "node:crypto"): {
    createHash(name: "sha256"): { update(bytes: Uint8Array): void; digest(as: "hex"): string };
  };
}

/** Where the files of a model are, from its folder. */
export interface ModelFiles {
  /** The folder inside of it that holds the weights. */
  readonly subfolder: string;
  /** The files that decide what the model answers, except parts of the weights that lie beside them. */
  readonly names: readonly string[];
}

/** Node, or undefined in browsers. */
function node(): Node | undefined {
  const { process } = globalThis as { readonly process?: Partial<Node> };
  return process?.getBuiltinModule ? (process as Node) : undefined;
}

/** The files of a model on the hub. */
export function filesOnHub(options: CheckedOptions): ModelFiles {
  return files(options.subfolder, options);
}

/** The files in a folder, with the weights in `onnx/` or beside the rest; throws, naming those that are missing. */
export function filesIn(factory: string, folder: string, options: CheckedOptions): ModelFiles {
  const fs = node()?.getBuiltinModule("node:fs");
  if (!fs) return files("onnx", options);
  const layouts = [files("onnx", options), files("", options)];
  const lacking = layouts.map(({ names }) =>
    names.filter((name) => !fs.existsSync(`${folder}/${name}`)),
  );
  const whole = lacking.findIndex((missing) => missing.length === 0);
  if (whole >= 0) return layouts[whole];
  const what = fs.existsSync(folder)
    ? `The folder ${folder} lacks ${lacking[0].join(", ")}`
    : `There is no folder ${folder}`;
  throw new PreflmError(
    "unavailable",
    `${factory}: ${what}. A model is a folder with ${layouts[0].names.join(", ")}. ` +
      "Copy one from the Hugging Face hub (a repository with an onnx folder), or export one with " +
      "`optimum-cli export onnx --model <name> <folder>`; another weight file is chosen with the option dtype.",
  );
}

function files(subfolder: string, { dtype }: CheckedOptions): ModelFiles {
  const weights = `model${SUFFIXES[dtype]}.onnx`;
  const rest = ["config.json", "tokenizer.json", "tokenizer_config.json"];
  return { subfolder, names: [...rest, subfolder ? `${subfolder}/${weights}` : weights] };
}

/** SHA-256 of a model's files in the first of some folders that has them, 32 hexadecimal digits; undefined if none has or in browsers. */
export async function digest(
  folders: readonly string[],
  names: readonly string[],
): Promise<string | undefined> {
  const runtime = node();
  if (!runtime) return undefined;
  const fs = runtime.getBuiltinModule("node:fs");
  const has = (folder: string) => names.every((name) => fs.existsSync(`${folder}/${name}`));
  const folder = folders.find(has);
  if (folder === undefined) return undefined;
  const hash = runtime.getBuiltinModule("node:crypto").createHash("sha256");
  const parts = names.map((name) => `${name}_data`); // weights above 2 GB have a second file
  for (const name of [...names, ...parts.filter((part) => fs.existsSync(`${folder}/${part}`))])
    for await (const bytes of fs.createReadStream(`${folder}/${name}`)) hash.update(bytes);
  return hash.digest("hex").slice(0, 32);
}
