import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { signAccessToken } from "../../../runtime/access-token";
import { readKeys } from "../../../runtime/keys";
import menuWorker from "../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { person } from "#api/services/ordering/person.fixture";

const SHOP = "https://shop.example";

beforeAll(() => openChain("origins", menuWorker));

/** Dials the socket of an order of one's own, with a token of a chain that allows these origins. */
async function dial(origins: string[] | undefined, origin: string | undefined) {
  const { user, create } = person("origins");
  const order = await create();
  const who = { tenant: "origins", user, login: user, roles: [], client: "app", region: "global" as const, ...(origins && { origins }) };
  const token = await signAccessToken(readKeys(env.KEYS), who, Date.now(), 600);
  const headers = { upgrade: "websocket", authorization: `Bearer ${token}`, ...(origin !== undefined && { origin }) };
  const answer = await exports.default.fetch(`https://api.test/ordering-api/api/order/${order}/live`, { headers });
  answer.webSocket?.accept();
  answer.webSocket?.close();
  return answer;
}

it("[T9] a page of an origin that the chain does not allow opens no socket, and is told so", async () => {
  for (const origin of ["https://evil.example", "null", `${SHOP}.evil.example`]) {
    const answer = await dial([SHOP], origin);
    expect([answer.status, answer.webSocket]).toEqual([403, null]);
    expect(await answer.json()).toMatchObject({ type: expect.stringMatching(/origin-not-allowed$/), origin, message: expect.any(String) });
  }
});

it("[T9] its own pages, apps that are no browser, and everybody where no origins are stated open one", async () => {
  const dialled = [await dial([SHOP], SHOP), await dial([SHOP], undefined), await dial(undefined, "https://evil.example")];
  expect(dialled.map(({ status }) => status)).toEqual([101, 101, 101]);
});

/**
 * Sockets whose token comes when they are open: STOMP's, an order's and a venue's, in a page of that origin.
 * Answers the codes that they are closed with.
 */
async function greeted(origin: string): Promise<(number | undefined)[]> {
  const { user, create } = person("origins");
  const who = { tenant: "origins", user, login: user, roles: ["ROLE_KDS"], client: "app", region: "global" as const, origins: [SHOP] };
  const token = await signAccessToken(readKeys(env.KEYS), who, Date.now(), 600);
  const live = "https://api.test/ordering-api/api";
  const doors = [
    { url: "https://api.test/ws", hello: `CONNECT\naccept-version:1.2\nhost:x\nlogin:${token}\n\n\0` },
    { url: `${live}/order/${await create()}/live?tenant=origins`, hello: JSON.stringify({ token }) },
    { url: `${live}/venue/centrum/live?tenant=origins`, hello: JSON.stringify({ token }) },
  ];
  return Promise.all(
    doors.map(async ({ url, hello }) => {
      const { webSocket } = await exports.default.fetch(url, { headers: { upgrade: "websocket", origin } });
      const ended = new Promise<number | undefined>((resolve) => {
        webSocket?.addEventListener("close", ({ code }) => resolve(code));
        webSocket?.addEventListener("message", ({ data }) => String(data).startsWith("ERROR") || resolve(undefined));
      });
      webSocket?.accept();
      webSocket?.send(hello);
      return ended;
    }),
  );
}

it("[T19] where the token comes after the upgrade, the page's origin is looked at with it", async () => {
  expect(await greeted("https://evil.example")).toEqual([4403, 4403, 4403]);
  expect(await greeted(SHOP)).toEqual([undefined, undefined, undefined]);
});
