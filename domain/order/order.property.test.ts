import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventFor, forAudience } from "./audience";
import { byLine, byPerson, inParts } from "./split-bill";
import { eventWithoutPersonalData } from "./disclosure";
import { withoutPersonalData } from "./erasure";
import { replay } from "./evolve";
import { explain } from "./price-breakdown";
import { historyEntry } from "./history";
import { reopensBill } from "./refund-kind";
import { refundable } from "./refundable";
import { isTab, isVoid, linesOf } from "./state";
import { play, story } from "./scenarios.fixture";
import { lineTotal } from "./line-total";
import { totals } from "./totals";
import { view } from "./view";

const sum = (shares: { amount: number }[]) => shares.reduce((all, { amount }) => all + amount, 0);
const cents = (text: string) => Math.round(Number(text) * 100);

describe("laws", () => {
  it("[O46] the total is the sum of the lines less the discounts, with fees, deposits, tip and rounding, and never negative", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, __, after) => {
          if (after.status === "ABSENT") return;
          const { total, tax, gross, discount, deposit, fees, tip, rounding } = totals(after);
          const net = linesOf(after).reduce((all, line) => all + lineTotal(line).net, 0);
          const charged = fees.reduce((all, fee) => all + (fee.waived ? 0 : fee.amount), 0);
          expect(gross - discount).toBe(net);
          expect(total).toBe(net + charged + deposit + tip + rounding);
          expect(total).toBeGreaterThanOrEqual(0);
          expect(tax.reduce((all, rate) => all + rate.net + rate.tax, 0)).toBe(net + charged);
        });
      }),
    ));

  it("[O499] what is owed is what is neither paid nor forgiven, while the order is not off, and what may go back is no more than what is left of the payments", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, __, after) => {
          if (after.status === "ABSENT") return;
          const { total, paid, forgiven, remaining, overpaid } = totals(after);
          const left = after.payments.reduce((all, { id, refundOf }) => all + (refundOf === undefined ? refundable(after, id) : 0), 0);
          expect(overpaid).toBeLessThanOrEqual(left);
          if (after.status === "CANCELLED" || after.status === "ABANDONED") {
            expect([remaining, overpaid]).toEqual([0, left]);
            return;
          }
          expect(remaining).toBe(Math.max(0, total - paid - forgiven));
          expect(Math.min(remaining, overpaid)).toBe(0);
          if (after.pendingRefunds.length === 0 && forgiven === 0) expect(remaining - overpaid).toBe(total - paid);
        });
      }),
    ));

  it("[O47] replaying the log gives the live state, and the state counts its events", () =>
    fc.assert(
      fc.property(story, (steps) => {
        const { state, log } = play(steps, () => {});
        expect(replay(log)).toEqual(state);
        expect(replay(JSON.parse(JSON.stringify(log)))).toEqual(state);
        expect(state.seq).toBe(log.length);
      }),
    ));

  it("[O48] every change moves lastChanged forward", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (before, events, after) => {
          if (before.status === "ABSENT" || after.status === "ABSENT" || events.length === 0) return;
          expect(after.lastChanged > before.lastChanged).toBe(true);
        });
      }),
    ));

  it("[O49] a placed order has something in it, and was paid in full when it was placed unless it is a table's tab", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, events, after) => {
          if (after.status === "ABSENT" || !events.some(({ type }) => type === "OrderCompleted")) return;
          if (!isTab(after)) expect(totals(after).paid).toBeGreaterThanOrEqual(totals(after).total);
          expect(linesOf(after).some((line) => !isVoid(line))).toBe(true);
        });
      }),
    ));

  it("[O50] an end is an end: after it a provider's money is booked and goes back, slips are noted and personal data leave, and nothing else happens", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (before, events, after) => {
          if (before.status !== "CLOSED" && before.status !== "ABANDONED" && before.status !== "CANCELLED") return;
          const late = [
            "PaymentRegistered",
            "PaymentDeclined",
            "RefundOpened",
            "PaymentRefunded",
            "RefundDeclined",
            "FiscalAdded",
            "PersonalDataErased",
          ];
          for (const { type } of events) expect(late).toContain(type);
          expect(after.status).toBe(before.status);
          expect(after.status !== "ABSENT" && totals(after).total).toBe(totals(before).total);
        });
      }),
    ));

  it("[O105] no line is in two places, and none is paid for twice by name", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, __, after) => {
          if (after.status === "ABSENT") return;
          const sent = after.transfers.flatMap(({ buckets }) => buckets.flatMap(({ lines }) => lines));
          const ids = [...linesOf(after), ...sent].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const paid = after.payments
            .filter(
              ({ id, refundOf }) => refundOf === undefined && !after.payments.some((back) => back.refundOf === id && reopensBill(back)),
            )
            .flatMap(({ lines = [] }) => lines);
          expect(new Set(paid).size).toBe(paid.length);
        });
      }),
    ));

  it("[O106] a payment never gives back more than it took, what is on its way included", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, __, after) => {
          if (after.status === "ABSENT") return;
          for (const { id, amount, refundOf } of after.payments) {
            if (refundOf !== undefined) continue;
            const back = after.payments.filter((one) => one.refundOf === id).reduce((all, one) => all - one.amount, 0);
            const going = after.pendingRefunds.filter(({ of }) => of === id).reduce((all, one) => all + one.amount, 0);
            expect(back + going).toBeLessThanOrEqual(amount);
          }
        });
      }),
    ));

  it("[O107] bills add up however they are divided, and an explanation comes to the total", () =>
    fc.assert(
      fc.property(story, fc.integer({ min: 1, max: 9 }), (steps, parts) => {
        const { state } = play(steps, () => {});
        if (state.status === "ABSENT") return;
        const { total, remaining } = totals(state);
        if (linesOf(state).length > 0) expect([sum(byLine(state)), sum(byPerson(state))]).toEqual([total, total]);
        expect(sum(inParts(state, parts))).toBe(Math.max(0, remaining - sum(state.pendingPayments)));
        const { lines, sum: told } = explain(state);
        const fees = told.fees.reduce((all, { amount, waived }) => all + (waived ? 0 : cents(amount)), 0);
        const own = lines.reduce((all, { net, deposit }) => all + cents(net) + cents(deposit), 0);
        expect(own + fees + cents(told.tip) + cents(told.cashRounding)).toBe(cents(told.total));
      }),
    ));

  it("[O108] the erased log gives the erased order, event by event the same, for the same total", () =>
    fc.assert(
      fc.property(story, (steps) => {
        const { state, log } = play(steps, () => {});
        if (state.status === "ABSENT") return;
        const erased = replay(log.map(eventWithoutPersonalData));
        expect(erased).toEqual(withoutPersonalData(state));
        expect(log.map(eventWithoutPersonalData).map(({ type, at, by }) => [type, at, by])).toEqual(
          log.map(({ type, at, by }) => [type, at, by]),
        );
        expect(erased.status !== "ABSENT" && totals(erased)).toEqual(totals(state));
        for (const secret of ["call me", "nuts!", '"600"', '"Ann"'])
          expect(JSON.stringify(log.map(eventWithoutPersonalData))).not.toContain(secret);
      }),
    ));

  it("[A125] who folds what an audience is told comes to what it is shown", () =>
    fc.assert(
      fc.property(story, fc.constantFrom("guests" as const, "joined" as const), (steps, audience) => {
        const { state, log } = play(steps, () => {});
        if (state.status === "ABSENT") return;
        const folded = replay(log.map((event) => eventFor(audience, event, state)));
        expect(folded.status !== "ABSENT" && view({ ...folded, shownTo: audience })).toEqual(view(forAudience(audience, state)));
      }),
    ));

  it("[O109] history has a sentence for every event, and forgets none", () =>
    fc.assert(
      fc.property(story, (steps) => {
        const { state, log } = play(steps, () => {});
        if (state.status === "ABSENT") return;
        const entries = log.map((event, index) => historyEntry({ seq: index + 1, event }, state));
        expect(entries.map(({ type }) => type)).toEqual(log.map(({ type }) => type));
        for (const { says } of entries) expect(says).toMatch(/^[a-z].{3,}/);
      }),
    ));
});
