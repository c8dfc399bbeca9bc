/** The console of a step: the controls, what they start, and what it comes to. */

import { scriptOf } from "./copy.js";
import { Refused, forgetTokens } from "./credentials.js";
import { Unreachable } from "./http.js";
import { config, word } from "./page.js";
import { personOf, signInAs } from "./person.js";
import { notesOn, prepare, send } from "./send.js";
import { showDecision, showRequest, showResponse } from "./show.js";
import * as state from "./state.js";

const at = (id) => document.getElementById(id);
const form = at("console-form");
form.elements.headers.disabled = false;
let address = location.search;
let prepared = null;
// Counts what was begun: a late answer must not show up under another state.
let turn = 0;

async function submit(mine) {
  state.renew(form);
  const [asked, asking] = [state.read(form), await personOf(form)];
  const isSession = asking && asked.how === "Session";
  const signedIn = isSession ? [await signInAs(asking)] : [];
  const request = await prepare(asked, asking);
  if (request.body) state.bodySent();
  const response = await send(request);
  if (response.status === 401) forgetTokens();
  if (mine !== turn) return;
  showScript(request);
  await show({ request, response }, [...signedIn, ...notesOn(request)]);
}

async function show({ request, response }, notes) {
  showRequest(at("request"), request);
  showResponse(at("response"), response);
  at("panes").hidden = false;
  at("console-status").textContent = at("response").firstElementChild.textContent;
  say(...notes);
  await showDecision(at("decision"), response);
}

function showScript(request) {
  prepared = request;
  at("script").textContent = scriptOf(at("copy-as").value, request);
  at("script-box").hidden = false;
}

async function copy() {
  if (!form.reportValidity()) return say();
  const isRenewed = state.renew(form);
  const request = await prepare(state.read(form), await personOf(form));
  const renewed = isRenewed && request.body ? [word("renewed")] : [];
  const notes = [...renewed, ...notesOn(request)];
  showScript(request);
  try {
    await navigator.clipboard.writeText(at("script").textContent);
    say(word("copied"), ...notes);
  } catch {
    at("script-box").open = true;
    getSelection().selectAllChildren(at("script"));
    say(word("copyYourself"), ...notes);
  }
}

/** Do something while the controls say that it is under way; tell what fails. */
async function busily(work) {
  const focused = document.activeElement;
  const mine = (turn += 1);
  setBusy(true);
  say(word("busy"));
  try {
    await work(mine);
  } catch (error) {
    if (mine === turn) await failed(error);
  } finally {
    setBusy(false);
    // A button that is disabled loses the focus; the reader may have moved on.
    if (document.activeElement === document.body) focused.focus({ preventScroll: true });
  }
}

function setBusy(isBusy) {
  at("panes").ariaBusy = form.ariaBusy = `${isBusy}`;
  at("console-send").disabled = at("copy").disabled = isBusy;
}

async function failed(error) {
  at("script-box").hidden = true;
  if (error instanceof Refused) return show(error.exchange, [reasonOf(error)]);
  if (error instanceof Unreachable) return say(word("network"));
  if (error.status === 503) return say(word("away"));
  // What was told on purpose; anything else is a slip of ours, for the console to show.
  if (error.constructor === Error && error.message) return say(error.message);
  if (!error.status) console.error(error);
  return say(word("stale"));
}

function reasonOf({ reason, exchange }) {
  const { sessionCookie: cookie } = config;
  return word(reason, { cookie, address: exchange.request.path });
}

function say(...sentences) {
  at("console-note").textContent = sentences.join(" ");
}

function arrange() {
  const { who, do: column, record } = form.elements;
  at("own").hidden = who.value !== "own";
  at("body").hidden = !config.withBody.includes(column.value);
  record.closest("label").hidden = config.toList.includes(column.value);
}

function keepAddress() {
  address = state.query(form);
  history.replaceState(null, "", `${address}#console`);
}

function nameChanged() {
  const who = form.elements.who.value;
  state.nameInHeader(form, who === "own" ? at("own-name").value : who);
}

function follow(event) {
  const link = event.target.closest("a[data-console]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.pathname !== location.pathname) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  restore();
  at("console").scrollIntoView();
  at("console-send").focus({ preventScroll: true });
}

function restore() {
  // Following a link inside the page comes here too, and changes nothing.
  if (location.search === address) return;
  address = location.search;
  turn += 1;
  state.fill(form, location.search);
  at("panes").hidden = at("script-box").hidden = true;
  say();
  arrange();
}

function start() {
  at("copying").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busily(submit);
  });
  form.elements.who.addEventListener("change", nameChanged);
  at("own-name").addEventListener("input", nameChanged);
  form.elements.body.addEventListener("input", state.ownBody);
  form.addEventListener("input", arrange);
  form.addEventListener("change", keepAddress);
  at("copy").addEventListener("click", () => busily(copy));
  at("copy-as").addEventListener("change", () => prepared && showScript(prepared));
  document.addEventListener("click", follow);
  addEventListener("popstate", restore);
  arrange();
}

start();
