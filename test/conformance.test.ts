// docs/stomp.md claims what is tested, all of it, and what the proof `stomp` expects.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { differences } from "../scripts/proofs/stomp/differences.ts";
import { scripts } from "../scripts/proofs/stomp/scripts.ts";

const page = readFileSync("docs/stomp.md", "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| (all|1\.)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

const idsIn = (paths: string[]) =>
  new Set(paths.flatMap((path) => [...readFileSync(path, "utf8").matchAll(/["`]\[(G\d+)\] /g)].map(([, id = ""]) => id)));
const tested = idsIn(globSync("{protocol/stomp*,durable-objects/gateway/*}.test.ts"));

describe("docs/stomp.md", () => {
  it("[G124] names a test for every clause, and every conformance test", () => {
    expect(rows.length).toBeGreaterThan(50);
    const proofs = rows.map(([, , clause, , , proof = ""]) => ({ clause, ids: proof.split(", ") }));
    expect(proofs.filter(({ ids }) => !ids.every((id) => tested.has(id)))).toEqual([]);
    const named = new Set(proofs.flatMap(({ ids }) => ids));
    expect([...idsIn(globSync("{protocol,durable-objects/gateway}/*conformance.test.ts"))].filter((id) => !named.has(id))).toEqual([]);
  });

  it("[G124] says of every clause which versions have it, how it binds and what we do", () => {
    for (const [, versions = "", clause, binds = "", conduct] of rows) {
      expect(versions).toMatch(/^(all|1\.[0-2](, 1\.[0-2])*)$/);
      expect(binds).toMatch(/^(–|(MUST|SHOULD|MAY)(, (MUST|SHOULD|MAY))*)$/);
      expect([clause, conduct]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    }
  });

  it("[G124] gives the reason of every difference from RabbitMQ, and each difference is a script's", () => {
    const given = page.slice(page.indexOf("## Beside RabbitMQ")).match(/^- .*$/gm) ?? [];
    expect(given).toEqual(differences.map(({ why }) => `- ${why}`));
    const names = scripts.map(({ name }) => name);
    const explained = differences.flatMap((difference) => difference.scripts);
    expect(explained.filter((name) => !names.includes(name))).toEqual([]);
    expect([names, explained].map((list) => list.filter((name, n) => list.indexOf(name) !== n))).toEqual([[], []]);
  });
});
