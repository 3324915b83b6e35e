import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkOptions, type Model, PreflmError } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import { controlToken } from "@preflm/eval";
import { answer, refuse } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import { createEngine } from "./engine.ts";
import type { Served } from "./served.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** What is served, and where. */
export interface ServeOptions {
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  /** What clients call the model. */
  readonly name: string;
  /** How the objective wants to be sampled: the control token before each text, and those never to sample. */
  readonly generation?: { readonly prefix?: string; readonly banned?: readonly string[] };
  /** 8000 by default; 0 for any that is free. */
  readonly port?: number;
  /** The address to listen on: this machine alone by default. There is no password: think before you open it to others. */
  readonly host?: string;
  /** Completions decoded side by side, 64 by default. */
  readonly batch?: number;
  /** Most bytes of a request's body, 16 MiB by default. */
  readonly bodyLimit?: number;
  /** Hears of every answer. */
  readonly onAnswer?: (answer: Answer) => void;
}

/** An answered request. */
export interface Answer {
  readonly method: string;
  readonly path: string;
  /** Of HTTP; 499 if the client was gone before it had all of its answer. */
  readonly status: number;
  readonly seconds: number;
}

/** A server at work. */
export interface ModelServer {
  /** Such as `http://127.0.0.1:8000/v1`: the base URL that OpenAI's clients want. */
  readonly url: string;
  /** Takes no more requests and resolves when those under way are answered. The model stays open. */
  close(): Promise<void>;
}

const OPTIONS = [
  ...["model", "tokenizer", "name", "generation", "port", "host", "batch", "bodyLimit"],
  "onAnswer",
];

/** Serves a model by OpenAI's completions interface until it is closed. Throws `"io"` where it cannot listen. */
export async function serveModel(options: ServeOptions): Promise<ModelServer> {
  const check = checkOptions("serveModel", options, OPTIONS);
  const port = check.integer("port", options.port ?? 8000, { min: 0, max: 65535 });
  const host = check.string("host", options.host ?? "127.0.0.1");
  const bodyLimit = check.integer("bodyLimit", options.bodyLimit ?? 2 ** 24, { min: 1 });
  const batch = check.integer("batch", options.batch ?? 64, { min: 1 });
  const served = serve(options, check.string("name", options.name), batch);
  const underWay = new Set<Promise<void>>();
  let closing = false;

  const server = createServer((request, response) => {
    const began = performance.now();
    const whole = once(response, "close").then(() => response.writableFinished);
    if (closing) response.setHeader("connection", "close");
    const work = closing
      ? Promise.reject(new ApiError(503, "The server is closing."))
      : answer(served, request, response, { bodyLimit, address: addressOf(server).address });
    const task = work
      .catch((error: unknown) => refuse(response, error))
      .then(() => whole)
      .then((sent) => {
        underWay.delete(task);
        const { method = "", url: path = "" } = request;
        const status = sent ? response.statusCode : 499;
        options.onAnswer?.({ method, path, status, seconds: (performance.now() - began) / 1000 });
      });
    underWay.add(task);
  });
  await listen(server, port, host);
  return {
    url: urlOf(addressOf(server)),
    async close() {
      closing = true;
      const closed = once(server, "close");
      server.close();
      while (underWay.size > 0) await Promise.all(underWay);
      server.closeIdleConnections();
      await closed;
    },
  };
}

function serve(
  { model, tokenizer, generation = {} }: ServeOptions,
  name: string,
  batch: number,
): Served {
  if (model.config.vocabulary !== tokenizer.vocabulary) {
    throw new PreflmError(
      "invalid-option",
      `serveModel: the model has a vocabulary of ${model.config.vocabulary}, the tokenizer of ${tokenizer.vocabulary}; give the model's own.`,
    );
  }
  const { prefix, banned = [] } = generation;
  return {
    name,
    created: Math.floor(Date.now() / 1000),
    model,
    tokenizer,
    vocabulary: vocabularyOf(tokenizer),
    engine: createEngine(model, batch),
    ...(prefix ? { mark: controlToken(tokenizer, prefix) } : {}),
    banned: banned.map((token) => controlToken(tokenizer, token)),
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const fix =
      code === "EADDRINUSE" ? "another program listens there; choose another port" : message;
    throw new PreflmError("io", `Cannot listen on ${host}:${port}: ${fix}.`, { cause });
  }
}

function addressOf(server: Server): AddressInfo {
  return server.address() as AddressInfo;
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/v1`;
}
