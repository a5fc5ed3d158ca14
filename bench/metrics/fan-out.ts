// From a command to the last of many kitchen screens, against one object that sends the same bytes to as many bare sockets.
import { setTimeout as pause } from "node:timers/promises";
import { signIn } from "../../scripts/platform/api-client.ts";
import { type Call, accepted, openCaller } from "../caller.ts";
import { spread } from "../load.ts";
import { median, type Metric } from "../metric.ts";
import type { Rig } from "../rig.ts";
import { openFloorSocket, openScreen, type Screen } from "../screens.ts";

const SAMPLES = 30;
const EVERY_MS = 100;
const LATE_MS = 10_000;
const CASH = 10;

export const fanOut = (screens: number): Metric => ({
  what: `command to the last of ${screens} kitchen screens, p50`,
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    const { tenant, basicAuth, users } = rig.sheet;
    const kitchen = await signIn(rig.house, { tenant, basicAuth }, users.kds.login, users.kds.password);
    const order = await placedOrder(rig);
    const headers = { "content-type": "application/json", authorization: `Bearer ${kitchen.token}` };
    const house = audience();
    const floor = audience();
    const name = `screens-${screens}`;
    const sockets: Screen[] = await spread(Array.from({ length: screens }), 16, () =>
      openScreen(rig.house, kitchen.token, [`/kds/${tenant}/${rig.venue}`], house.see),
    );
    sockets.push(...(await spread(Array.from({ length: screens }), 16, () => openFloorSocket(rig.floor, name, floor.see))));

    let numbered = 0;
    const round = async (base: string, { shown }: Audience, call: (marker: string) => Call) => {
      const caller = openCaller(base, 1);
      const times: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample++) {
        const marker = `n${String(++numbered).padStart(7, "0")}`;
        const sent = performance.now();
        const last = shown(marker, screens);
        await accepted(caller, call(marker));
        times.push((await last) - sent);
        await pause(EVERY_MS);
      }
      caller.close();
      return median(times);
    };
    return {
      ours: () =>
        round(rig.house, house, (marker) => ({
          path: `/ordering-api/api/order/${order}/queuePos`,
          body: JSON.stringify({ venue: rig.venue, queuePos: marker }),
          headers,
        })),
      floor: () =>
        round(rig.floor, floor, (marker) => ({
          path: `/broadcast/${name}`,
          body: `${house.last().replaceAll(/n\d{7}/g, marker)}\0`,
          headers,
        })),
      close: () => sockets.forEach((socket) => socket.close()),
    };
  },
});

type Audience = {
  see: (frame: string) => void;
  last: () => string;
  shown: (marker: string, screens: number) => Promise<number>;
};

/** What all screens of one side have seen. `shown`: the time when the marker was on the last of them. */
function audience(): Audience {
  let last = "";
  let waiting = { marker: "", left: 0, done: (_at: number) => {} };
  return {
    last: () => last,
    see: (frame) => {
      last = frame;
      if (waiting.left > 0 && frame.includes(waiting.marker) && --waiting.left === 0) waiting.done(performance.now());
    },
    shown: (marker, screens) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${waiting.left} of ${screens} screens did not show it within ${LATE_MS} ms`)),
          LATE_MS,
        );
        const done = (at: number) => {
          clearTimeout(late);
          resolve(at);
        };
        waiting = { marker, left: screens, done };
      }),
  };
}

/** A guest's order, paid in cash at the counter, so that the kitchen sees it. */
async function placedOrder(rig: Rig): Promise<string> {
  const [table] = await rig.seat(1);
  if (!table) throw new Error("no order");
  const caller = openCaller(rig.house, 1);
  await accepted(caller, rig.append(table, "house", 3));
  caller.close();
  const { pos } = rig.sheet.users;
  const counter = await signIn(rig.house, rig.sheet, pos.login, pos.password);
  const { total }: { total?: string } = Object((await counter.call("GET", `/ordering-api/api/orders/${table.order}`)).body);
  const paid = await counter.call("POST", "/payment-api/create", { orderId: table.order, paymentType: CASH, amount: total });
  if (paid.status !== 200) throw new Error(`the order cannot be paid: ${paid.status} ${JSON.stringify(paid.body)}`);
  return table.order;
}
