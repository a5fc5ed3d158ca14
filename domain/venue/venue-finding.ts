/** Of a venue that somebody writes. `code`: what is the matter, in a word. `pointer`: RFC 6901, into the document. */
export type VenueFinding = { code: string; pointer: string; message: string };
