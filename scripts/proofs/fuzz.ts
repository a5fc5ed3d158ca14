// Whatever is sent, the platform says what is wrong with it: never a server error, never silence, never a refusal that clients cannot read.
import { signIn } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import type { Platform } from "../platform/open-platform.ts";
import { Refusal } from "../platform/refusal.ts";
import { readContract, type Operation } from "./lib/contract.ts";
import { dice, type Dice } from "./lib/dice.ts";
import { openExchange, type Asked, type Exchange } from "./lib/http-exchange.ts";
import { compose } from "./fuzz/compose.ts";
import { faultOf } from "./fuzz/judge.ts";
import { throwFrames, type Thrown } from "./fuzz/mutated-frames.ts";
import { Corpus } from "./fuzz/corpus.ts";
import { garbageToGateway, garbageToOrder } from "./fuzz/socket-garbage.ts";
import { Findings } from "./lib/findings.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

const LANES = 4;
const ANSWER_WITHIN_MS = 10_000;
/** One in so many is a socket. */
const SOCKET_EVERY = 25;
const FRAMES_PER_REQUEST = 10;

type Headers = readonly (readonly [string, string])[];
type Caller = { name: string; user: string; token: string | undefined };

export const fuzz: Proof = {
  name: "fuzz",
  promise: "no request and no frame gets a server error, silence or a refusal without a message, whatever it holds",
  unit: `requests, and ${FRAMES_PER_REQUEST} times as many frames`,
  size: 5_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const found = new Findings(report);
    let thrown = { frames: 0, sockets: 0 };
    await onOwnPlatform(async (platform, sheet) => void (thrown = await throwAt(platform, sheet, size, seed, found, report)), {
      onError: (message) => found.note("the log has an error", message),
    });
    const spread = [...found.statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
    report(`answers ${spread.join(", ")}`);
    found.showCounts();
    const sent = `${found.attempts} requests over ${found.operations.size} operations, ${thrown.frames} mutated frames at ${thrown.sockets} sockets`;
    const figure = `fuzz: ${sent}, ${found.kinds} kinds of faults (seed ${seed})`;
    if (found.kinds > 0) throw new Refusal(figure);
    return figure;
  },
};

async function throwAt(
  platform: Platform,
  sheet: DemoSheet,
  size: number,
  seed: number,
  found: Findings,
  report: (line: string) => void,
): Promise<Thrown> {
  const operations = await readContract(sheet.baseUrl);
  const callers = await openCallers(sheet);
  const exchange = openExchange(sheet.baseUrl, ANSWER_WITHIN_MS);
  try {
    const share = Math.ceil(size / LANES);
    const lanes = Array.from({ length: LANES }, (_, lane) => ({ throws: dice(seed + lane), corpus: new Corpus(sheet) }));
    await Promise.all(
      lanes.map(async ({ throws, corpus }, lane) => {
        for (let turn = 0; turn < share; turn++) {
          await (turn % SOCKET_EVERY === SOCKET_EVERY - 1
            ? throwAtSocket(sheet, callers, corpus, throws, found)
            : throwOne(sheet, exchange, pickOperation(operations, turn * LANES + lane, throws), callers, corpus, throws, found));
          if (lane === 0 && turn % 250 === 249) report(`${found.attempts} requests, ${found.kinds} kinds of faults`);
        }
      }),
    );
    const thrown = await throwFrames(platform, sheet, callers, size * FRAMES_PER_REQUEST, seed, found, report);
    await stillServes(sheet, found);
    return thrown;
  } finally {
    exchange.close();
  }
}

/** Each operation in its turn, with every second throw on those that make what the others need. */
function pickOperation(operations: Operation[], turn: number, throws: Dice): Operation {
  const making = operations.filter(({ name }) => /^POST .*(order\/new|append|payment-api\/create|manage-locks|webhooks)$/.test(name));
  return throws.chance(0.3) ? throws.pick(making) : (operations[turn % operations.length] ?? throws.pick(operations));
}

