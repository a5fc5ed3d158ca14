// What an order costs. Integer minor units throughout; every sum is exact.
import { channelOf } from "../menu/channel";
import { allocate } from "../pricing/allocate";
import type { Minor } from "../pricing/money";
import { type TaxLine, taxLines, taxOnTop } from "../pricing/tax";
import type { FeeRule } from "./house";
import type { Line, Order } from "./state";
import { isVoid, linesOf } from "./state";

/** `gross` before, `net` after discounts; `deposit` comes on top and bears no tax. A discount larger than its line takes the line's total and no more. */
export type LineTotal = { gross: Minor; discount: Minor; net: Minor; deposit: Minor };

export function lineTotal(line: Line): LineTotal {
  if (isVoid(line)) return { gross: 0, discount: 0, net: 0, deposit: 0 };
  const gross = line.unitPrice * line.quantity;
  const asked = line.discounts.reduce((sum, { amount }) => sum + amount, 0);
  const discount = Math.min(asked, Math.max(0, gross));
  const deposit = (line.deposits ?? []).reduce((sum, { deposit: each, count }) => sum + each * count, 0) * line.quantity;
  return { gross, discount, net: gross - discount, deposit };
}

export type Fee = { id: string; kind: FeeRule["kind"]; name: string; amount: Minor; vat: string; waived: boolean };
/** `deposit`: minor units of one; `count`: how many go out. */
export type Deposit = { deposit: Minor; count: number };

/**
 * `gross`, `discount`: of the lines, as prices have it, with tax or without. `total`: what the guest owes for everything in the order: lines less discounts,
 * fees, tax where prices have none, deposits, tip and the rounding to cash. `committed`: the same without lines that wait for their fire in a placed order. `forgiven`: what has gone back and is not owed again.
 * `overpaid`: what may go back and is nobody's gift; what is on its way back is taken off. `remaining` and `overpaid`: never both more than zero.
 */
export type Totals = {
  gross: Minor;
  discount: Minor;
  fees: Fee[];
  deposits: Deposit[];
  deposit: Minor;
  tip: Minor;
  rounding: Minor;
  total: Minor;
  committed: Minor;
  paid: Minor;
  forgiven: Minor;
  remaining: Minor;
  overpaid: Minor;
  tax: TaxLine[];
};

/** Tax is of what is paid, after discounts; the rates' parts add up to the whole, whichever way the chain rounds. */
export function totals(order: Order): Totals {
  let [gross, discount, deposit, waiting] = [0, 0, 0, 0];
  const byDeposit = new Map<Minor, number>();
  const taxed: { rate: string; amount: Minor }[] = [];
  const taxedNow: typeof taxed = [];
  for (const line of linesOf(order)) {
    const of = lineTotal(line);
    gross += of.gross;
    discount += of.discount;
    deposit += of.deposit;
    const waits = order.status !== "NEW" && line.status === "NEW";
    if (waits) waiting += of.net + of.deposit;
    taxed.push({ rate: line.vat, amount: of.net });
    if (!waits) taxedNow.push({ rate: line.vat, amount: of.net });
    if (!isVoid(line)) {
      for (const one of line.deposits ?? []) byDeposit.set(one.deposit, (byDeposit.get(one.deposit) ?? 0) + one.count * line.quantity);
    }
  }
  const fees = feesOf(order, gross - discount);
  const bearing = fees.filter(({ waived }) => !waived).map(({ vat, amount }) => ({ rate: vat, amount }));
  const charged = bearing.reduce((sum, { amount }) => sum + amount, 0);
  const { tip, rounding, house } = order;
  const tax = taxLines([...taxed, ...bearing], house);
  const onTop = house.taxation === "exclusive" ? sumOf(tax) : 0;
  const onTopNow = onTop === 0 || waiting === 0 ? onTop : sumOf(taxLines([...taxedNow, ...bearing], house));
  const total = gross - discount + charged + onTop + deposit + tip + rounding;
  const paid = order.payments.reduce((sum, { amount }) => sum + amount, 0);
  const forgiven = forgivenOf(order.payments);
  const left = paid - order.refunding.reduce((sum, { amount }) => sum + amount, 0);
  return {
    gross,
    discount,
    fees,
    deposits: [...byDeposit].map(([each, count]) => ({ deposit: each, count })),
    deposit,
    tip,
    rounding,
    total,
    committed: total - waiting - (onTop - onTopNow),
    paid,
    forgiven,
    remaining: Math.max(0, total - paid - forgiven),
    overpaid: Math.max(0, Math.min(left, left + forgiven + forgivenOf(order.refunding) - total)),
    tax,
  };
}

const forgivenOf = (refunds: readonly { forgiven?: Minor | undefined }[]): Minor =>
  refunds.reduce((sum, { forgiven = 0 }) => sum + forgiven, 0);

const sumOf = (tax: readonly TaxLine[]): Minor => tax.reduce((sum, line) => sum + line.tax, 0);

/** The fees of the order's chain that this order bears. An order without anything to pay for bears none. */
function feesOf(order: Order, sum: Minor): Fee[] {
  if (order.house.fees.length === 0) return [];
  const sold = linesOf(order).filter((line) => !isVoid(line) && line.status !== "TECHNICAL");
  if (sold.length === 0) return [];
  const channel = channelOf(order.orderType);
  const units = sold.reduce((all, { quantity }) => all + quantity, 0);
  return order.house.fees
    .filter(
      ({ channels, venue, freeFrom }) =>
        (channels?.includes(channel) ?? true) && isFrom(order, venue) && (freeFrom === undefined || sum < freeFrom),
    )
    .map(({ id, kind, name, charge, vat }) => ({
      id,
      kind,
      name,
      vat,
      amount: chargeOf(charge, sum, units),
      waived: order.waived.includes(id),
    }));
}

const isFrom = (order: Order, at: string | undefined): boolean =>
  at === undefined || order.buckets.some(({ venue, lines }) => venue === at && lines.some((line) => !isVoid(line)));

function chargeOf(charge: FeeRule["charge"], sum: Minor, units: number): Minor {
  switch (charge.per) {
    case "PERCENT":
      return Number((BigInt(sum) * BigInt(Math.round(charge.percent * 100)) + 5_000n) / 10_000n); // half up; bigint because the product outgrows exact numbers
    case "ORDER":
      return charge.amount;
    case "UNIT":
      return charge.amount * units;
  }
}

/** What each line has to bear of the order's total, fees and tip included, in the order of the lines: the shares are the total, exactly. */
export function sharesByLine(order: Order): Map<string, Minor> {
  const lines = linesOf(order);
  const onTop = order.house.taxation === "exclusive";
  const own = lines.map((line) => {
    const { net, deposit } = lineTotal(line);
    return { weight: Math.max(0, net), cost: net + deposit + (onTop ? taxOnTop(net, line.vat) : 0) };
  });
  const { total } = totals(order);
  const common = total - own.reduce((sum, { cost }) => sum + cost, 0);
  const spread = allocate(
    common,
    own.map(({ weight }) => weight),
  );
  return new Map(lines.map(({ id }, index) => [id, (own[index]?.cost ?? 0) + (spread[index] ?? 0)]));
}

/** A sum as coins can pay it: to the nearest multiple of `coin`, a half upwards. */
export const inCoins = (amount: Minor, coin: Minor): Minor => Math.floor((2 * amount + coin) / (2 * coin)) * coin;
