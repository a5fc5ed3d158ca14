// What happens around the orders: venues count their shelves, the chain changes its menu and its rules, and guests do as they please on the
// provider's pages.
import { COUNTED, ruleSetOf, venueNameOf, VENUES } from "../chain.ts";
import { aVenue, type Scene } from "./choosing.ts";

export function count(scene: Scene): void {
  const { dice } = scene;
  countOne(scene, aVenue(scene), dice.pick(COUNTED));
}

/** Everything that is counted is counted once before anything is sold. */
export function openVenues(scene: Scene): void {
  const { chain, network } = scene.town;
  for (const venue of VENUES) {
    if (chain.capacity) void network.call(venueNameOf(venue), "setCapacity", [1, chain.capacity]);
    for (const product of COUNTED) countOne(scene, venue, product);
  }
}

function countOne({ town, dice }: Scene, venue: string, product: string): void {
  const left = dice.pick([0, 1, 2, 5, 5, 10, 20]);
  town.tell(`${venue}: counts ${left} of ${product}`);
  const counted = town.network.call(venueNameOf(venue), "setStock", ["global", product, { left, resetAt: null, resetTo: null }]);
  void counted.catch(() => {}); // whoever counts looks, and counts again
}

/** New rules for whoever adds to an order from now on; the store may have them only later. */
export function changeRules({ town, dice }: Scene): void {
  const set = ruleSetOf(dice, `${town.chain.name}:${town.chain.rules.length}`);
  town.chain.rules.push(set);
  const isLate = dice.chance(0.7);
  if (isLate) town.missing.add(set.hash);
  const names = set.rules.map(({ name }) => name).join(", ");
  town.tell(`chain: has new discount rules (${names})${isLate ? ", which the store has not got yet" : ""}`);
}

export function storeRules({ town }: Scene): void {
  if (town.missing.size === 0) return;
  town.missing.clear();
  town.tell("store: has all discount rules");
}

export function changeMenu(scene: Scene): void {
  const { town } = scene;
  town.chain.edition = town.chain.edition === 0 ? 1 : 0;
  town.tell(`chain: sells edition ${town.chain.edition} of the menu`);
  town.recheck(aVenue(scene));
}

export function decidePayment({ town, dice }: Scene): void {
  const { pages } = town.provider;
  if (pages.length === 0) return;
  const payment = dice.pick(pages);
  const approves = dice.chance(0.8);
  town.tell(`bank: ${approves ? "collects" : "declines"} ${payment}`);
  town.provider.decide(payment, approves);
}

export function repeatDecision({ town, dice }: Scene): void {
  const { decided } = town.provider;
  if (decided.length > 0) town.provider.say(dice.pick(decided));
}
