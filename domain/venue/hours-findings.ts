// What a venue's hours say and hardly mean. It is taken, and guests find it closed.
import { DAYS } from "../menu/availability";
import { Channel } from "../menu/channel";
import { channelsOf } from "../menu/sales-channels";
import type { VenueDocument } from "./venue";
import type { VenueFinding } from "./venue-finding";

/** `holidays`: public ones, by the chain's calendar. */
export function hoursFindings({ channelConstraints = {}, ...venue }: VenueDocument, holidays: readonly string[]): VenueFinding[] {
  const none: VenueFinding = {
    code: "sells-nothing",
    pointer: "/channelConstraints",
    message: "every channel that is named is off: nothing is sold",
  };
  const sells = channelsOf({ channelConstraints, exceptions: venue.exceptions }).length > 0;
  return [
    ...(sells ? [] : [none]),
    ...Channel.options.flatMap((channel) => {
      const week = channelConstraints[channel]?.week;
      return week ? weekFindings(week, `/channelConstraints/${channel}/week`, holidays) : [];
    }),
  ];
}

type Week = NonNullable<NonNullable<NonNullable<VenueDocument["channelConstraints"]>["DINE_IN"]>["week"]>;

function weekFindings(week: Week, pointer: string, holidays: readonly string[]): VenueFinding[] {
  const found: VenueFinding[] = [];
  const isOpenOn = (day: keyof Week) => (week[day]?.length ?? 0) > 0;
  if (!DAYS.some(isOpenOn))
    found.push({ code: "never-open", pointer, message: "it is open on no day of the week: leave the week out if it is always open" });
  if (week.PH && holidays.length === 0)
    found.push({ code: "no-holidays", pointer: `${pointer}/PH`, message: "the chain's calendar names no public holidays" });
  for (const day of [...DAYS, "PH"] as const) {
    for (const [index, { from, to }] of (week[day] ?? []).entries())
      if (from === to)
        found.push({
          code: "one-minute",
          pointer: `${pointer}/${day}/${index}`,
          message: `it is open only for the minute of ${from}; 00:00 to 24:00 is the whole day`,
        });
  }
  return found;
}
