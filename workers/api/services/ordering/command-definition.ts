// A command over HTTP, said once: its name, its body, and how an order's command is made of them. Routes and batches are both made from it.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import type { VenueCard } from "../../../../domain/menu/venue-card";
import type { OrderCommand } from "../../../../domain/order/commands";
import type { Destination } from "../../../../domain/order/delivery-destination";
import { amountExpected, fromComputed, fromDecimal } from "../../../../domain/pricing/money";
import { err, ok, type Result } from "../../../../domain/result";
import type { Refusal } from "../../../../protocol/problem";
import { tenantCard, venueCard, venueCardAsOf } from "#api/services/venue/venue-cache";
import { type Terms, termsOfOrder } from "./checkout-terms";
import type { Api, ApiEnv } from "#api/env";
import { addressOf } from "#api/http/address";
import { validationProblem, refuse } from "#api/http/refuse";
import { commandRoute } from "./routes";
import { type Commanding, isLimited, overLimit, wasRight } from "./command-limits";
import { idsOf, submit } from "./submit";

/** What a command may be refused with before any order is asked. */
export type Hitch = Extract<
  Refusal,
  { code: "not-found" | "temporarily-unavailable" | "invalid-request" | "coupon-unknown" | "order-not-found" | "too-many-requests" }
>;
/**
 * What goes into the envelope; `terms`: the venues' terms, asked when the command is given.
 * `taken`: what is to be done when the order has taken it.
 */
export type Given = { command: OrderCommand; card?: VenueCard; terms?: Terms; destination?: Destination; taken?: () => Promise<void> };
export type MadeCommand = Result<Given, Hitch>;

/**
 * The circumstances in which a command is made. `commandId`: under which it will run; the ids of what it makes derive from it.
 * `soldAt`: when it was given, by the clock of a till that was offline (RFC 3339). `query`: of the request.
 */
export type CommandContext = Commanding & {
  env: ApiEnv;
  order: string;
  commandId: string;
  soldAt?: string | undefined;
  /** It happened before: a till that was offline tells of it. */
  replayed?: boolean;
  query: (name: string) => string | undefined;
};

export type CommandDefinition = {
  name: string;
  addTo(routes: OpenAPIHono<Api>): void;
  /** From JSON as it came; every wrong field is named. */
  read(body: unknown): Result<(making: CommandContext) => MadeCommand | Promise<MadeCommand>, Hitch>;
};

/** `POST /ordering-api/api/order/{order}/{name}`. A body that is not `required` may be absent. */
export function commandDefinition<Body extends z.ZodType>(
  name: string,
  summary: string,
  body: Body,
  make: (body: z.output<Body>, making: CommandContext) => MadeCommand | Promise<MadeCommand>,
  { required = true } = {},
): CommandDefinition {
  const withinLimits = (read: z.output<Body>, making: CommandContext) => (isLimited(name) ? limited(read, making) : make(read, making));
  const limited = async (read: z.output<Body>, making: CommandContext): Promise<MadeCommand> => {
    const tooMany = await overLimit(name, making);
    if (tooMany) return err(tooMany);
    const made = await make(read, making);
    return made.ok ? ok({ ...made.value, taken: () => wasRight(name, making) }) : made;
  };
  return {
    name,
    addTo: (routes) =>
      void routes.openapi(commandRoute(name, summary, body, { required }), async (c) => {
        const making = makingOf(c);
        const { order } = making;
        const made = withinLimits(bodyOf<Body>(c), making);
        const { ok: fine, ...rest } = made instanceof Promise ? await made : made;
        if (!fine && "error" in rest) return refuse(c, rest.error);
        if (!("value" in rest)) throw new Error("a command is made, or there is a hitch");
        const { command, ...about } = rest.value;
        return submit(c, order, command, about);
      }),
    read: (json) => {
      const read = body.safeParse(json);
      return read.success ? ok((making) => withinLimits(read.data, making)) : err(validationProblem(read.error.issues));
    },
  };
}

/** The body as its schema has read it: the framework's type of it does not see through a schema that is a parameter. */
function bodyOf<Body extends z.ZodType>(c: Context): z.output<Body> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the route's own validator has put there what its schema gives
  const request: { valid(target: "json"): z.output<Body> } = c.req as never;
  return request.valid("json");
}

const makingOf = (c: Context<Api>): CommandContext => ({
  env: c.env,
  principal: c.var.principal,
  address: addressOf(c.req.raw.headers),
  order: c.req.param("order") ?? "",
  commandId: idsOf(c).commandId,
  query: (name) => c.req.query(name),
});

/** A command that needs nothing but itself. */
export const plain = (command: OrderCommand): MadeCommand => ok({ command });

/** A command that needs the card of a venue: as it is now, or as it was when an offline till sold. */
export async function withCard(
  { env, principal: { tenant }, soldAt }: CommandContext,
  venue: string,
  make: (card: VenueCard) => OrderCommand,
): Promise<MadeCommand> {
  const card = soldAt === undefined ? await venueCard(env, tenant, venue) : await venueCardAsOf(env, tenant, venue, soldAt);
  return card.ok ? ok({ command: make(card.value), card: card.value }) : card;
}

/** A command that is held to the terms of every venue of the order: as they are when it is given, or were when an offline till sold. */
export const onTerms = ({ env, principal, order, soldAt }: CommandContext, command: OrderCommand): Given => ({
  command,
  terms: termsOfOrder(env, { principal, soldAt }, order),
});

/**
 * A command with amounts, which come in major units of the tenant's currency. `read` gives minor units, or names the field that is none;
 * `computed`: a program has computed it, and what is too many digits is rounded.
 */
export async function withMoney(
  { env, principal: { tenant } }: CommandContext,
  make: (read: (pointer: string, amount: string | number, how?: "computed") => number) => OrderCommand,
  given: (command: OrderCommand) => Given = (command) => ({ command }),
): Promise<MadeCommand> {
  const chain = await tenantCard(env, tenant);
  if (!chain.ok) return chain;
  const wrong: { pointer: string; message: string }[] = [];
  const command = make((pointer, amount, how) => {
    const minor = (how === "computed" ? fromComputed : fromDecimal)(amount, chain.value.currency.decimals);
    if (minor === undefined) wrong.push({ pointer, message: amountExpected(chain.value.currency) });
    return minor ?? 0;
  });
  return wrong.length === 0 ? ok(given(command)) : err({ code: "invalid-request", errors: wrong });
}
