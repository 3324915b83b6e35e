import { PreflmError } from "@preflm/core";
import type { ReferenceModel } from "./reference.ts";

/** An OpenAI-compatible completions endpoint. Nothing is contacted before `sample`. */
export interface EndpointReferenceOptions {
  /** The API's base, such as `http://localhost:8000/v1`; `/completions` is added. */
  readonly url: string;
  /** The model's name at the endpoint. */
  readonly model: string;
  /** NAME of the environment variable that holds the key; none is sent by default. */
  readonly apiKeyVariable?: string;
  /** Prompt of every sample, empty by default; some servers want their end-of-text spelt out. */
  readonly prompt?: string;
  /** Seconds a request may take, 60 by default. */
  readonly timeout?: number;
  /** Further tries after a failure that may pass, 5 by default. */
  readonly retries?: number;
  /** Requests at a time, 2 by default. */
  readonly concurrency?: number;
  /** Samples a request, 16 by default. */
  readonly perRequest?: number;
}

/** A model behind an endpoint as the reference. */
export function endpointReference(options: EndpointReferenceOptions): ReferenceModel {
  return {
    name: options.model,
    async sample() {
      throw new PreflmError("unavailable", "endpointReference: not there yet.");
    },
  };
}
