// A kitchen display with the published client, which is a module of the demo chain: what its handlers for modules,
// venues and steering are called with.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { signIn, type ApiClient } from "../scripts/platform/api-client.ts";
import { readSeed } from "../scripts/platform/seed.ts";
import type { FromRole } from "../scripts/story/messages.ts";
import { openRole, type Role } from "../scripts/story/role.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "brigade-modules-"));
const kds = readSeed().modules.find(({ type }) => type === "KDS");
let house: TestPlatform;
let office: ApiClient;
let screen: Role;
let venue: string;

beforeAll(async () => {
  house = await openTestPlatform();
  const { sheet } = house;
  venue = sheet.venues[0]?.id ?? "";
  office = await signIn(sheet.baseUrl, sheet, sheet.users.admin.login, sheet.users.admin.password);
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, sheet.caCert);
  const app = { baseUrl: sheet.tlsUrl, tenant: sheet.tenant, basicAuth: sheet.basicAuth };
  screen = await openRole("screen", { ...app, venue, credentials: sheet.users.kds, device: true }, caFile);
}, 120_000);
afterAll(async () => {
  await screen?.close();
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The client does not say when it listens, and what is told before is not kept: it is said again until it is heard. */
async function saidUntil<T>(heard: Promise<T>, say: () => Promise<unknown>): Promise<T> {
  for (;;) {
    await say();
    const [answer] = await Promise.race([heard.then((told) => [told]), pause(250, [])]);
    if (answer !== undefined) return answer;
  }
}

const module = (event: string, fits: (config: Record<string, unknown>) => boolean = () => true) =>
  screen.hears(`${event} of the module`, (message: FromRole) =>
    message.kind === "module" && message.event === event && fits(Object(Object(message.config).config)) ? message.module : undefined,
  );
const write = (config: object) => office.call("PUT", `/auth-api/api/modules/${kds?.id}`, { ...kds, config });

it("[MO19] the published client hears a steering command", async () => {
  const heard = screen.hears("a steering command", (message) => (message.kind === "steering" ? message.command : undefined));
  const steer = () =>
    office.call("POST", `/venue-api/api/venues/${venue}/steering`, { command: "REFRESH", properties: { page: "2" }, correlationId: "c-1" });
  expect(await saidUntil(heard, steer)).toEqual({ correlationId: "c-1", command: "REFRESH", venue, properties: { page: "2" } });
}, 30_000);

it("[MO19] … and a venue change, as the venue is then", async () => {
  const heard = screen.hears("a closed venue", (message) =>
    message.kind === "venue" && Object(message.venue).tempDisabled === true ? message.venue : undefined,
  );
  const close = () => office.call("POST", `/venue-api/api/venues/${venue}/disable`, { reason: "no gas" });
  expect(await saidUntil(heard, close)).toMatchObject({ id: venue, tempDisabledReason: "no gas" });
  const opened = screen.hears("an open venue", (message) =>
    message.kind === "venue" && Object(message.venue).tempDisabled === false ? message.venue : undefined,
  );
  await office.call("POST", `/venue-api/api/venues/${venue}/enable`);
  expect(await opened).toMatchObject({ id: venue });
}, 30_000);

it("[MO19] … and each change of the module that it has signed in as: its own settings, its type's, its end, and that it shall sign out", async () => {
  expect(await module("MODULE_CHANGE", ({ columns }) => columns === 4)).toBe(kds?.id); // at sign-in
  let columns = 10;
  expect(
    await saidUntil(
      module("MODULE_CHANGE", (config) => Number(config.columns) > 10),
      () => write({ columns: ++columns }),
    ),
  ).toBe(kds?.id);

  const common = { properties: { volume: "11", columns: "1" } };
  // its own settings have precedence
  const both = module("MODULE_CHANGE", (config) => config.volume === "11" && config.columns === columns);
  expect((await office.call("PUT", "/auth-api/api/module-types/KDS", common)).status).toBe(200);
  expect(await both).toBe(kds?.id);

  expect((await office.call("DELETE", `/auth-api/api/modules/${kds?.id}`)).status).toBe(204);
  expect(await module("DELETE")).toBe(kds?.id);
  expect((await write({})).status).toBe(201);
  expect((await office.call("POST", `/auth-api/api/modules/${kds?.id}/logout`)).status).toBe(204);
  expect(await module("LOGOUT")).toBe(kds?.id);
  expect(house.said).toEqual([]);
}, 60_000);
