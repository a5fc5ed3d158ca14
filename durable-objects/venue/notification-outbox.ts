// Menu change notices that listeners are still to be told: written with the change, sent after it, and sent again until they have arrived.
import type { MenuNotice } from "../../protocol/venue";
import { log } from "../../runtime/log";

/** Who listens wants to know what is new, not what happened in an hour without him. */
const MOST = 100;

export class NotificationOutbox {
  readonly #sql: SqlStorage;
  readonly #tell: (notices: string[]) => Promise<void>;

  constructor(sql: SqlStorage, tell: (notices: string[]) => Promise<void>) {
    this.#sql = sql;
    this.#tell = tell;
  }

  /** In the transaction of the change. */
  add(notices: readonly MenuNotice[]): void {
    for (const notice of notices) this.#sql.exec("INSERT INTO notices (body) VALUES (?)", JSON.stringify(notice));
    this.#sql.exec("DELETE FROM notices WHERE id <= (SELECT max(id) FROM notices) - ?", MOST);
  }

  get open(): boolean {
    return this.#sql.exec("SELECT 1 FROM notices LIMIT 1").toArray().length > 0;
  }

  /** Never rejects: what could not be told stays. */
  async send(): Promise<void> {
    const rows = this.#sql.exec<{ id: number; body: string }>("SELECT id, body FROM notices ORDER BY id").toArray();
    const last = rows.at(-1);
    if (!last) return;
    try {
      await this.#tell(rows.map(({ body }) => body));
      this.#sql.exec("DELETE FROM notices WHERE id <= ?", last.id);
    } catch (error) {
      log("error", "menu_change.publish_failed", { notices: rows.length, error });
    }
  }
}
