import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import { append, asked, creating, given, guest, history, id } from "./given.fixture";
import { linesOf } from "./state";
import { view } from "./view";

const as = (...roles: string[]): Actor => ({ kind: "user", user: "ann", roles });
const sourceFor = (source: string, actor: Actor, more: object = {}) =>
  given()
    .when({ ...creating, source, ...more }, actor)
    .leaves().source;
const log = history([creating, guest], [append(asked(1, "soup")), guest]);

describe("where an order comes from", () => {
  it.each([
    ["KIOSK", "ROLE_v1_KIOSK"],
    ["kiosk-3", "ROLE_KIOSK"],
    ["KIOSK", "ROLE_ORDERS"],
    ["POS", "ROLE_v1_PAY"],
    ["till", "ROLE_v1_ORDERS"],
    ["CASHIER", "ROLE_PAY"],
    ["WAITER", "ROLE_v1_WAITER"],
    ["POS_INTEGRATOR", "ROLE_v1_ORDERS"],
    ["GLOVO", "ROLE_v1_AGGREGATOR"],
    ["JUSTEATTAKEAWAY", "ROLE_AGGREGATOR"],
    ["UBER", "ROLE_MANAGER"],
    ["PYSZNE", "ROLE_SU"],
  ])("[O411] the source %s counts from who has it (%s), and is WEB from a guest", (source, role) => {
    expect(sourceFor(source, as(role))).toBe(source);
    expect(sourceFor(source, guest)).toBe("WEB");
  });

  it("[O411] a role at the order's venue is needed once there is one, and one role is not another", () => {
    const wanted = { append: { venue: "v1", lines: [asked(1, "soup")] } };
    expect(sourceFor("POS", as("ROLE_v1_PAY"), wanted)).toBe("POS");
    expect(sourceFor("POS", as("ROLE_v2_PAY"), wanted)).toBe("WEB");
    expect(sourceFor("POS", as("ROLE_v2_PAY"))).toBe("POS");
    expect([sourceFor("GLOVO", as("ROLE_KIOSK")), sourceFor("KIOSK", as("ROLE_AGGREGATOR"))]).toEqual(["WEB", "WEB"]);
  });

  it("[O411] whoever has an app or a site of his own names it as he likes", () => {
    for (const source of ["WEB", "APP", "ordering-core", "MOBILE_APP", "story", "Postcard", "weBolt"])
      expect(sourceFor(source, guest)).toBe(source);
  });

  it("[O411] the extra `x-source` is heard by the same rule, in whichever command it comes, and nobody is refused for it", () => {
    const extra = { "x-source": "KIOSK", "x-seat": "3" };
    const made = given()
      .when({ ...creating, extra, append: { venue: "v1", lines: [asked(1, "soup", { extra })] } }, guest)
      .leaves();
    expect([made.extra, linesOf(made)[0]?.extra]).toEqual([{ "x-seat": "3" }, { "x-seat": "3" }]);
    const added = given(...log)
      .when(append(asked(2, "cola", { extra })), guest)
      .leaves();
    expect(linesOf(added)[1]?.extra).toEqual({ "x-seat": "3" });
    const storing: OrderCommand[] = [
      { type: "StoreExtra", store: extra },
      { type: "StoreLinesExtra", lines: [id(1)], store: extra },
    ];
    for (const command of storing)
      given(...log)
        .when(command, guest)
        .gives({ store: { "x-seat": "3" } });
    given(...log)
      .when({ type: "StoreExtra", store: { "X-Source": "GLOVO" } }, guest)
      .gives();
    given(...log)
      .when({ type: "StoreExtra", store: { "x-source": "APP" } }, guest)
      .gives({ store: { "x-source": "APP" } });
    given(...log)
      .when({ type: "StoreExtra", store: extra }, as("ROLE_v1_KIOSK"))
      .gives({ store: extra });
  });

  it("[XC4] a guest's order of source KIOSK is the WEB's", () => {
    const order = given()
      .when({ ...creating, source: "KIOSK", append: { venue: "v1", lines: [asked(1, "soup")] } }, guest)
      .leaves();
    expect(view(order)).toMatchObject({ source: "WEB", buckets: [{ lines: [{ source: "WEB" }] }] });
  });
});
