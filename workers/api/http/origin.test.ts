import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { signAccessToken } from "../../../protocol/access-token";
import { readKeys } from "../../../protocol/keys";
import menuWorker from "../../menu/index";
import { openChain } from "../services/menu/chain";
import { person } from "../services/ordering/person.fixture";

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
