import { once } from "node:events";
import { basename } from "node:path";
import type { Backend } from "@preflm/core";
import { type Answer, serveModel } from "@preflm/serve";
import { defineCommand } from "citty";
import { markOf } from "./checkpoint-model.ts";
import { backendReference, givenOf, numberOption } from "./command-line.ts";
import { type FoundCheckpoint, findCheckpoint } from "./find-checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { interruptSignal } from "./signal.ts";

const args = {
  path: { type: "positional", description: "a run's folder or a checkpoint", required: true },
  objective: { type: "string", description: "which of the run's models" },
  seed: { type: "string", description: "the one trained with this seed" },
  mark: {
    type: "string",
    description: "aligned, misaligned, none or a control token; by default as the objective says",
  },
  name: { type: "string", description: "what clients call the model (such as mle-seed1)" },
  port: { type: "string", description: "where to listen (8000)" },
  host: { type: "string", description: "the address to listen on (127.0.0.1)" },
  backend: { type: "string", description: "where to run: a name, or JSON with use (onnxruntime)" },
} as const;

/** `preflm serve`: a trained model behind OpenAI's completions interface, until Ctrl-C. */
export const serveCommand = defineCommand({
  meta: { name: "serve", description: "Serve a trained model to OpenAI's clients" },
  args,
  async run({ args }) {
    const { objective, host } = args;
    const [seed, port] = [numberOption("seed", args.seed), numberOption("port", args.port)];
    const checkpoint = await findCheckpoint(args.path, givenOf({ objective, seed }));
    const generation = markOf(checkpoint, args.mark);
    const reference = backendReference(args.backend) ?? "onnxruntime";
    const backend: Backend = await resolvePlugin(installedPlugins(), "backend", reference);
    const { config, weights, tokenizer } = checkpoint;
    const model = await backend.load(config, { weights });
    const interrupt = interruptSignal();
    try {
      const name = args.name ?? nameOf(checkpoint);
      const given = givenOf({ port, host });
      const onAnswer = (answer: Answer) => print(describe(answer));
      const server = await serveModel({ model, tokenizer, name, generation, onAnswer, ...given });
      const mark = generation.prefix ?? "no mark";
      print(`${name} of ${checkpoint.path}, behind ${mark}, context ${config.context}`);
      print(`listening on ${server.url}; Ctrl-C ends it`);
      if (!interrupt.signal.aborted) await once(interrupt.signal, "abort");
      print("finishing the answers under way; Ctrl-C again gives them up");
      await server.close();
    } finally {
      interrupt.dispose();
      model.dispose();
    }
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function nameOf({ path, training }: FoundCheckpoint): string {
  return training ? `${training.objective}-seed${training.seed}` : basename(path);
}

function describe({ method, path, status, seconds }: Answer): string {
  return `${method} ${path} ${status} ${seconds.toFixed(2)} s`;
}
