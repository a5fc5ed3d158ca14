/** One object's alarm, which is only ever brought forward: when it rings for nothing, it finds out what is next. */
export class Alarm {
  readonly #storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  /** When it rings (epoch ms), as far as it was set or read here. */
  #at = Infinity;

  constructor(storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">) {
    this.#storage = storage;
  }

  /** Learns what was set before sleep. */
  async read(): Promise<void> {
    this.#at = (await this.#storage.getAlarm()) ?? Infinity;
  }

  get isSet(): boolean {
    return this.#at < Infinity;
  }

  /** It has rung. */
  rang(): void {
    this.#at = Infinity;
  }

  /** Rings at that time (epoch ms), or earlier; undefined: there is nothing to ring for. */
  ringBy(at: number | undefined): void {
    if (at === undefined || at >= this.#at) return;
    this.#at = at;
    void this.#storage.setAlarm(Math.max(Date.now() + 1, at));
  }
}
