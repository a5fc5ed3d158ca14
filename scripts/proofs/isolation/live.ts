// Who tries to hear what, while the guest's orders change.
import type { Findings } from "../lib/findings.ts";
import { type OwnedOrder, secretsOf } from "./orders.ts";
import { type People, type Person, RIVAL } from "./people.ts";
import { askForDestinations, eavesdrop, type Ear, type Wish } from "./sockets.ts";

/** `us`: whose orders they are, and their staff. `stranger`: another guest of ours. `them`: the rivals. */
type Everybody = { us: People; stranger: Person; them: People };
/**
 * `all`: secrets before rivals. `far`: secrets before who works at the first venue alone. `venue`: the other one.
 * `module`: one that stands there.
 */
type Prey = { orders: OwnedOrder[]; all: string[]; far: string[]; venue: string; module: string };

export async function attackBySockets(
  baseUrl: string,
  { us, stranger, them }: Everybody,
  { orders, all, far, venue, module }: Prey,
  found: Findings,
): Promise<void> {
  const { user, app, venue: near } = us.guest;
  const ofChain = [`order-changes/{}/${user}`, `notifications/{}/${user}`, `kds/{}/${near}`, `kds/{}/${venue}`];
  const ofDevices = [`steering/{}/${near}`, `steering/{}/${venue}`, `venues/{}/${near}`, `modules/{}/${module}`];
  const ofUser = ["order-changes", "notifications"];
  const rivalWishes = [
    ...wishes(app.tenant, [...ofChain, ...ofDevices]),
    ...wishes(
      user,
      ofUser.map((topic) => `${topic}/${RIVAL}/{}`),
    ),
  ];
  await askForDestinations(baseUrl, Object.values(them), rivalWishes, found);
  const ourWishes = [
    ...wishes(
      user,
      ofUser.map((topic) => `${topic}/${app.tenant}/{}`),
    ),
    ...wishes(venue, [`kds/${app.tenant}/{}`, `steering/${app.tenant}/{}`]),
    ...wishes(module, [`modules/${app.tenant}/{}`]),
  ];
  await askForDestinations(baseUrl, [stranger, us.customer, us.kds, us.courier], ourWishes, found);

  const own = secretsOf(orders);
  const cooks = [them.admin, them.manager, them.kds, them.pos].map((person) => ear(person, all, near, venue));
  const guests = [them.guest, them.customer].map((person) => ear(person, all));
  const ears = [...cooks, ...guests, ear(stranger, own), ear(us.customer, own), ear(us.kds, far, near)];
  const change = async () => {
    for (const { id } of orders) await us.guest.call("POST", `/ordering-api/api/order/${id}/comment`, "a word");
    for (const { id } of orders) await us.admin.call("POST", `/ordering-api/api/order/${id}/cancel`, {});
  };
  await eavesdrop(baseUrl, ears, ear(us.guest, own), change, found);
}

/** `forms`: destinations with `{}` where the id stands. */
const wishes = (id: string, forms: string[]): Wish[] =>
  forms.map((form) => ({ id, destination: (named) => `/${form.replace("{}", named)}` }));

/** At everything that the person may hear. */
function ear(person: Person, secrets: string[], ...venues: string[]): Ear {
  const { app, user } = person;
  const own = ["order-changes", "notifications"].map((topic) => `/${topic}/${app.tenant}/${user}`);
  return { person, secrets, destinations: [...own, ...venues.map((venue) => `/kds/${app.tenant}/${venue}`)] };
}
