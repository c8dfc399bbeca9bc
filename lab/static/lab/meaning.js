/** What a header Authorization says, taken apart for people. */

import { split } from "./jwt.js";
import { code, element, word } from "./page.js";

const HIDDEN = "••••••••";

/** The value of the header with what is in it; alone where nothing can be told. */
export function meaningOf(value) {
  const [, scheme, rest] = value.match(/^(\w+) +(\S+)$/) ?? [];
  const meaning = { basic: basicOf, bearer: jwtOf }[scheme?.toLowerCase()];
  return meaning?.(scheme, rest) ?? [value];
}

function basicOf(scheme, value) {
  const decoded = fromBase64(value);
  if (!decoded?.includes(":")) return null;
  const at = decoded.indexOf(":");
  const dots = element("span", "", HIDDEN);
  const box = element("span", "decoded", word("decoded"), " ");
  box.append(element("code", "", `${decoded.slice(0, at)}:`, dots), " ");
  box.append(toggle(dots, decoded.slice(at + 1)));
  return [`${scheme} ${value}`, box];
}

function toggle(dots, password) {
  const button = element("button", "outline small", word("show"));
  button.type = "button";
  button.addEventListener("click", () => {
    const isShown = dots.textContent === password;
    dots.textContent = isShown ? HIDDEN : password;
    button.textContent = word(isShown ? "show" : "hide");
  });
  return button;
}

function fromBase64(value) {
  try {
    const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function jwtOf(scheme, value) {
  const parts = partsOf(value);
  if (!parts) return null;
  const [one, two, three] = parts.raw;
  const token = element("span", "jwt", element("span", "jwt-header", one), ".");
  token.append(element("span", "jwt-payload", two), ".");
  token.append(element("span", "jwt-signature", three));
  return [
    `${scheme} `,
    token,
    element("small", "jwt-header", word("header")),
    code(inOneLine(parts.header)),
    element("small", "jwt-payload", word("payload")),
    code(inOneLine(parts.payload)),
    element(
      "small",
      "jwt-signature",
      word("signature", { number: parts.signature.length }),
    ),
  ];
}

function partsOf(token) {
  try {
    return split(token);
  } catch {
    return null;
  }
}

function inOneLine(claims) {
  return JSON.stringify(claims, null, 1).replaceAll(/\n */g, " ");
}
