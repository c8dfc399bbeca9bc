/** What the server tells the scripts of the console, and how they build its page. */

/** The configuration of lab.console.config. */
export const config = JSON.parse(document.getElementById("console-config").textContent);

/** A sentence in the reader's language; `{name}` in it is a value. */
export function word(key, values = {}) {
  const said = document
    .getElementById("console-words")
    .content.querySelector(`[data-word="${key}"]`).textContent;
  return said.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** A new element with a class, and texts or elements in it. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A piece of code that can be scrolled with the keyboard. */
export function code(...children) {
  const pre = element("pre", "", element("code", "", ...children));
  pre.tabIndex = 0;
  return pre;
}
