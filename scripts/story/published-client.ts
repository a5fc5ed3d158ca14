// One person's app: the published client from npm, unmodified, in a process of its own (it keeps its state in
// module variables, and trusts our certificate authority only through NODE_EXTRA_CA_CERTS). Speaks with the story by messages;
// see role.ts for the other end.
import { createRequire } from "node:module";
import type * as Published from "@orderingstack/ordering-core";
import { approvePayment } from "./payment-page.ts";
import type { FromRole, RoleSetting, ToRole } from "./messages.ts";

const core: typeof Published = createRequire(import.meta.url)("@orderingstack/ordering-core");

const now = () => performance.timeOrigin + performance.now();
const say = (message: FromRole) => process.send?.(message);

const setting: RoleSetting = JSON.parse(process.argv[2] ?? "{}");
const { baseUrl, tenant, basicAuth, venue, credentials, device } = setting;

const stored = new Map<string, string>();
const storage = {
  getRefreshToken: (name: string) => stored.get(name) ?? "",
  setRefreshToken: (name: string, token: string) => void stored.set(name, token),
  clearRefreshToken: (name: string) => void stored.delete(name),
};
const context = { BASE_URL: baseUrl, TENANT: tenant, BASIC_AUTH: basicAuth, anonymousAuth: credentials === undefined };

core.ModuleEmitterCore.on("MODULE_CHANGE", ({ moduleId, moduleConfig }) =>
  say({ kind: "module", event: "MODULE_CHANGE", module: moduleId, config: structuredClone(moduleConfig), at: now() }),
);
core.ModuleEmitterCore.on("LOGOUT", ({ moduleId }) => say({ kind: "module", event: "LOGOUT", module: moduleId, at: now() }));
core.ModuleEmitterCore.on("DELETE", ({ moduleId }) => say({ kind: "module", event: "DELETE", module: moduleId, at: now() }));

if (credentials && device) core.setAuthData(tenant, await tokensFor(credentials), storage, baseUrl);
else if (credentials && !(await core.authorizeWithUserPass(baseUrl, tenant, basicAuth, credentials.login, credentials.password))) {
  throw new Error(`${credentials.login} cannot sign in`);
}
const signedIn = core.createAuthDataProvider(context, storage);
const { UUID } = await signedIn();
say({ kind: "signed-in", user: UUID, at: now() });

let shown = new Set<string>();
const hangUp = await core.orderChangesListener(
  baseUrl,
  tenant,
  venue ?? "",
  signedIn,
  (record, records) => {
    if (record?.order) say({ kind: "order", order: structuredClone(record.order), at: now() });
    for (const order of shown) if (!(order in records)) say({ kind: "gone", order, at: now() });
    shown = new Set(Object.keys(records));
  },
  async () => say({ kind: "failed", reason: "the client asks for a manual sign-in", at: now() }),
  venue !== undefined,
  (notification) => say({ kind: "notification", notification: structuredClone(notification), at: now() }),
  (command) => say({ kind: "steering", command: structuredClone(command), at: now() }),
  {
    onlyCompletedOrdersForUser: false,
    onWebsocketConnected: () => say({ kind: "connected", at: now() }),
    onVenueUpdate: (changed) => say({ kind: "venue", venue: structuredClone(changed), at: now() }),
  },
);

process.on("message", (message: ToRole) => {
  void perform(message).then(
    (answer) => say({ kind: "answer", id: message.id, answer, at: now() }),
    (error: unknown) => say({ kind: "refused", id: message.id, reason: reasonOf(error), at: now() }),
  );
});
process.on("disconnect", () => process.exit());

async function perform({ ask }: ToRole): Promise<unknown> {
  const { token } = await signedIn();
  switch (ask.do) {
    case "create":
      return core.postNewOrder(baseUrl, token, emptyOrder());
    case "append":
      return core.appendOrderLine(baseUrl, token, ask.order, ask.venue, ask.product, 0, ask.quantity, undefined, ask.config);
    case "contact":
      return core.addOrderContactData(baseUrl, token, ask.order, ask.name, ask.phone);
    case "pay":
      return core.createOrderPayment(baseUrl, token, ask.order, ask.paymentType, ask.amount, ask.returnUrl, ask.returnUrl, "story");
    case "approve":
      return approvePayment(ask.url);
    case "process-lines":
      return processLines(token, ask.order, ask.lines);
    case "hang-up":
      return hangUp();
  }
}

async function tokensFor({ login, password }: NonNullable<RoleSetting["credentials"]>): Promise<Published.IAuthData> {
  const answer = await fetch(`${baseUrl}/auth-oauth2/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basicAuth}`, "x-tenant": tenant },
    body: new URLSearchParams({ grant_type: "password", username: login, password }),
  });
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${answer.status}`);
  return answer.json();
}

/** Apps hand the client a whole order; the server fills in what it decides itself. */
const emptyOrder = (): Parameters<typeof core.postNewOrder>[2] => ({
  tenant,
  id: "",
  created: new Date().toISOString(),
  source: "WEB",
  orderType: core.EOrderType.TAKE_AWAY,
  status: core.EOrderStatus.NEW,
  total: "0.00",
  editTotal: "0.00",
  buckets: [],
});

/** The published client 2.0.0 has no function for this one; its sibling for tills posts a bare array of line ids. */
async function processLines(token: string, order: string, lines: string[]): Promise<unknown> {
  const answer = await fetch(`${baseUrl}/ordering-api/api/order/${order}/lines/processed`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(lines),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The client throws axios errors; what the server said is in their response. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!("response" in error)) return error.message;
  const { status, data } = Object(error.response);
  return `${status} ${JSON.stringify(data)}`;
}
