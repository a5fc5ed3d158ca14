// Who takes money online: its pages, what it has collected, and what it has given back. It says so until it is heard.
import type { CommandEnvelope } from "../../../domain/order/commands.ts";
import { TENANT } from "./chain.ts";
import { Unanswered } from "./objects/network.ts";

type Charge = { order: string; amount: number; state: "open" | "collected" | "declined" };
type Reversal = { id: string; payment: string; amount: number };
type Verdict = { ok: true; value: string } | { ok: false; error: { reason: string } };

/** `send`: brings a word to an order, as often as it takes. `chance`: of the story. `asked`, `gave`: for whoever looks on. */
export type ProviderDeps = {
  send: (envelope: CommandEnvelope) => void;
  tell: (line: string) => void;
  chance: (probability: number) => boolean;
  asked: (reversal: Reversal, order: string | undefined) => void;
  gave: () => void;
};

export class Provider {
  readonly #deps: ProviderDeps;
  readonly #charges = new Map<string, Charge>();
  readonly #verdicts = new Map<string, Verdict>();
  /** Minor units, by payment. */
  readonly returned = new Map<string, number>();

  constructor(deps: ProviderDeps) {
    this.#deps = deps;
  }

  get collected(): Map<string, number> {
    const collected = [...this.#charges].filter(([, { state }]) => state === "collected");
    return new Map(collected.map(([payment, { amount }]) => [payment, amount]));
  }

  /** Payments that somebody may still approve or decline, whatever the order thinks of them. */
  get pages(): string[] {
    return [...this.#charges].flatMap(([payment, { state }]) => (state === "open" ? [payment] : []));
  }

  /** Payments that it has spoken of already. */
  get decided(): string[] {
    return [...this.#charges].flatMap(([payment, { state }]) => (state === "open" ? [] : [payment]));
  }

  open(payment: string, order: string, amount: number): void {
    if (!this.#charges.has(payment)) this.#charges.set(payment, { order, amount, state: "open" });
  }

  decide(payment: string, approve: boolean): void {
    const charge = this.#charges.get(payment);
    if (!charge || charge.state !== "open") return;
    charge.state = approve ? "collected" : "declined";
    this.say(payment);
  }

  /** Says what has become of a payment, and says it again as often as it likes. */
  say(payment: string): void {
    const charge = this.#charges.get(payment);
    if (!charge || charge.state === "open") return;
    const { order, amount, state } = charge;
    const id = `${payment}:settle`;
    const envelope: CommandEnvelope = {
      tenant: TENANT,
      region: "global",
      order,
      commandId: id,
      correlationId: id,
      actor: { kind: "service", service: "payment" },
      at: new Date().toISOString(),
      command:
        state === "collected"
          ? { type: "RegisterPayment", id: payment, payment: "EPAYMENT", source: "bank", amount }
          : { type: "DeclinePayment", id: payment, reason: "declined at the bank" },
    };
    this.#deps.send(envelope);
  }

  /** @throws when it cannot say now */
  refund({ id, payment, amount }: Reversal): Verdict {
    const { tell, chance, asked, gave } = this.#deps;
    tell(`bank: asked to give ${amount} of ${payment} back, as ${id}`);
    asked({ id, payment, amount }, this.#charges.get(payment)?.order);
    const known = this.#verdicts.get(id);
    if (known) return known;
    if (chance(0.15)) throw new Unanswered("the bank cannot say now");
    const verdict: Verdict = chance(0.1) ? { ok: false, error: { reason: "the account is closed" } } : { ok: true, value: `bank-${id}` };
    this.#verdicts.set(id, verdict);
    if (verdict.ok) this.returned.set(payment, (this.returned.get(payment) ?? 0) + amount);
    gave();
    return verdict;
  }
}
