// One address that has no token but those of guests, knows what anybody can know (a chain's name and its public app, a venue, an order's
// id), and opens, guesses and grows what it can.
import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { DemoSheet } from "../../platform/demo-sheet.ts";

/** How often it asks. A flood is the edge's to stop; this is somebody who wants to stay unnoticed. */
const EVERY_MS = 40;
/** Upgrades among its requests. */
const MAX_SOCKETS = 3_000;
/** What it puts into an order at once. */
const LINES = 50;
const NOTE = "x".repeat(1_000);

/**
 * What it has done, by what it tried and what it was answered. `known`: an order whose id it has seen.
 * `orders`: those that it has made, by id.
 */
export type Attack = { tried: Map<string, number>; orders: Set<string>; stop(): Promise<void> };

type Known = { order: string };

const random = () => randomUUID().replaceAll("-", "");

export function attack(sheet: DemoSheet, address: string, { order }: Known): Attack {
  const tried = new Map<string, number>();
  const orders = new Set<string>();
  const sockets: Socket[] = [];
  const under: Promise<void>[] = [];
  const ended = new AbortController();
  const note = (what: string, answer: string | number) => tried.set(`${what}: ${answer}`, (tried.get(`${what}: ${answer}`) ?? 0) + 1);
  const { baseUrl, tenant, venues, basicAuth, users } = sheet;
  const ask = async (what: string, path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${baseUrl}${path}`, { ...init, headers: { ...Object(init.headers), "cf-connecting-ip": address } });
    note(what, answer.status);
    return answer;
  };
  const token = (what: string, form: Record<string, string>, app = basicAuth) =>
    ask(what, "/auth-oauth2/oauth/token", {
      method: "POST",
      headers: { authorization: `Basic ${app}`, "x-tenant": tenant },
      body: new URLSearchParams(form),
    });
  let guest = "";
  const post = (what: string, bearer: string, path: string, body: unknown) =>
    ask(what, path, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const asGuest = (what: string, path: string, body: unknown) => post(what, guest, path, body);
  let own: { guest: string; order: string } | undefined;
  /** To the newest order of its own. */
  const grow = (what: string, command: string, body: unknown) =>
    own && post(what, own.guest, `/ordering-api/api/order/${own.order}/${command}`, body);
  const line = { productId: sheet.products.simple, quantity: 1, productConfig: sheet.productConfigs.simple };
  const lines = { venue: venues[0]?.id, lines: Array.from({ length: LINES }, () => line) };
  /** By hand: it neither reads nor ever answers a close. */
  const upgrade = (what: string, path: string) => {
    if (sockets.length >= MAX_SOCKETS) return;
    const { hostname, port } = new URL(baseUrl);
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n` +
          `sec-websocket-key: ${Buffer.from(randomUUID().slice(0, 16)).toString("base64")}\r\ncf-connecting-ip: ${address}\r\n\r\n`,
      ),
    );
    socket.once("data", (head) => note(what, head.toString("latin1").slice(9, 12)));
    socket.on("error", () => {});
    sockets.push(socket);
  };
  const venue = venues[0]?.id ?? "";
  const moves: (() => unknown)[] = [
    () => upgrade("venue's socket", `/ordering-api/api/venue/${venue}/live?tenant=${tenant}`),
    () => upgrade("order's socket", `/ordering-api/api/order/${order}/live?tenant=${tenant}`),
    () => upgrade("STOMP", "/websocket"),
    () => upgrade("SockJS", `/ws/000/${random()}/websocket`),
    () => token("password", { grant_type: "password", username: users.manager.login, password: random() }),
    () => token("another login's password", { grant_type: "password", username: random(), password: random() }),
    () => token("app's secret", { grant_type: "password", username: "anonymous" }, Buffer.from(`app:${random()}`).toString("base64")),
    () => token("refresh token", { grant_type: "refresh_token", refresh_token: `${tenant}~${randomUUID()}~${"x".repeat(43)}` }),
    () => ask("preview link", `/menu-api/previews/${random()}.${random()}`),
    async () => {
      const signedIn = await token("guest", { grant_type: "password", username: "anonymous" });
      const { access_token: fresh }: { access_token?: string } = Object(await signedIn.json());
      guest = fresh ?? guest;
    },
    async () => {
      const by = guest;
      const answer = await post("an order", by, "/ordering-api/api/order/new", { orderType: "TAKE_AWAY", buckets: [lines] });
      const { orderId }: { orderId?: string } = Object(await answer.json());
      if (orderId === undefined) return;
      own = { guest: by, order: orderId };
      orders.add(orderId);
    },
    () => grow("lines", "append", lines),
    () => grow("extras", "extra", { store: Object.fromEntries(Array.from({ length: 20 }, () => [random(), NOTE])), remove: [] }),
    () => grow("a comment", "comment", NOTE.slice(0, 255)),
    () => grow("a coupon", "addCoupon", { coupon: random().slice(0, 8) }),
    () => asGuest("claim code", "/ordering-api/api/order/claim", { claimCode: random().slice(0, 8).toUpperCase() }),
    () => asGuest("claim code of an order", `/ordering-api/api/order/${order}/claim`, { claimCode: random().slice(0, 8).toUpperCase() }),
  ];
  const attacking = (async () => {
    for (let turn = 0; !ended.signal.aborted; turn++, await pause(EVERY_MS)) {
      const move = moves[turn % moves.length];
      under.push(
        Promise.resolve(move?.()).then(
          () => {},
          () => void note("any", "no answer"),
        ),
      );
    }
  })();
  return {
    tried,
    orders,
    stop: async () => {
      ended.abort();
      await attacking;
      await Promise.all(under);
      for (const socket of sockets) socket.destroy();
    },
  };
}
