import type { Backend } from "@preflm/core";
import { backendLaws } from "./backend/laws.ts";
import { registerLaws } from "./law.ts";

/** How strictly a backend is judged. */
export interface BackendTestOptions {
  /** The backend to agree with: `reference()` of `@preflm/backend-reference`. */
  readonly oracle: Backend;
  /**
   * Largest error of an array relative to its largest magnitude; 1e-5 by default, which float32 reaches.
   * Ten-step comparisons allow ten times as much.
   */
  readonly tolerance?: number;
  /** Whether equal runs must give equal bits (the default). `false` for devices that sum in any order: `tolerance` then. */
  readonly exact?: boolean;
  /** The backend for devices that are not there, such as `[abacus({ device: "cuda" })]` on a machine without: all must refuse. */
  readonly unavailable?: readonly Backend[];
  /** Why the backend cannot be tested on this machine; every law is then skipped with this reason. */
  readonly skip?: string;
}

/** Registers the laws of a backend as vitest tests, in a `describe` block of their own. */
export function testBackend(
  backend: Backend | (() => Backend | Promise<Backend>),
  { oracle, tolerance = 1e-5, exact = true, unavailable, skip }: BackendTestOptions,
): void {
  const title = typeof backend === "function" ? "backend" : `backend ${backend.name}`;
  const create = async () => ({
    backend: typeof backend === "function" ? await backend() : backend,
    oracle,
    tolerance,
    exact,
    ...(unavailable ? { unavailable } : {}),
  });
  registerLaws(title, backendLaws, create, skip);
}
