// The typed client and the pages made with it, in a real browser against the whole platform.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiClient, signIn } from "../scripts/platform/api-client.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { openBrowser } from "./browser.ts";
import { type TestPlatform, openTestPlatform } from "./platform.fixture.ts";
import { openFlakyNetwork, type FlakyNetwork } from "./flaky-network.ts";

const SOON = { timeout: 20_000 };

let house: TestPlatform;
let browser: Browser;
let signal: FlakyNetwork;
let context: BrowserContext;
/** What a browser says of pages that break their own policy, or break. */
let complaints: string[];

beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestPlatform();
  signal = await openFlakyNetwork(house.sheet.baseUrl);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await signal?.close();
  await house?.close();
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  context.on("console", (message) => /Content Security Policy|Trusted/i.test(message.text()) && complaints.push(message.text()));
  context.on("weberror", (error) => complaints.push(String(error.error())));
});
afterEach(async () => {
  signal.mend();
  await context.close();
  expect(complaints).toEqual([]);
});

const person = (who: "kds" | "pos") => {
  const { login, password } = house.sheet.users[who];
  return signIn(house.sheet.baseUrl, house.sheet, login, password);
};
const guest = () => signIn(house.sheet.baseUrl, house.sheet, "anonymous", "");

type Shown = {
  status: string;
  total: string;
  claimCode: string;
  traces: Record<string, string>;
  comments: { comment: string }[];
  buckets: { lines: { id: string; status: string }[] }[];
};

const see = async (who: ApiClient, order: string): Promise<Shown> => {
  const { body }: { body: unknown } = await who.call("GET", `/ordering-api/api/orders/${order}`);
  return JSON.parse(JSON.stringify(body));
};

async function accepted(who: ApiClient, path: string, body: unknown): Promise<{ orderId: string }> {
  const answer = await who.call("POST", `/ordering-api/api/order/${path}`, body, { prefer: "wait" });
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(JSON.stringify(answer.body));
}

const lines = (quantity: number) => ({ venue: house.sheet.venues[0]?.id, lines: [{ productId: house.sheet.products.simple, quantity }] });

async function ordered(who: ApiClient): Promise<string> {
  const { orderId } = await accepted(who, "new", { orderType: "TAKE_AWAY" });
  await accepted(who, `${orderId}/append`, lines(2));
  return orderId;
}

const app = () => `chain=${house.sheet.tenant}&app=${encodeURIComponent(house.sheet.basicAuth)}`;
const light = (page: Page) => page.locator(".light").textContent();
const sideways = (page: Page) => page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

/** Commands that this device still keeps for a page, whoever gave them. */
const kept = (page: Page, name: string): Promise<number> =>
  page.evaluate(`(async () => {
    const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
    const known = (await indexedDB.databases()).filter(({ name }) => name.startsWith("brigade.${name}."));
    const opened = await Promise.all(known.map(({ name }) => done(indexedDB.open(name))));
    const counts = await Promise.all(opened.map((database) => done(database.transaction("commands").objectStore("commands").count())));
    for (const database of opened) database.close();
    return counts.reduce((sum, count) => sum + count, 0);
  })()`);

async function placed(): Promise<string> {
  const owner = await guest();
  const order = await ordered(owner);
  const till = await person("pos");
  await accepted(till, `${order}/paymentUpdate`, { type: "CASH", amount: (await see(owner, order)).total });
  return order;
}

async function atWork(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${signal.baseUrl}/kitchen#${app()}`);
  await signedIn(page);
  await chosen(page);
  return page;
}

