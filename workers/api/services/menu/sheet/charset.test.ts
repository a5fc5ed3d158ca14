import { describe, expect, it } from "vitest";
import { textOf } from "./charset";

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes).buffer;
const utf8 = (text: string) => Uint8Array.from(new TextEncoder().encode(text)).buffer;
/** "Šopský" in Windows-1250. */
const CZECH = bytesOf(0x8a, 0x6f, 0x70, 0x73, 0x6b, 0xfd);

describe("the charset of a sheet", () => {
  it("[SJ74] bytes of Windows are not taken for those of ISO 8859: the likely charset is named", () => {
    expect(textOf(CZECH, "iso-8859-2")).toEqual({ expected: "these bytes are no iso-8859-2; they may be ?charset=windows-1250" });
    expect(textOf(CZECH, "ISO-8859-5")).toEqual({ expected: "these bytes are no ISO-8859-5; they may be ?charset=windows-1251" });
    expect(textOf(CZECH, "windows-1250")).toEqual({ text: "Šopský" });
    expect(textOf(utf8("\u008Aopsk\u00FD"), undefined)).toMatchObject({ expected: expect.stringContaining("windows-1250") });
  });

  it("[SJ74] UTF-8 that is told to be a charset of single bytes is refused with the way out", () => {
    for (const told of ["windows-1250", "iso-8859-1", "iso-8859-2"])
      expect(textOf(utf8("Żurek"), told)).toMatchObject({ expected: expect.stringContaining("say ?charset=utf-8") });
    expect(textOf(utf8("Zupa"), "windows-1250")).toEqual({ text: "Zupa" });
    expect(textOf(utf8("\uFEFFŻurek"), "windows-1250")).toEqual({ text: "Żurek" });
    expect(textOf(bytesOf(0xaf, 0x75, 0x72, 0x65, 0x6b), "windows-1250")).toEqual({ text: "Żurek" });
  });

  it.each(["x-user-defined", "iso-2022-jp", "replacement", "klingon"])("[SJ74] %s is no charset of a sheet", (told) =>
    expect(textOf(utf8("Zupa"), told)).toMatchObject({ expected: expect.stringContaining("expected a charset") }),
  );
});
