// Which way commands go: over the socket, or over HTTP with the same names, bodies, ids and answers, when what is open takes none.
import type { CommandAnswer, CommandMessage } from "../protocol/live";
import type { Environment } from "./environment";

type Deps = {
  base: URL;
  around: Environment;
  /** What is open only tells. */
  onlyTells: () => boolean;
  /** False when the socket cannot take it now. */
  say: (message: CommandMessage) => boolean;
  answered: (answer: CommandAnswer) => void;
  failed: (id: string) => void;
};

export class Transport {
  readonly #deps: Deps;
  #byHttp: boolean;
  #token = "";

  constructor(deps: Deps, byHttp: boolean) {
    this.#deps = deps;
    this.#byHttp = byHttp;
  }

  bearing(token: string): void {
    this.#token = token;
  }

  /** The server has hung up over what was said on the socket: it is of a version that only tells. */
  refusedWords(): void {
    this.#byHttp = true;
  }

  /** False when it cannot go now. */
  carry(message: CommandMessage & { order: string }): boolean {
    if (!this.#byHttp && !this.#deps.onlyTells()) return this.#deps.say(message);
    void this.#post(message).then((answer) => (answer ? this.#deps.answered(answer) : this.#deps.failed(message.id)));
    return true;
  }

  /** Undefined when it did not get through. */
  async #post({ id, order, command, body, ifSeq }: CommandMessage & { order: string }): Promise<CommandAnswer | undefined> {
    const { base, around } = this.#deps;
    try {
      const answer = await around.fetch(new URL(`/ordering-api/api/order/${order}/${command}`, base).href, {
        method: "POST",
        headers: {
          authorization: `Bearer ${this.#token}`,
          "idempotency-key": id,
          prefer: "wait",
          ...(ifSeq !== undefined && { "if-match": `"${ifSeq}"` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { id, status: answer.status, body: text === "" ? null : JSON.parse(text) };
    } catch {
      return undefined;
    }
  }
}
