// A real browser for tests: whichever `CHROMIUM` names, else the one that npm brings along, else the Chrome that is installed.
import { existsSync } from "node:fs";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { packagedChromium } from "./packaged-chromium.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `flags`: more for its command line. @throws Error saying what is missing: no test is left out because there is no browser */
export async function openBrowser(...flags: string[]): Promise<Browser> {
  const options = await whichever();
  return chromium.launch({ ...options, headless: true, args: [...FLAGS, ...flags] }).catch((error: unknown) => {
    throw new Error("these tests need a Chromium that starts: install Chrome, or name a Chromium in CHROMIUM", { cause: error });
  });
}

async function whichever(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM;
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, and there is nothing`);
    return { executablePath: named };
  }
  if (process.platform === "linux" && process.arch === "x64") return packagedChromium();
  return { channel: "chrome" };
}