async function signedIn(page: Page): Promise<void> {
  const { login, password } = house.sheet.users.kds;
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function chosen(page: Page): Promise<void> {
  await page.getByLabel("Name of this screen").fill("grill-1");
  await page.getByRole("button", { name: house.sheet.venues[0]?.name ?? "" }).click();
  await expect.poll(() => light(page), SOON).toBe("Live");
}

describe.each(["light", "dark"] as const)("pages when it is %s", (colorScheme) => {
  const lit = async (page: Page): Promise<Page> => {
    await page.emulateMedia({ colorScheme });
    return page;
  };

  it("[TC60] an order's page has no fault that WCAG 2.2 AA names, while it is live and offline", async () => {
    const owner = await guest();
    const order = await ordered(owner);
    const { claimCode } = await see(owner, order);
    const page = await lit(await context.newPage());
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=${claimCode}`);
    await expect.poll(() => light(page), SOON).toBe("Live");
    expect(await accessibilityFaults(page)).toEqual([]);
    signal.cut();
    await expect.poll(() => light(page), SOON).toBe("Offline");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("[TC60] a kitchen's screen has none either, from signing in to the last bump", async () => {
    const page = await lit(await context.newPage());
    await page.goto(`${signal.baseUrl}/kitchen#${app()}`);
    await expect.poll(() => page.getByRole("button", { name: "Sign in" }).count(), SOON).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await signedIn(page);
    await expect.poll(() => page.getByLabel("Name of this screen").count(), SOON).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await chosen(page);
    const ticket = page.locator(`[data-order="${await placed()}"]`);
    await expect.poll(() => ticket.count(), SOON).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await ticket.getByRole("button", { name: "Bump" }).click();
    await expect.poll(() => ticket.getByRole("button", { name: "Handed over" }).count(), SOON).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    signal.cut();
    await expect.poll(() => light(page), SOON).toMatch(/^No line since \d\d:\d\d/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe("a guest's order page", () => {
  it("[TC42] shows who follows the link of an order each change of it", async () => {
    const owner = await guest();
    const order = await ordered(owner);
    const { claimCode, total } = await see(owner, order);
    const page = await context.newPage();
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=${claimCode}`);
    await expect.poll(() => light(page), SOON).toBe("Live");
    expect(page.url()).toBe(`${signal.baseUrl}/order/${order}`);
    await expect.poll(() => page.getByText(`Total ${total}`).count(), SOON).toBe(1);

    await accepted(owner, `${order}/append`, lines(1));
    await expect.poll(() => page.getByRole("listitem").count(), SOON).toBe(2);
    const now = await see(owner, order);
    expect(now.total).not.toBe(total);
    await expect.poll(() => page.getByText(`Total ${now.total}`).count(), SOON).toBe(1);
    expect(await sideways(page)).toBe(false);
  });

  it("[TC56] shows each change, and takes a word, where no websocket gets through", async () => {
    const owner = await guest();
    const order = await ordered(owner);
    const { claimCode } = await see(owner, order);
    signal.block();
    const page = await context.newPage();
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=${claimCode}`);
    await expect.poll(() => light(page), SOON).toBe("Live");
    await accepted(owner, `${order}/append`, lines(1));
    await expect.poll(() => page.getByRole("listitem").count(), SOON).toBe(2);
    await page.getByLabel("A word to the restaurant").fill("by post");
    await page.getByRole("button", { name: "Send" }).click();
    await expect.poll(async () => (await see(owner, order)).comments.map(({ comment }) => comment), SOON).toEqual(["by post"]);
  });

  it("[A116] asks before a link makes another chain's guest of somebody", async () => {
    const owner = await guest();
    const order = await ordered(owner);
    const { claimCode } = await see(owner, order);
    const page = await context.newPage();
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=${claimCode}`);
    await expect.poll(() => light(page), SOON).toBe("Live");
    const stored = () => page.evaluate("localStorage.getItem('brigade.guest')");
    const before = await stored();
    const follow = async () => {
      await page.goto("about:blank");
      await page.goto(`${signal.baseUrl}/order/${order}#chain=elsewhere&app=eDp5&token=stolen`);
      await expect.poll(() => page.getByRole("heading", { name: "Leave the other restaurant?" }).count(), SOON).toBe(1);
      expect(await stored()).toBe(before);
    };
    await follow();
    await page.getByRole("button", { name: "Stay where I am" }).click();
    await expect.poll(() => light(page), SOON).toBe("Live");
    expect(await stored()).toBe(before);
    expect(page.url()).toBe(`${signal.baseUrl}/order/${order}`);
    await follow();
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(stored, SOON).toBeNull(); // nobody's token, and no guest of a chain that is not there
    await expect.poll(() => page.getByRole("alert").count(), SOON).toBe(1);
  });

  it("[TC42] says that a wrong code opens nothing", async () => {
    const order = await ordered(await guest());
    const page = await context.newPage();
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=WRONG1`);
    await expect.poll(() => page.getByRole("alert").allInnerTexts(), SOON).toEqual(["There is no order with this code."]);
  });

  it("[TC43] keeps a word that was sent offline over a reload, and sends it once when it is back", async () => {
    const owner = await guest();
    const order = await ordered(owner);
    const { claimCode } = await see(owner, order);
    const page = await context.newPage();
    await page.goto(`${signal.baseUrl}/order/${order}#${app()}&claim=${claimCode}`);
    await expect.poll(() => light(page), SOON).toBe("Live");

    signal.cut();
    await expect.poll(() => light(page), SOON).toMatch(/^Offline/);
    await page.getByLabel("A word to the restaurant").fill("no onions");
    await page.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => page.getByText("sending…").count(), SOON).toBe(1);
    await expect.poll(() => kept(page, "order"), SOON).toBe(1);
    await page.reload();
    await expect.poll(() => light(page), SOON).toMatch(/^Offline.* · 1 to be sent$/);
    expect((await see(owner, order)).comments).toEqual([]);

    signal.mend();
    await expect.poll(() => light(page), { timeout: 40_000 }).toBe("Live");
    await expect.poll(() => page.getByText("no onions").count(), SOON).toBe(1);
    await expect.poll(() => page.getByText("sending…").count(), SOON).toBe(0);
    await expect.poll(() => kept(page, "order"), SOON).toBe(0);
    expect((await see(owner, order)).comments).toMatchObject([{ comment: "no onions" }]);
  });
});

describe("a kitchen's page", () => {
  it("[TC44] shows what is to be made, says that it has been seen, and takes it when it is made, called back, put first and handed over", async () => {
    const page = await atWork();
    const kitchen = await person("kds");
    const order = await placed();
    const ticket = page.locator(`[data-order="${order}"]`);
    await expect.poll(() => ticket.count(), SOON).toBe(1);
    expect(await ticket.innerText()).toMatch(/0 min/);
    await expect.poll(async () => Object.keys((await see(kitchen, order)).traces), SOON).toEqual(["grill-1"]);

    const line = ticket.getByRole("listitem").getByRole("button");
    await line.click();
    await expect.poll(async () => (await see(kitchen, order)).status, SOON).toBe("DELIVER");
    await expect.poll(() => line.getAttribute("aria-pressed"), SOON).toBe("true");
    await line.click();
    await expect
      .poll(async () => (await see(kitchen, order)).buckets[0]?.lines.map(({ status }) => status), SOON)
      .not.toContain("PROCESSED");
    await expect.poll(() => page.getByRole("region", { name: "To make" }).locator(ticket).count(), SOON).toBe(1);
    await ticket.getByRole("button", { name: "Rush" }).click();
    await expect.poll(() => ticket.getByText("rush", { exact: true }).count(), SOON).toBe(1);
    expect(await see(kitchen, order)).toMatchObject({ priority: true, etf: expect.any(String) });
    await ticket.getByRole("button", { name: "Bump" }).click();
    await page.getByRole("region", { name: "Ready" }).locator(ticket).getByRole("button", { name: "Handed over" }).click();
    await expect.poll(async () => (await see(kitchen, order)).status, SOON).toBe("DELIVERED");
    await expect.poll(() => ticket.count(), SOON).toBe(0);
    expect(await sideways(page)).toBe(false);
    await page.setViewportSize({ width: 3840, height: 2160 });
    expect(await sideways(page)).toBe(false);
  });

  it("[TC48] asks who is there when the sign-in has ended", async () => {
    const page = await atWork();
    await page.evaluate(
      `localStorage.setItem("brigade.staff", JSON.stringify({ ...JSON.parse(localStorage.getItem("brigade.staff")), access: "", refresh: "gone" }))`,
    );
    signal.cut();
    signal.mend();
    await expect.poll(() => page.getByRole("button", { name: "Sign in" }).count(), SOON).toBe(1);
    expect(await page.evaluate("Object.keys(localStorage).includes('brigade.staff')")).toBe(false);
  });

  it("[XE14] a link to another chain or venue asks first on a screen that is set up, and one to its own does not", async () => {
    const page = await atWork();
    const follow = async (link: string) => {
      await page.goto("about:blank");
      await page.goto(`${signal.baseUrl}/kitchen#${link}`);
    };
    const asked = () => page.getByRole("heading", { name: "Set this screen up anew?" }).count();
    await follow(app());
    await expect.poll(() => light(page), SOON).toBe("Live");
    for (const link of ["chain=elsewhere&app=eDp5&token=stolen", "venue=elsewhere&screen=x"]) {
      await follow(link);
      await expect.poll(asked, SOON).toBe(1);
      expect(await page.getByRole("alert").textContent()).toContain("elsewhere");
      await page.getByRole("button", { name: "Leave it as it is" }).click();
      await expect.poll(() => light(page), SOON).toBe("Live");
    }
    await follow("chain=elsewhere&app=eDp5");
    await page.getByRole("button", { name: "Set it up anew" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Sign in" }).count(), SOON).toBe(1);
    expect(await page.evaluate("JSON.parse(localStorage.getItem('brigade.app')).chain")).toBe("elsewhere");
  });

  it("[TC45] keeps what was made offline over a reload, and says it when it is back", async () => {
    const page = await atWork();
    const kitchen = await person("kds");
    const order = await placed();
    const ticket = page.locator(`[data-order="${order}"]`);
    await expect.poll(async () => Object.keys((await see(kitchen, order)).traces), SOON).toEqual(["grill-1"]);
    await expect.poll(() => light(page), SOON).toBe("Live");

    signal.cut();
    await expect.poll(() => light(page), SOON).toMatch(/^No line since \d\d:\d\d$/);
    await ticket.getByRole("button", { name: "Bump" }).click();
    await expect.poll(() => ticket.getByText("sending…").count(), SOON).toBe(1);
    await expect.poll(() => kept(page, "kitchen"), SOON).toBe(1);
    await page.reload();
    await expect.poll(() => light(page), SOON).toBe("No line · 1 to be sent");

    signal.mend();
    await expect
      .poll(async () => (await see(kitchen, order)).buckets[0]?.lines.map(({ status }) => status), { timeout: 40_000 })
      .toEqual(["PROCESSED"]);
    await expect.poll(() => kept(page, "kitchen"), SOON).toBe(0);
  });
});
