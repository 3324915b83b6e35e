import { PreflmError } from "@preflm/core";

interface Budget {
  readonly tokens: number;
  readonly tokensPerUpdate: number;
  readonly rows?: number;
}

/** Rows of a micro-batch, micro-batches of an update, updates of the budget. */
export function updateShape(training: Budget, columns: number) {
  const { tokens, tokensPerUpdate } = training;
  const fail = (message: string): never => {
    throw new PreflmError("invalid-option", `training: ${message}.`);
  };
  const rowsPerUpdate = tokensPerUpdate / columns;
  if (!Number.isInteger(rowsPerUpdate)) {
    fail(
      `"tokensPerUpdate" must be a multiple of the model's context ${columns}, got ${tokensPerUpdate}`,
    );
  }
  const rows =
    training.rows ?? largestDivisor(rowsPerUpdate, Math.max(1, Math.floor(4096 / columns)));
  if (rowsPerUpdate % rows !== 0) {
    fail(
      `"rows" (of a micro-batch) must divide the ${rowsPerUpdate} rows of an update, got ${rows}`,
    );
  }
  const steps = Math.floor(tokens / tokensPerUpdate);
  if (steps < 1)
    fail(
      `"tokens" (${tokens}) is less than "tokensPerUpdate" (${tokensPerUpdate}); there would be no update`,
    );
  return { columns, rows, accumulate: rowsPerUpdate / rows, steps };
}

function largestDivisor(of: number, atMost: number): number {
  let divisor = Math.min(of, atMost);
  while (of % divisor !== 0) divisor--;
  return divisor;
}
