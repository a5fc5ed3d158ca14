/** Passes by itself: asking again soon is right. Marked as the platform marks its own errors, and the mark crosses RPC. */
export class TemporaryError extends Error {
  readonly retryable = true;
}
