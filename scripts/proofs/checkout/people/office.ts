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
  const { chain, network } = scene.world;
  for (const venue of VENUES) {
    if (chain.capacity) void network.call(venueNameOf(venue), "setCapacity", [1, chain.capacity]);
    for (const product of COUNTED) countOne(scene, venue, product);
  }
}

function countOne({ world, dice }: Scene, venue: string, product: string): void {
  const left = dice.pick([0, 1, 2, 5, 5, 10, 20]);
  world.tell(`${venue}: counts ${left} of ${product}`);
  const counted = world.network.call(venueNameOf(venue), "setStock", ["global", product, { left, resetAt: null, resetTo: null }]);
  void counted.catch(() => {}); // whoever counts looks, and counts again
}

/** New rules for whoever adds to an order from now on; the store may have them only later. */
export function changeRules({ world, dice }: Scene): void {
  const set = ruleSetOf(dice, `${world.chain.name}:${world.chain.rules.length}`);
  world.chain.rules.push(set);
  const isLate = dice.chance(0.7);
  if (isLate) world.missing.add(set.hash);
  const names = set.rules.map(({ name }) => name).join(", ");
  world.tell(`chain: has new discount rules (${names})${isLate ? ", which the store has not got yet" : ""}`);
}

export function storeRules({ world }: Scene): void {
  if (world.missing.size === 0) return;
  world.missing.clear();
  world.tell("store: has all discount rules");
}

export function changeMenu(scene: Scene): void {
  const { world } = scene;
  world.chain.edition = world.chain.edition === 0 ? 1 : 0;
  world.tell(`chain: sells edition ${world.chain.edition} of the menu`);
  world.recheck(aVenue(scene));
}

export function decidePayment({ world, dice }: Scene): void {
  const { pages } = world.provider;
  if (pages.length === 0) return;
  const payment = dice.pick(pages);
  const approves = dice.chance(0.8);
  world.tell(`bank: ${approves ? "collects" : "declines"} ${payment}`);
  world.provider.decide(payment, approves);
}

export function repeatDecision({ world, dice }: Scene): void {
  const { decided } = world.provider;
  if (decided.length > 0) world.provider.say(dice.pick(decided));
}
