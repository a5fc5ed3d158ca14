import { describe, expect, it } from "vitest";
import type { CommandEnvelope } from "../../../../domain/order/commands";
import { card, card2, envelope, guest } from "../../../../domain/order/given.fixture";
import { err, ok } from "../../../../domain/result";
import type { Answer } from "../../../../durable-objects/order/command-handler";
import { executeOnTerms, type Terms } from "./checkout-terms";

const paying = envelope({ type: "CompleteOrder" }, guest);
const outdated: Answer = err({ code: "terms-outdated", venue: "v2" });

/** An order with these answers, and venues that know more each time that they are asked. */
function played(...answers: Answer[]) {
  const given: CommandEnvelope[] = [];
  const known = [[card], [card, card2]];
  const terms: Terms = async () => ok(known.shift() ?? []);
  const execute = async (one: CommandEnvelope) => {
    given.push(one);
    return answers[given.length - 1] ?? err({ code: "order-not-found" as const });
  };
  return { given, terms, order: { execute } };
}

describe("an order that has moved on while its venues were asked", () => {
  it("[H201] is asked once more under the same id, with the terms of its venues by then", async () => {
    const { given, terms, order } = played(outdated, ok({ seq: 4 }));
    expect(await executeOnTerms(order, paying, terms)).toEqual(ok({ seq: 4 }));
    expect(given.map(({ commandId, cards }) => [commandId, cards?.map(({ venue }) => venue)])).toEqual([
      ["c1", ["v1"]],
      ["c1", ["v1", "v2"]],
    ]);
  });

  it("[H201] is not asked for ever, nor after another answer, nor when a venue cannot be asked", async () => {
    const moving = played(outdated, outdated, ok({ seq: 9 }));
    expect(await executeOnTerms(moving.order, paying, moving.terms)).toEqual(outdated);
    const empty = played(err({ code: "order-empty" }), ok({ seq: 9 }));
    expect(await executeOnTerms(empty.order, paying, empty.terms)).toEqual(err({ code: "order-empty" }));
    const away = err({ code: "temporarily-unavailable" as const, retryAfterSeconds: 1 });
    const unknown = played(ok({ seq: 9 }));
    expect(await executeOnTerms(unknown.order, paying, async () => away)).toEqual(away);
    expect(unknown.given).toEqual([]);
  });
});
