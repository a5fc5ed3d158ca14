import { expect, it } from "vitest";
import { ModuleId, ModuleType } from "../protocol/module";
import modules from "./modules.json" with { type: "json" };
import users from "./users.json" with { type: "json" };
import venues from "./venues.json" with { type: "json" };

it("[MO20] the demo chain has a kiosk and a kitchen display, each at a venue and with a user that is there", () => {
  expect(modules.map(({ type }) => ModuleType.parse(type)).toSorted()).toEqual(["KDS", "KIOSK"]);
  const people = Object.values(users).map(({ id }) => id);
  for (const { id, venue, user } of modules) {
    expect(ModuleId.parse(id)).toBe(id);
    expect(venues.map((one) => one.id)).toContain(venue);
    if (user !== null) expect(people).toContain(user);
  }
  const appointed = modules.flatMap(({ user }) => user ?? []);
  expect(new Set(appointed).size).toBe(appointed.length);
});
