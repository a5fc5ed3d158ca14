import { afterEach, expect, it, vi } from "vitest";
import { openBrowser } from "./browser.ts";

afterEach(() => vi.unstubAllEnvs());

it("[R20] a browser opens", async () => {
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.setContent("<title>open</title><input placeholder='text is drawn'>");
  expect(await page.title()).toBe("open");
  await browser.close();
});

it("[R20] a browser that is named and is not there fails the test", async () => {
  vi.stubEnv("CHROMIUM", "/nowhere/chromium");
  await expect(openBrowser()).rejects.toThrow("CHROMIUM names /nowhere/chromium, and there is nothing");
});
