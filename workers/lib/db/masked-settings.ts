// What is noted of settings that may hold keys: which there were and which have changed, and never what they said.

type Settings = Record<string, unknown>;

const KEPT = "…";
const CHANGED = "… (changed)";

/** The names of `settings`; those that `before` had with another value, or not at all, are marked. */
export const withoutValues = (settings: Settings, before?: Settings): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      before === undefined || JSON.stringify(before[name]) === JSON.stringify(value) ? KEPT : CHANGED,
    ]),
  );
