// The text of a sheet. Whatever its bytes are, no letter of a name is lost in silence.

/** `told`: a charset by its name (WHATWG Encoding). A byte order mark knows better. */
export function textOf(bytes: ArrayBuffer, told: string | undefined): { text: string } | { expected: string } {
  const first = new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength));
  if (WORKBOOKS.some((begin) => begin.every((byte, index) => first[index] === byte)))
    return { expected: "this is a workbook and no sheet: save it as CSV" };
  const mark = markOf(first);
  const charset = mark ?? told ?? "utf-8";
  const decoder = decoderOf(charset);
  if (!decoder) return { expected: `expected a charset such as utf-8 or windows-1250, found "${charset}"` };
  if (mark === undefined && SINGLE_BYTE.test(decoder.encoding) && isMultiByteUtf8(bytes))
    return { expected: `these bytes are UTF-8 and no ${charset}: say ?charset=utf-8; if they are not, save the sheet as UTF-8` };
  try {
    const text = decoder.decode(bytes);
    const likely = text.includes("\0") ? "utf-16le" : UNSEEN.test(text) && likelyInPlaceOf(decoder.encoding);
    return likely ? { expected: `these bytes are no ${charset}; they may be ?charset=${likely}` } : { text };
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

/** In one byte a letter; not as browsers also read pages, with letters of nobody's (`x-user-defined`). */
const SINGLE_BYTE = /^(?:windows-(?:125\d|874)|iso-8859-\d+|koi8-[ru]|ibm866|macintosh|x-mac-cyrillic)$/;
const MULTI_BYTE = /^(?:utf-8|utf-16[lb]e|gbk|gb18030|big5|euc-jp|shift_jis|euc-kr)$/;

/** Controls that no sheet has. Where ISO 8859 has them, Windows has letters and quotes. */
const UNSEEN = /[\u0080-\u009F]/;

function likelyInPlaceOf(encoding: string): string {
  const windows = WINDOWS_OF_ISO[encoding];
  if (windows !== undefined) return windows;
  return encoding === "windows-1250" ? "windows-1252" : "windows-1250";
}

const WINDOWS_OF_ISO: Record<string, string> = {
  "iso-8859-2": "windows-1250",
  "iso-8859-16": "windows-1250",
  "iso-8859-5": "windows-1251",
  "iso-8859-3": "windows-1252",
  "iso-8859-10": "windows-1252",
  "iso-8859-14": "windows-1252",
  "iso-8859-15": "windows-1252",
  "iso-8859-7": "windows-1253",
  "iso-8859-8": "windows-1255",
  "iso-8859-6": "windows-1256",
  "iso-8859-4": "windows-1257",
  "iso-8859-13": "windows-1257",
};

/** Letters of other charsets do not come out as whole signs of UTF-8 by chance. */
function isMultiByteUtf8(bytes: ArrayBuffer): boolean {
  if (new Uint8Array(bytes).every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: false });
    return SINGLE_BYTE.test(decoder.encoding) || MULTI_BYTE.test(decoder.encoding) ? decoder : undefined;
  } catch {
    return undefined;
  }
}
