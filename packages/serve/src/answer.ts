import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, errorBody } from "./api-error.ts";
import { complete } from "./complete.ts";
import { type CompletionRequest, completionRequest } from "./completion-request.ts";
import { expectLocalName } from "./expect-local-name.ts";
import { readJson } from "./read-json.ts";
import type { Served } from "./served.ts";

/** Answers one request, or throws an `ApiError` that says why not. */
export async function answer(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
  { bodyLimit, address }: { readonly bodyLimit: number; readonly address: string },
): Promise<void> {
  expectLocalName(request, address);
  const path = pathOf(request);
  const [, one] = /^\/v1\/models\/(.+)$/.exec(path) ?? [];
  if (path === "/v1/models") {
    expectMethod(request, response, "GET");
    sendJson(response, 200, { object: "list", data: [describe(served)] });
  } else if (one !== undefined) {
    expectMethod(request, response, "GET");
    expectModel(served, one);
    sendJson(response, 200, describe(served));
  } else if (path === "/v1/completions") {
    expectMethod(request, response, "POST");
    const asked = completionRequest(await readJson(request, bodyLimit));
    expectModel(served, asked.model);
    await sendCompletions(served, asked, response);
  } else {
    throw new ApiError(
      404,
      `There is nothing at ${path}; this server has GET /v1/models and POST /v1/completions.`,
      { code: "unknown_url" },
    );
  }
}

/** Answers with an error; a stream that has begun ends with it. */
export function refuse(response: ServerResponse, error: unknown): void {
  const told =
    error instanceof ApiError
      ? error
      : new ApiError(500, error instanceof Error ? error.message : String(error));
  if (response.headersSent) {
    sendEvent(response, errorBody(told));
    response.end();
  } else {
    sendJson(response, told.status, errorBody(told));
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const json = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": json.length });
  response.end(json);
}

/** One event of a stream, which the first one begins. */
function sendEvent(response: ServerResponse, data: unknown): void {
  if (!response.headersSent)
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
}

async function sendCompletions(
  served: Served,
  asked: CompletionRequest,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const head = {
    id: `cmpl-${randomUUID()}`,
    object: "text_completion",
    created: Math.floor(Date.now() / 1000),
    model: served.name,
  };
  if (!asked.stream) {
    const completion = await complete(served, asked, gone.signal);
    sendJson(response, 200, { ...head, ...completion });
    return;
  }
  const last = asked.streamUsage ? { usage: null } : {};
  const { usage } = await complete(served, asked, gone.signal, (piece) =>
    sendEvent(response, { ...head, choices: [piece], ...last }),
  );
  if (asked.streamUsage) sendEvent(response, { ...head, choices: [], usage });
  sendEvent(response, "[DONE]");
  response.end();
}

function describe({ name, created }: Served) {
  return { id: name, object: "model", created, owned_by: "preflm" };
}

function pathOf({ url = "/" }: IncomingMessage): string {
  const [path] = url.split("?");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function expectMethod(request: IncomingMessage, response: ServerResponse, method: string): void {
  if (request.method === method) return;
  response.setHeader("allow", method);
  throw new ApiError(405, `${request.method} is not possible here; use ${method}.`, {
    code: "method_not_supported",
  });
}

function expectModel({ name }: Served, asked: string): void {
  if (asked === name) return;
  throw new ApiError(404, `There is no model "${asked}"; this server has "${name}".`, {
    param: "model",
    code: "model_not_found",
  });
}
