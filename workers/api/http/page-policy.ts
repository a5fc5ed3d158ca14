// What a page of one piece may do: its own styles, under a nonce, and nothing from elsewhere. Nobody frames it.

/** `directives`: sources (CSP) of a page that may more, by directive. */
export const pagePolicy = (
  styleNonce: string,
  directives: Readonly<Record<string, string>> = {},
): { "content-security-policy": string } => ({
  "content-security-policy": Object.entries({
    "default-src": "'none'",
    "style-src": `'nonce-${styleNonce}'`,
    "form-action": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    ...directives,
  })
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; "),
});
