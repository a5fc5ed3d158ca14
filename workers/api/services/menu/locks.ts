// Locks: products that may not be sold for a while. Made and ended here, shown with the menu, carried to orders on the venue's card.
import { createRoute, z } from "@hono/zod-openapi";
import { forbiddenAnywhere } from "../../../../domain/access/roles";
import { isOver, MenuLock } from "../../../../domain/menu/menu-lock";
import { Id } from "../../../../domain/order/commands";
import { locks, MAX_LOCK_CHARACTERS, MAX_LOCKS } from "../../../lib/db/locks";
import { venues } from "../../../lib/db/venues";
import { broadcastLocks } from "./broadcast-locks";
import { authenticate, requiresAnywhere } from "#api/http/authenticate";
import { pageFields, pageOf, totalHeader } from "#api/http/pagination";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { mayChange, maySee } from "./lock-access";

const Lock = MenuLock.openapi("MenuLock");
const LockParam = z.object({ lock: Id.openapi({ description: "The lock's id" }) });
const common = { tags: ["menu"], security: [{ bearer: [] }] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/manage-locks",
  summary: "The locks that the caller may see",
  middleware: [authenticate, requiresAnywhere("locks.read")] as const,
  request: { query: z.object(pageFields(["id"], "ASC")) },
  responses: { 200: json(z.array(Lock), "A page of them; `X-Total-Count` says how many there are"), ...roleProblems },
});

const post = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/manage-locks",
  summary: "Lock products",
  description:
    "Without `instances` at every venue, without `lockedInChannel` in every channel. A lock is never overwritten: delete it and make it anew.",
  middleware: [authenticate, requiresAnywhere("locks.read")] as const,
  request: { body: jsonBody(Lock) },
  responses: {
    201: json(Lock, "Locked"),
    409: problem("There is a lock of that id"),
    422: problem("As many locks are in force as may be"),
    ...roleProblems,
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/manage-locks/{lock}",
  summary: "One lock",
  middleware: [authenticate, requiresAnywhere("locks.read")] as const,
  request: { params: LockParam },
  responses: { 200: json(Lock, "The lock"), 404: problem("There is no such lock"), ...roleProblems },
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: "/menu-api/api/manage-locks/{lock}",
  summary: "Sell the products again",
  middleware: [authenticate, requiresAnywhere("locks.read")] as const,
  request: { params: LockParam },
  responses: { 204: { description: "The lock is gone" }, 404: problem("There is no such lock"), ...roleProblems },
});

const atVenue = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/locks/{instance}",
  summary: "A venue's locks, with those that hold everywhere",
  middleware: [authenticate] as const,
  request: { params: z.object({ instance: Id.openapi({ description: "The venue's id" }) }) },
  responses: {
    200: json(z.array(Lock), "Whatever the channel, until their planned end"),
    400: roleProblems[400],
    401: roleProblems[401],
    404: problem("There is no such venue"),
  },
});

export const lockRoutes = router()
  .openapi(list, async (c) => {
    const { tenant } = c.var.principal;
    const { start, end, order } = pageOf(c.req.valid("query"));
    const visible = (await locks(c.env.DB, tenant).all()).filter((lock) => maySee(c.var.principal, lock));
    const sorted = order === "ASC" ? visible : visible.toReversed();
    return c.json(sorted.slice(start, end), 200, totalHeader(visible.length));
  })
  .openapi(post, async (c) => {
    const { tenant } = c.var.principal;
    const lock = c.req.valid("json");
    if (!mayChange(c.var.principal, lock)) return refuse(c, forbiddenAnywhere("locks.write"));
    const known = await venues(c.env.DB, tenant).ids();
    const unknown = (lock.instances ?? []).flatMap((venue, index) =>
      known.has(venue) ? [] : [{ pointer: `/instances/${index}`, message: `there is no venue ${venue}` }],
    );
    if (unknown.length > 0) return refuse(c, { code: "invalid-request", errors: unknown });
    const added = await locks(c.env.DB, tenant).add(lock, new Date().toISOString(), c.var.principal);
    if (added === "taken") return refuse(c, { code: "already-exists", what: "lock", id: lock.id });
    if (added === "full") {
      return refuse(c, { code: "limit-reached", what: `locks in force, of ${MAX_LOCK_CHARACTERS} characters in all`, limit: MAX_LOCKS });
    }
    await broadcastLocks(c.env, c.var.principal, lock, known);
    return c.json(lock, 201, { location: `/menu-api/api/manage-locks/${lock.id}` });
  })
  .openapi(get, async (c) => {
    const { tenant } = c.var.principal;
    const lock = await locks(c.env.DB, tenant).find(c.req.valid("param").lock);
    return lock && maySee(c.var.principal, lock) ? c.json(lock, 200) : refuse(c, { code: "not-found", what: "lock" });
  })
  .openapi(remove, async (c) => {
    const { tenant } = c.var.principal;
    const lock = await locks(c.env.DB, tenant).find(c.req.valid("param").lock);
    if (!lock || !maySee(c.var.principal, lock)) return refuse(c, { code: "not-found", what: "lock" });
    if (!mayChange(c.var.principal, lock)) return refuse(c, forbiddenAnywhere("locks.write"));
    const mine = locks(c.env.DB, tenant);
    if (!(await mine.remove(lock, new Date().toISOString(), c.var.principal))) return refuse(c, { code: "not-found", what: "lock" });
    await broadcastLocks(c.env, c.var.principal, lock, await venues(c.env.DB, tenant).ids());
    return c.body(null, 204);
  })
  .openapi(atVenue, async (c) => {
    const { tenant } = c.var.principal;
    const { instance } = c.req.valid("param");
    if (!(await venues(c.env.DB, tenant).find(instance))) return refuse(c, { code: "not-found", what: "venue" });
    const now = Date.now();
    const held = await locks(c.env.DB, tenant).at(instance);
    return c.json(
      held.filter((lock) => !isOver(lock, now)),
      200,
    );
  });
