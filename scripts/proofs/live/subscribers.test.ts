import { describe, expect, it } from "vitest";
import { createPatch } from "rfc6902";
import type { Subscriber } from "./subscription-kinds.ts";
import { OrderSubscriber } from "./order-subscriber.ts";
import { StompSubscriber } from "./stomp-subscriber.ts";
import { Truth } from "./truth.ts";
import { VenueSubscriber } from "./venue-subscriber.ts";

const one = { id: "o", seq: 1, total: "1.00" };
const two = { id: "o", seq: 2, total: "2.00" };
const three = { id: "o", seq: 3, total: "3.00" };

/** What the subscriber finds wrong with each message in turn. */
const faultsOf = (subscriber: Subscriber, ...messages: unknown[]) =>
  messages.map((message) => subscriber.hear(typeof message === "string" ? message : JSON.stringify(message)).fault);

const atOrder = () => new OrderSubscriber("t", "o");
const atDestination = () => new StompSubscriber("t", "/kds/x/y");
const atVenue = () => new VenueSubscriber("t", "v");

const snapshot = { seq: 1, snapshot: one };
const change = (seqs: number[], before: object, after: object) => ({
  seq: seqs.at(-1) ?? 1,
  events: seqs.map((seq) => ({ seq })),
  patch: createPatch(before, after),
});

describe("an order's own socket, as the proofs hear it", () => {
  it("[R70] numbers that go on and patches that fit make the order, and a new connection asks for what came after", () => {
    const heard = atOrder();
    expect(heard.dial().path).not.toContain("after");
    expect(faultsOf(heard, snapshot, { presence: [] }, change([2], one, two), change([3], two, three))).toEqual(Array.from({ length: 4 }));
    expect(heard.views.get("o")).toEqual({ seq: 3, body: three });
    expect(heard.dial().path).toContain("?after=3");
  });

  it("[R70] … a resumed one on which nothing has happened says so without a fault", () => {
    expect(faultsOf(atOrder(), snapshot, { seq: 1, events: [], patch: [] })).toEqual([undefined, undefined]);
  });

  it.each([
    ["a number that is left out", change([3], one, three)],
    ["a number that comes again", change([1], one, one)],
    ["events that say less than their number", { ...change([2], one, two), seq: 3 }],
    ["a patch that does not fit", { ...change([2], one, two), patch: [{ op: "remove", path: "/nothing" }] }],
    ["a snapshot in place of what was missed", { seq: 2, snapshot: two }],
  ])("[R71] %s is a gap", (_, message) => {
    expect(faultsOf(atOrder(), snapshot, message)).toEqual([undefined, expect.any(String)]);
  });
});

const state = (body: { id: string; seq: number }, order = body.id, seq: number | string = body.seq) =>
  `MESSAGE\nsubscription:0\norder:${order}\nseq:${seq}\n\n${JSON.stringify(body)}\0`;

describe("a STOMP destination, as the proofs hear it", () => {
  it("[R72] newer states and the same again are heard, several in one message, and resumed after each order's newest", () => {
    const heard = atDestination();
    expect(faultsOf(heard, "CONNECTED\nversion:1.2\n\n\0", state(one) + state({ ...one, id: "p" }), state(two), state(two))).toEqual(
      Array.from({ length: 4 }),
    );
    expect(heard.dial().greeting.join("")).toContain("resume-after:o=2,p=1\n");
  });

  it.each([
    ["an older state", state(one)],
    ["headers that name another order", state(three, "p")],
    ["headers that name another number", state(three, "o", 9)],
    ["a state without its number", state(three, "o", "")],
    ["an ERROR", "ERROR\nmessage:no\n\n\0"],
  ])("[R73] %s is a fault", (_, text) => {
    expect(faultsOf(atDestination(), state(two), text)).toEqual([undefined, expect.any(String)]);
  });

  it("[R73] … beats between frames are none", () => {
    const heard = atDestination();
    expect(faultsOf(heard, `\n\n${state(one)}\n`, "\n")).toEqual([undefined, undefined]);
    expect([...heard.views.keys()]).toEqual(["o"]);
  });
});

const changes = (seq: number, ...bodies: { id: string; seq: number }[]) => ({
  seq,
  changes: bodies.map((body) => ({ order: body.id, seq: body.seq, body })),
});

describe("a venue's socket, as the proofs hear it", () => {
  it("[R74] a snapshot and changes under growing numbers make the list, and what is gone leaves it", () => {
    const heard = atVenue();
    const gone = { seq: 7, changes: [{ order: "p", seq: 2, body: {}, gone: true }] };
    expect(faultsOf(heard, { seq: 5, snapshot: [one, { ...one, id: "p" }] }, changes(6, two), gone)).toEqual(Array.from({ length: 3 }));
    expect([...heard.views]).toEqual([["o", { seq: 2, body: two }]]);
    expect(heard.dial().path).toContain("?after=7");
  });

  it.each([
    ["a smaller number of the venue", changes(4, three)],
    ["changes under a number that was used", changes(5, three)],
    ["an older state of an order", changes(6, one)],
  ])("[R75] %s is a fault", (_, message) => {
    expect(faultsOf(atVenue(), { seq: 5, snapshot: [two] }, message)).toEqual([undefined, expect.any(String)]);
  });
});

it("[R76] two that are shown an order differently under one number are found, however its fields are ordered", () => {
  const truth = new Truth();
  expect(truth.saw({ order: "o", seq: 1, body: { a: 1, b: [{ c: 2, d: 3 }] } }, "ann")).toBeUndefined();
  expect(truth.saw({ order: "o", seq: 1, body: { b: [{ d: 3, c: 2 }], a: 1 } }, "bob")).toBeUndefined();
  expect(truth.saw({ order: "o", seq: 1, body: { a: 1, b: [{ c: 2, d: 4 }] } }, "eve")).toContain("ann");
  const [shown] = truth.states;
  expect(shown && Truth.same(shown, { b: [{ c: 2, d: 3 }], a: 1 })).toBe(true);
  expect(shown && Truth.same(shown, { b: [{ c: 2, d: 3 }], a: 2 })).toBe(false);
});
