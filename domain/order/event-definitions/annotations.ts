// What is said of an order: extras and comments.
import { harmless, nameless } from "../erasure";
import type { EventOf } from "../events";
import { isStaffs, type People } from "../guest-view";
import { commentForJoined } from "../joined-guest";
import type { Comment } from "../state";
import type { EventDefinitions } from "./event-definition";
import { onLines } from "./line-changes";
import { because, many, stored } from "./history-words";
import { less, staffKeysAfter } from "./staff-keys";

type Stored = EventOf<"ExtraStored" | "LinesExtraStored">;
type Commented = EventOf<"LineCommented" | "OrderCommented">;

const EXTRA_STORED = {
  erased: <E extends Stored>(event: E): E => ({ ...event, store: nameless(event.store) }),
  forJoined: <E extends Stored>(event: E): E => ({ ...event, store: harmless(event.store) }),
};
const COMMENTED = {
  erased: <E extends Commented>(event: E): E => ({ ...event, comment: "" }),
  forGuests: <E extends Commented>(event: E, people: People): E =>
    isStaffs(people, event) ? { ...event, comment: "", byStaff: true } : event,
};

const commentOf = ({ id, by, at, comment, byStaff }: Commented): Comment => ({ id, by, at, comment, ...(byStaff && { byStaff }) });

export const annotationEvents = {
  ExtraStored: {
    evolve: (order, event) => ({
      ...order,
      extra: { ...less(order.extra, event.remove), ...event.store },
      ...staffKeysAfter(order.staffKeys, event),
    }),
    says: ({ store, remove }) => `${stored(store)}${remove ? `, removed ${remove.join(", ")}` : ""}`,
    disclosure: EXTRA_STORED,
  },
  LinesExtraStored: {
    evolve: (order, event) =>
      onLines(order, event.lines, (line) => ({
        ...line,
        extra: { ...less(line.extra ?? {}, event.remove), ...event.store },
        ...staffKeysAfter(line.staffKeys, event),
        updated: event.at,
      })),
    says: ({ store, lines }) => `${stored(store)} on ${many(lines.length, "line")}`,
    disclosure: EXTRA_STORED,
  },
  OrderCommented: {
    evolve: (order, event) => ({ ...order, comments: [...order.comments, commentOf(event)] }),
    says: ({ comment }) => `commented on the order${because(comment)}`,
    disclosure: { ...COMMENTED, forJoined: (event, owner) => commentForJoined(owner, event) },
  },
  LineCommented: {
    evolve: (order, event) => {
      const comment = commentOf(event);
      return onLines(order, [event.line], (line) => ({ ...line, comments: [...line.comments, comment], updated: event.at }));
    },
    says: ({ comment }) => `commented on a line${because(comment)}`,
    disclosure: COMMENTED,
  },
} satisfies Partial<EventDefinitions>;
