/** JSON Web Tokens in the browser: taken apart, put together, never checked. */

const NAMES = ["header", "payload", "signature"];

/** What is wrong with a token: `code` is parts, base64 or json; `part` names where. */
export class TokenError extends Error {
  constructor(code, part = "") {
    super(`${code} ${part}`.trim());
    Object.assign(this, { code, part });
  }
}

/** `{header, payload, signature, raw}` of a token; TokenError where it is none. */
export function split(token) {
  const raw = token.trim().split(".");
  if (raw.length !== 3) throw new TokenError("parts");
  const [header, payload, signature] = raw.map(bytesOf);
  return {
    header: objectOf(header, "header"),
    payload: objectOf(payload, "payload"),
    signature,
    raw,
  };
}

/** A token with another payload between the same header and signature. */
export function encode(headerPart, payload, signaturePart) {
  return [headerPart, toBase64Url(asPython(payload)), signaturePart].join(".");
}

/** Whether the time of a token is over by this clock; throws as `split` does. */
export function isExpired(token) {
  return split(token).payload.exp <= Date.now() / 1000;
}

/** The object that a text is in JSON; null for anything else. */
export function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function bytesOf(part, index) {
  if (!/^[\w-]*$/.test(part) || part.length % 4 === 1) {
    throw new TokenError("base64", NAMES[index]);
  }
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function objectOf(bytes, part) {
  try {
    const value = objectIn(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (value) return value;
  } catch {
    // No UTF-8: said below, as for what is no object.
  }
  throw new TokenError("json", part);
}

function toBase64Url(text) {
  const bytes = new TextEncoder().encode(text);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The server escapes what is not ASCII: so a payload put back fits its signature again.
function asPython(payload) {
  return JSON.stringify(payload).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
