import { describe, expect, it } from "vitest";
import { tableInSpec } from "../spec-table.fixture";
import { allowed, capabilities, ROLES } from "./capabilities";
import { assignmentsOf, forbidden, forbiddenAnywhere, may, mayAnywhere, mayAtAll, mayAtOne, venuesWhere } from "./roles";

const having = (...roles: string[]) => ({ roles });

describe("roles", () => {
  it("[RO1] allow what the table of capabilities says, and payments of one type by that type's role, too", () => {
    const rows = [...capabilities].filter(([capability]) => !capability.includes(":"));
    const cells = rows.map(([capability, { chain, venue }]) => [capability, chain.join(", "), venue.join(", ")]);
    expect(tableInSpec("roles", "capability")).toEqual([["capability", "for the chain", "at the venue"], ...cells]);
    expect(allowed("payments.take:CASH").venue).toEqual([...allowed("payments.take").venue, "PAY_CASH"]);
  });

  it("[RO2] an authority is a role of the chain or of one venue, whatever the venue's id is like; others are none", () => {
    const known = [
      "ROLE_KDS",
      "ROLE_waw_1_KDS",
      "ROLE_waw_PAY_KDS",
      "ROLE_v1_PAY",
      "ROLE_v1_PAY_CARD_CLOUD",
      "ROLE_PAY_CASH",
      "ROLE_krk.2_READMODULES",
    ];
    expect(assignmentsOf(having(...known))).toEqual([
      { role: "KDS" },
      { role: "KDS", venue: "waw_1" },
      { role: "KDS", venue: "waw_PAY" },
      { role: "PAY", venue: "v1" },
      { role: "PAY_CARD_CLOUD", venue: "v1" },
      { role: "PAY_CASH" },
      { role: "READMODULES", venue: "krk.2" },
    ]);
    expect(assignmentsOf(having("KDS", "ROLE_", "ROLE__KDS", "ROLE_CHEF", "ROLE_v1_KDSX", "role_KDS", "ROLE_ANONYMOUS"))).toEqual([]);
  });

  it("[RO2] a role of the chain counts everywhere, a venue's at that venue, and SU, of the chain alone, is enough for everything", () => {
    const cook = having("ROLE_v1_COOK");
    expect([may(cook, "kitchen.work", "v1"), may(cook, "kitchen.work", "v2"), may(cook, "kitchen.work")]).toEqual([true, false, false]);
    expect([may(having("ROLE_COOK"), "kitchen.work", "v2"), may(having("ROLE_COOK"), "kitchen.work")]).toEqual([true, true]);
    expect([may(having("ROLE_SU"), "platform.operate"), may(having("ROLE_v1_SU"), "platform.operate", "v1")]).toEqual([true, false]);
    expect([may(having("ROLE_VENUES"), "venues.write", "v1"), may(having("ROLE_v1_VENUES"), "venues.write", "v1")]).toEqual([true, false]);
  });

  it("[RO2] of several venues all or one are enough, as it is asked; before there is a venue, the chain or any", () => {
    const two = having("ROLE_v1_COOK", "ROLE_v2_WAITER", "ROLE_v2_COOK", "ROLE_v3_PAY");
    expect(venuesWhere(two, "kitchen.work")).toEqual(["v1", "v2"]);
    expect([["v1", "v2"], ["v1", "v3"], []].map((venues) => mayAtAll(two, "kitchen.work", venues))).toEqual([true, false, false]);
    expect([["v1", "v3"], ["v3"], []].map((venues) => mayAtOne(two, "kitchen.work", venues))).toEqual([true, false, true]);
    expect([mayAtAll(having("ROLE_KDS"), "kitchen.work", []), mayAtOne(having("ROLE_KDS"), "kitchen.work", ["v9"])]).toEqual([true, true]);
    expect([mayAnywhere(two, "kitchen.work"), mayAnywhere(two, "stock.count"), mayAnywhere(having("ROLE_SU"), "stock.count")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("[RO2] who may not is told which authorities are enough", () => {
    expect(forbidden("fees.waive")).toEqual({ code: "forbidden", needs: ["ROLE_MANAGER"] });
    expect(forbidden("modules.read", "v1").needs).toEqual(["ROLE_v1_MODULES", "ROLE_v1_READMODULES"]);
    expect(forbiddenAnywhere("venues.write").needs).toEqual(["ROLE_MANAGER", "ROLE_VENUES", "ROLE_{venue}_MANAGER"]);
  });

  it("[RO2] no role's name ends in another's, so that an authority can be read in one way", () => {
    expect(ROLES.filter((role) => ROLES.some((other) => role.endsWith(`_${other}`)))).toEqual([]);
  });
});
