import type { EventOf } from "../events";
import type { Basket } from "../state";
import { staffKeysAfter } from "./staff-keys";

/** An order as it begins: empty, unpaid, its creator's. */
export function created(event: EventOf<"OrderCreated">): Basket {
  return {
    status: "NEW",
    seq: 1,
    revision: 1,
    tenant: event.tenant,
    region: event.region,
    order: event.order,
    orderType: event.orderType,
    source: event.source,
    currency: event.currency,
    creator: event.by,
    settings: event.house,
    people: [{ user: event.by, roles: ["CREATOR", "CUSTOMER"], at: event.at }],
    contact: event.contact,
    ...(event.address && { address: event.address }),
    ...(event.geoPosition && { geoPosition: event.geoPosition }),
    ...(event.due && { due: event.due }),
    extra: event.extra,
    ...staffKeysAfter(undefined, { store: event.extra, staff: event.staff }),
    ...(event.byStaff && { createdByStaff: true }),
    claimCode: event.claimCode,
    comments: [],
    buckets: [],
    payments: [],
    pendingPayments: [],
    pendingRefunds: [],
    refundsDeclined: [],
    lapsed: [],
    coupons: [],
    tip: 0,
    rounding: 0,
    waived: [],
    fiscal: [],
    firstSeen: {},
    acknowledgements: [],
    lastSubstantiveSeq: 1,
    logs: [],
    transfers: [],
    receivedTransfers: [],
    created: event.at,
    lastChanged: event.at,
  };
}
