import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Throws an `ApiError` 421 where a server that only this machine reaches is asked for under a name of elsewhere. A web
 * page can have its own name lead to 127.0.0.1 (DNS rebinding), and is then its own site to the browser: the name stays.
 *
 * @param address that the server listens on; on any other than a loopback one all names are taken
 */
export function expectLocalName({ headers: { host } }: IncomingMessage, address: string): void {
  const name = host?.replace(/:\d+$/, "");
  if (name === undefined || !LOOPBACK.test(address) || LOOPBACK.test(name)) return;
  throw new ApiError(
    421,
    `This server is for this machine alone, as localhost or 127.0.0.1, but was asked for as "${name}". For other names let it listen on another address (host).`,
    { code: "misdirected_request" },
  );
}
