const text = JSON.stringify(pm.request);

/** The variables that the request names, of some kinds, as pairs of actor and kind. */
function named(kinds) {
  const pattern = new RegExp("{{([a-z]+)(" + kinds + ")}}", "g");
  return [...text.matchAll(pattern)].map((found) => found.slice(1));
}

/** Makes a record of the owner, for this request alone. */
function makeAuthor() {
  const email = pm.variables.replaceIn("{{$guid}}@example.org");
  const sent = withJson(at(known.paths.make), { name: "user_abc", email }, bearer("owner"));
  send(sent, [201], (answer) => pm.variables.set("authorId", answer.json().id));
}

pm.variables.unset("authorId");
pm.variables.set("baseUrl", need("baseUrl").replace(/[/]+$/, ""));
named("Username|Password").forEach(([actor, kind]) => need(actor + kind));
const asks = text.includes("{{authorId}}");
// First of all what deletes: nothing is made that would stay.
const writes = asks || text.includes("{{$guid}}") ? [["superuser", "Jwt"]] : [];
const makes = asks ? [["owner", "Jwt"]] : [];
const says = named("Basic|Jwt|Refresh|Session|Token");
fetchAll([...writes, ...makes, ...says], asks ? makeAuthor : () => {});
