// Who changed what: every administrative change with what was there before and after it.
import { createRoute, z } from "@hono/zod-openapi";
import { Instant } from "../../../../domain/instant";
import { audit } from "../../../lib/db/audit";
import { authenticate, requires } from "#api/http/authenticate";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { json, problem, router } from "#api/http/refuse";
import { kindsHiddenFrom } from "./audit-readers";

const Entry = z
  .object({
    id: z.string(),
    at: z.string(),
    user: z.string(),
    login: z.string(),
    kind: z.string(),
    subject: z.string(),
    action: z.string(),
    before: z.unknown().openapi({ description: "Null: it was not there" }),
    after: z.unknown().openapi({ description: "Null: it is gone" }),
  })
  .openapi("AuditEntry");

const text = z.string().min(1).max(128).optional();
const utc = Instant.transform((at) => new Date(at).toISOString()).optional();

const list = createRoute({
  tags: ["admin"],
  security: [{ bearer: [] }],
  method: "get",
  path: "/admin-api/api/audit",
  summary: "What people have changed, newest first: of what the caller may read where it is kept",
  middleware: [authenticate, requires("audit.read")] as const,
  request: {
    query: z.strictObject({
      ...pageFields(["at"]),
      kind: text.openapi({
        description: "Of what: item, menu, menu-version, price-list, publication, venue, lock, stock, module, module-type, chain-property",
      }),
      subject: text.openapi({ description: "Its id" }),
      user: text.openapi({ description: "The editor's id" }),
      from: utc.openapi({ type: "string", format: "date-time" }),
      to: utc.openapi({ type: "string", format: "date-time", description: "Excluded" }),
    }),
  },
  responses: {
    200: { ...json(z.array(Entry), "Changes"), headers: TotalHeaders },
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    403: problem("The roles do not allow it"),
  },
});

export const auditRoutes = router().openapi(list, async (c) => {
  const { kind, subject, user, from, to, ...page } = c.req.valid("query");
  const asked = Object.entries({ kind, subject, user, from, to }).filter(([, value]) => value !== undefined);
  const { tenant } = c.var.principal;
  const filter = { ...Object.fromEntries(asked), hidden: kindsHiddenFrom(c.var.principal) };
  const { total, rows } = await audit(c.env.DB, tenant).list(filter, pageOf(page));
  const shown = rows.map(({ tenant: _tenant, ...entry }) => entry);
  return c.json(shown, 200, totalHeader(total));
});
