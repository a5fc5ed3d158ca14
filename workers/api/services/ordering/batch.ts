// `POST …/order/{order}/commands`: a queue of commands, as a till brings it that was offline. Each has its own id and its own answer, the
// same as if it had come alone: who sends a queue again gets what was answered before (docs/adr/0008).
import { waitUntil } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { CommandEnvelope } from "../../../../domain/order/commands";
import type { Principal } from "../../../../domain/access/principal";
import { mayAtOne } from "../../../../domain/access/roles";
import { byUser, commandIdOf } from "../../../../domain/order/envelope";
import type { OrderSettings } from "../../../../domain/order/order-settings";
import { err, ok, type Result } from "../../../../domain/result";
import type { OrderObject } from "../../../../durable-objects/order/order-object";
import { BatchBody } from "../../../../protocol/ordering";
import { Problem, problemOf, type Refusal } from "../../../../protocol/problem";
import { tenantCard } from "#api/services/venue/venue-cache";
import { executeOnTerms } from "./checkout-terms";
import type { Api } from "#api/env";
import { addressOf } from "#api/http/address";
import { authenticated } from "#api/http/authenticate";
import { expectedSeq } from "#api/http/expected-seq";
import { commandProblems, json, jsonBody, refuse, router } from "#api/http/refuse";
import { commandNames, commandDefinitionOf } from "./command-definitions";
import { OrderParam, wireOrder } from "./routes";
import { findOrder } from "./find-order";

const Outcome = z
  .object({
    id: z.string(),
    outcome: z.enum(["applied", "already-applied", "rejected", "skipped"]),
    seq: z.int().optional(),
    lines: z.array(z.string()).optional(),
    problem: Problem.optional(),
    pricedAt: z.string().optional().openapi({ description: "The till's clock, where it counted" }),
  })
  .openapi("CommandOutcome");
type Outcome = z.infer<typeof Outcome>;

const batch = createRoute({
  method: "post",
  path: "/ordering-api/api/order/{order}/commands",
  tags: ["ordering"],
  summary: "Several commands in order, each with an id that stays valid for the order's life",
  description:
    `\`command\` is one of ${commandNames.join(", ")}; \`body\` is what that path takes. \`onError\`: whether the commands after a rejected one are ` +
    "skipped (`stop`) or tried (`continue`). `If-Match` is what the first counts on: 412, and nothing is done; who has looked again sends new ids. `at`: the till's clock, which decides prices only if the chain says so.",
  ...authenticated,
  request: { params: OrderParam, body: jsonBody(BatchBody) },
  responses: {
    200: json(z.object({ seq: z.int(), results: z.array(Outcome), order: z.record(z.string(), z.unknown()) }), "What became of each"),
    ...commandProblems,
  },
});

type Command = z.output<typeof BatchBody>["commands"][number];

/** A till's clock may be ahead by so much without anybody minding. */
const AHEAD_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

export const batchRoutes = router().openapi(batch, async (c) => {
  const { order } = c.req.valid("param");
  const { onError, commands } = c.req.valid("json");
  const { tenant, user, roles } = c.var.principal;
  const found = findOrder(c.env, c.var.principal, order);
  if (!found.ok) return refuse(c, found.error);
  const chain = await tenantCard(c.env, tenant);
  if (!chain.ok) return refuse(c, chain.error);
  const stub = found.value;
  const before = await stub.view({ user, roles });
  if (!before.ok) return refuse(c, before.error);

  const expected = expectedSeq(c);
  if (!expected.ok) return refuse(c, expected.error);
  const results: Outcome[] = [];
  for (const [index, command] of commands.entries()) {
    const { id } = command;
    if (onError === "stop" && results.some(({ outcome }) => outcome === "rejected")) {
      results.push({ id, outcome: "skipped" });
      continue;
    }
    const sold = whenSold(command, chain.value.house, isTill(c.var.principal, command, before.value.body));
    const outcome = await run(c, stub, order, command, { ...sold, ...(index === 0 && expected.value) });
    if (!outcome.ok && outcome.error.code === "revision-mismatch") return refuse(c, outcome.error);
    results.push(outcome.ok ? outcome.value : { id, outcome: "rejected", problem: problemOf(outcome.error) });
  }

  const seen = await stub.view({ user, roles });
  if (!seen.ok) return refuse(c, seen.error);
  c.header("x-bookmark", `${order}.${seen.value.seq}`);
  return c.json({ seq: seen.value.seq, results, order: wireOrder(seen.value.body) }, 200);
});

/** `replayed`: it happened while a till was away. `soldAt`: when, by the till's clock, where that counts. */
type WhenSold = { replayed: boolean; soldAt: string | undefined };

/**
 * The till's clock counts where the chain prices by it, cut to now, and not from longer ago than a till may be offline. A guest's clock
 * counts for nothing: he would choose the hour in which the venue was open, or the price was low.
 */
function whenSold({ at }: Command, { offlinePricing, offlineMinutes }: OrderSettings, byTill: boolean): WhenSold {
  if (at === undefined || !byTill) return { replayed: false, soldAt: undefined };
  const [theirs, now] = [Date.parse(at), Date.now()];
  const counts = offlinePricing === "till" && theirs <= now + AHEAD_MS && theirs >= now - offlineMinutes * MINUTE_MS;
  return { replayed: true, soldAt: counts ? new Date(Math.min(theirs, now)).toISOString() : undefined };
}

const WithVenue = z.object({ venue: z.string() });
const InVenues = z.object({ buckets: z.array(WithVenue) });

/** Whether who asks is a till of where the command belongs: of the venue that it names, or else of one of the order's. */
function isTill(principal: Principal, { body }: Command, seen: string): boolean {
  const named = WithVenue.safeParse(body);
  const { buckets } = named.success ? { buckets: [named.data] } : InVenues.parse(JSON.parse(seen));
  const venues = buckets.map(({ venue }) => venue);
  return mayAtOne(principal, "orders.operate", venues);
}

async function run(
  c: Context<Api>,
  stub: Pick<DurableObjectStub<OrderObject>, "execute">,
  order: string,
  { id, command: name, body }: Command,
  { replayed, soldAt, ifSeq }: WhenSold & { ifSeq?: number },
): Promise<Result<Outcome, Refusal>> {
  const { principal } = c.var;
  const unknown = { pointer: "/command", message: `expected one of ${commandNames.join(", ")}` };
  const read = commandDefinitionOf(name)?.read(body) ?? err({ code: "invalid-request" as const, errors: [unknown] });
  if (!read.ok) return read;
  const commandId = commandIdOf(principal.user, id);
  const made = await read.value({
    env: c.env,
    principal,
    address: addressOf(c.req.raw.headers),
    order,
    commandId,
    soldAt,
    replayed,
    query: () => undefined,
  });
  if (!made.ok) return made;
  const { command, terms, taken, ...facts } = made.value;
  const envelope: CommandEnvelope = {
    ...byUser(principal, order, id, new Date().toISOString(), command),
    ...(soldAt !== undefined && { soldAt }),
    ...(replayed && { replayed }),
    ...(ifSeq !== undefined && { ifSeq }),
    ...facts,
  };
  const answer = terms ? await executeOnTerms(stub, envelope, terms) : await stub.execute(envelope);
  if (!answer.ok) return answer;
  if (taken) waitUntil(taken());
  const { seq, lines, repeated } = answer.value;
  const outcome = repeated ? "already-applied" : "applied";
  return ok({ id, outcome, seq, ...(lines && { lines }), ...(soldAt !== undefined && { pricedAt: soldAt }) });
}
