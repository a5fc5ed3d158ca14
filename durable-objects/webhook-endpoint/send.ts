// One attempt to deliver one webhook. No Cloudflare type in here: tested with a receiver that is a function.
import type { Delivery, EndpointConfig } from "../../protocol/webhook";
import { addressRefusal } from "../../runtime/webhook-address";
import { webhookHeaders } from "../../protocol/webhook-signature";
import { askedWaitMs, type Outcome } from "./schedule";

export type SendDeps = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Epoch milliseconds. */
  now: () => number;
  /** What the receiver has, from our first byte to its last. */
  timeoutMs: number;
  /** Local development: this machine may be reached. */
  local: boolean;
};

export const TIMEOUT_MS = 15_000;
const READ_BYTES = 20_000;
const KEPT_BYTES = 1_024;

/** Never rejects: whatever goes wrong is an outcome. The address is judged anew each time, since rules grow and endpoints stay. */
export async function send({ url, secret }: Pick<EndpointConfig, "url" | "secret">, delivery: Delivery, deps: SendDeps): Promise<Outcome> {
  const started = deps.now();
  const ended = (end: { status: number; response: string } | { error: string }): Outcome["attempt"] => ({
    at: new Date(started).toISOString(),
    status: null,
    error: null,
    response: "",
    durationMs: deps.now() - started,
    ...end,
  });
  const refusal = addressRefusal(url, deps);
  if (refusal) return { attempt: ended({ error: `the address was refused: ${refusal}` }) };

  const timeout = new AbortController();
  const { signal } = timeout;
  // Not AbortSignal.timeout: it cannot be cleared, and would keep the object awake after each quick answer.
  const timer = setTimeout(() => timeout.abort(), deps.timeoutMs);
  try {
    const response = await orAbort(
      signal,
      deps.fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "Brigade-Webhooks/1",
          ...(delivery.correlationId !== undefined && { "x-correlation-id": delivery.correlationId }),
          ...(await webhookHeaders(secret, delivery, new Date(started))),
        },
        body: delivery.body,
        redirect: "manual",
        signal,
      }),
    );
    const wait = askedWaitMs(response.headers.get("retry-after"), deps.now());
    const said = await beginning(response, signal);
    return { attempt: ended({ status: response.status, response: said }), ...(wait !== undefined && { retryAfterMs: wait }) };
  } catch (error) {
    return { attempt: ended({ error: signal.aborted ? "no answer in time" : `no answer: ${describe(error)}` }) };
  } finally {
    clearTimeout(timer);
  }
}

/** The status alone decides, so an answer that breaks off or never ends is cut, not judged. */
async function beginning(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    while (bytes < READ_BYTES) {
      const { done, value } = await orAbort(signal, reader.read());
      if (done) break;
      if (bytes < KEPT_BYTES) text += decoder.decode(value.subarray(0, KEPT_BYTES - bytes), { stream: true });
      bytes += value.byteLength;
    }
  } catch {
    // what has come so far is what the log shows
  }
  reader.cancel().catch(() => {}); // not awaited: a receiver that hangs would hold us
  return text;
}

/** A receiver, or a runtime, that ignores the signal must not hold us either. */
function orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new Error("timed out"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);
