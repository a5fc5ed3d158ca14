// A platform of a proof's own whose runtime can be killed as a power cut would, and started again on the same state and the same port.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDemoChain } from "../../platform/demo-chain.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import { openPlatform, type Platform } from "../../platform/open-platform.ts";
import { claimPort } from "../../platform/ports.ts";

export type Restartable = {
  sheet: DemoSheet;
  /** SIGKILL to the runtime, and a new one. */
  restart(): Promise<void>;
  /** False when the object is not in memory, or cannot be taken out just now. */
  evict(className: string, name: string): Promise<boolean>;
};

export async function onRestartable(use: (platform: Restartable) => Promise<void>, onError: (message: string) => void): Promise<void> {
  const persist = mkdtempSync(join(tmpdir(), "brigade-proof-"));
  const [port, tlsPort] = [await claimPort(undefined), await claimPort(undefined)];
  const onLog = ({ level, message }: { level: string; message: string }) => void (level === "error" && onError(message));
  const open = () => openPlatform({ persist, port, tlsPort, onLog });
  let platform: Platform | undefined;
  try {
    platform = await open();
    const { sheet, receiver } = await openDemoChain(platform, () => {});
    try {
      await use({
        sheet,
        restart: async () => {
          const killed = platform;
          if (killed) process.kill(killed.pid, "SIGKILL");
          await killed?.ended;
          await killed?.close();
          platform = await open();
        },
        evict: async (className, name) =>
          platform?.evict(className, name).then(
            () => true,
            () => false,
          ) ?? false,
      });
    } finally {
      await receiver.close();
    }
  } finally {
    await platform?.close();
    rmSync(persist, { recursive: true, force: true });
  }
}
