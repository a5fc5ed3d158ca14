// What a venue's hours say and hardly mean. It is taken, and guests find it closed.
import { DAYS } from "../menu/availability";
import { Channel } from "../menu/channel";
import { channelsOf } from "../menu/sales-channels";
import type { OpenSpan } from "../menu/weekly-hours";
import type { CalendarException } from "./calendar-exception";
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
    ...(venue.exceptions ?? []).flatMap((exception, index) => exceptionFindings(exception, `/exceptions/${index}`)),
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
  for (const day of [...DAYS, "PH"] as const) found.push(...minutesIn(week[day] ?? [], `${pointer}/${day}`));
  return found;
}

const minutesIn = (spans: readonly OpenSpan[], pointer: string): VenueFinding[] =>
  spans.flatMap(({ from, to }, index) =>
    from === to
      ? [
          {
            code: "one-minute",
            pointer: `${pointer}/${index}`,
            message: `it is open only for the minute of ${from}; 00:00 to 24:00 is the whole day`,
          },
        ]
      : [],
  );

/** Longer than any works or season. */
const LONG_DAYS = 366;
const DAY_MS = 24 * 60 * 60_000;

function exceptionFindings({ date, dateTo = date, closed, hours = [] }: CalendarException, pointer: string): VenueFinding[] {
  const found = minutesIn(hours, `${pointer}/hours`);
  if (!closed && hours.length === 0)
    found.push({
      code: "never-open",
      pointer: `${pointer}/hours`,
      message: `it is closed on ${date}, because no hours are named: leave the exception out if the week holds; else write closed: true`,
    });
  if (hours.length === 0 && Date.parse(dateTo) - Date.parse(date) > LONG_DAYS * DAY_MS)
    found.push({
      code: "closed-for-long",
      pointer: `${pointer}/dateTo`,
      message: `it is closed from ${date} to ${dateTo}, more than a year`,
    });
  return found;
}
