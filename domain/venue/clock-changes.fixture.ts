// When clocks change, as the platform's own zone data have it.

export const ZONES = [
  "Europe/Warsaw",
  "Europe/Lisbon",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Beirut",
  "America/Havana",
];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Every change of 2026 to 2028; `at`: the first instant (epoch ms) at which the clocks are changed. */
export const CLOCK_CHANGES: readonly { zone: string; at: number }[] = ZONES.flatMap((zone) => {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const offset = (at: number) => format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  const changes: { zone: string; at: number }[] = [];
  for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2029, 0, 1); day += DAY_MS) {
    if (offset(day) === offset(day + DAY_MS)) continue;
    let at = day;
    while (offset(at) === offset(day)) at += MINUTE_MS;
    changes.push({ zone, at });
  }
  return changes;
});
