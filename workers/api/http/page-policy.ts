// What a page of one piece may do: its own styles, under a nonce, and nothing from elsewhere. Nobody frames it.

/** `formAction`: sources (CSP) that a form of the page may be sent to, and redirected to. */
export const pagePolicy = (styleNonce: string, formAction = "'none'"): { "content-security-policy": string } => ({
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'nonce-${styleNonce}'`,
    `form-action ${formAction}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
});
