// A venue as its keepers write it (`IVenueConfig`; docs/wire.md, "Venues"). Fields that are not named here are kept as they come.
import { z } from "zod";
import { Instant } from "../instant";
import { DAYS } from "../menu/availability";
import { Channel } from "../menu/channel";
import { OpenSpan, Week } from "../menu/weekly-hours";
import { CalendarException } from "./calendar-exception";
import { Capacity } from "./capacity";
import { DecimalText } from "./decimal-schema";
import { DeliveryZones } from "./delivery-zone";
import { Position } from "./distance";
import { KitchenSettings } from "./kitchen-settings";
import { overlapping } from "./overlap";
import { Stations } from "./station";
import { WhenUnreachable } from "./unreachable-venue-policy";

const name = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/, "expected 1 to 128 letters, digits, dots, dashes or underscores");

const LONGEST_LEAD = 7 * 24 * 60;
const Minutes = z
  .union([z.string(), z.number()], "expected whole minutes")
  .transform(String)
  .pipe(z.string().regex(/^\d{1,5}$/, "expected whole minutes"))
  .refine((minutes) => Number(minutes) <= LONGEST_LEAD, `expected at most ${LONGEST_LEAD} minutes`);

const OwnWeek = Week.superRefine((week, context) => {
  const placed = DAYS.flatMap((day, of) => (week[day] ?? []).map((span, index) => ({ ...span, day: of, path: [day, index] })));
  const holiday = (week.PH ?? []).map((span, index) => ({ ...span, day: 0, path: ["PH", index] }));
  for (const spans of [placed, holiday])
    for (const place of overlapping(spans)) {
      const path = spans[place]?.path ?? [];
      context.addIssue({ code: "custom", path, message: "expected hours that begin after the ones before have ended" });
    }
});

/** `ISaleChannel`. `minDeliveryTime`: minutes from the order to the guest; `minOrderValue`: a decimal in major units. */
export const SaleChannel = z.looseObject({
  active: z.boolean().optional(),
  minDeliveryTime: Minutes.optional(),
  minOrderValue: DecimalText.optional(),
  week: OwnWeek.optional(),
});

const OwnException = CalendarException.superRefine(({ date, dateTo, closed, hours }, context) => {
  const wrong = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
  if (dateTo !== undefined && dateTo < date) wrong("dateTo", `expected ${date} or a later day`);
  if (closed && hours?.length) wrong("hours", "expected no hours, as it is closed");
  if (!closed && hours === undefined) wrong("hours", "expected hours, or closed: true");
  for (const place of overlapping((hours ?? []).map((span: OpenSpan) => ({ ...span, day: 0 })))) {
    context.addIssue({ code: "custom", path: ["hours", place], message: "expected hours that begin after the ones before have ended" });
  }
});

/** The IANA name of a zone that this runtime knows. */
const TimeZone = z.string().superRefine((zone, context) => {
  if (!isZone(zone)) context.addIssue({ code: "custom", message: `there is no time zone ${zone}` });
});

function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false; // an offset is no place: it knows no summer
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

const Facts = z.record(z.string(), z.string());
/** What the till's module says of itself; the published types misspell the heart's beat. */
const PosStatus = z.looseObject({
  version: z.string().max(32).optional(),
  ok: z.boolean().optional(),
  message: z.string().max(256).optional(),
  lastHeartBest: z.string().optional(),
  locked: z.boolean().optional(),
  lockMessage: z.string().max(256).optional(),
});

export const VenueDocument = z.looseObject({
  id: name.optional(),
  name: z.string().min(1).max(255),
  menu: name.optional(),
  active: z.boolean().optional(),
  tempDisabled: z.boolean().optional(),
  tempDisabledReason: z.string().max(255).optional(),
  tempDisabledUntil: Instant.optional(),
  address: z.looseObject({}).optional(),
  phone: z.string().min(1).max(64).optional(),
  email: z.email().max(255).optional(),
  description: z.string().max(1024).optional(),
  timeZone: TimeZone,
  geoPosition: Position.optional(),
  channelConstraints: z.partialRecord(Channel, SaleChannel).optional(),
  exceptions: z.array(OwnException).max(366).optional(),
  warehouse: z.string().max(128).optional(),
  sync: z.boolean().optional(),
  syncId: z
    .string()
    .regex(/^[a-z0-9A-Z]{1,128}$/, "expected letters and digits")
    .optional(),
  posIntegratorStatus: PosStatus.optional(),
  device: z.record(z.string(), z.looseObject({})).optional(),
  extra: Facts.optional(),
  deliveryZones: DeliveryZones.optional(),
  capacity: Capacity.optional(),
  kitchen: KitchenSettings.optional(),
  /** What becomes of orders while nobody can ask it what it has left. */
  whenUnreachable: WhenUnreachable.optional(),
  stations: Stations.optional(),
});
export type VenueDocument = z.infer<typeof VenueDocument>;
