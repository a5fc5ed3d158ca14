// From a command to the last of many kitchen screens, against one object that sends the same bytes to as many
// bare sockets, and against RabbitMQ.
import { openRabbitMq, rabbitIsInstalled } from "../../scripts/platform/rabbitmq.ts";
import { audience, type Audience, kitchenTokens, MARKER, placedOrder, timeToLast } from "../audience.ts";
import { accepted, openCaller } from "../caller.ts";
import { spread } from "../load.ts";
import type { Metric } from "../metric.ts";
import type { Rig } from "../rig.ts";
import { command } from "./order-socket.ts";
import { openBareSocket, openPublisher, openScreen, type Screen } from "../screens.ts";

const WIDTH = 16;

export const fanOut = (screens: number): Metric => ({
  what: `command to the last of ${screens} kitchen screens, p50`,
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    const house = await openKitchen(rig, screens);
    const floor = audience();
    const path = `screens-${screens}`;
    const sockets = await many(screens, () => openBareSocket(`${rig.live.floor}/sockets/${path}`, [], floor.see));
    const caller = openCaller(rig.floor, 1);
    return {
      ours: () => timeToLast(house.seen, screens, house.move),
      floor: () =>
        timeToLast(floor, screens, (marker) =>
          accepted(caller, { path: `/broadcast/${path}`, body: `${house.seen.last().replaceAll(MARKER, marker)}\0`, headers: {} }),
        ),
      close: () => {
        house.close();
        caller.close();
        sockets.forEach((socket) => socket.close());
      },
    };
  },
});

/** The publisher of each side speaks on a socket that is open: ours is the order's own, theirs STOMP. */
export const fanOutVsRabbit = (screens: number, ratio: number): Metric => ({
  what: `command to the last of ${screens} kitchen screens, p50, against a message to as many of RabbitMQ's Web-STOMP`,
  unit: "ms",
  target: { bound: "at most", ratio },
  missing: () => (rabbitIsInstalled() ? undefined : "rabbitmq-server is not installed here"),
  open: async (rig) => {
    const house = await openKitchen(rig, screens);
    const rabbit = await openRabbitMq();
    const theirs = audience();
    const topic = `/topic/screens-${screens}`;
    const guest = { login: "guest", passcode: "guest" };
    const sockets = await many(screens, () => openScreen(rabbit.url, guest, [topic], theirs.see));
    const publisher = await openPublisher(rabbit.url, guest);
    return {
      ours: () => timeToLast(house.seen, screens, house.say),
      floor: () =>
        timeToLast(theirs, screens, async (marker) => publisher.send(topic, bodyOf(house.seen.last()).replaceAll(MARKER, marker))),
      close: async () => {
        house.close();
        publisher.close();
        sockets.forEach((socket) => socket.close());
        await rabbit.close();
      },
      remark: () => `${Buffer.byteLength(bodyOf(house.seen.last()))} bytes to each screen, RabbitMQ ${rabbit.version}`,
    };
  },
});

type Kitchen = { seen: Audience; move: (marker: string) => Promise<void>; say: (marker: string) => Promise<void>; close(): void };

/**
 * A placed order on the screens of its kitchen. `move`: gives it another place in the queue, over HTTP; `say`: on the order's own socket.
 */
async function openKitchen(rig: Rig, screens: number): Promise<Kitchen> {
  const tokens = await kitchenTokens(rig, screens + 1);
  const commander = tokens.pop();
  const order = await placedOrder(rig);
  const headers = { "content-type": "application/json", authorization: `Bearer ${tokens[0]}` };
  const seen = audience();
  const url = `${rig.live.house.replace("http", "ws")}/ws`;
  const topic = `/kds/${rig.sheet.tenant}/${rig.venue}`;
  const sockets = await spread(tokens, WIDTH, (login) => openScreen(url, { login }, [topic], seen.see));
  const caller = openCaller(rig.house, 1);
  const own = await openBareSocket(
    `${rig.live.house}/ordering-api/api/order/${order}/live`,
    ["brigade.live.v1", `bearer.${commander}`],
    () => {},
  );
  return {
    seen,
    say: async (marker) => own.send(command(rig.venue, marker)),
    move: (marker) =>
      accepted(caller, {
        path: `/ordering-api/api/order/${order}/queuePos`,
        body: JSON.stringify({ venue: rig.venue, queuePos: marker }),
        headers,
      }),
    close: () => {
      caller.close();
      own.close();
      sockets.forEach((socket) => socket.close());
    },
  };
}

const many = (count: number, open: () => Promise<Screen>): Promise<Screen[]> => spread(Array.from({ length: count }), WIDTH, open);

const bodyOf = (frame: string) => frame.slice(frame.indexOf("\n\n") + 2);
