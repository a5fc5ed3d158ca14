// Changes of what can be had at the venue, and the notices of them: both are stored, or neither, and listeners are told after it.
import type { Region } from "../../domain/access/principal";
import type { MenuLock } from "../../domain/menu/menu-lock";
import type { MenuEdit, MenuNotice } from "../../protocol/venue";
import { transaction } from "../lib/transaction";
import type { Facts } from "./facts";
import { NotificationOutbox } from "./notification-outbox";
import type { Stock } from "./stock";

/** `tell`: tells listeners and open baskets. `reschedule`: there may be something to tell again by then, epoch ms. */
export type MenuChangesDeps = {
  ctx: DurableObjectState;
  facts: Facts;
  stock: Stock;
  tell: (notices: string[], region: Region) => Promise<void>;
  reschedule: (at: number) => void;
};

const AGAIN_MS = 30_000;

export class MenuChanges {
  readonly #deps: MenuChangesDeps;
  readonly #notices: NotificationOutbox;
  /** Where the tenant's data live, as who wrote here last said. */
  #region: Region;

  constructor(deps: MenuChangesDeps) {
    this.#deps = deps;
    this.#region = deps.facts.get("region") === "eu" ? "eu" : "global";
    this.#notices = new NotificationOutbox(deps.ctx.storage.sql, (notices) => deps.tell(notices, this.#region));
  }

  get region(): Region {
    return this.#region;
  }

  /** When there is something to tell again, epoch ms. */
  next(now: number): number | undefined {
    return this.#notices.open ? now + AGAIN_MS : undefined;
  }

  /** Never rejects: what could not be told stays. */
  send(): Promise<void> {
    return this.#notices.send();
  }

  /** A change of what is left: products that run out by it, or are there again, are told. */
  ofStock<T>(region: Region, act: () => T): T {
    let answer!: T;
    this.make(region, () => {
      answer = act();
      return lockNotices(this.#deps.stock.turned());
    });
    return answer;
  }

  /** One turn: the change and the notices of it, or neither. */
  make(region: Region, act: () => MenuNotice[]): void {
    const { ctx, facts, reschedule } = this.#deps;
    const told = transaction(ctx, () => {
      if (region !== this.#region) facts.set("region", region);
      const notices = act();
      if (notices.length > 0) this.#notices.add(notices);
      return notices.length > 0;
    });
    this.#region = region;
    if (!told) return;
    reschedule(Date.now() + AGAIN_MS);
    ctx.waitUntil(this.#notices.send());
  }
}

export const lockNotices = ({ added, removed }: { added: readonly MenuLock[]; removed: readonly MenuLock[] }): MenuNotice[] => [
  ...removed.map((lock) => ({ class: ".LockRemove" as const, lock })),
  ...added.map((lock) => ({ class: ".LockAdd" as const, lock })),
];

export const menuNotices = (menus: Iterable<string>): MenuNotice[] =>
  [...menus].map((id) => ({ class: ".MenuSetChange" as const, menu: { id } }));

export function editNotices(edit: MenuEdit | undefined): MenuNotice[] {
  if (!edit) return [];
  return "imported" in edit
    ? [{ class: ".ImportMenu" }]
    : edit.products.map((id) => ({ class: ".ProductChange" as const, product: { id } }));
}
