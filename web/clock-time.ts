const format = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** By this device's clock, as `12:41`. `at`: epoch milliseconds. */
export const clockTime = (at: number): string => format.format(at);
