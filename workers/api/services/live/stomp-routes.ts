// STOMP over websocket. `/websocket` is where ordering-core dials, `/ws` where pos-integrator-core does.
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Api } from "#api/env";
import { dialGateway } from "./dial-gateway";
import { problem, refuse, router } from "#api/http/refuse";

const route = <P extends string>(path: P) =>
  createRoute({
    method: "get",
    path,
    tags: ["live"],
    summary: "STOMP over websocket",
    description:
      "Versions 1.0 to 1.2. CONNECT carries the access token in `login`; destinations are `/order-changes/{tenant}/{user}`, " +
      "`/notifications/{tenant}/{user}`, `/kds/{tenant}/{venue}`, `/menu-changes/{tenant}/{venue}`, `/steering/{tenant}/{venue}`, " +
      "`/venues/{tenant}/{venue}` and `/modules/{tenant}/{module}`. What the last three say is told once to who listens, and not kept: read anew when you connect.",
    responses: {
      101: { description: "Switching to the socket" },
      426: problem("Not an upgrade"),
      429: problem("Too many sockets from there wait for their CONNECT"),
    },
  });

async function dial(c: Context<Api>) {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" }, { upgrade: "websocket" });
  }
  return dialGateway(c, "gateway");
}

export const socketRoutes = router().openapi(route("/websocket"), dial).openapi(route("/ws"), dial);
