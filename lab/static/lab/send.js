/** A request of the console: put together, and really sent. */

import { identify, readable, sourceOf } from "./credentials.js";
import { cookie, held, post, request } from "./http.js";
import { config, word } from "./page.js";

const SAFE = ["GET", "HEAD", "OPTIONS"];
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// What Fetch calls forbidden request-headers: a browser drops them without a word.
const FORBIDDEN = new Set(
  (
    "accept-charset accept-encoding access-control-request-headers " +
    "access-control-request-method connection content-length cookie cookie2 date dnt " +
    "expect host keep-alive origin referer set-cookie te trailer transfer-encoding " +
    "upgrade via"
  ).split(" "),
);

/** The request of a state for a person, null for nobody; it may get a token first. */
export async function prepare(state, person) {
  const method = state.do === "LIST" ? "GET" : state.do;
  const body = config.withBody.includes(state.do) ? state.body : "";
  const isSession = Boolean(person) && state.how === "Session";
  const raw = linesOf(state.headers);
  const needsCsrf = isSession && !SAFE.includes(method) && !has(raw, "X-CSRFToken");
  const isProven = Boolean(person) && !has(raw, "Authorization");
  const own = [
    ["Accept", "application/json"],
    ...(body ? [["Content-Type", "application/json"]] : []),
    ...(isProven ? await identify(person, state.how) : []),
    ...(needsCsrf ? [["X-CSRFToken", cookie(config.csrfCookie)]] : []),
  ];
  const headers = [...own.filter(([name]) => !has(raw, name)), ...raw];
  const session = isSession ? person : null;
  const tokenFrom = isProven ? sourceOf(state.how) : "";
  const place = await placeOf(state);
  return { method, ...place, headers, body, session, needsCsrf, tokenFrom };
}

/** The answer to a request, as credentials.readable has it; Unreachable for none. */
export async function send({ method, path, headers, body, session }) {
  const sent = request(path, {
    method,
    headers,
    body: body || undefined,
    credentials: session ? "same-origin" : "omit",
    cache: "no-store",
  });
  return readable(await sent);
}

/** Whether a browser keeps a header of this name for itself. */
export function isForbidden(name) {
  return FORBIDDEN.has(name.toLowerCase()) || /^(proxy|sec)-/i.test(name);
}

/** What to say of a request besides: the record made for it, what is not sent. */
export function notesOn({ headers, made }) {
  const unsent = headers.map(([name]) => name).filter(isForbidden);
  return [
    ...(made ? [word("made", { owner: config.owner, id: made })] : []),
    ...(unsent.length ? [word("forbidden", { names: unsent.join(", ") })] : []),
  ];
}

// The pairs of raw lines; Error where one is no header.
function linesOf(text) {
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map(headerOf);
}

function headerOf(line) {
  const [, name, value] = line.match(/^([^:]*):(.*)$/) ?? [];
  if (!NAME.test(name?.trim() ?? "") || /[^\t\x20-\x7e\xa0-\xff]/.test(value)) {
    throw new Error(word("badHeader", { line: line.trim() }));
  }
  return [name.trim(), value.trim()];
}

function has(headers, name) {
  return headers.some(([other]) => other.toLowerCase() === name.toLowerCase());
}

// Where a request goes; `made` is the number of a record made for it.
async function placeOf({ do: column, record }) {
  if (config.toList.includes(column)) return { path: config.list };
  const { id, made } = record ? { id: record } : await ownersRecord();
  return { path: `${config.list}${id}/`, made: made ? id : null };
}

async function ownersRecord() {
  return held(await post("/lab/record/", {}));
}
