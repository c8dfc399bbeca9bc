/** The claims of a JWT in words; `say(key, fills)` is what the page lets us say. */

const TIMES = ["exp", "iat", "nbf"];
const UNITS = { day: 86400, hour: 3600, minute: 60, second: 1 };
const language = () => document.documentElement.lang;

/** What the page holds in words: `say(key, fills)`; `undefined` for an unknown key. */
export function wordsIn(template) {
  const words = new Map();
  for (const one of template.content.querySelectorAll("[data-word]")) {
    words.set(one.dataset.word, one.textContent);
  }
  return (key, fills = {}) =>
    words.get(key)?.replace(/\{(\w+)\}/g, (_, name) => fills[name]);
}

/** One row of the table for each claim: name, value, meaning. */
export function rowsOf(payload, say) {
  return Object.entries(payload).map(([name, value]) => {
    const row = document.createElement("tr");
    const head = cell("th", code(name));
    head.scope = "row";
    row.append(head, cell("td", code(JSON.stringify(value))));
    row.append(cell("td", meaning(name, value, say)));
    return row;
  });
}

/** Seconds until `exp`, below zero when it is over; NaN where `exp` is no time. */
export function secondsLeft(payload) {
  return dateOf(payload.exp) ? Math.ceil(payload.exp - Date.now() / 1000) : NaN;
}

/** How long is left, or since when it is over. */
export function leftInWords(seconds, say) {
  if (Number.isNaN(seconds)) return say("endless");
  const key = seconds > 0 ? "left" : "over";
  return say(key, { time: duration(Math.abs(seconds)) });
}

function cell(tag, content) {
  const made = document.createElement(tag);
  made.append(content);
  return made;
}

function code(text) {
  const made = document.createElement("code");
  made.textContent = text;
  return made;
}

function meaning(name, value, say) {
  if (!TIMES.includes(name)) {
    return say(`value.${name}.${value}`) ?? say(`claim.${name}`) ?? say("unknown");
  }
  const date = dateOf(value);
  if (!date) return say("no-time");
  const style = { dateStyle: "long", timeStyle: "medium" };
  return say(`claim.${name}`, { value: date.toLocaleString(language(), style) });
}

function dateOf(seconds) {
  const date = new Date(typeof seconds === "number" ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

// The three largest units: a refresh token, good for a day, still counts in seconds.
function duration(seconds) {
  const told = [];
  for (const [unit, size] of Object.entries(UNITS)) {
    if (seconds >= size || (unit === "second" && !told.length)) {
      told.push(amount(Math.floor(seconds / size), unit));
      seconds %= size;
    }
  }
  return told.slice(0, 3).join(" ");
}

function amount(count, unit) {
  const style = { style: "unit", unit, unitDisplay: "short" };
  return new Intl.NumberFormat(language(), style).format(count);
}
