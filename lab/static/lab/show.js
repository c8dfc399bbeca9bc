/** An exchange on the page: the request as sent, the response, the decision. */

import { meaningOf } from "./meaning.js";
import { request } from "./http.js";
import { code, config, element, word } from "./page.js";
import { isForbidden } from "./send.js";

const LONGEST = 4000; // characters of a body: a page is no place for more
const SIGNS = {
  ...{ good: "✓", who: "?", no: "✕", gone: "∅" },
  ...{ wait: "…", bad: "!", failed: "▲" },
};
const KINDS = { 401: "who", 403: "no", 404: "gone", 429: "wait", 503: "wait" };
// The headers that tell of access; the others wait behind a summary.
const TELLING = new Set([
  ...["allow", "content-type", "link", "location"],
  ...["retry-after", "server-timing", "www-authenticate"],
]);

/** Show a request: its line, its headers with what they mean, its body. */
export function showRequest(into, request) {
  const { method, path, headers, body, session, tokenFrom } = request;
  const sent = headers.filter(([name]) => !isForbidden(name));
  into.replaceChildren(
    element("p", "line", element("strong", "", method), ` ${path}`),
    element(
      "dl",
      "headers",
      ...sent.map((pair) => headerOfRequest(pair, tokenFrom)),
      ...cookiesOf(session),
    ),
    element("p", "faint", word("byBrowser")),
    ...(body ? [element("h4", "", word("body")), code(pretty(body))] : []),
  );
}

/** Show a response: its status as sign, word and colour, its headers, its body. */
export function showResponse(into, response) {
  const { status, statusText, headers } = response;
  const kind = kindOf(response);
  const sign = element("span", "sign", SIGNS[kind]);
  sign.ariaHidden = "true";
  const [telling, others] = parted(headers);
  into.replaceChildren(
    element(
      "p",
      `line status ${kind}`,
      sign,
      element("strong", "", ` ${status} ${statusText} `),
      element("span", "", word(kind)),
    ),
    element("dl", "headers", ...telling.map(header)),
    element(
      "details",
      "",
      element("summary", "", word("otherHeaders")),
      element("dl", "headers", ...others.map(header)),
    ),
    ...shownBody(response),
  );
}

/** Show the decision that the response tells, in the words of the server. */
export async function showDecision(into, response) {
  const told = valueOf(response, "server-timing");
  into.replaceChildren(element("p", "faint", withoutStory(response)));
  if (!told) return;
  const query = new URLSearchParams({ header: told });
  const answer = await request(`/lab/why/story/?${query}`);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  into.replaceChildren(...page.body.childNodes);
}

function kindOf({ status, isRefused }) {
  if (isRefused) return "no";
  if (KINDS[status]) return KINDS[status];
  if (status >= 500) return "failed";
  return status < 400 ? "good" : "bad";
}

// What is said of an answer that tells no decision.
function withoutStory(response) {
  if (response.isRefused) return word("byForm");
  const seconds = Number(valueOf(response, "retry-after"));
  if (response.status !== 429 || !seconds) return word("noStory");
  return word("lockedOut", { number: Math.ceil(seconds / 60) });
}

function valueOf({ headers }, wanted) {
  return headers.find(([name]) => name === wanted)?.[1];
}

function parted(headers) {
  const isTelling = ([name]) => TELLING.has(name);
  return [headers.filter(isTelling), headers.filter((pair) => !isTelling(pair))];
}

function header([name, ...shown]) {
  const term = element("dt", "", `${asWritten(name)}:`);
  return element("div", "", term, element("dd", "", ...shown));
}

// fetch() tells names in small letters.
function asWritten(name) {
  return name.replace(/^www\b|\b[a-z]/g, (letters) => letters.toUpperCase());
}

function headerOfRequest([name, value], tokenFrom) {
  if (name.toLowerCase() !== "authorization") return header([name, value]);
  return header([name, ...meaningOf(value), ...sourceNote(tokenFrom)]);
}

function sourceNote(address) {
  if (!address) return [];
  const link = element("a", "", address);
  link.href = address;
  const [before, after] = word("gotFrom").split("{address}");
  return [element("small", "", before, link, after)];
}

function cookiesOf(session) {
  if (!session) return [];
  const names = `${config.sessionCookie}=…; ${config.csrfCookie}=…`;
  const note = element("small", "", word("cookies"));
  return [header(["Cookie", names, note])];
}

function shownBody(response) {
  const { text } = response;
  if (!text) return [element("p", "faint", word("noBody"))];
  if (isHtml(response)) {
    return [element("p", "faint", word("html", { number: text.length }))];
  }
  const whole = pretty(text);
  const cut = element("p", "faint", word("cut", { number: whole.length }));
  const isLong = whole.length > LONGEST;
  return [code(whole.slice(0, LONGEST)), ...(isLong ? [cut] : [])];
}

function isHtml(response) {
  return Boolean(valueOf(response, "content-type")?.startsWith("text/html"));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
