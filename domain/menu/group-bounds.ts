// Whether what a group asks for can be had in it.
import type { ResolvedNode } from "./resolve";

/** Why nobody could order a product that has this group, or undefined. */
export function whyImpossible(group: ResolvedNode): string | undefined {
  const { id, items } = group;
  const { selMin = 0, selMax = Infinity, qtyMin = 0, qtyMax = Infinity, vital } = group.attrs ?? {};
  const choices = choicesOf(group).filter((item) => whyUnchoosable(group, item) === undefined);
  const most = choices.map((item) => mostOf(group, item)).toSorted((a, b) => b - a);
  if (selMin > selMax || qtyMin > qtyMax) return `The bounds of the group ${id} contradict each other.`;
  if (selMin > choices.length) return `The group ${id} asks for at least ${selMin} choices and has ${choices.length}.`;
  const least = choices.map((item) => leastOf(group, item)).toSorted((a, b) => a - b);
  if (sum(least.slice(0, selMin)) > qtyMax) return `The group ${id} asks for ${selMin} choices and takes no more than ${qtyMax} in all.`;
  if (sum(most.slice(0, Math.min(selMax, most.length))) < qtyMin)
    return `The group ${id} asks for ${qtyMin} in all, and less can be taken of it.`;
  return vital === true && items.length === 0 ? `The group ${id} is vital and has nothing to choose.` : undefined;
}

/** Why nobody could choose this item of the group, or undefined. */
export function whyUnchoosable(group: ResolvedNode, item: ResolvedNode): string | undefined {
  const { selMax = Infinity, qtyMax = Infinity } = group.attrs ?? {};
  const [least, most] = [leastOf(group, item), mostOf(group, item)];
  if (most <= 0) return "none of it may be taken";
  if (selMax < 1 || qtyMax <= 0) return `nothing may be taken of the group ${group.id}`;
  if (least > most && writtenLeast(item) <= writtenMost(group, item)) return "it is taken whole, and no whole number is in its bounds";
  if (least > most)
    return most === 1 ? `${least} of it must be taken, and it can be taken once` : `${least} of it must be taken, and ${most} may be`;
  return least > qtyMax ? `${least} of it must be taken, and the group ${group.id} takes no more than ${qtyMax}` : undefined;
}

export const choicesOf = ({ items }: ResolvedNode): ResolvedNode[] => items.filter(({ kind }) => kind === "3e/product");

/** Whether only whole numbers may be taken of it. */
export const isWhole = ({ attrs }: ResolvedNode): boolean => attrs?.allowFraction !== true;

/** Of fractions any amount is enough. */
const writtenLeast = ({ attrs, qtyMin }: ResolvedNode): number => attrs?.qtyMin ?? qtyMin ?? 0;

/** An item that states its own maximum has said how often it may be taken. */
const writtenMost = ({ attrs }: ResolvedNode, { attrs: own, qtyMax }: ResolvedNode): number =>
  own?.qtyMax ?? qtyMax ?? (attrs?.allowMultiple ? Infinity : 1);

/** The least of an item that can be taken in the group. */
export const leastOf = (group: ResolvedNode, item: ResolvedNode): number =>
  isWhole(group) ? Math.ceil(writtenLeast(item)) : writtenLeast(item);

/** The most of an item that can be taken in the group. */
export const mostOf = (group: ResolvedNode, item: ResolvedNode): number =>
  isWhole(group) ? Math.floor(writtenMost(group, item)) : writtenMost(group, item);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
