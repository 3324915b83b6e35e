import { setTimeout as sleep } from "node:timers/promises";
import { checkOptions, PreflmError } from "@preflm/core";

/** A server that speaks OpenAI's HTTP API, and how patient to be with it. */
export interface EndpointOptions {
  /** The API's base, such as `http://localhost:8000/v1`. */
  readonly url: string;
  /** NAME of the environment variable that holds the key; without it none is sent. */
  readonly apiKeyVariable?: string;
  /** Seconds that one try may take, 60 by default. */
  readonly timeout?: number;
  /** Further tries after a failure that may pass (429, 5xx, no connection, time-out), 5 by default. */
  readonly retries?: number;
  /** Seconds before the second try, doubled before each later one up to 30; 0.5 by default. `Retry-After` goes first. */
  readonly backoff?: number;
}

/** The names of `EndpointOptions`, for `checkOptions`. */
export const ENDPOINT_OPTIONS = ["url", "apiKeyVariable", "timeout", "retries", "backoff"];

/** Longest wait that a server may ask for, in seconds; beyond it one had better come back later. */
const LONGEST_WAIT = 120;
const LONGEST_BACKOFF = 30;

/** Posts JSON, and resolves with the JSON that is answered. */
export type Post = (path: string, body: object, signal?: AbortSignal) => Promise<unknown>;

/** What failed, and whether and when to try again. */
interface Failure {
  readonly message: string;
  readonly mayPass: boolean;
  /** Seconds that the server asks to wait. */
  readonly wait?: number;
  readonly cause?: unknown;
}

/**
 * A client for an endpoint; nothing is contacted before its first call. A call rejects with a `PreflmError` of code
 * `"unavailable"` once its tries are used up, or at once if another try would fail too; with the signal's reason if that
 * is aborted. Options that cannot be right throw here.
 */
export function endpoint(name: string, options: EndpointOptions): Post {
  const { apiKeyVariable, timeout = 60, retries = 5, backoff = 0.5 } = options;
  const check = checkOptions(name, options, ENDPOINT_OPTIONS);
  check.number("timeout", timeout, { above: 0, max: 86_400 });
  check.integer("retries", retries, { min: 0 });
  check.number("backoff", backoff, { min: 0, max: LONGEST_BACKOFF });
  const base = baseUrl(name, options.url);
  const key = apiKeyVariable === undefined ? undefined : keyOf(name, apiKeyVariable);
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return async (path, body, signal) => {
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    const url = `${base}${path}`;
    for (let tries = 1; ; tries++) {
      const answer = await once(url, request, timeout, signal);
      if (!("failure" in answer)) return answer.json;
      const { message, mayPass, wait, cause } = answer.failure;
      if (!mayPass || tries > retries || (wait ?? 0) > LONGEST_WAIT) {
        const tried = tries > 1 ? ` (${tries} tries)` : "";
        const text = `${url} ${message}${tried}.`;
        // Some servers repeat the key that they refuse.
        const shown = key === undefined ? text : text.replaceAll(key, "…");
        throw new PreflmError("unavailable", shown, { cause });
      }
      const pause = wait ?? Math.min(LONGEST_BACKOFF, backoff * 2 ** (tries - 1));
      await sleep(1000 * pause, undefined, signal ? { signal } : {}).catch(() => {});
      signal?.throwIfAborted();
    }
  };
}

/** One try. */
async function once(
  url: string,
  request: RequestInit,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly json: unknown } | { readonly failure: Failure }> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(1000 * timeout);
  let text: string;
  let response: Response;
  try {
    response = await fetch(url, {
      ...request,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    const message = limit.aborted
      ? `did not answer within ${timeout} s; is the server overloaded? A longer "timeout" or a smaller "perRequest" may help`
      : `cannot be reached: ${reasonOf(cause)}. Is the server running, and the url right?`;
    return { failure: { message, mayPass: true, cause } };
  }
  if (!response.ok) return { failure: refusal(response, text) };
  try {
    return { json: JSON.parse(text) };
  } catch (cause) {
    const message = `answered with something that is not JSON: ${excerpt(text)}`;
    return { failure: { message, mayPass: false, cause } };
  }
}

function refusal(response: Response, text: string): Failure {
  const { status, headers } = response;
  const wait = waitOf(headers.get("retry-after"));
  const asks = wait === undefined ? "" : `, and asks to wait ${Math.ceil(wait)} s`;
  return {
    message: `refuses with status ${status}${asks}: ${excerpt(text)}`,
    mayPass: status === 408 || status === 429 || status >= 500,
    ...(wait === undefined ? {} : { wait }),
  };
}

/** Seconds to wait by a `Retry-After` header: a number of them, or a date (RFC 9110, §10.2.3). */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(header.trim())
    ? Number(header)
    : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function baseUrl(name: string, url: string): string {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash) {
    throw new PreflmError(
      "invalid-option",
      `${name}: option "url" must be the API's base, such as "http://localhost:8000/v1", got ${JSON.stringify(url)}.`,
    );
  }
  if (parsed.username || parsed.password) {
    throw new PreflmError(
      "invalid-option",
      `${name}: option "url" holds a user name or password; put the key into an environment variable and name that in "apiKeyVariable".`,
    );
  }
  return url.replace(/\/+$/, "").replace(/\/completions$/, "");
}

function keyOf(name: string, variable: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    // It may be the key itself, which must not be shown.
    throw new PreflmError(
      "invalid-option",
      `${name}: option "apiKeyVariable" must be the NAME of an environment variable, such as "OPENAI_API_KEY", never the key.`,
    );
  }
  const key = process.env[variable];
  if (key) return key;
  throw new PreflmError(
    "invalid-option",
    `${name}: the environment variable ${variable.length > 40 ? "that apiKeyVariable names" : variable} is not set; it must hold the endpoint's key.`,
  );
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && cause.code ? String(cause.code) : cause.message;
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line === "" ? "(empty)" : line.length > 200 ? `${line.slice(0, 200)} …` : line;
}
