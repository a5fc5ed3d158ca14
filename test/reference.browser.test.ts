// Pages for people who look at the API, in a real browser against the whole platform: what is at the address itself,
// problems, the reference.
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { openBrowser } from "./browser.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

const SOON = { timeout: 20_000 };
const PHONE = { width: 360, height: 740 };
const PAGES = ["/", "/problems", "/problems/order-not-found", "/docs"] as const;

/** What has the focus, and shows it. */
const WHERE = `(() => {
  const at = document.activeElement;
  return at.matches(":focus-visible") && getComputedStyle(at).outlineStyle !== "none" ? at.innerText : "nothing that shows it";
})()`;

let house: TestPlatform;
let browser: Browser;
let context: BrowserContext;
/** What a browser says of a page that breaks its own policy, or breaks; and whatever is not of the platform's own address. */
let complaints: string[];

beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestPlatform();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
beforeEach(() => {
  complaints = [];
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

async function open(path: string, how: { colorScheme?: "light" | "dark"; viewport?: typeof PHONE; javaScriptEnabled?: boolean } = {}) {
  context = await browser.newContext(how);
  context.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("request", (request) => {
    if (!request.url().startsWith("data:") && new URL(request.url()).origin !== house.sheet.baseUrl) complaints.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(`${house.sheet.baseUrl}${path}`);
  await expect.poll(() => page.getByRole("heading", { level: 1 }).count(), SOON).toBe(1);
  return page;
}

describe.each(PAGES)("%s", (path) => {
  it.each(["light", "dark"] as const)(
    "[TC58] has no fault that WCAG 2.2 AA names, at a phone's width, when it is %s",
    async (colorScheme) => {
      const page = await open(path, { colorScheme, viewport: PHONE });
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")).toBe(false);
    },
  );

  it("[TC58] takes whoever has a keyboard alone to each of its links, in their order, and shows where he is", async () => {
    const page = await open(path, { javaScriptEnabled: false });
    const stops: string[] = await page.evaluate("[...document.querySelectorAll('a, summary')].slice(0, 20).map((stop) => stop.innerText)");
    const seen: string[] = [];
    for (const _ of stops) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate(WHERE));
    }
    expect(seen).toEqual(stops);
  });
});

describe("/docs", () => {
  it("[TC59] tries an operation against the platform that it describes", async () => {
    const page = await open("/docs");
    await page
      .getByRole("link", { name: /public keys that verify access tokens/ })
      .first()
      .click();
    await page.getByRole("button", { name: /Test Request.*jwks\.json/i }).click();
    const answered = page.waitForResponse(`${house.sheet.baseUrl}/.well-known/jwks.json`);
    await page.getByRole("button", { name: /^Send get request/ }).click();
    expect((await answered).status()).toBe(200);
    const client = page.getByRole("dialog");
    await expect.poll(() => client.getByText("200 OK").count(), SOON).toBe(1);
    await expect.poll(() => client.getByText('"keys"').count(), SOON).toBe(1);
  });

  it("[TC59] is a list where no script runs", async () => {
    const page = await open("/docs", { javaScriptEnabled: false });
    expect(await page.getByText("/ordering-api/api/order/new", { exact: true }).count()).toBe(1);
    expect(await page.getByRole("group").count()).toBeGreaterThan(100);
  });
});
