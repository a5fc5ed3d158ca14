// An order as a waiter would explain it: written from docs/spec, not from domain/. What it says must be what the platform does.

import type { RefundReason } from "../../../domain/order/refund-kind";

export type NaiveLine = { id: string; price: number; quantity: number; status: string; held: boolean };
/** `lines`: that it has paid for, where it was all that was left. `undone`: by a reversal. */
type Taken = { id: string; amount: number; back: number; asked: number; cash: boolean; lines: string[]; undone?: true };

/** `+` or why not. */
type Verdict = string;

const FINAL = ["PROCESSED", "VOID", "WASTE"];
const PLACED = ["COMPLETED", "VERIFIED", "DELIVER", "DELIVERED"];
const ENDED = ["CLOSED", "ABANDONED", "CANCELLED"];
const STEPS: Record<string, number> = { NEW: 0, CONFIRMED: 1, PROCESSING: 2, PROCESSED: 3, VOID: 4, WASTE: 4 };

export class NaiveOrder {
  status = "ABSENT";
  tab = false;
  tip = 0;
  comments = 0;
  lines: NaiveLine[] = [];
  taken: Taken[] = [];
  /** Gone back, and not owed again. */
  forgiven = 0;

  get total(): number {
    const sold = this.lines.filter(({ status }) => status !== "VOID" && status !== "WASTE");
    return sold.length === 0 ? 0 : this.tip + sold.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  }
  get paid(): number {
    return this.taken.reduce((sum, { amount, back }) => sum + amount - back, 0);
  }
  get remaining(): number {
    return this.off ? 0 : Math.max(0, this.total - this.paid - this.forgiven);
  }
  /** Nobody gets anything of it. */
  get off(): boolean {
    return this.status === "CANCELLED" || this.status === "ABANDONED";
  }
  get placed(): boolean {
    return PLACED.includes(this.status);
  }
  /** Lines come and go. */
  get editable(): boolean {
    return this.status === "NEW" || (this.tab && this.placed);
  }

  create(tab: boolean): Verdict {
    if (this.status !== "ABSENT") return "order-already-exists";
    this.status = "NEW";
    this.tab = tab;
    return "+";
  }

