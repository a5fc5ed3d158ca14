// The contract to read and to try, in place of the plain list that /docs is where no script runs.
import "../zod-csp";
import "./reference.css";

/** What we use of Scalar's script, which runs after this one. */
declare const Scalar: { createApiReference: (at: Element, settings: Readonly<Record<string, unknown>>) => unknown };

/** The page's policy takes styles under its nonce alone, and Scalar puts some into the page without. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.content ?? "";
const create = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) =>
  Object.assign(create(name, options), name === "style" && { nonce });

document.addEventListener("DOMContentLoaded", () => {
  const { createApiReference } = Scalar;
  document.querySelector("style")?.remove(); // the list's
  const place = document.querySelector("main") ?? document.body;
  place.replaceChildren();
  createApiReference(place, {
    url: "/openapi.json",
    theme: "none",
    withDefaultFonts: false,
    telemetry: false,
    showDeveloperTools: "never",
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
  });
});
