// The whole platform for a test: free ports, a state folder of its own under the system's temporary folder, the demo chain loaded.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDemoChain } from "../scripts/platform/demo-chain.ts";
import type { DemoSheet } from "../scripts/platform/demo-sheet.ts";
import { openPlatform, type Platform } from "../scripts/platform/open-platform.ts";
import type { ReceivedWebhook } from "../scripts/platform/webhook-receiver.ts";

/** `webhooks`: what the demo chain's own receiver got. `said`: errors and warnings of the workers. */
export type TestPlatform = { sheet: DemoSheet; platform: Platform; webhooks: ReceivedWebhook[]; said: string[]; close(): Promise<void> };

export async function openTestPlatform(): Promise<TestPlatform> {
  const persist = mkdtempSync(join(tmpdir(), "brigade-house-"));
  const [webhooks, said]: [ReceivedWebhook[], string[]] = [[], []];
  const platform = await openPlatform({
    persist,
    onLog: ({ level, message }) => (level === "error" || level === "warn") && said.push(message),
  });
  const close = async () => {
    await platform.close();
    rmSync(persist, { recursive: true, force: true });
  };
  try {
    const { sheet, receiver } = await openDemoChain(platform, (webhook) => webhooks.push(webhook));
    return { sheet, platform, webhooks, said, close: () => receiver.close().then(close) };
  } catch (error) {
    await close();
    throw error;
  }
}
