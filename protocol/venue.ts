// What passes between the platform and a venue's object (RPC, plain data). Times are epoch milliseconds.
import type { Channel } from "../domain/menu/channel";
import type { MenuLock } from "../domain/menu/menu-lock";
import type { Publication, SoldMenu } from "../domain/menu/publication";

export const venueName = (tenant: string, venue: string) => `${tenant}/venue/${venue}`;

/**
 * `menus`: what is sold, by menu and channel. `locks`: the chain's that concern the venue and are not over,
 * and one for each product that has run out.
 */
export type VenueFacts = {
  menus: Record<string, Partial<Record<Channel, SoldMenu>>>;
  locks: MenuLock[];
  lockRevision: number;
  capacityRevision: number;
  /** How long an order takes at the moment (ms); absent when too little was made lately. */
  paceMs?: number;
};

export type { Publication };

/**
 * Whole units. `left`: what can still be promised; what is promised already is not in it. `resetTo` null: no longer counted from then on.
 */
export type StockCount = { left: number; resetAt: number | null; resetTo: number | null };

/** `oversold`: units that were sold, since the last count, beyond what there was. While there are such, nothing is left. */
export type StockLevel = StockCount & { product: string; oversold: number };

export type Shortage =
  | { code: "sold-out"; products: { product: string; wanted: number; left: number }[] }
  | { code: "slot-full"; channel: Channel; next?: number }
  | { code: "venue-busy"; retryAfterSeconds: number };

/** `slot`: the kitchen's, where it has any. `paceMs`: as in `VenueFacts`. */
export type Kept = { slot?: number; paceMs?: number };

/** An order that was ready `at`, `ms` after the kitchen was given it. */
export type ReadyWord = { order: string; at: number; ms: number };

/** What was edited, so that a venue can say more of a new version than that it is there. `products`: ids of items. */
export type MenuEdit = { products: string[] } | { imported: true };

/** A menu change notice of the published types (docs/wire.md, "STOMP"). */
export type MenuNotice = {
  class: ".LockAdd" | ".LockRemove" | ".ProductChange" | ".ImportMenu" | ".MenuSetChange";
  lock?: MenuLock;
  product?: { id: string };
  menu?: { id: string };
};
