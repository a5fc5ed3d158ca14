// The text of a sheet. Whatever its bytes are, no letter of a name is lost in silence.

/** `told`: a charset by its name (WHATWG Encoding). A byte order mark knows better. */
export function textOf(bytes: ArrayBuffer, told: string | undefined): { text: string } | { expected: string } {
  const first = new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength));
  if (WORKBOOKS.some((begin) => begin.every((byte, index) => first[index] === byte)))
    return { expected: "this is a workbook and no sheet: save it as CSV" };
  const charset = markOf(first) ?? told ?? "utf-8";
  const decoder = decoderOf(charset);
  if (!decoder) return { expected: `expected a charset such as utf-8 or windows-1250, found "${charset}"` };
  try {
    const text = decoder.decode(bytes);
    return text.includes("\0") ? { expected: `these bytes are no ${charset}; they may be ?charset=utf-16le` } : { text };
  } catch {
    return {
      expected: `these bytes are no ${charset}; say what they are with ?charset=, such as windows-1250, or save the sheet as UTF-8`,
    };
  }
}

/** How files of the newer and of the older workbooks begin. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: false });
  } catch {
    return undefined;
  }
}
