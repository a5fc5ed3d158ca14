// From a command on the order's own socket to the last of many clients there,
// against one object that sends the same bytes, as one of its sockets tells it to, to as many bare ones.
import { audience, kitchenTokens, MARKER, placedOrder, timeToLast } from "../audience.ts";
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
    const live = `${rig.live.house}/ordering-api/api/order/${order}/live`;
    const bare = `${rig.live.floor}/sockets/order-socket-${clients}`;
    const join = (token: string | undefined, see: (text: string) => void) =>
      openBareSocket(live, ["brigade.live.v1", `bearer.${token}`], see);
    // One of the clients gives the commands: an order has no room for one more than it may show itself to.
    // What it is answered, the others do not see.
    const commander = await join(tokens.pop(), (text) => void (text.startsWith('{"id"') || ours.see(text)));
    const teller = await openBareSocket(bare, [], floor.see);
    const sockets = [
      ...(await spread(tokens, WIDTH, (token) => join(token, ours.see))),
      ...(await spread(tokens, WIDTH, () => openBareSocket(bare, [], floor.see))),
    ];
    return {
      ours: () => timeToLast(ours, clients, async (queuePos) => commander.send(command(rig.venue, queuePos))),
      floor: () => timeToLast(floor, clients, async (marker) => teller.send(ours.last().replaceAll(MARKER, marker))),
      close: () => [commander, teller, ...sockets].forEach((socket) => socket.close()),
      remark: () => `${Buffer.byteLength(ours.last())} bytes to each client`,
    };
  },
});

/** It names itself by what it says, which is new each time. */
export const command = (venue: string, queuePos: string) =>
  JSON.stringify({ id: queuePos, command: "queuePos", body: { venue, queuePos }, wait: false });
