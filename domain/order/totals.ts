// What an order costs. Integer minor units throughout; every sum is exact.
import { type Minor, sumOf } from "../pricing/money";
import { type TaxedPart, type TaxLine, taxLines } from "../pricing/tax";
import { feesOf } from "./fees";
import { lineTotal } from "./line-total";
import { type Credit, creditsLeft, creditsNow } from "./paid-shares";
import { forgivenOf, isUnapplied, reopensBill } from "./refund-kind";
import { isVoid, type Line, linesOf, type Order } from "./state";
import { type NetLine, taxedParts } from "./taxed-lines";

/** Of all lines, before discounts. */
export const grossOf = (order: Order): Minor => linesOf(order).reduce((sum, line) => sum + lineTotal(line).gross, 0);

/**
 * `gross`, `discount`: of the lines, as prices have it, with tax or without. `deposits`: minor units of one, and how many go out.
 * `total`: what the guest owes for everything in the order: lines less discounts, fees, tax where prices have none, deposits, what it was
 * adjusted by, tip and the rounding to cash. `committed`: the same without lines that wait for their fire in a placed order.
 * `paid`: what has come in and not gone back; what the order could not use is not in it, from the moment it is on its way back.
 * `forgiven`: what has gone back and is not owed again.
 * `overpaid`: what may go back and is nobody's gift; what is on its way back is taken off.
 * `remaining` and `overpaid`: never both more than zero, but where money that the order cannot use did not go back, or somebody has paid by
 * name for what is void and others have not paid for theirs.
 * `tax`: of what is paid, after discounts; the rates' parts add up to the whole, whichever way the chain rounds.
 */
export function totals(order: Order) {
  let [gross, discount, deposit, waiting] = [0, 0, 0, 0];
  const byDeposit = new Map<Minor, number>();
  const sold: NetLine[] = [];
  const waitingLines = new Set<Line>();
  for (const line of linesOf(order)) {
    const of = lineTotal(line);
    gross += of.gross;
    discount += of.discount;
    deposit += of.deposit;
    const waits = order.status !== "NEW" && line.status === "NEW";
    if (waits) {
      waiting += of.net + of.deposit;
      waitingLines.add(line);
    }
    sold.push({ line, net: of.net });
    if (!isVoid(line)) {
      for (const one of line.deposits ?? []) byDeposit.set(one.deposit, (byDeposit.get(one.deposit) ?? 0) + one.count * line.quantity);
    }
  }
  const fees = feesOf(order, gross - discount);
  const bearing = fees.filter(({ waived }) => !waived).map(({ vat, amount }) => ({ rate: vat, amount }));
  const charged = sumOf(bearing);
  const { settings } = order;
  // Who gets nothing owes neither a tip nor what a platform has put on top.
  const isNothing = linesOf(order).every(isVoid);
  const tip = isNothing ? 0 : order.tip;
  const tax = taxLines([...partsIn(sold), ...bearing], settings);
  const onTop = settings.taxation === "exclusive" ? taxOf(tax) : 0;
  const onTopNow =
    onTop === 0 || waiting === 0
      ? onTop
      : taxOf(taxLines([...partsIn(sold.filter(({ line }) => !waitingLines.has(line))), ...bearing], settings));
  const priced = gross - discount + charged + onTop + deposit;
  // A platform's discount takes what there is, and no more.
  const adjustment = isNothing ? 0 : Math.max(order.adjustment ?? 0, -priced);
  const owed = priced + adjustment + tip;
  // Of nothing there is nothing to round.
  const rounding = owed === 0 ? 0 : Math.max(order.rounding, -owed);
  const total = owed + rounding;
  const taken = sumOf(order.payments);
  const stuck = sumOf(order.refundsDeclined.filter(isUnapplied));
  const paid = taken - stuck - sumOf(order.pendingRefunds.filter(isUnapplied));
  const forgiven = forgivenOf(order.payments);
  // A payment that is being undone counts until it is.
  const leaving = order.pendingRefunds.filter((refund) => !reopensBill(refund));
  const covered = taken - stuck - sumOf(leaving) + forgiven + forgivenOf(leaving);
  const left = taken - stuck - sumOf(order.pendingRefunds);
  const [credits, later] = [creditsNow(order), creditsLeft(order)];
  // Nobody gets anything of it, so nothing is owed, and all that is left of its money goes back.
  const isOff = order.status === "CANCELLED" || order.status === "ABANDONED";
  return {
    gross,
    discount,
    fees,
    deposits: [...byDeposit].map(([each, count]) => ({ deposit: each, count })),
    deposit,
    tip,
    adjustment,
    rounding,
    total,
    committed: total - waiting - (onTop - onTopNow),
    paid,
    forgiven,
    remaining: isOff ? 0 : Math.max(0, total - covered + sumOf(credits) + giftsOf(credits)),
    overpaid:
      stuck +
      (isOff ? left : Math.max(sumOf(later), Math.min(left, left + forgiven + forgivenOf(order.pendingRefunds) - giftsOf(later) - total))),
    tax,
  };
}

/** What is left to pay beyond what somebody is paying just now. Minor units. */
export const unclaimed = (order: Order): Minor => Math.max(0, totals(order).remaining - sumOf(order.pendingPayments));

const partsIn = (lines: readonly NetLine[]): TaxedPart[] => [...taxedParts(lines).values()].flat();
const giftsOf = (credits: readonly Credit[]): Minor => credits.reduce((sum, { gift }) => sum + gift, 0);
const taxOf = (lines: readonly TaxLine[]): Minor => lines.reduce((sum, { tax }) => sum + tax, 0);

/** A sum as coins can pay it: to the nearest multiple of `coin`, a half upwards. */
export const inCoins = (amount: Minor, coin: Minor): Minor => Math.floor((2 * amount + coin) / (2 * coin)) * coin;
