// Whatever anybody may do, and how often it is done.
import type { Dice } from "../../lib/dice.ts";
import type { Scene } from "./choosing.ts";
import * as guests from "./guests.ts";
import * as office from "./office.ts";
import * as staff from "./staff.ts";
import { WAITER } from "./actors.ts";

const DOES: readonly [weight: number, act: (scene: Scene) => void][] = [
  [3, guests.create],
  [8, guests.append],
  [4, guests.changeQuantity],
  [3, guests.remove],
  [2, guests.split],
  [2, guests.move],
  [2, guests.tip],
  [2, guests.coupon],
  [14, guests.openPayment],
  [4, guests.giveUp],
  [3, guests.complete],
  [1, guests.abandon],
  [2, guests.join],
  [2, guests.transfer],
  [2, staff.openTab],
  [2, staff.sellElsewhere],
  [7, staff.tender],
  [3, staff.tenderLate],
  [4, staff.appendToTab],
  [4, staff.fire],
  [1, staff.confirm],
  [1, staff.hold],
  [1, staff.completeTab],
  [3, staff.cook],
  [1, staff.cookAll],
  [3, staff.giveUpLine],
  [2, staff.handOver],
  [5, staff.refund],
  [3, staff.cancel],
  [2, staff.correct],
  [1, staff.waive],
  [2, (scene) => guests.move(scene, WAITER)],
  [4, (scene) => guests.transfer(scene, WAITER)],
  [3, office.count],
  [3, office.changeRules],
  [1, office.storeRules],
  [1, office.changeMenu],
  [10, office.decidePayment],
  [2, office.repeatDecision],
];

/** What people do in one story: much of some things, little of others, so that what is rare together comes together now and then. */
export function inclined(dice: Dice): (scene: Scene) => void {
  const acts = DOES.flatMap(([weight, act]) => Array.from({ length: weight * dice.pick([0, 1, 1, 4]) }, () => act));
  return (scene) => scene.dice.pick(acts)(scene);
}
