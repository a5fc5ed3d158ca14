// What a proof has found out: each kind of fault is said when it is found, and counted at the end.

export class Findings {
  readonly #report: (line: string) => void;
  attempts = 0;
  /** How often each HTTP status was the answer. */
  readonly statuses = new Map<number, number>();
  readonly operations = new Set<string>();
  readonly callers = new Set<string>();
  readonly #times = new Map<string, number>();

  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  /** `example`: a case that shows it; that of the first of a kind is said. */
  note(fault: string, example: string): void {
    const times = this.#times.get(fault) ?? 0;
    this.#times.set(fault, times + 1);
    if (times === 0) this.#report(`FAULT after ${this.attempts} attempts: ${fault}, by ${example}`);
  }

  get kinds(): number {
    return this.#times.size;
  }

  showCounts(): void {
    for (const [fault, times] of this.#times) this.#report(`${times} times: ${fault}`);
  }
}
