/** What every script of the laboratory needs to talk to its own server. */

/** The value of a cookie that scripts may read; "" where there is none. */
export function cookie(name) {
  const found = document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** No answer came. */
export class Unreachable extends Error {}

/** fetch(), in which a server out of reach is told from a slip of our own. */
export function request(url, options) {
  return fetch(url, options).catch(() => {
    throw new Unreachable();
  });
}

/** Send a form to an address of this site, with the CSRF token of the cookie. */
export function post(url, fields) {
  return request(url, {
    method: "POST",
    headers: { "X-CSRFToken": cookie("csrftoken") },
    body: new URLSearchParams(fields),
    credentials: "same-origin",
  });
}

/** What an answer of the laboratory holds; Error with its reason where it refuses. */
export async function held(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { status } = response;
  throw Object.assign(new Error(answer.detail ?? ""), { status });
}

/** Give the forms of the page the CSRF token of now: signing in changes it. */
export function renewForms() {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    field.value = cookie("csrftoken");
  }
}
