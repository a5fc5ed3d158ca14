// What a proof has found out.

const SHOWN = 20;

export class Findings {
  attempts = 0;
  /** How often each HTTP status was the answer. */
  readonly statuses = new Map<number, number>();
  readonly operations = new Set<string>();
  readonly callers = new Set<string>();
  readonly #faults = new Map<string, { first: string; times: number }>();

  /** Each kind of fault is kept once, with the first case that showed it. */
  note(fault: string, first: string): void {
    const known = this.#faults.get(fault);
    if (known) known.times++;
    else this.#faults.set(fault, { first, times: 1 });
  }

  get kinds(): number {
    return this.#faults.size;
  }

  show(report: (line: string) => void): void {
    for (const [fault, { first, times }] of [...this.#faults].slice(0, SHOWN)) report(`${fault} (${times} times), first: ${first}`);
  }
}
