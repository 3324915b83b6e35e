import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request to the test server was. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A real HTTP server on this machine, for tests: `answer` responds to the n-th request, from 0. */
export async function testServer(
  answer: (request: SeenRequest, response: ServerResponse, n: number) => void,
) {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      seen.push({ path: request.url ?? "", headers: request.headers, body });
      answer(seen[seen.length - 1], response, seen.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with `n` completions, each of the tokens `tokens` with the log-probability −1 each. */
export function completions(
  { body }: SeenRequest,
  response: ServerResponse,
  changes: { count?: number; tokens?: readonly string[]; finish?: string; text?: string } = {},
): void {
  const tokens = changes.tokens ?? ["one", " two"];
  const choice = {
    text: changes.text ?? tokens.join(""),
    finish_reason: changes.finish ?? "length",
    logprobs: { tokens, token_logprobs: tokens.map(() => -1) },
  };
  response.end(JSON.stringify({ choices: Array(changes.count ?? Number(body.n)).fill(choice) }));
}
