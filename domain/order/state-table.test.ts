import { describe, expect, it } from "vitest";
import { tableInSpec } from "../spec-table.fixture";
import { tableOfRoles } from "./role-table.fixture";
import { tableOfStates } from "./state-table.fixture";

describe("every command", () => {
  it("[O54] in every state does what the table of states says", () => {
    expect(tableInSpec("order-states", "command")).toEqual(tableOfStates());
  });

  it("[O164] is given by whom the table of roles says", () => {
    expect(tableInSpec("command-roles", "given by")).toEqual(tableOfRoles());
  });
});
