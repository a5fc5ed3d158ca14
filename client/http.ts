// Commands over HTTP, where the socket does not take them: the same names, bodies, ids and answers.
import type { CommandAnswer, CommandMessage } from "../protocol/live";
import type { Surroundings } from "./surroundings";

/** Undefined when it did not get through. */
export const byHttp =
  (base: URL, around: Surroundings, token: () => string) =>
  async ({ id, order, command, body, ifSeq }: CommandMessage & { order: string }): Promise<CommandAnswer | undefined> => {
    try {
      const answer = await around.fetch(new URL(`/ordering-api/api/order/${order}/${command}`, base).href, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token()}`,
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
  };