async function throwOne(
  sheet: DemoSheet,
  exchange: Exchange,
  operation: Operation,
  callers: Caller[],
  corpus: Corpus,
  throws: Dice,
  found: Findings,
): Promise<void> {
  const caller = throws.pick(callers);
  const wild = throws.pick([0, 0.1, 0.2, 0.4]);
  const asked = compose(operation, corpus.knownFor(operation, throws), credentials(operation, caller, sheet), throws, wild);
  const answered = await exchange.ask(asked);
  found.attempts++;
  found.operations.add(operation.name);
  if ("status" in answered) {
    found.statuses.set(answered.status, (found.statuses.get(answered.status) ?? 0) + 1);
    if (answered.status < 300) corpus.learn(operation, answered.body);
  }
  const fault = faultOf(operation, asked, answered);
  if (fault)
    found.note(`${operation.name}: ${fault}`, `${caller.name} ${shown(asked)} → ${"body" in answered ? answered.body.slice(0, 300) : ""}`);
}

async function throwAtSocket(sheet: DemoSheet, callers: Caller[], corpus: Corpus, throws: Dice, found: Findings): Promise<void> {
  const { user, token = "none" } = throws.pick(callers);
  const { tenant, venues, baseUrl } = sheet;
  const own = [
    `/order-changes/${tenant}/${user}`,
    `/notifications/${tenant}/${user}`,
    `/kds/${tenant}/${venues[0]?.id}`,
    `/venues/${tenant}/${venues[0]?.id}`,
  ];
  const destinations = [...own, "/queue/x", "//", "/kds/__proto__/constructor"];
  const path = throws.pick(["/websocket", "/ws", `/ordering-api/api/order/${corpus.order}/live`]);
  const url = `${baseUrl.replace("http", "ws")}${path}`;
  const fault = await (path.endsWith("/live") ? garbageToOrder(url, token, throws) : garbageToGateway(url, token, destinations, throws));
  found.attempts++;
  if (fault) found.note(`socket: ${fault.replace(/ after .*/s, "")}`, `${path} ${fault}`);
}

function credentials({ path }: Operation, { token }: Caller, { basicAuth, tenant }: DemoSheet): Headers {
  if (path.startsWith("/auth-oauth2/")) return [["authorization", `Basic ${basicAuth}`], ["x-tenant", tenant]]; // prettier-ignore
  return token === undefined ? [] : [["authorization", `Bearer ${token}`]];
}

async function openCallers(sheet: DemoSheet): Promise<Caller[]> {
  const callers: Caller[] = [{ name: "nobody", user: "nobody", token: undefined }];
  const logins = [
    { login: "anonymous", password: "" },
    sheet.users.customer,
    sheet.users.kds,
    sheet.users.pos,
    sheet.users.manager,
    sheet.users.admin,
  ];
  for (const { login, password } of logins) {
    const { user, token } = await signIn(sheet.baseUrl, sheet, login, password);
    callers.push({ name: login, user, token });
  }
  return callers;
}

/** After all that, a guest can still fill a basket. */
async function stillServes(sheet: DemoSheet, found: Findings): Promise<void> {
  const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" }, { prefer: "wait" });
  const { orderId }: { orderId?: string } = Object(created.body);
  const seen = await guest.call("GET", `/ordering-api/api/orders/${orderId}`);
  if (created.status !== 200 || seen.status !== 200) found.note("the platform does not serve any more", JSON.stringify([created, seen]));
}

const shown = ({ method, path, headers, body }: Asked): string => {
  const named = headers.filter(([name]) => name !== "authorization").map(([name, value]) => `${name}: ${value.slice(0, 100)}`);
  return `${method} ${path.slice(0, 300)} {${named.join("; ")}} ${body === undefined ? "" : Buffer.from(body).toString().slice(0, 600)}`;
};
