// How long the venue's last orders took, told by the orders themselves: what the next ones are promised by.
import { paceOf } from "../../domain/venue/preparation-time";
import type { ReadyWord } from "../../protocol/venue";

const MOST = 50;

export class PreparationTimes {
  readonly #sql: SqlStorage;
  /** Asked with every card and checkout, changed with every order that is ready. */
  #made: { at: number; ms: number }[];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#made = this.#read();
  }

  /** The first word of an order counts. One that is older than the last fifty says nothing, however often it comes. */
  add({ order, at, ms }: ReadyWord): void {
    this.#sql.exec("INSERT OR IGNORE INTO made VALUES (?, ?, ?)", order, at, ms);
    this.#sql.exec("DELETE FROM made WHERE order_id NOT IN (SELECT order_id FROM made ORDER BY at DESC, order_id LIMIT ?)", MOST);
    this.#made = this.#read();
  }

  /** `now`: epoch ms. Nothing when too little was made lately. */
  at(now: number): { paceMs?: number } {
    const paceMs = paceOf(this.#made, now);
    return paceMs === undefined ? {} : { paceMs };
  }

  #read(): { at: number; ms: number }[] {
    return this.#sql.exec<{ at: number; ms: number }>("SELECT at, ms FROM made").toArray();
  }
}
