/** Who the console asks as: somebody of the laboratory, or whoever types a name. */

import { passwordOf, signIn } from "./credentials.js";
import { renewForms, request } from "./http.js";
import { word } from "./page.js";

/** The person who is to ask; null for nobody. Error where one cannot be. */
export async function personOf(form) {
  const who = form.elements.who.value;
  if (!who) return null;
  if (who === "own") return ownPerson(form);
  if (form.elements.how.value === "none") return { username: who };
  return { username: who, password: await passwordOf(who) };
}

function ownPerson(form) {
  const fields = form.elements;
  const username = fields["own-name"].value;
  if (!username && fields.how.value !== "none") throw new Error(word("nameless"));
  return { username, password: fields["own-password"].value, isOwn: true };
}

/** Sign the browser in as a person; the sentence that says so. */
export async function signInAs(asking) {
  const isNew = await signIn(asking);
  if (isNew) await refreshAccount();
  return word(isNew ? "signedIn" : "alreadyIn", { name: asking.username });
}

// The page was made for somebody else: what it says of who is signed in comes anew.
async function refreshAccount() {
  const answer = await request(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [".site-header .account", ".observation"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  renewForms();
}
