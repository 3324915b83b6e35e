/** A refusal in the form that OpenAI's clients read: an HTTP status and the object `error` of its JSON. */
export class ApiError extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    status: number,
    message: string,
    { param = null, code = null }: { param?: string | null; code?: string | null } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.param = param;
    this.code = code;
  }
}

/** The JSON of an error: `invalid_request_error` for what the client can mend, `server_error` for the rest. */
export function errorBody({ status, message, param, code }: ApiError) {
  const type = status < 500 ? "invalid_request_error" : "server_error";
  return { error: { message, type, param, code } };
}
