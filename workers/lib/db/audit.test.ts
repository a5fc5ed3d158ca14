import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { expect, it } from "vitest";
import { audit } from "./audit";
import { menus } from "./schema";

const d1 = drizzle(env.DB);
const ann = { user: "u1", login: "ann" };
const at = "2026-11-24T12:00:00.000Z";
const page = { start: 0, end: 10, sort: "id", order: "ASC" } as const;

it("[Z1] a change is noted with what was before and after it, and one that changed no row is not", async () => {
  const { noted, list } = audit(env.DB, "audited");
  const change = { kind: "menu", subject: "m", before: undefined, after: { id: "m" } };
  const row = { tenant: "audited", id: "m", document: { id: "m" }, changed: at };
  const put = () => d1.batch([d1.insert(menus).values(row).onConflictDoNothing(), noted(at, ann, change)]);
  await put();
  await put();
  await d1.batch([d1.update(menus).set({ revision: 2 }).where(eq(menus.id, "nobody")), noted(at, ann, { ...change, before: {} })]);
  const { total, rows } = await list({ kind: "menu", subject: "m", user: "u1", from: at }, page);
  expect(total).toBe(1);
  expect(rows).toEqual([
    {
      tenant: "audited",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at,
      user: "u1",
      login: "ann",
      kind: "menu",
      subject: "m",
      action: "create",
      before: null,
      after: { id: "m" },
    },
  ]);
});

it("[Z2] the log of one chain is nobody else's", async () => {
  const { noted } = audit(env.DB, "audited-a");
  const row = { tenant: "audited-a", id: "m", document: {}, changed: at };
  await d1.batch([d1.insert(menus).values(row), noted(at, ann, { kind: "menu", subject: "m", before: undefined, after: {} })]);
  expect((await audit(env.DB, "audited-b").list({}, page)).total).toBe(0);
  expect((await audit(env.DB, "audited-a").list({ to: at }, page)).total).toBe(0);
});