  append(line: NaiveLine): Verdict {
    const why = this.#notEditable();
    if (why) return why;
    if (this.#line(line.id)) return "line-exists";
    this.lines.push(line);
    this.reopen();
    return "+";
  }

  remove(id: string): Verdict {
    const why = this.#notEditable();
    if (why) return why;
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (this.#isPaid(id)) return "line-already-paid";
    if (line.status !== "NEW" && (line.status !== "CONFIRMED" || this.status !== "NEW")) return "line-not-removable";
    this.without(line);
    return "+";
  }

  quantity(id: string, quantity: number): Verdict {
    const why = this.#notEditable();
    if (why) return why;
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (line.quantity === quantity) return "+";
    if (this.#isPaid(id)) return "line-already-paid";
    if (this.status !== "NEW" && line.status !== "NEW") return "line-not-removable";
    line.quantity = quantity;
    return "+";
  }

  split(id: string, other: string, first: number, second: number): Verdict {
    const why = this.#notEditable();
    if (why) return why;
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (line.quantity !== first + second) return "quantities-do-not-add-up";
    if (this.#line(other)) return "line-exists";
    if (this.#isPaid(id)) return "line-already-paid";
    line.quantity = first;
    this.lines.push({ ...line, id: other, quantity: second });
    return "+";
  }

  comment(): Verdict {
    const why = this.#over();
    if (!why) this.comments += 1;
    return why ?? "+";
  }

  setTip(amount: number): Verdict {
    const why = this.#notEditable();
    if (!why) this.tip = amount;
    return why ?? "+";
  }

  pay(id: string, amount: number, cash: boolean): Verdict {
    if (this.status === "ABSENT") return "order-not-found";
    const known = this.taken.find((taken) => taken.id === id);
    if (known) return known.asked === amount && known.cash === cash ? "+" : "payment-id-taken";
    const why = this.#notEditable();
    if (why) return why;
    if (this.#nothingSold()) return "order-empty";
    const left = this.remaining;
    if (amount === 0 && left > 0) return "payment-amount-mismatch";
    if (amount > left && !(cash && left > 0)) return "payment-exceeds-total";
    const lines = amount > 0 && amount >= left ? this.lines.flatMap((line) => (this.#isPaid(line.id) ? [] : [line.id])) : [];
    this.taken.push({ id, amount: Math.min(amount, left), back: 0, asked: amount, cash, lines });
    if (this.status === "NEW" && this.remaining === 0) this.#place();
    return "+";
  }

  complete(): Verdict {
    const why = this.#over();
    if (why) return why;
    if (this.placed) return "+";
    if (this.#nothingSold()) return "order-empty";
    if (this.remaining > 0 && !this.tab) return "order-not-paid";
    this.#place();
    return "+";
  }

  step(to: string, id: string): Verdict {
    const why = to === "CONFIRMED" ? this.#over() : this.#notPlaced();
    if (why) return why;
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (FINAL.includes(line.status) && line.status !== to && !(to === "WASTE" && line.status === "PROCESSED")) return "line-final";
    if ((STEPS[line.status] ?? 0) >= (STEPS[to] ?? 0)) return "+";
    line.status = to;
    this.#mayBeReady();
    return "+";
  }

  /** Everything that the kitchen has. */
  bump(): Verdict {
    const why = this.#notPlaced();
    if (why) return why;
    const open = this.lines.filter(({ status }) => status === "CONFIRMED" || status === "PROCESSING");
    for (const line of open) this.step("PROCESSED", line.id);
    return "+";
  }

  recall(id: string): Verdict {
    const why = this.#notPlaced();
    if (why) return why;
    if (this.status === "DELIVERED") return "order-delivered";
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (line.status === "VOID" || line.status === "WASTE") return "line-final";
    if (line.status === "NEW" || line.status === "CONFIRMED") return "line-not-made";
    if (line.status === "PROCESSING") return "+";
    line.status = "PROCESSING";
    if (this.status === "DELIVER") this.status = "COMPLETED";
    return "+";
  }

  hold(id: string): Verdict {
    const why = this.#over();
    if (why) return why;
    const line = this.#line(id);
    if (!line) return "line-not-found";
    if (line.status !== "NEW") return "line-already-fired";
    line.held = true;
    return "+";
  }

  fireAll(): Verdict {
    const why = this.#over();
    if (why) return why;
    if (!this.placed && !this.tab) return "order-not-completed";
    const waiting = this.lines.filter(({ status }) => status === "NEW");
    if (waiting.length === 0 && (this.placed || !this.lines.some(({ status }) => status === "CONFIRMED"))) return "nothing-to-fire";
    for (const line of waiting) Object.assign(line, { status: "CONFIRMED", held: false });
    if (!this.placed) this.#place();
    return "+";
  }

  deliver(): Verdict {
    const why = this.#notPlaced();
    if (why) return why;
    if (this.status === "DELIVERED") return "+";
    if (this.status !== "DELIVER") return "order-not-ready";
    this.status = "DELIVERED";
    return "+";
  }

  close(): Verdict {
    if (this.status === "CLOSED") return "+";
    const why = this.#notPlaced();
    if (why) return why;
    if (this.status !== "DELIVER" && this.status !== "DELIVERED" && this.lines.length > 0) return "order-not-ready";
    if (this.remaining > 0) return "order-not-paid";
    this.status = "CLOSED";
    return "+";
  }

  abandon(): Verdict {
    if (this.status === "ABSENT") return "order-not-found";
    if (this.status === "ABANDONED") return "+";
    if (this.status !== "NEW" || this.paid > 0) return "cannot-abandon";
    this.status = "ABANDONED";
    return "+";
  }

  cancel(): Verdict {
    if (this.status === "CANCELLED") return "+";
    const why = this.#over();
    if (!why) this.status = "CANCELLED";
    return why ?? "+";
  }

  /** Begun and given at once. */
  refund(payment: string, amount: number, kind: RefundReason): Verdict {
    if (this.status === "ABSENT") return "order-not-found";
    const taken = this.taken.find(({ id }) => id === payment);
    if (!taken) return "payment-not-found";
    if (taken.back + amount > taken.amount) return "refund-exceeds-payment";
    const overpaid = this.off ? this.paid : Math.max(0, Math.min(this.paid, this.paid + this.forgiven - this.total));
    if (kind === "correction" && amount > overpaid) return "refund-exceeds-overpaid";
    if (kind !== "reversal") this.forgiven += Math.max(0, amount - overpaid);
    if (kind === "reversal") taken.undone = true;
    taken.back += amount;
    return "+";
  }

  /** Whether lines may begin to leave. */
  mayRelease(id: string): Verdict {
    const why = this.#notEditable();
    if (why) return why;
    if (!this.#line(id)) return "line-not-found";
    return this.#isPaid(id) ? "line-already-paid" : "+";
  }

  /** True when it takes the line; it is the other order's then. */
  take(line: NaiveLine): boolean {
    if (!this.editable || this.#line(line.id)) return false;
    const begun = line.status !== "NEW" && line.status !== "CONFIRMED";
    if (begun && !this.placed && !this.tab) return false;
    this.lines.push(line);
    this.reopen();
    if (begun && this.status === "NEW") this.#place();
    return true;
  }

  /** It has left for good. */
  without(line: NaiveLine): void {
    this.lines = this.lines.filter((other) => other !== line);
    if (this.lines.length > 0) this.#mayBeReady();
  }

  reopen(): void {
    if (this.tab && this.placed) this.status = "COMPLETED";
  }

  #mayBeReady(): void {
    const isWaiting = this.lines.some(({ status }) => !FINAL.includes(status));
    if ((this.status === "COMPLETED" || this.status === "VERIFIED") && !isWaiting) this.status = "DELIVER";
  }
  /** A line that is paid for stays as it is. */
  #isPaid(id: string): boolean {
    return this.taken.some(({ lines, undone }) => !undone && lines.includes(id));
  }
  #line(id: string): NaiveLine | undefined {
    return this.lines.find((line) => line.id === id);
  }
  #nothingSold(): boolean {
    return this.lines.every(({ status }) => status === "VOID" || status === "WASTE");
  }
  #place(): void {
    this.status = "COMPLETED";
    for (const line of this.lines) if (line.status === "NEW" && !line.held) line.status = "CONFIRMED";
  }
  #over(): Verdict | undefined {
    if (this.status === "ABSENT") return "order-not-found";
    return ENDED.includes(this.status) ? "order-ended" : undefined;
  }
  #notPlaced(): Verdict | undefined {
    return this.#over() ?? (this.placed ? undefined : "order-not-completed");
  }
  #notEditable(): Verdict | undefined {
    return this.#over() ?? (this.editable ? undefined : "order-already-completed");
  }
}
