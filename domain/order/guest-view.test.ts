import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEvent } from "./events";
import { replay } from "./evolve";
import { append, asked, at, boss, creating, given, guest, history, id, kitchen, pay, stranger, till } from "./given.fixture";
import { orderFor } from "./audience";
import { eventForGuests } from "./disclosure";
import { forGuests, seesAsStaff } from "./guest-view";
import { historyEntry } from "./history";
import type { Order } from "./state";
import { view } from "./view";

const asGuestsSee = (order: Order) => view(forGuests(order));
const SAID = "he never tips";

const log = history(
  [creating, guest],
  [append(asked(1, "soup", { comment: "no nuts" }), asked(2, "cola"), asked(3, "soup")), guest],
  [append(asked(4, "cola", { comment: SAID })), kitchen],
  [{ type: "CommentOrder", id: id(80), comment: "window seat" }, guest],
  [{ type: "CommentOrder", id: id(81), comment: SAID }, kitchen],
  [{ type: "CommentLine", id: id(82), line: id(1), comment: SAID }, till],
  [pay(90, 3900), till],
  [{ type: "VoidLines", lines: [id(2)], reason: SAID }, boss],
  [{ type: "WasteLines", lines: [id(3)], reason: SAID }, boss],
  [{ type: "OpenRefund", id: id(60), payment: id(90), amount: 100, reason: SAID }, boss],
  [{ type: "DeclineRefund", id: id(60), reason: SAID }, boss],
  [
    {
      type: "AddFiscal",
      slip: { timestamp: at, amount: 3900, printer: "P-1", slip: "S-1", user: "Irena Cashier", message: SAID, taxId: "PL1" },
    },
    till,
  ],
  [{ type: "TraceOrder", config: "grill", venue: "v1", seq: 1 }, kitchen],
);
const { order } = given(...log);

const stored = join(import.meta.dirname, "event-fixtures");
const stories = readdirSync(stored)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => Object.entries<unknown[]>(JSON.parse(readFileSync(join(stored, file), "utf8"))))
  .map(([name, bodies]) => ({ name, events: bodies.map((body) => readEvent(JSON.stringify(body))) }));

describe("an order as its guests see it", () => {
  it("[XE12] staff's comments, void reasons and the cashier's name are not in what a guest reads, and are in what staff read", () => {
    const [theirs, ours] = [asGuestsSee(order), view(order)];
    expect(JSON.stringify(theirs)).not.toMatch(/never tips|Irena|"tim"|"kit"|"sue"/);
    for (const secret of [SAID, "Irena", "tim", "kit"]) expect(JSON.stringify(ours)).toContain(secret);
    expect(theirs).toMatchObject({
      comments: [{ creator: "ann", comment: "window seat" }],
      buckets: [{ lines: [{ id: id(1), creator: "ann", comments: [{ comment: "no nuts" }] }, {}, {}, { creator: "staff", comments: [] }] }],
      payments: [{ amount: "39.00", user: "staff" }],
      refundsDeclined: [{ amount: "1.00", user: "staff", reason: "" }],
      fiscal: [{ slip: "S-1", amount: 39, user: "staff", taxId: "PL1" }],
      logs: [],
    });
    expect(theirs).not.toHaveProperty("receipts");
    expect({ total: theirs.total, tax: theirs.tax, status: theirs.status }).toEqual({
      total: ours.total,
      tax: ours.tax,
      status: ours.status,
    });
  });

  it("[O579] its events say as little, in the history and to clients that fold them", () => {
    const told = log.map((event) => eventForGuests(event, order));
    const entries = told.map((event, index) => historyEntry({ seq: index + 1, event }, order));
    expect(JSON.stringify([told, entries])).not.toMatch(/never tips|Irena|"tim"|"kit"|"sue"/);
    expect(entries.map(({ says }) => says)).toContain("voided 1 line");
  });

  it.each(stories)("[O580] who folds what guests are told comes to what guests are shown: $name", ({ events }) => {
    const state = replay(events);
    if (state.status === "ABSENT") throw new Error("absent");
    const folded = replay(events.map((event) => eventForGuests(event, state)));
    if (folded.status === "ABSENT") throw new Error("absent");
    expect(view({ ...folded, shownTo: "guests" })).toEqual(asGuestsSee(state));
  });

  it("[O581] staff are who works at one of its venues or for the chain; before there is a venue, anywhere", () => {
    const empty = given(...history([creating, guest])).order;
    expect(seesAsStaff({ roles: ["ROLE_v2_WAITER"] }, empty)).toBe(true);
    for (const [roles, staff] of [
      [["ROLE_v1_KDS"], true],
      [["ROLE_MANAGER"], true],
      [["ROLE_v2_WAITER"], false],
      [["ROLE_KIOSK"], false],
      [["ROLE_ANONYMOUS"], false],
    ] as const)
      expect([roles, seesAsStaff({ roles }, order), orderFor({ user: "somebody", roles }, order) === order]).toEqual([roles, staff, staff]);
  });

  it("[O582] what somebody has said from before it was kept who he was is staff's, unless he belongs to the order", () => {
    const old = log.flatMap((event) => {
      const bare = { ...event };
      if ("byStaff" in bare) delete bare.byStaff;
      return bare;
    });
    expect(JSON.stringify(asGuestsSee(given(...old).order))).not.toContain(SAID);
    expect(asGuestsSee(given(...old).order).comments).toMatchObject([{ comment: "window seat" }]);
  });

  it("[O583] a waiter's word at a table that he has opened stays his when a guest joins", () => {
    const opened = history(
      [creating, kitchen],
      [append(asked(1, "soup")), kitchen],
      [{ type: "CommentOrder", id: id(80), comment: SAID }, kitchen],
    );
    const { claimCode } = given(...opened).order;
    const joined = [
      ...opened,
      ...given(...opened)
        .when({ type: "ClaimOrder", claimCode }, stranger)
        .events(),
    ];
    expect(given(...joined).order.createdByStaff).toBe(true);
    expect(JSON.stringify(asGuestsSee(given(...joined).order))).not.toContain(SAID);
  });
});
