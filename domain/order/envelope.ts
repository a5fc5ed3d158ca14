// A command as somebody gives it: the same person's same id is the same command, wherever it comes in.
import type { Principal } from "../access/principal";
import type { CommandEnvelope, OrderCommand } from "./commands";

export const commandIdOf = (user: string, id: string): string => `${user}:${id}`;

/** `id`: the caller's own (`Idempotency-Key`). `at`: RFC 3339, the platform's clock. */
export const byUser = (
  { tenant, region, user, roles }: Pick<Principal, "tenant" | "region" | "user" | "roles">,
  order: string,
  id: string,
  at: string,
  command: OrderCommand,
): CommandEnvelope => ({
  tenant,
  region,
  order,
  commandId: commandIdOf(user, id),
  correlationId: id,
  actor: { kind: "user", user, roles },
  at,
  command,
});
