// Who may give which command: a role at a time. For tests only; docs/spec/command-roles.md has the same table, and must.
import { allowed } from "../access/capabilities";
import type { Actor, OrderCommand } from "./commands";
import { append, asked, boss, creating, guest, history } from "./given.fixture";
import { replay } from "./evolve";
import { refusalOf } from "./command-permissions";
import { initial } from "./state";
import { commands } from "./state-table.fixture";

const service = (name: Extract<Actor, { kind: "service" }>["service"]): Actor => ({ kind: "service", service: name });
const user = (...roles: string[]): Actor => ({ kind: "user", user: "somebody", roles });

/** `guest`: the one whose order it is; `-`: somebody who only knows the order's id. Roles are those at the order's venue. */
const givers: Record<string, Actor> = {
  "-": user(),
  guest,
  ...Object.fromEntries(
    [...allowed("orders.watch").venue, "PAY_CASH", "KIOSK", "SU"].map((role) => [
      role,
      user(role === "SU" ? "ROLE_SU" : `ROLE_v1_${role}`),
    ]),
  ),
  discount: service("discount"),
  payment: service("payment"),
  menu: service("menu"),
  transfer: service("transfer"),
  clock: service("clock"),
};
const order = replay(history([creating, guest], [append(asked(1, "soup")), boss]));
const another = { ...commands.ClaimOrder, claimCode: "NOTIT" };

const may = (actor: Actor, command: OrderCommand) =>
  refusalOf(actor, command, command.type === "CreateOrder" ? initial : order) === undefined ? "✓" : "";

/** The table as rows of cells, the first row being the head; `✓`: may. */
export function tableOfRoles(): string[][] {
  const rows = Object.entries({ ...commands, ClaimOrder: another });
  return [
    ["given by", ...Object.keys(givers)],
    ...rows.map(([name, command]) => [name, ...Object.values(givers).map((actor) => may(actor, command))]),
  ];
}
