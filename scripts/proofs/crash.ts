// Law 4 at the edge of a cliff: whoever got an answer finds its effect again after a SIGKILL,
// whoever got none may simply ask again, and whatever was to be told is told.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn } from "../platform/api-client.ts";
import { readDemoSheet } from "../platform/demo-chain.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import { claimPort } from "../platform/ports.ts";
import { Refusal } from "../platform/refusal.ts";
import { type Faults, faultsOf, wrongLetters } from "./crash/audit.ts";
import { lettersMissing, listsWrong, type Outlook, readOrders, rowsBehind, untilCaughtUp } from "./crash/catch-up.ts";
import type { AcknowledgedEffects } from "./crash/acknowledged-effects.ts";
import { openWebhookInbox } from "./crash/webhook-inbox.ts";
import { Writer } from "./crash/writer.ts";
import { dice } from "./lib/dice.ts";
import { makeKitchensPatient } from "./lib/patient-kitchens.ts";
import type { Proof } from "./lib/proof.ts";
import { type StartedPlatform, startPlatform } from "./lib/started-platform.ts";

const WRITERS = 8;
/** A kill comes after one to so many acknowledgements: also while the platform still catches up with the last one. */
const MAX_BETWEEN_KILLS = 160;
const CAUGHT_UP_WITHIN_MS = 60_000;
const SHOWN = 10;

export const crash: Proof = {
  name: "crash",
  promise:
    "killed under writers, it loses no acknowledged command, does none twice, and feeds, rows, discounts and webhooks catch up within 60 s",
  unit: "kills",
  size: 10,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const persist = mkdtempSync(join(tmpdir(), "brigade-crash-"));
    const [port, tlsPort] = [await claimPort(undefined), await claimPort(undefined)];
    const start = () => startPlatform(persist, port, tlsPort);
    let platform: StartedPlatform | undefined;
    try {
      platform = await start();
      const sheet = readDemoSheet({ persist, port, tlsPort });
      const { admin: office } = sheet.users;
      const admin = await signIn(sheet.baseUrl, sheet, office.login, office.password);
      await makeKitchensPatient(admin);
      const mailbox = await openWebhookInbox(admin);
      try {
        const writers = await openWriters(sheet);
        const outlook = { admin, venue: sheet.venues[0]?.id ?? "", mailbox };
        const throws = dice(seed);
        for (let kill = 1; kill <= size; kill++) {
          const running: StartedPlatform = platform;
          await writeUntilKilled(writers, 1 + throws.int(MAX_BETWEEN_KILLS), () => running.kill());
          platform = await start();
          if (kill < size) await lookAround(kill, writers, outlook, report);
        }
        return await settle(size, writers, outlook, report);
      } finally {
        await mailbox.close();
      }
    } finally {
      await platform?.stop();
      rmSync(persist, { recursive: true, force: true });
    }
  },
};

async function openWriters(sheet: DemoSheet): Promise<Writer[]> {
  const { baseUrl, users, venues, products, productConfigs } = sheet;
  const enter = (login: string, password: string) => signIn(baseUrl, sheet, login, password);
  const [till, kitchen] = [await enter(users.pos.login, users.pos.password), await enter(users.kds.login, users.kds.password)];
  const { simple, configurable: discounted } = products;
  const goods = { venue: venues[0]?.id ?? "", simple, discounted, config: productConfigs.configurable };
  return Promise.all(
    Array.from({ length: WRITERS }, async (_, nth) => new Writer({ guest: await enter("anonymous", ""), till, kitchen }, goods, nth)),
  );
}

/** All writers write at once until together they have `more` acknowledgements; the kill comes while the next commands are under way. */
async function writeUntilKilled(writers: readonly Writer[], more: number, kill: () => Promise<void>): Promise<void> {
  const goal = acknowledged(writers) + more;
  let killed: Promise<void> | undefined;
  await Promise.all(
    writers.map(async (writer) => {
      while (await writer.write()) if (acknowledged(writers) >= goal) killed ??= kill();
      if (!killed) throw new Refusal(`the platform stopped answering before it was killed: ${writer.silence}`);
    }),
  );
  await killed;
}

