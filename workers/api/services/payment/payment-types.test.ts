import { expect, it } from "vitest";
import { mayUse, offeredTypes, offersSandbox } from "./payment-types";

it.each([
  ["local", {}, true],
  ["production", {}, false],
  ["production", { "payments.sandbox": "true" }, true],
  ["production", { "payments.sandbox": "yes" }, false],
])("[Y8] at stage %s with properties %j the sandbox is offered: %s", (stage, properties, offered) => {
  expect(offersSandbox(stage, properties)).toBe(offered);
});

const usable = (roles: string[], venue?: string) => offeredTypes(true).flatMap((one) => (mayUse(one, { roles }, venue) ? [one.type] : []));

it.each([
  [[], undefined, ["EPAYMENT"]],
  [["ROLE_PAY_CASH"], undefined, ["EPAYMENT", "CASH"]],
  [["ROLE_PAY"], undefined, ["EPAYMENT", "CASH", "CARD", "TERMINAL", "COD", "EXTERNAL"]],
  [["ROLE_north_PAY_CASH"], "north", ["EPAYMENT", "CASH"]],
  [["ROLE_north_PAY_CASH"], "south", ["EPAYMENT"]],
  [["ROLE_north_PAY"], undefined, ["EPAYMENT"]],
])("[Y9] roles %j at %s may use %j", (roles, venue, types) => {
  expect(usable(roles, venue)).toEqual(types);
});

it("[Y10] every type has a number of its own", () => {
  const ids = offeredTypes(true).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
