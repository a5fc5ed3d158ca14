// Where one order is kept: its events, the answers to its commands, and a snapshot of what the events come to.
import { eventWithoutPersonalData } from "../../domain/order/disclosure";
import { type OrderEvent, readEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { initial, type OrderState } from "../../domain/order/state";
import { EventLog } from "../lib/event-log";
import { Inbox } from "../lib/inbox";
import { migrate } from "../lib/migrate";
import { Snapshot } from "../lib/snapshot";
import type { Answer } from "./command-handler";
import { HistorySize } from "./history-size";
import { migrations, SNAPSHOT_FORMAT } from "./schema";

/** A snapshot is worth a row when waking up would otherwise fold this many events. */
const SNAPSHOT_EVERY = 100;

export class OrderStorage {
  readonly log: EventLog<OrderEvent>;
  readonly inbox: Inbox<Answer>;
  readonly #storage: DurableObjectStorage;
  readonly #snapshot: Snapshot<OrderState>;
  readonly #size: HistorySize;

  constructor(storage: DurableObjectStorage) {
    migrate(storage, migrations);
    this.#storage = storage;
    this.log = new EventLog(storage.sql, readEvent);
    this.inbox = new Inbox(storage.sql);
    this.#snapshot = new Snapshot(storage.sql, SNAPSHOT_FORMAT);
    this.#size = new HistorySize(storage.sql);
  }

  read(): OrderState {
    const known = this.#snapshot.read();
    return this.log.fold(evolve, known?.state ?? initial, known?.seq);
  }

  /** An instance that has been replaced elsewhere cannot read, and so cannot answer (docs/storage.md). */
  assertCurrentInstance(): void {
    this.#storage.sql.exec("SELECT 1");
  }

  /** What the order has stored: to be asked with each command. */
  historyBytes(): number {
    return this.#size.bytes();
  }

  keepSnapshot(state: OrderState): void {
    this.#snapshot.keep(this.log.head, state, SNAPSHOT_EVERY);
  }

  /** An order that has ended is one row of state and a compressed log. */
  shrink(state: OrderState): void {
    this.#storage.transactionSync(() => {
      this.#snapshot.keep(this.log.head, state, 0);
      this.log.shrink();
    });
  }

  /** What the law demands, in the turn that says so: nothing that is stored here tells of the guest any more. */
  forgetPersonalData(): void {
    this.log.rewrite(eventWithoutPersonalData);
    this.inbox.forgetContents();
    this.#snapshot.drop();
  }
}
