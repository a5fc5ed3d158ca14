// Law 4 at the edge of a cliff: whoever got an answer finds its effect again after a SIGKILL, and whoever got none may simply ask again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimPort } from "../platform/ports.ts";
import { Refusal } from "../platform/refusal.ts";
import { readDemoSheet } from "../platform/demo-chain.ts";
import type { Proof } from "./proof.ts";
import { openPen, type Pen } from "./pen.ts";
import { startPlatform } from "./started-platform.ts";

const WRITERS = 8;
const KILLS = 3;

export const restart: Proof = {
  name: "restart",
  promise: "every acknowledged command is there after the platform was killed under writers, and a repeated one has one effect",
  unit: "acknowledged commands",
  size: 300,
  run: async (size, report) => {
    const persist = mkdtempSync(join(tmpdir(), "brigade-restart-"));
    const [port, tlsPort] = [await claimPort(undefined), await claimPort(undefined)];
    const counts = { acknowledged: 0, unanswered: 0, lost: 0, doubled: 0 };
    try {
      let platform = await startPlatform(persist, port, tlsPort);
      try {
        const sheet = readDemoSheet({ persist, port, tlsPort });
        const pens = await Promise.all(Array.from({ length: WRITERS }, () => openPen(sheet)));
        for (let kill = 1; kill <= KILLS; kill++) {
          await writeUntilKilled(pens, Math.ceil((size * kill) / KILLS), () => platform.kill());
          platform = await startPlatform(persist, port, tlsPort);
          const before = { ...counts };
          Object.assign(counts, await audit(pens));
          report(
            `kill ${kill}: ${counts.acknowledged} acknowledged so far, ${counts.lost} lost; ` +
              `${counts.unanswered - before.unanswered} unanswered and repeated, ${counts.doubled} doubled`,
          );
        }
      } finally {
        await platform.stop();
      }
    } finally {
      rmSync(persist, { recursive: true, force: true });
    }
    const figure = `restart: ${counts.acknowledged} acknowledged commands, ${KILLS} kills, ${counts.lost} lost, ${counts.unanswered} unanswered repeated, ${counts.doubled} doubled`;
    if (counts.lost + counts.doubled > 0 || counts.acknowledged < size) throw new Refusal(figure);
    return figure;
  },
};

/** All pens write at once until together they have `goal` acknowledgements; the kill comes while the next commands are under way. */
async function writeUntilKilled(pens: Pen[], goal: number, kill: () => Promise<void>): Promise<void> {
  let killed: Promise<void> | undefined;
  const acknowledged = () => pens.reduce((sum, pen) => sum + pen.acknowledged, 0);
  await Promise.all(
    pens.map(async (pen) => {
      while (await pen.write()) if (acknowledged() >= goal) killed ??= kill();
    }),
  );
  if (!killed) throw new Refusal("the platform stopped answering before it was killed");
  await killed;
}

async function audit(pens: Pen[]) {
  const sum = { acknowledged: 0, unanswered: 0, lost: 0, doubled: 0 };
  for (const pen of pens) {
    const found = await pen.audit();
    sum.acknowledged += pen.acknowledged;
    sum.unanswered += pen.unanswered;
    sum.lost += found.lost;
    sum.doubled += found.doubled;
  }
  return sum;
}
