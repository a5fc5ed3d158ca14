// From a command to the last of many clients on the order's own socket, against one object that sends the same bytes to as many bare sockets.
import { audience, kitchenTokens, MARKER, placedOrder, timeToLast } from "../audience.ts";
import { accepted, openCaller } from "../caller.ts";
import { spread } from "../load.ts";
import type { Metric } from "../metric.ts";
import { openBareSocket } from "../screens.ts";

const WIDTH = 16;

export const orderSocket = (clients: number): Metric => ({
  what: `command to the last of ${clients} clients on the order's own socket, p50`,
  unit: "ms",
  target: { bound: "at most", ratio: 1.2 },
  open: async (rig) => {
    const tokens = await kitchenTokens(rig, clients);
    const order = await placedOrder(rig);
    const [ours, floor] = [audience(), audience()];
    const name = `order-socket-${clients}`;
    const live = `${rig.house}/ordering-api/api/order/${order}/live`;
    const sockets = [
      ...(await spread(tokens, WIDTH, (token) => openBareSocket(live, ["brigade.live.v1", `bearer.${token}`], ours.see))),
      ...(await spread(tokens, WIDTH, () => openBareSocket(`${rig.floor}/sockets/${name}`, [], floor.see))),
    ];
    const [caller, floorCaller] = [openCaller(rig.house, 1), openCaller(rig.floor, 1)];
    const headers = { "content-type": "application/json", authorization: `Bearer ${tokens[0]}` };
    return {
      ours: () =>
        timeToLast(ours, clients, (queuePos) =>
          accepted(caller, {
            path: `/ordering-api/api/order/${order}/queuePos`,
            body: JSON.stringify({ venue: rig.venue, queuePos }),
            headers,
          }),
        ),
      floor: () =>
        timeToLast(floor, clients, (marker) =>
          accepted(floorCaller, { path: `/broadcast/${name}`, body: ours.last().replaceAll(MARKER, marker), headers: {} }),
        ),
      close: () => {
        caller.close();
        floorCaller.close();
        sockets.forEach((socket) => socket.close());
      },
      remark: () => `${Buffer.byteLength(ours.last())} bytes to each client`,
    };
  },
});
