import { describe, expect, it } from "vitest";
import { mayComeFrom, originOf, originsOf } from "./origin";

describe("origins", () => {
  it.each([
    ["https://shop.example", "https://shop.example"],
    ["HTTPS://Shop.Example/", "https://shop.example"],
    ["https://shop.example:443", "https://shop.example"],
    ["http://localhost:5173", "http://localhost:5173"],
    ["https://münchen.example", "https://xn--mnchen-3ya.example"],
    ["https://[::1]:8443", "https://[::1]:8443"],
    ["capacitor://localhost", "capacitor://localhost"],
  ])("[T26] %s is the origin %s", (text, origin) => expect(originOf(text)).toBe(origin));

  it.each([
    "null",
    "*",
    "",
    "shop.example",
    "https://",
    "https://shop.example/menu",
    "https://shop.example?x",
    "https://ann@shop.example",
    "https://*.shop.example",
    "https://shop.example https://evil.example",
    "https://shop.example:99999",
    "https:\\\\shop.example",
    "javascript:alert(1)",
  ])("[T26] %j is no origin", (text) => expect(originOf(text)).toBeUndefined());

  it("[T27] a tenant lists origins with commas or spaces, and what cannot be read opens nothing", () => {
    expect(originsOf("https://a.example, HTTPS://B.example/\n https://a.example:443")).toEqual({
      origins: ["https://a.example", "https://b.example"],
      unread: [],
    });
    expect(originsOf("https://a.example b.example")).toEqual({ origins: ["https://a.example"], unread: ["b.example"] });
    expect(originsOf("b.example")).toEqual({ origins: [], unread: ["b.example"] });
    expect([originsOf(undefined), originsOf(""), originsOf(" , ")]).toEqual([undefined, undefined, undefined]);
    const many = Array.from({ length: 51 }, (_, n) => `https://s${n}.example`);
    expect(originsOf(many.join(" "))).toEqual({ origins: many.slice(0, 50), unread: ["https://s50.example"] });
  });

  it("[T28] a page may come from a listed origin, who is no browser from anywhere", () => {
    const origins = ["https://a.example", "http://localhost:5173"];
    for (const origin of ["https://a.example", "https://A.example:443", "http://localhost:5173", undefined, null])
      expect(mayComeFrom(origins, origin)).toBe(true);
    for (const origin of ["https://b.example", "http://a.example", "https://a.example:8443", "https://a.example.evil.example", "null", ""])
      expect(mayComeFrom(origins, origin)).toBe(false);
    expect([mayComeFrom(undefined, "https://b.example"), mayComeFrom([], "https://a.example"), mayComeFrom([], undefined)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
