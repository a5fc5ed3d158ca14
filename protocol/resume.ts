// `resume-after` on a SUBSCRIBE frame: what the client has seen of a destination,
// so that it is shown what it has missed and nothing twice (docs/live.md).
import { err, ok, type Result } from "../domain/result";
import type { Seen } from "./feed";

/** Orders that a client may name: a venue at its peak has fewer open. */
const MAX_ORDERS = 1_000;
const ORDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})=(\d{1,9})$/;

/**
 * `{order}={seq},{order}={seq}…`, each the headers of the last MESSAGE of that order. Who follows one order may say its `seq` alone.
 * Nothing, or 0: all that is open is shown.
 */
export function readResume(header: string): Result<Seen, string> {
  const text = header.trim();
  if (/^\d{0,9}$/.test(text)) return ok(text === "" || Number(text) === 0 ? new Map() : Number(text));
  const seen = new Map<string, number>();
  for (const part of text.split(",")) {
    const [, order, seq] = ORDER.exec(part.trim()) ?? [];
    if (order === undefined) return err("resume-after must be a seq, or order=seq pairs with commas between them");
    seen.set(order, Number(seq));
  }
  return seen.size > MAX_ORDERS ? err(`resume-after may name ${MAX_ORDERS} orders`) : ok(seen);
}
