// A real browser for tests. Debian's Chromium, or whichever `CHROMIUM` names.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error saying what to install */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `these tests need Chromium, and there is none at ${executablePath}: apt-get install -y chromium, or name it in CHROMIUM`,
    );
  }
  return chromium.launch({ executablePath, headless: true, args: flags });
}
