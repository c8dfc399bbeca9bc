/** The state of the console: in the form, and in the address of the page. */

import { config } from "./page.js";

const FIELDS = ["who", "how", "do", "record", "body", "headers"];
const SECRET = /^\s*((proxy-)?authorization|cookie|x-api-key|x-csrftoken)\s*:/i;
// Keys, and not letters: pasted into a terminal they would be pressed.
const KEYS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

let isBodyOwn = config.isBodyOwn;
let isBodySent = false;

/** The state as the form has it; `body` is the text to send. */
export function read(form) {
  const fields = FIELDS.map((name) => [name, form.elements[name].value]);
  return { ...Object.fromEntries(fields), record: form.elements.record.value.trim() };
}

/** Put the state of an address (its query) into the form. */
export function fill(form, query) {
  const asked = new URLSearchParams(query);
  const empty = { who: "", how: config.usual.how, do: "LIST", headers: "" };
  const usual = asked.has("who") ? empty : config.usual;
  for (const name of FIELDS) {
    form.elements[name].value = clean(asked.get(name) ?? usual[name] ?? "");
  }
  isBodyOwn = Boolean(asked.get("body"));
  freshen(form);
}

/** The query of the address of what the form shows; it never holds a secret. */
export function query(form) {
  const state = read(form);
  state.body = isBodyOwn ? short(state.body) : "";
  state.headers = short(withoutSecrets(state.headers));
  const kept = FIELDS.filter((name) => state[name] || name === "who");
  return `?${new URLSearchParams(kept.map((name) => [name, state[name]]))}`;
}

/** A text without the characters that nobody means to write. */
export function clean(text) {
  return text.replace(KEYS, "");
}

/** The body is the reader's own from now on. */
export function ownBody() {
  isBodyOwn = true;
}

/** The body was sent: a record has its e-mail by now. */
export function bodySent() {
  isBodySent = true;
}

/** Give the lab's body another e-mail if it was sent; whether it has one now. */
export function renew(form) {
  const isOld = isBodySent && !isBodyOwn;
  if (isOld) freshen(form);
  return isOld;
}

function freshen(form) {
  isBodySent = false;
  if (isBodyOwn) return;
  const mark = crypto.getRandomValues(new Uint32Array(1))[0].toString(16);
  form.elements.body.value = config.body.replace("*", mark);
}

/** Let the header that names somebody follow the person chosen. */
export function nameInHeader(form, username) {
  if (!config.nameHeader) return;
  const others = form.elements.headers.value
    .split("\n")
    .filter((line) => line.trim() && !line.startsWith(`${config.nameHeader}:`));
  const named = username ? [`${config.nameHeader}: ${username}`] : [];
  form.elements.headers.value = [...named, ...others].join("\n");
}

function withoutSecrets(lines) {
  return lines
    .split("\n")
    .filter((line) => !SECRET.test(line))
    .join("\n");
}

// Servers refuse an address that is too long: what makes it so stays out of it.
function short(text) {
  return encodeURIComponent(text).length > config.longest ? "" : text;
}
