// RFC 6901: where in a document something stands.

/** One step, as it is written between slashes (section 3). */
export const escapedStep = (step: PropertyKey): string => String(step).replaceAll("~", "~0").replaceAll("/", "~1");

/** From the document's root; `/` for the root itself. */
export const pointerTo = (path: readonly PropertyKey[]): string => path.map((step) => `/${escapedStep(step)}`).join("") || "/";
