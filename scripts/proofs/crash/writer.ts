// One guest, with a till and a kitchen at hand, who writes one command after the other and keeps what was acknowledged.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ApiAnswer, ApiClient } from "../../platform/api-client.ts";
import { Refusal } from "../../platform/refusal.ts";
import { blank, enter, type AcknowledgedEffects } from "./acknowledged-effects.ts";
import { type Errand, type Goods, type Step, SCENARIOS, type Who } from "./scenarios.ts";

/** A command as it was sent, and may be sent again. */
type Written = { ledger: AcknowledgedEffects; errand: Errand; key: string; waits: boolean };

/** What an acknowledgement says for good: repeated, the command gets the same. `seq` and `order` are as of the moment. */
const Acknowledged = z.object({
  orderId: z.string().optional(),
  lines: z.array(z.string()).optional(),
  trxId: z.string().optional(),
  order: z.object({ total: z.string() }).optional(),
});

const RESEND_TRIES = 5;

export class Writer {
  /** Orders with an acknowledged command, oldest first. */
  readonly orders: AcknowledgedEffects[] = [];
  /** Commands that have got no answer, so far. */
  unanswered = 0;
  /** What came instead of the last answer that did not come. */
  silence = "";
  readonly #people: Record<Who, ApiClient>;
  readonly #goods: Goods;
  readonly #kept: { written: Written; answer: ApiAnswer }[] = [];
  #scenarios: number;
  #ahead: Step[] = [];
  #ledger: AcknowledgedEffects;
  #open: Written | undefined;

  /** `nth`: writers begin with different walks. */
  constructor(people: Record<Who, ApiClient>, goods: Goods, nth: number) {
    this.#people = people;
    this.#goods = goods;
    this.#scenarios = nth;
    this.#ledger = blank(people.guest.user);
  }

  get guest(): ApiClient {
    return this.#people.guest;
  }

  get acknowledged(): number {
    return this.#kept.length;
  }

  /** The order that a command without an answer concerns: nobody can say what it is like. */
  get inDoubt(): AcknowledgedEffects | undefined {
    return this.#open?.ledger;
  }

  /** Sends the next command. False: no answer came. @throws when it is refused */
  async write(): Promise<boolean> {
    if (this.#ahead.length === 0) {
      this.#ahead = [...(SCENARIOS[this.#scenarios++ % SCENARIOS.length] ?? [])];
      this.#ledger = blank(this.guest.user);
    }
    const nth = this.#kept.length;
    const errand = this.#ahead.shift()?.(this.#ledger, this.#goods, nth);
    if (!errand) throw new Error("a walk without a step");
    // Both ways of being answered: at acceptance, and with the verdict.
    const written = { ledger: this.#ledger, errand, key: `${this.guest.user}-${nth}`, waits: errand.waits ?? nth % 2 === 0 };
    const answer = await this.#send(written);
    if (answer) this.#keep(written, answer);
    else this.#open = written;
    return answer !== undefined;
  }

  /** Sends again what got no answer. @throws when there is none even now */
  async resend(): Promise<void> {
    const written = this.#open;
    if (!written) return;
    this.unanswered++;
    for (let tries = 0; tries < RESEND_TRIES; tries++) {
      const answer = await this.#send(written);
      if (!answer) continue;
      this.#open = undefined;
      return this.#keep(written, answer);
    }
    throw new Refusal(`the platform has started and does not answer: ${this.silence}`);
  }

  /** Sends everything that was acknowledged once more, in order. Answers what got another answer than the first time. */
  async repeat(): Promise<string[]> {
    const changed: string[] = [];
    for (const { written, answer } of this.#kept) {
      const again = await this.#send(written);
      if (!again || again.status !== answer.status || !isDeepStrictEqual(lasting(again), lasting(answer)))
        changed.push(`${written.errand.path}: ${again?.status} ${JSON.stringify(again?.body)} after ${JSON.stringify(answer.body)}`);
    }
    return changed;
  }

  /** Undefined: no answer, or one that says that the platform is in trouble, which is none. */
  async #send({ errand, key, waits }: Written): Promise<ApiAnswer | undefined> {
    const headers = { "idempotency-key": key, ...(waits && { prefer: "wait" }) };
    try {
      const answer = await this.#people[errand.who].call("POST", errand.path, errand.body, headers);
      if (answer.status < 500) return answer;
      this.silence = `${errand.path}: ${answer.status} ${JSON.stringify(answer.body)}`;
    } catch (error) {
      this.silence = `${errand.path}: ${String(error instanceof Error ? (error.cause ?? error) : error)}`;
    }
    return undefined;
  }

  #keep(written: Written, answer: ApiAnswer): void {
    const { ledger, errand } = written;
    const said = Acknowledged.safeParse(answer.body);
    if ((answer.status !== 200 && answer.status !== 202) || !said.success)
      throw new Refusal(`${errand.path} ${JSON.stringify(errand.body)} was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
    if (ledger.id === "") this.orders.push(ledger);
    enter(ledger, errand.does, { ...said.data, total: said.data.order?.total });
    this.#kept.push({ written, answer });
  }
}

function lasting({ body }: ApiAnswer) {
  const { order: _, ...said } = Acknowledged.parse(body);
  return said;
}
