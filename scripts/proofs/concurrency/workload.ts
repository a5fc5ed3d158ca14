// What sixteen clients do to one order at once. The same for the platform and for an order in memory.
import type { Dice } from "../lib/dice.ts";
import type { Answer, Ask, Command, Operation, Shown } from "./history.ts";

/** One client's way to the order. `command`: under an id that the order remembers. */
export type Connection = {
  name: string;
  user: string;
  command(key: string, ask: Ask, ifSeq: number | undefined): Promise<Answer>;
  read(): Promise<Answer>;
};

export type Workload = { connections: readonly Connection[]; start: Shown; products: readonly string[]; turns: number; dice: Dice };

/** One for everything that is sent and heard in a round. */
export type Clock = () => number;
export function clock(): Clock {
  let ticks = 0;
  return () => ++ticks;
}

/** Every client takes its turns one after the other, all clients at once; then the first one reads. */
export async function play({ connections, start, products, turns, dice }: Workload, tick: Clock): Promise<Operation[]> {
  const operations: Operation[] = [];
  await Promise.all(
    connections.map(async (connection) => {
      const client = new Client(connection, start, products, dice, tick, operations);
      for (let turn = 0; turn < turns; turn++) await client.act();
    }),
  );
  const [last] = connections;
  if (last) await new Client(last, start, products, dice, tick, operations).read();
  return operations;
}

class Client {
  readonly #connection: Connection;
  readonly #shared: readonly string[];
  readonly #products: readonly string[];
  readonly #dice: Dice;
  readonly #tick: Clock;
  readonly #operations: Operation[];
  readonly #sent: Command[] = [];
  #own: string[] = [];
  #newest: number;
  #commands = 0;

  constructor(
    connection: Connection,
    { seq, lines }: Shown,
    products: readonly string[],
    dice: Dice,
    tick: Clock,
    operations: Operation[],
  ) {
    this.#connection = connection;
    this.#shared = lines.map(({ id }) => id);
    this.#products = products;
    this.#dice = dice;
    this.#tick = tick;
    this.#operations = operations;
    this.#newest = seq;
  }

  /**
   * One thing that a client would do now: mostly a command, sometimes a look, sometimes an old command again,
   * sometimes the same one twice at once.
   */
  async act(): Promise<void> {
    const what = this.#dice.int(20);
    const old = this.#sent.length > 0 ? this.#dice.pick(this.#sent) : undefined;
    if (what < 3) return this.read();
    if (what < 5 && old) return this.#send(old.key, old.ask, old.ifSeq);
    const ask = this.#next();
    const key = `${this.#connection.name}-${this.#commands++}`;
    const ifSeq = this.#dice.chance(0.15) ? this.#newest : undefined;
    await Promise.all(Array.from({ length: what < 8 ? 2 : 1 }, () => this.#send(key, ask, ifSeq)));
  }

  async read(): Promise<void> {
    const sent = this.#tick();
    const answer = await this.#connection.read();
    this.#keep({ ...this.#who(), read: true, sent, answered: this.#tick(), answer });
  }

  async #send(key: string, ask: Ask, ifSeq: number | undefined): Promise<void> {
    const sent = this.#tick();
    const answer = await this.#connection.command(key, ask, ifSeq);
    const command: Command = { ...this.#who(), read: false, key, ask, ifSeq, sent, answered: this.#tick(), answer };
    this.#keep(command);
    const known = this.#sent.some((old) => old.key === key);
    this.#sent.push(command);
    if (!known && answer.kind === "applied") this.#own.push(...answer.lines);
  }

  #keep(operation: Operation): void {
    this.#operations.push(operation);
    if (operation.answer.kind !== "refused") this.#newest = operation.answer.shown.seq;
  }

  #who(): { client: string; user: string } {
    return { client: this.#connection.name, user: this.#connection.user };
  }

  /** Own lines come and go; the order's first lines are everybody's to change, and whoever is too late to remove them is told so. */
  #next(): Ask {
    const what = this.#dice.int(20);
    const nth = this.#commands;
    const { name } = this.#connection;
    const anyLine = () => this.#dice.pick([...this.#own, ...this.#shared]);
    if (what < 3 && this.#own.length > 0) {
      const line = this.#dice.pick(this.#own);
      this.#own = this.#own.filter((id) => id !== line);
      return { do: "remove", lines: [line] };
    }
    if (what === 3) return { do: "remove", lines: [anyLine()] };
    if (what < 8) return { do: "quantity", line: anyLine(), quantity: 1 + this.#dice.int(5) };
    if (what < 10) return { do: "comment", text: `${name} ${nth}` };
    if (what < 12) return { do: "comment-line", line: anyLine(), text: `${name} ${nth}` };
    // What staff have stored is theirs: a guest's devices write over each other only.
    const contested = name.startsWith("guest") ? "wish" : "table";
    if (what < 14) return { do: "extra", name: this.#dice.pick([name, contested]), value: `${name} ${nth}` };
    return { do: "append", lines: Array.from({ length: 1 + this.#dice.int(2) }, () => this.#dice.pick(this.#products)) };
  }
}
