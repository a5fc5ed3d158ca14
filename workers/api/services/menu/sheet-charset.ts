// The text of a sheet. Whatever its bytes are, no letter of a name is lost in silence.

/** `told`: a charset by its name (WHATWG Encoding). A byte order mark knows better. */
export function textOf(bytes: ArrayBuffer, told: string | undefined): { text: string } | { expected: string } {
  const charset = markOf(new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength))) ?? told ?? "utf-8";
  const decoder = decoderOf(charset);
  if (!decoder) return { expected: `expected a charset such as utf-8 or windows-1250, found "${charset}"` };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return {
      expected: `these bytes are no ${charset}; say what they are with ?charset=, such as windows-1250, or save the sheet as UTF-8`,
    };
  }
}

function markOf([first, second]: Uint8Array): string | undefined {
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
