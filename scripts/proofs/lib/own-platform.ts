// A platform of a proof's own, with the demo chain on it, in a folder that goes away with it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDemoChain } from "../../platform/demo-chain.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import { openPlatform, type Platform } from "../../platform/open-platform.ts";
import type { Ailing, Beside } from "../../platform/workers.ts";
import { type Waking, wakingIn } from "../../platform/object-constructions.ts";
import type { ReceivedWebhook } from "../../platform/webhook-receiver.ts";

type Ears = {
  ailing?: Ailing;
  beside?: Beside;
  properties?: Record<string, string>;
  onError?: (message: string) => void;
  onWebhook?: (webhook: ReceivedWebhook) => void;
  onWaking?: (waking: Waking) => void;
};

/**
 * `ailing`: a worker whose consumers can be made to fail. `onError`: what the workers log as one.
 * `onWebhook`: what the chain's receiver gets.
 * `onWaking`: which object has come into memory. `beside`: a program that calls the platform's objects. `properties`: the chain's.
 */
export async function onOwnPlatform(
  use: (platform: Platform, sheet: DemoSheet) => Promise<void>,
  { onError, onWebhook, onWaking, ailing, beside, properties }: Ears,
): Promise<void> {
  const persist = mkdtempSync(join(tmpdir(), "brigade-proof-"));
  try {
    const platform = await openPlatform({
      persist,
      ...(ailing && { ailing }),
      ...(beside && { beside }),
      wakings: onWaking !== undefined,
      onLog: ({ level, message }) => {
        if (level === "error") onError?.(message);
        const waking = wakingIn(message);
        if (waking) onWaking?.(waking);
      },
    });
    try {
      const { sheet, receiver } = await openDemoChain(platform, (webhook) => onWebhook?.(webhook), properties);
      try {
        await use(platform, sheet);
      } finally {
        await receiver.close();
      }
    } finally {
      await platform.close();
    }
  } finally {
    rmSync(persist, { recursive: true, force: true });
  }
}
