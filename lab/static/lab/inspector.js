/** The JWT inspector: takes a token apart here, and asks the server what it thinks. */

import { leftInWords, rowsOf, secondsLeft, wordsIn } from "./claims.js";
import { passwordOf } from "./credentials.js";
import { post, request } from "./http.js";
import { encode, objectIn, split } from "./jwt.js";

const PAUSE = 300; // milliseconds without typing before the server is asked
const OF_DRF = /^(token\s+)?[0-9a-f]{40}$/i;
const at = (id) => document.getElementById(id);
const page = at("inspector");
const say = wordsIn(at("words"));

// The token as it was given, the one that is shown, and its claims.
let given = "";
let shown = "";
let claims = null;

function take(text) {
  given = text.trim().replace(/^bearer\s+/i, "");
  show(given);
  if (claims) writePayload();
  at("payload-problem").textContent = "";
}

function show(token) {
  shown = token;
  const { parts, problem } = read(token);
  claims = parts?.payload ?? null;
  at("problem").textContent = problem;
  for (const id of ["decoded", "claims"]) at(id).hidden = !claims;
  if (claims) decode(parts);
  at("back").disabled = shown === given;
  judge(token);
}

function read(token) {
  if (!token) return { problem: "" };
  if (OF_DRF.test(token)) return { problem: say("drf") };
  try {
    return { parts: split(token), problem: "" };
  } catch (error) {
    const key = [error.code, error.part].filter(Boolean).join(".");
    return { problem: say(key) };
  }
}

function decode({ header, payload, raw }) {
  at("header").textContent = JSON.stringify(header, null, 2);
  for (const part of page.querySelectorAll("[data-raw]")) {
    part.textContent = raw[part.dataset.raw];
  }
  page.querySelector(".claims tbody").replaceChildren(...rowsOf(payload, say));
  tick();
}

function writePayload() {
  const text = JSON.stringify(claims, null, 2);
  at("payload").value = text;
  at("payload").rows = text.split("\n").length + 1;
}

function edit() {
  const payload = objectIn(at("payload").value);
  at("payload-problem").textContent = payload ? "" : say("edited");
  at("back").disabled = false;
  if (!payload) return;
  const [header, , signature] = split(given).raw;
  at("token").value = encode(header, payload, signature);
  show(at("token").value);
}

function putBack() {
  at("token").value = given;
  take(given);
  at("payload").focus();
}

let turn = 0;
let timer = 0;

function judge(token) {
  clearTimeout(timer);
  turn += 1;
  if (token) timer = setTimeout(ask, PAUSE, token, turn);
  else tell(say("nothing"));
}

async function ask(token, mine) {
  try {
    const answer = await post(page.dataset.judge, { token });
    const html = await answer.text();
    if (mine === turn) tell(...(answer.ok ? nodesOf(html) : [say("unreachable")]));
  } catch {
    if (mine === turn) tell(say("unreachable"));
  }
}

function nodesOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.children;
}

// All of the judgement would be too much to hear at each letter: the verdicts do.
function tell(...nodes) {
  at("judgement").replaceChildren(...nodes);
  const verdicts = [...at("judgement").querySelectorAll(".verdict .title")];
  const heard = verdicts.map((one) => one.textContent.trim().replace(/\s+/g, " "));
  at("summary").textContent = heard.join(". ");
  const fits = at("judgement").querySelector('[data-key="signature"]');
  at("fits").replaceChildren(...(fits ? [fits.cloneNode(true)] : []));
  doubt(fits?.dataset.ok);
}

// What a signature does not vouch for must not look as if it counted.
function doubt(ok) {
  at("doubt").textContent = say(`doubt.${ok}`) ?? "";
  at("left").hidden = Boolean(at("doubt").textContent);
}

let before = NaN;

function tick() {
  if (!claims) return;
  const seconds = secondsLeft(claims);
  at("left").textContent = leftInWords(seconds, say);
  if (before > 0 && seconds <= 0) judge(shown);
  before = seconds;
}

let asked = 0;

async function get(kind) {
  const mine = (asked += 1);
  try {
    const pair = await pairOf(at("person").value);
    if (mine !== asked) return;
    at("token").value = pair[kind];
    take(at("token").value);
  } catch (error) {
    at("problem").textContent = error.message || say("unreachable");
  }
}

async function pairOf(username) {
  const password = await passwordOf(username);
  const answer = await request(page.dataset.token, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
    credentials: "omit",
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

for (const button of page.querySelectorAll("[data-get]")) {
  button.addEventListener("click", () => get(button.dataset.get));
}
at("token").addEventListener("input", () => take(at("token").value));
at("payload").addEventListener("input", edit);
at("back").addEventListener("click", putBack);
setInterval(tick, 1000);
page.hidden = false;
