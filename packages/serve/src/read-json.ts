import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error.ts";

/**
 * The JSON of a request's body. Throws an `ApiError`: 413 beyond `limit` bytes, 415 for another content type, 400 for
 * what is not JSON. The content type is what keeps web pages from using a server on this machine: a browser asks
 * before it sends JSON to another site, and this server does not agree.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    request.resume();
    throw new ApiError(415, "Send JSON, with the header Content-Type: application/json.");
  }
  const body = await readBody(request, limit);
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new ApiError(400, `The body is not JSON: ${(cause as Error).message}.`);
  }
}

/** What is too much is read all the same, and forgotten: a client that is still sending hears no answer. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    request.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("end", () => {
      if (bytes <= limit) return resolve(Buffer.concat(chunks));
      const message = `The body has ${bytes} bytes, more than ${limit}; send fewer prompts at a time.`;
      reject(new ApiError(413, message));
    });
    request.on("error", reject);
  });
}
