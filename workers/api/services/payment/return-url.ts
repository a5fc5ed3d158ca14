// Where a guest's browser may be sent when he has paid, or not: to the chain's own sites, and into its own apps.
import { z } from "@hono/zod-openapi";
import { originOf, originsOf } from "../../../../runtime/origin";

/** Schemes that no chain's app has: a browser would run, read or show them, or hand them to the system. */
const NEVER = new Set(
  (
    "javascript: vbscript: data: blob: file: filesystem: about: view-source: ws: wss: " +
    "intent: android-app: content: search-ms: jar: ftp:"
  ).split(" "),
);
const isOfTheSystem = (scheme: string): boolean => scheme.startsWith("ms-") || NEVER.has(scheme);
const isWeb = (scheme: string): boolean => scheme === "https:" || scheme === "http:";

/** A web address or a link into an app (`myapp://paid`). Which of them, the chain says (`returnRefusal`). */
const ReturnUrl = z
  .string()
  .max(2048)
  .refine((text) => {
    const url = URL.parse(text);
    if (url === null || isOfTheSystem(url.protocol) || url.username !== "" || url.password !== "") return false;
    return !isWeb(url.protocol) || /^[\w.:[\]-]+$/.test(url.hostname); // the host is named in the page's policy, where `;` would end it
  }, "must be an http(s) address or a link into an app");

/** Published clients send `""`, and some nothing but spaces or `null`, where they have none. */
export const OptionalReturnUrl = z
  .union([z.null(), z.string().regex(/^\s*$/)])
  .transform(() => undefined)
  .or(ReturnUrl)
  .optional();

/**
 * Why a guest is not sent there; undefined when he is. The chain's property `allowedOrigins` names its sites: without it any site is good.
 * Its property `appSchemes` names the schemes of its apps, separated by commas or spaces: without it none is.
 */
export function returnRefusal(address: string, { allowedOrigins, appSchemes }: Readonly<Record<string, string>>): string | undefined {
  const { protocol, origin } = new URL(address);
  if (isWeb(protocol)) {
    const sites = originsOf(allowedOrigins)?.origins;
    return sites === undefined || sites.includes(originOf(origin) ?? "") ? undefined : "must be at one of the chain's own sites";
  }
  const schemes = appSchemes?.split(/[\s,]+/).map((scheme) => `${scheme.toLowerCase().replace(/:(\/\/)?$/, "")}:`) ?? [];
  return schemes.includes(protocol) ? undefined : "must be at one of the chain's own sites, or a link into one of its apps";
}