/** Every second writer looks at its orders. The others' are left alone until the end: what catches up there does so by itself. */
async function lookAround(kill: number, writers: readonly Writer[], outlook: Outlook, report: (line: string) => void): Promise<void> {
  await Promise.all(writers.map((writer) => writer.resend()));
  const looked = writers.filter((_, nth) => nth % 2 === 0).flatMap(({ orders }) => orders);
  const { lost, doubled } = await audit(outlook, looked);
  report(
    `kill ${kill}: ${acknowledged(writers)} acknowledged so far, ${unanswered(writers)} unanswered and sent again; ` +
      `of ${looked.length} orders ${lost.length} things lost, ${doubled.length} doubled`,
  );
  refuseAny([...lost, ...doubled]);
}

/** After the last kill. */
async function settle(kills: number, writers: readonly Writer[], outlook: Outlook, report: (line: string) => void): Promise<string> {
  const begun = Date.now();
  const deadline = begun + CAUGHT_UP_WITHIN_MS;
  const inDoubt = new Set(writers.flatMap((writer) => writer.inDoubt ?? []));
  const certain = ordersOf(writers).filter((order) => !inDoubt.has(order));
  // First what can be seen without waking an order, then the lists, which ask the orders.
  const [letters, rows] = await Promise.all([
    untilCaughtUp(() => lettersMissing(outlook, ordersOf(writers)), deadline),
    untilCaughtUp(() => rowsBehind(outlook, certain, ({ events }) => events), deadline),
  ]);
  const lists = await untilCaughtUp(() => listsWrong(outlook, writers, inDoubt), deadline);
  const caughtUp = `rows caught up in ${seconds(rows - begun)} s, webhooks in ${seconds(letters - begun)} s, lists and discounts in ${seconds(lists - begun)} s`;
  report(`kill ${kills}: ${acknowledged(writers)} acknowledged; ${caughtUp}`);

  await Promise.all(writers.map((writer) => writer.resend()));
  const before = await untilNewest(writers, outlook);
  const { lost, doubled } = await audit(outlook, ordersOf(writers));
  report(`${ordersOf(writers).length} orders: ${lost.length} things lost, ${doubled.length} doubled`);

  const changed = (await Promise.all(writers.map((writer) => writer.repeat()))).flat();
  const after = await untilNewest(writers, outlook);
  changed.push(
    ...[...before].filter(([id, seq]) => after.get(id) !== seq).map(([id, seq]) => `${id} went from ${seq} to ${after.get(id)}`),
  );
  const wrong = wrongLetters(outlook.mailbox.letters, ordersOf(writers));
  refuseAny([...lost, ...doubled, ...changed, ...wrong]);
  return (
    `crash: ${acknowledged(writers)} acknowledged commands, ${kills} kills, 0 lost, 0 doubled, ${unanswered(writers)} unanswered and sent again, ` +
    `${outlook.mailbox.letters.length} webhooks; ${caughtUp}; all repeated, 0 changed`
  );
}

/** Waits until every row is at its order's newest event, and lists and mailbox are complete; answers the newest events by order. */
async function untilNewest(writers: readonly Writer[], outlook: Outlook): Promise<Map<string, number>> {
  const orders = ordersOf(writers);
  let newest = new Map<string, number>();
  await untilCaughtUp(async () => {
    newest = new Map([...(await readOrders(outlook.admin, orders))].map(([id, { seq }]) => [id, seq]));
    return [
      ...lettersMissing(outlook, orders),
      ...(await rowsBehind(outlook, orders, ({ id, events }) => newest.get(id) ?? events)),
      ...(await listsWrong(outlook, writers, new Set())),
    ];
  }, Date.now() + CAUGHT_UP_WITHIN_MS);
  return newest;
}

async function audit({ admin }: Outlook, orders: readonly AcknowledgedEffects[]): Promise<Faults> {
  const seen = await readOrders(admin, orders);
  const faults = orders.map((order) => faultsOf(order, seen.get(order.id)));
  return { lost: faults.flatMap(({ lost }) => lost), doubled: faults.flatMap(({ doubled }) => doubled) };
}

const ordersOf = (writers: readonly Writer[]): AcknowledgedEffects[] => writers.flatMap(({ orders }) => orders);
const acknowledged = (writers: readonly Writer[]): number => writers.reduce((sum, writer) => sum + writer.acknowledged, 0);
const unanswered = (writers: readonly Writer[]): number => writers.reduce((sum, writer) => sum + writer.unanswered, 0);
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function refuseAny(faults: readonly string[]): void {
  if (faults.length > 0) throw new Refusal(`crash: ${faults.length} faults: ${faults.slice(0, SHOWN).join("; ")}`);
}
