// Steering: a word to the devices of a venue (`ISteeringCommand`), such as restart or show another screen.
// What a command means is between people and devices.
import { createRoute, z } from "@hono/zod-openapi";
import { Extra, Id } from "../../../../domain/order/commands";
import { steeringFeed } from "../../../../protocol/feed";
import type { SteeringMessage } from "../../../../protocol/module";
import { venues } from "../../../lib/db/venues";
import { authenticate, requiresAtVenue } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { publish } from "#api/publish";

const MAX_PROPERTIES = 100;

const Steering = z
  .strictObject({
    command: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\w.-]+$/, "expected letters, digits, dots, dashes or underscores"),
    properties: Extra.refine((all) => Object.keys(all).length <= MAX_PROPERTIES, `expected at most ${MAX_PROPERTIES} properties`).default(
      {},
    ),
    venue: Id.optional().openapi({ description: "As in the path, if at all" }),
    correlationId: z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/, "expected 1 to 128 visible ASCII characters")
      .optional()
      .openapi({ description: "What devices tell a repeated command by; one is made when it is left out" }),
  })
  .openapi("SteeringCommand");

const steer = createRoute({
  tags: ["venue"],
  security: [{ bearer: [] }],
  method: "post",
  path: "/venue-api/api/venues/{id}/steering",
  summary: "Tell the venue's devices what to do",
  description:
    "Devices that listen at `/steering/{tenant}/{venue}` hear it now, once; those that do not listen never will. Sent again with the same " +
    "`correlationId`, it is the same command.",
  middleware: [authenticate, requiresAtVenue("venues.write")] as const,
  request: { params: z.object({ id: Id.openapi({ description: "The venue's id" }) }), body: jsonBody(Steering) },
  responses: {
    202: json(z.object({ correlationId: z.string() }), "Told"),
    ...roleProblems,
    404: problem("There is no such venue"),
    503: problem("Some may not have heard it; send it again with the same `correlationId`"),
  },
});

export const steeringRoutes = router().openapi(steer, async (c) => {
  const { tenant } = c.var.principal;
  const { id: venue } = c.req.valid("param");
  const { command, properties, venue: named = venue, correlationId = c.var.requestId } = c.req.valid("json");
  if (named !== venue) {
    return refuse(c, {
      code: "invalid-request",
      errors: [{ pointer: "/venue", message: `expected ${venue}, as in the path, or nothing` }],
    });
  }
  if (!(await venues(c.env.DB, tenant).find(venue))) return refuse(c, { code: "not-found", what: "venue" });
  const body: SteeringMessage = { correlationId, command, venue, properties };
  const told = await publish(c, steeringFeed(tenant, venue), { topic: "steering", body });
  return told ? c.json({ correlationId }, 202) : refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 2 });
});
