import { createRoute, z } from "@hono/zod-openapi";
import type { Principal } from "../../../../domain/access/principal";
import { users } from "../../../lib/db/users";
import { authenticated } from "#api/http/authenticate";
import { json, problem } from "#api/http/refuse";
import { GUEST_ROLES } from "./guest";

/** A person as the published types show one (`IUserData`). */
export const UserData = z
  .object({
    UUID: z.string(),
    id: z.string(),
    login: z.string(),
    active: z.boolean(),
    roles: z.array(z.string()),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    phone: z.string().optional(),
    authStrategies: z.array(z.string()),
    consents: z.record(z.string(), z.string()).openapi({ description: "Consent → when it was given, RFC 3339" }),
    failedAttempts: z.int(),
    properties: z.record(z.string(), z.string()),
  })
  .openapi("UserData");

export const getMe = createRoute({
  method: "get",
  path: "/auth-api/api/me",
  summary: "Who the token speaks for",
  tags: ["auth"],
  ...authenticated,
  responses: { 200: json(UserData, "A person, or a guest"), 401: problem("No valid token, or its owner is gone") },
});

/** A guest is told from the token alone; `undefined`: the person is gone. */
export async function userData(db: D1Database, principal: Principal): Promise<z.infer<typeof UserData> | undefined> {
  const { tenant, user, login, roles } = principal;
  const always = { UUID: user, id: user, authStrategies: [], consents: {}, failedAttempts: 0, properties: {} };
  if (roles.some((role) => GUEST_ROLES.includes(role))) return { ...always, login, active: true, roles };
  const row = await users(db, tenant).byId(user);
  if (!row) return undefined;
  const { firstName, lastName, phone } = row;
  return {
    ...always,
    login: row.login,
    active: row.active,
    roles: row.roles,
    ...(firstName !== null && { firstName }),
    ...(lastName !== null && { lastName }),
    ...(phone !== null && { phone }),
  };
}
