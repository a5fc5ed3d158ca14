// A chain's own app, on an origin of its own, with the typed client over TLS: docs/local-tls.md, followed.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { signIn } from "../scripts/platform/api-client.ts";
import { portOf } from "../scripts/platform/ports.ts";
import { ROOT } from "../scripts/platform/root.ts";
import { openBrowser } from "./browser.ts";
import { type TestPlatform, openTestPlatform } from "./platform.fixture.ts";

const SOON = { timeout: 20_000 };

/** The page of docs/local-tls.md: Preact's hooks are React's. */
const APP = `
  import { h, render } from "preact";
  import { useEffect, useState } from "preact/hooks";
  import { openOrder } from "./client";

  function Order({ baseUrl, id, token }) {
    const [shown, show] = useState();
    useEffect(() => {
      const order = openOrder({ baseUrl, order: id, token: async () => token });
      const stop = order.subscribe(() => show(order.view()));
      return () => {
        stop();
        order.close();
      };
    }, [id, token]);
    return h("p", {}, shown?.optimistic ? "Total " + shown.optimistic.total : (shown?.connection.is ?? "connecting"));
  }
  render(h(Order, JSON.parse(decodeURIComponent(location.hash.slice(1)))), document.body);
`;

let house: TestPlatform;
const browsers: Browser[] = [];
const shop = createServer();
beforeAll(async () => {
  house = await openTestPlatform();
  const bundled = await build({ stdin: { contents: APP, resolveDir: ROOT }, bundle: true, write: false, format: "esm" });
  const script = bundled.outputFiles[0]?.text ?? "";
  shop.on("request", ({ url }, answer) =>
    url === "/app.js"
      ? answer.setHeader("content-type", "text/javascript").end(script)
      : answer.setHeader("content-type", "text/html").end('<!doctype html><body><script type="module" src="/app.js"></script></body>'),
  );
  await new Promise<void>((listening) => shop.listen(0, "127.0.0.1", listening));
}, 120_000);
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  shop.close();
  await house?.close();
});

async function visitor(...flags: string[]) {
  const browser = await openBrowser(...flags);
  browsers.push(browser);
  return browser.newPage();
}

const lines = (quantity: number) => ({ venue: house.sheet.venues[0]?.id, lines: [{ productId: house.sheet.products.simple, quantity }] });

it("[R23] a browser started as `npm start` prints it trusts the TLS address, and a page of another origin shows an order live there", async () => {
  const { baseUrl, tlsUrl } = house.sheet;
  const guest = await signIn(baseUrl, house.sheet, "anonymous", "");
  const give = (path: string, body: unknown) => guest.call("POST", `/ordering-api/api/order/${path}`, body, { prefer: "wait" });
  const { orderId: id }: { orderId?: string } = Object((await give("new", { orderType: "TAKE_AWAY" })).body);
  const total = async () => {
    const { order }: { order?: { total: string } } = Object((await give(`${id}/append`, lines(1))).body);
    return order?.total;
  };
  const page = await visitor(house.platform.trust.flag);
  const first = await total();
  const props = encodeURIComponent(JSON.stringify({ baseUrl: tlsUrl, id, token: guest.token }));
  await page.goto(`http://127.0.0.1:${portOf(shop)}/#${props}`);
  await expect.poll(() => page.getByRole("paragraph").textContent(), SOON).toBe(`Total ${first}`);
  const second = await total();
  expect(second).not.toBe(first);
  await expect.poll(() => page.getByRole("paragraph").textContent(), SOON).toBe(`Total ${second}`);
});

it("[R23] the authority to trust lies as a file where `npm start` says", () => {
  expect(readFileSync(house.platform.trust.file, "utf8")).toBe(house.sheet.caCert);
});

it("[R23] any other browser does not trust it", async () => {
  const page = await visitor();
  await expect(page.goto(`${house.sheet.tlsUrl}/docs`)).rejects.toThrow("ERR_CERT_AUTHORITY_INVALID");
});
