// What a venue does not hear is not said again.
import { HoldConfirmations as Real, type HoldConfirmationsDeps } from "../../../../durable-objects/order/hold-confirmations.ts";

export class HoldConfirmations extends Real {
  constructor({ venue, ...deps }: HoldConfirmationsDeps) {
    const once: HoldConfirmationsDeps["venue"] = (order, name) => {
      const there = venue(order, name);
      return {
        hold: (hold) => there.hold(hold),
        release: (id) => there.release(id),
        confirm: (hold) => there.confirm(hold).catch(() => {}),
      };
    };
    super({ ...deps, venue: once });
  }
}
