// Attacks over HTTP: every operation of the contract, with every id that could be somebody else's.
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import type { Operation } from "../lib/contract.ts";
import type { Dice } from "../lib/dice.ts";
import type { Exchange, Asked } from "../lib/http-exchange.ts";
import type { Findings } from "../lib/findings.ts";
import { type Attack, attacksOn, faceOf, type Lookup } from "./attack.ts";
import type { Person } from "./people.ts";
import { beginPayment, openOrder } from "./orders.ts";

/** `targets`: what is attacked, one lookup for each thing. `secrets`: what no answer may hold unless the request did. */
export type Party = { attackers: Person[]; targets: Lookup[]; secrets: readonly string[]; menu: string };

type Field = { contract: Operation[]; exchange: Exchange; sheet: DemoSheet; found: Findings; dice: Dice };

const LATER = "2030-01-02T12:00:00Z";
/** Port 9 (discard): nobody answers there, and nothing leaves this machine. */
const NOWHERE = "http://127.0.0.1:9/";

export async function attackByRequests(
  { attackers, targets, secrets, menu }: Party,
  { contract, exchange, sheet, found, dice }: Field,
): Promise<void> {
  const tell = async (person: Person, operation: string, asked: Asked) => {
    found.attempts++;
    found.callers.add(person.name);
    found.operations.add(operation);
    const answered = await exchange.ask(asked);
    if ("status" in answered) found.statuses.set(answered.status, (found.statuses.get(answered.status) ?? 0) + 1);
    const sent = `${asked.path} ${String(asked.body)}`;
    const told = "body" in answered ? secrets.find((secret) => answered.body.includes(secret) && !sent.includes(secret)) : undefined;
    if (told !== undefined) found.note(`${operation} tells a secret`, `${told} to ${person.name}, by ${sent}`);
    return answered;
  };
  const attack = async (person: Person, { operation, field, real, absent, asked }: Attack) => {
    const [seen, missed] = [
      faceOf(await tell(person, operation, asked(real)), real),
      faceOf(await tell(person, operation, asked(absent)), absent),
    ];
    if (seen !== missed) found.note(`${operation} tells ${field} of another from none`, `${person.name}: ${seen} instead of ${missed}`);
  };

  const making: (() => Promise<void>)[] = [];
  await Promise.all(
    attackers.map(async (person) => {
      const own = await ownThings(person, sheet, menu, dice);
      for (const foreign of targets) {
        for (const operation of contract) {
          const ofApp = operation.path.startsWith("/auth-oauth2/");
          const credentials: [string, string][] = [
            ["authorization", ofApp ? `Basic ${person.app.basicAuth}` : `Bearer ${person.token}`],
            // What the header says of the tenant counts for apps alone, and their secret must fit.
            ["x-tenant", ofApp ? person.app.tenant : sheet.tenant],
          ];
          for (const one of attacksOn(operation, { own, foreign, credentials, dice })) {
            // What can be made under somebody else's id is there afterwards: that comes last.
            if (operation.method === "POST" && one.field === "id" && !operation.path.includes("{id}"))
              making.push(() => attack(person, one));
            else await attack(person, one);
          }
          const view = operation.method === "GET" && !operation.path.includes("{") && !/^\/(ws|websocket)$/.test(operation.path);
          if (view && foreign === targets[0]) await tell(person, operation.name, plainly(operation, own, credentials));
        }
      }
    }),
  );
  for (const one of making) await one();
}

const plainly = ({ method, path, parameters }: Operation, own: Lookup, headers: [string, string][]): Asked => {
  const needed = parameters.filter(({ in: place, required }) => place === "query" && required);
  const query = needed.map(({ name }): [string, string] => [name, own({ path }, name) ?? "1"]);
  return { method, path: query.length > 0 ? `${path}?${new URLSearchParams(query).toString()}` : path, headers };
};

/** What the attacker has itself: an attack should fail for the one id in it, and for nothing else. */
async function ownThings(person: Person, sheet: DemoSheet, menu: string, dice: Dice): Promise<Lookup> {
  const { id: order, line } = await openOrder(person, person.venue, sheet.products.simple);
  const paid = await openOrder(person, person.venue, sheet.products.simple);
  const payment = await beginPayment(person, paid);
  const product = sheet.products.simple;
  const here = {
    venue: person.venue,
    instance: person.venue,
    instances: person.venue,
    menu,
    channel: "TAKE_AWAY",
    time: LATER,
    lat: "52.2",
    lng: "21.1",
  };
  const ordered = { order, orderId: order, line, product, productId: product, orderType: "TAKE_AWAY", due: LATER };
  const paying = { trx: payment.trx, t: payment.link, decision: "decline", returnUrl: NOWHERE, returnErrorUrl: NOWHERE };
  const signingIn = { grant_type: "refresh_token", refresh_token: "none", token: "none" };
  const fields: Record<string, string> = { ...here, ...ordered, ...paying, ...signingIn, url: NOWHERE, lock: "none-of-mine" };
  return ({ path }, field) => {
    if (field === "id" && path.includes("/venues/")) return person.venue;
    if (path.includes("/module-types/") && field === "type") return "KIOSK";
    if (field === "id" && path.includes("/modules")) return "module-of-mine"; // in the path and in the body
    if (["", "lines"].includes(field)) return path.includes("/lines/") ? line : undefined;
    if (field === "id") return `01936a00-0000-7000-8b00-${String(dice.int(1e9)).padStart(12, "0")}`;
    return Object.hasOwn(fields, field) ? fields[field] : undefined;
  };
}
