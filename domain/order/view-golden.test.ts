import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventWithoutPersonalData } from "./disclosure";
import { withoutPersonalData } from "./erasure";
import { type OrderEvent, readEvent } from "./events";
import { replay } from "./evolve";
import { explain } from "./price-breakdown";
import { historyEntry } from "./history";
import { linesOf, type Order } from "./state";
import { view } from "./view";

const stored = join(import.meta.dirname, "event-fixtures");
const logs = readdirSync(stored)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const named: Record<string, unknown[]> = JSON.parse(readFileSync(join(stored, file), "utf8"));
    return Object.entries(named).map(([name, bodies]) => ({
      name: `${file.slice(0, 10)}-${name}`,
      log: bodies.map((body) => readEvent(JSON.stringify(body))),
    }));
  });

function orderOf(log: OrderEvent[]): Order {
  const state = replay(log);
  if (state.status === "ABSENT") throw new Error("absent");
  return state;
}

/** An event a line: what people read of it, and what the order was after it. */
function ledger(log: OrderEvent[]): string {
  const { currency } = orderOf(log);
  return log
    .map((event, index) => {
      const after = orderOf(log.slice(0, index + 1));
      const { says, by, lines = [] } = historyEntry({ seq: index + 1, event }, { currency });
      const { total, editTotal, remaining, overpaid, locked } = view(after);
      const kept = linesOf(after).map(({ status, quantity, held }) => `${quantity} ${status}${held ? " held" : ""}`);
      return [
        `${index + 1} ${event.type} by ${by}: ${says}${lines.length > 0 ? ` [${lines.map((id) => id.slice(-4)).join(" ")}]` : ""}`,
        `   ${after.status}${locked ? " locked" : ""} revision ${after.revision}, total ${total} edit ${editTotal} remaining ${remaining} overpaid ${overpaid} | ${kept.join(", ")}`,
      ].join("\n");
    })
    .join("\n");
}

const json = (value: unknown) => JSON.stringify(value, undefined, 1);

describe("an order that was stored once", () => {
  it.each(logs)("[O159] is shown, told and explained as it always was: $name", async ({ name, log }) => {
    const order = orderOf(log);
    const erased = log.map(eventWithoutPersonalData).filter((event, index) => json(event) !== json(log[index]));
    const parts = [
      "# events",
      ledger(log),
      "# view",
      json(view(order)),
      "# explained",
      json(explain(order)),
      "# erased",
      ...erased.map(json),
    ];
    await expect(`${parts.join("\n")}\n`).toMatchFileSnapshot(`view-golden/${name}.txt`);
  });

  it.each(logs)("[O160] keeps every event when it is erased, and looks like its erased log: $name", ({ log }) => {
    const erased = log.map(eventWithoutPersonalData);
    expect(replay(erased)).toEqual(withoutPersonalData(orderOf(log)));
    expect(erased.map((event) => event.type)).toEqual(log.map((event) => event.type));
  });
});
