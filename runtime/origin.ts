// Where a page comes from (RFC 6454). Browsers name it when they open a socket,
// and nothing else of the browser's protects sockets from foreign pages.

/** More would make tokens too long for a header. */
const MAX_ORIGINS = 50;

/** The web's own schemes are written in more ways than one: ports that go without saying, names with other letters. */
const WEB = /^https?:\/\//;

/** An origin as browsers write it, `scheme://host[:port]`; undefined for what is none: a path, a user, `*`, `null`. */
export function originOf(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/\/$/, "");
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@\\\s*]+$/.test(plain)) return undefined;
  if (!WEB.test(plain)) return plain; // an app's own, such as capacitor://localhost
  return URL.canParse(plain) ? new URL(plain).origin : undefined;
}

/**
 * The tenant's property `allowedOrigins`, separated by commas or spaces, as the origins that it means and the words that mean none.
 * Undefined when the property says nothing: then pages may come from anywhere.
 * When nothing in it can be read, none may: a slip must not open the door.
 */
export function originsOf(property: string | undefined): { origins: string[]; unread: string[] } | undefined {
  const words = property?.split(/[\s,]+/).filter((word) => word !== "") ?? [];
  if (words.length === 0) return undefined;
  const origins = new Set(words.flatMap((word) => originOf(word) ?? []));
  const kept = [...origins].slice(0, MAX_ORIGINS);
  return { origins: kept, unread: words.filter((word) => !kept.includes(originOf(word) ?? "")) };
}

/**
 * Whether a page may open a socket with a token. `origins`: the principal's. `origin`: the header as it came;
 * who sends none is no browser, and no page can leave it out.
 */
export function mayComeFrom(origins: readonly string[] | undefined, origin: string | null | undefined): boolean {
  if (origins === undefined || origin === undefined || origin === null) return true;
  const named = originOf(origin);
  return named !== undefined && origins.includes(named);
}
