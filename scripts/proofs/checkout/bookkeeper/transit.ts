// Lines between two orders. What a venue keeps for one that leaves it goes on keeping for the order that it comes to.
import type { EventOf } from "../../../../domain/order/events.ts";
import { arrivingLine, type BookLine } from "./book-line.ts";

/** `kept`: a venue keeps it. */
type Leaving = { line: BookLine; kept: boolean };

export class Transit {
  /** By transfer, what has left, and what nobody has taken yet. */
  readonly #leaving = new Map<string, Leaving[]>();
  /** Roots of all lines that have ever left. */
  readonly sent = new Set<string>();
  #departed: BookLine[] = [];
  #arrived: BookLine[] = [];

  get isEmpty(): boolean {
    return this.#leaving.size === 0;
  }

  /** Lines on their way, as far as a venue keeps them. */
  get kept(): BookLine[] {
    return keptOf([...this.#leaving.values()].flat());
  }

  /** `lines`: the order's, before they leave. */
  release(event: EventOf<"LinesReleased">, lines: readonly BookLine[], isKept: (line: BookLine) => boolean): void {
    const leaving = lines.filter(({ id }) => event.lines.includes(id)).map((line): Leaving => ({ line, kept: isKept(line) }));
    this.#leaving.set(event.transfer, leaving);
    for (const { line } of leaving) this.sent.add(line.root);
  }

  /** Answers the lines that come back. */
  settle({ transfer, accepted }: EventOf<"TransferSettled">): BookLine[] {
    const leaving = this.#leaving.get(transfer) ?? [];
    this.#leaving.delete(transfer);
    if (!accepted) return leaving.map(({ line }) => line);
    this.#departed.push(...keptOf(leaving));
    return [];
  }

  receive({ buckets }: EventOf<"LinesReceived">): void {
    for (const { venue, lines } of buckets)
      this.#arrived.push(...lines.filter(({ kept }) => kept).map((line) => arrivingLine(line, venue)));
  }

  /** What venues keep for another order since this was asked last (`departed`), and for this one instead of another (`arrived`). */
  takeHandedOver(): { departed: readonly BookLine[]; arrived: readonly BookLine[] } {
    const handedOver = { departed: this.#departed, arrived: this.#arrived };
    this.#departed = [];
    this.#arrived = [];
    return handedOver;
  }
}

const keptOf = (leaving: readonly Leaving[]): BookLine[] => leaving.flatMap(({ line, kept }) => (kept ? [line] : []));
