// Somebody who only looks: the order's own socket tells every change under its number, with the id of the command that made it.
import { applyPatch } from "rfc6902";
import { WebSocket } from "ws";
import { z } from "zod";
import { type Push, ReadOrder, type Shown } from "./history.ts";
import type { Clock } from "./workload.ts";

const TOLD_WITHIN_MS = 10_000;

/** `start`: the order when the socket was opened; `prices`: of one piece of what is in it, minor units. */
export type Witness = {
  start: Shown;
  prices: Record<string, number>;
  /** What was told, once event `seq` is among it. @throws when it does not come */
  until(seq: number): Promise<Push[]>;
  close(): void;
};

const Snapshot = z.object({ seq: z.int(), snapshot: z.unknown() });
const Change = z.object({
  seq: z.int(),
  events: z.array(z.object({ seq: z.int(), correlationId: z.string() })),
  patch: z.array(
    z.union([
      z.object({ op: z.enum(["add", "replace", "test"]), path: z.string(), value: z.unknown() }),
      z.object({ op: z.literal("remove"), path: z.string() }),
      z.object({ op: z.enum(["move", "copy"]), from: z.string(), path: z.string() }),
    ]),
  ),
});

export async function watch(url: string, token: string, tick: Clock): Promise<Witness> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  const pushes: Push[] = [];
  let order: unknown;
  let opened: { start: Shown; prices: Record<string, number> } | undefined;
  let [fault, wake] = [undefined as unknown, () => {}];
  const failed = (why: unknown) => {
    fault ??= why;
    wake();
  };
  const hear = (message: unknown) => {
    if (!opened) {
      const { snapshot } = Snapshot.parse(message);
      order = snapshot;
      const { shown: start, prices } = ReadOrder.parse(order);
      opened = { start, prices };
      return;
    }
    if (typeof message === "object" && message !== null && "presence" in message) return; // who else looks is no change
    const { events, patch } = Change.parse(message);
    const refused = applyPatch(order, patch).find((result) => result !== null);
    if (refused) throw refused;
    const told = events.map(({ seq, correlationId }) => ({ seq, key: correlationId }));
    pushes.push({ heard: tick(), events: told, shown: ReadOrder.parse(order).shown });
  };
  socket.on("message", (data: Buffer) => {
    try {
      hear(JSON.parse(data.toString()));
    } catch (error) {
      failed(error);
    }
    wake();
  });
  socket.on("error", failed);
  socket.on("close", (code) => failed(new Error(`the order's socket was closed with ${code}`)));

  const eventually = <T>(what: string, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited ${TOLD_WITHIN_MS / 1000} s in vain for ${what}`)), TOLD_WITHIN_MS);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        wake = () => {};
        settle();
      };
      wake = () => {
        const found = look();
        if (found !== undefined) end(() => resolve(found));
        else if (fault !== undefined) end(() => reject(fault));
      };
      wake();
    });
  const close = () => socket.terminate();
  try {
    const { start, prices } = await eventually("the order's snapshot", () => opened);
    const told = (seq: number) => start.seq >= seq || (pushes.at(-1)?.shown.seq ?? 0) >= seq;
    return {
      start,
      prices,
      close,
      until: (seq) => eventually(`event ${seq} on the order's socket`, () => (told(seq) ? pushes : undefined)),
    };
  } catch (error) {
    close();
    throw error;
  }
}
