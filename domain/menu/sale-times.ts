// Arithmetic of availabilities: a product in a category is on sale when both are, and a product in two categories when either is.
import { type Day, type Span, spansOf } from "./availability";
import type { Availability } from "./compiled";

/** On sale only when both say so. Absent is always. */
export function both(a: Availability | undefined, b: Availability | undefined): Availability | undefined {
  if (!a || !b) return a ?? b;
  return byDay((day) =>
    spansOf(a[day]).flatMap(([from, to]) =>
      spansOf(b[day]).flatMap((other): Span[] => {
        const shared = [Math.max(from, other[0]), Math.min(to, other[1])] as const;
        return shared[0] <= shared[1] ? [shared] : [];
      }),
    ),
  );
}

/** On sale when one of them says so. */
export function either(a: Availability | undefined, b: Availability | undefined): Availability | undefined {
  return a && b ? byDay((day) => [...spansOf(a[day]), ...spansOf(b[day])]) : undefined;
}

const DAYS: Day[] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

function byDay(spans: (day: Day) => Span[]): Availability {
  const availability: Availability = {};
  for (const day of DAYS) {
    const pairs = spans(day).flatMap((span) => span.map(clockTime));
    if (pairs.length > 0) availability[day] = pairs;
  }
  return availability;
}

const clockTime = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
