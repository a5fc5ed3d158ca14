// A command as somebody gives it: the same person's same id is the same command, wherever it comes in.
import type { Principal } from "../access/principal";
import type { Actor, CommandEnvelope, OrderCommand } from "./commands";

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

type Service = Extract<Actor, { kind: "service" }>["service"];

/** What one of our own services asks of an order. `id`: names what it is about, so that asking again is the same command. */
export const byService = (
  service: Service,
  { tenant, region, order }: Pick<CommandEnvelope, "tenant" | "region" | "order">,
  id: string,
  at: string,
  command: OrderCommand,
): CommandEnvelope => ({ tenant, region, order, commandId: id, correlationId: id, actor: { kind: "service", service }, at, command });
