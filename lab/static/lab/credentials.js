/** Who sends a request, and what it carries to say so; kept in memory alone. */

import { held, post, request as ask } from "./http.js";
import { isExpired } from "./jwt.js";

const LOGIN = "/api-auth/login/";
const WHOAMI = "/api/whoami/";
const HIDDEN = "••••••••";
// Where each kind of token is given, the field that holds it, and the word before it.
const TOKENS = {
  Token: { url: "/api/api-token-auth/", field: "token", word: "Token" },
  JWT: { url: "/api/token/", field: "access", word: "Bearer" },
};

// How both refuse a name and a password; any other status is another trouble.
const WRONG = [400, 401];
const TROUBLES = { 429: "locked", 503: "away" };

const passwords = new Map();
const tokens = new Map();

/** Refused credentials: `exchange` is `{request, response}`, `reason` a word's key. */
export class Refused extends Error {
  constructor(exchange, reason) {
    super(reason);
    Object.assign(this, { exchange, reason });
  }
}

/** The password of a demo person; Error with the server's reason for none. */
export async function passwordOf(username) {
  if (!passwords.has(username)) {
    const response = await post("/lab/credentials/", { username });
    passwords.set(username, (await held(response)).password);
  }
  return passwords.get(username);
}

/** The headers by which a person says who it is; a session needs none. */
export async function identify(person, how) {
  if (how === "Basic") return [["Authorization", `Basic ${basic(person)}`]];
  if (!(how in TOKENS)) return [];
  return [["Authorization", `${TOKENS[how].word} ${await tokenOf(person, how)}`]];
}

/** The address that gives the tokens of a scheme; undefined where it has none. */
export const sourceOf = (how) => TOKENS[how]?.url;

/** Get new tokens the next time: those of now were refused. */
export const forgetTokens = () => tokens.clear();

/** Sign the browser in as a person; false where it is that person already. */
export async function signIn({ username, password, isOwn }) {
  if (!isOwn && (await signedInAs()) === username) return false;
  const response = await post(LOGIN, { username, password, next: WHOAMI });
  if (!response.redirected) throw notSignedIn(username, await readable(response));
  return true;
}

// Whoever signs in is sent on: the form comes again, with 200, to a wrong password.
function notSignedIn(username, response) {
  const body = `username=${username}&password=${HIDDEN}`;
  const headers = [["Content-Type", "application/x-www-form-urlencoded"]];
  const request = { method: "POST", path: LOGIN, headers, body };
  const isRefused = response.status === 200;
  const reason = isRefused ? "wrongInForm" : troubleOf(response);
  return new Refused({ request, response: { ...response, isRefused } }, reason);
}

function troubleOf({ status }) {
  return TROUBLES[status] ?? "refused";
}

async function signedInAs() {
  const response = await ask(WHOAMI, { headers: { Accept: "application/json" } });
  const answer = response.ok ? await response.json() : {};
  return answer.scheme === "Session" ? answer.username : "";
}

async function tokenOf(person, how) {
  const key = [how, person.username, person.password].join("\n");
  const known = tokens.get(key);
  if (!known || (how === "JWT" && isExpired(known))) {
    tokens.set(key, await newToken(person, TOKENS[how]));
  }
  return tokens.get(key);
}

async function newToken({ username, password }, { url, field }) {
  const headers = [
    ["Accept", "application/json"],
    ["Content-Type", "application/json"],
  ];
  const body = JSON.stringify({ username, password });
  const sent = { method: "POST", headers, body, credentials: "omit" };
  const response = await readable(await ask(url, sent));
  if (response.status !== 200) {
    const shown = JSON.stringify({ username, password: HIDDEN });
    const request = { ...sent, path: url, body: shown };
    const isWrong = WRONG.includes(response.status);
    const reason = isWrong ? "wrongForToken" : troubleOf(response);
    throw new Refused({ request, response }, reason);
  }
  return JSON.parse(response.text)[field];
}

/** The status, the headers and the text of an answer. */
export async function readable(answer) {
  const { status, statusText } = answer;
  const text = await answer.text();
  return { status, statusText, headers: [...answer.headers], text };
}

function basic({ username, password }) {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return btoa(String.fromCharCode(...bytes));
}
