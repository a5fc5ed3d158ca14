// What a participant of checkout keeps for an order (RPC, plain data). The order asks for a hold before it commits, and tells through its outbox, at least once,
// that it has (`confirm`) or that nothing came of it (`release`); all three are idempotent by the hold's id. Times are epoch milliseconds.
import type { Region } from "../domain/access/principal";
import type { Channel } from "../domain/menu/channel";

/** Whole units of products, by the line that they are kept for. A line that was split keeps its first id here (`Line.root`). */
export type HeldLine = { line: string; items: { product: string; quantity: number }[] };

/** A place in the kitchen's time. `at`: when the order is wanted. `timeZone`: the venue's (IANA), whose clock cuts the slots. */
export type SlotWish = { channel: Channel; at: number; timeZone: string };

/**
 * `takes`: more than is kept for these lines so far; taken by `hold`. `gives`: no longer needed; given back by `confirm`, not before. `slot`: the order comes to
 * need a place; null: it needs none any more; left out: that has not changed.
 */
export type HoldDelta = { takes: HeldLine[]; gives: HeldLine[]; slot?: SlotWish | null };

/**
 * `limits`: what may refuse it. `all`: stock, slot and throttle, for guests. `stock`: staff know their kitchen. `none`: it is sold already (a till that was
 * offline), so what is missing is noted and the rest taken. `until`: from then on the participant asks the order what became of it.
 */
export type Hold = HoldDelta & { id: string; order: string; region: Region; limits: "all" | "stock" | "none"; until: number };

/** The order's word on a hold that has run out: `kept` is confirmed, `gone` is released, `pending` is asked again. */
export type HoldOutcome = "pending" | "kept" | "gone";
