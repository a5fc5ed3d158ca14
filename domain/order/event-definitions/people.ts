// Whose an order is, and what is known of them.
import { withoutPersonalData } from "../erasure";
import type { EventOf } from "../events";
import { type EventDefinitions, FOR_ALL } from "./event-definition";
import { logged } from "./logs";

const unreachable = (event: EventOf<"ContactSet">) => ({ ...event, contact: {} });

export const peopleEvents = {
  ContactSet: {
    evolve: (order, { contact }) => ({ ...order, contact: { ...order.contact, ...contact } }),
    says: () => "set the contact",
    disclosure: { erased: unreachable, forJoined: unreachable },
  },
  OrderClaimed: {
    evolve: (order, event) => {
      const others = order.people.filter(({ user }) => user !== event.by);
      const before = order.people.find(({ user }) => user === event.by)?.roles ?? [];
      const roles = [...new Set([...before, ...event.roles])];
      const claimed = {
        ...order,
        people: [...others, { user: event.by, roles, at: event.at }],
        ...(order.settings.claimCodes === "once" && { claimCodeUsed: true as const }),
      };
      return logged(claimed, event, { message: `claimed as ${event.roles.join(", ")}` });
    },
    says: ({ roles }) => `joined as ${roles.join(", ")}`,
    disclosure: FOR_ALL,
  },
  PersonalDataErased: {
    evolve: (order, { at }) => withoutPersonalData({ ...order, erased: at }),
    says: () => "erased personal data",
    disclosure: FOR_ALL,
  },
} satisfies Partial<EventDefinitions>;
