// What a request needs before it is sent, and how to get it. With callbacks: in newman
// a script ends before a promise is kept.

/** Ends the request before it is sent, with a word on why. */
function stop(why) {
  const error = new Error(why);
  pm.test("prerequest", () => { throw error; });
  pm.execution.skipRequest();
  throw error;
}

/** The value of a variable; where it is empty, the request is not sent. */
function need(name) {
  return pm.variables.get(name) || stop(known.empty.replaceAll("{name}", name));
}

/** The address of a path on the server. */
function at(path) {
  return need("baseUrl") + path;
}

/** Sends a request of our own; `then` gets an answer with one of the statuses. */
function send(request, statuses, then) {
  pm.sendRequest(request, (error, response, more) => {
    if (error) stop([request.method, request.url, error.message].join(" "));
    if (!statuses.includes(response.code)) {
      const said = response.text().slice(0, 300);
      stop([request.method, request.url, response.code, said].join(" "));
    }
    then(response, more);
  });
}

/** A request with a body in JSON. */
function withJson(url, data, header = {}) {
  const headers = { "Content-Type": "application/json", ...header };
  const body = { mode: "raw", raw: JSON.stringify(data) };
  return { url, method: "POST", header: headers, body };
}

/** The name and the password of an actor. */
function account(actor) {
  return { username: need(actor + "Username"), password: need(actor + "Password") };
}

/** How each kind of variable is made: `then` gets the values by kind. */
const makers = {
  Basic: (actor, then) => {
    const { username, password } = account(actor);
    then({ Basic: Buffer.from(username + ":" + password).toString("base64") });
  },
  Jwt: (actor, then) =>
    send(withJson(at(known.paths.Jwt), account(actor)), [200], (answer) =>
      then({ Jwt: answer.json().access, Refresh: answer.json().refresh })),
  Token: (actor, then) =>
    send(withJson(at(known.paths.Token), account(actor)), [200], (answer) =>
      then({ Token: answer.json().token })),
  Session: signIn,
};
// A refresh token is used once.
makers.Refresh = makers.Jwt;

/** Whether an answer says that somebody is signed in. */
function isAbout(answer, username) {
  return answer.text().startsWith("{") && answer.json().username === username;
}

/** The form of the login, filled in; over https Django asks for the Referer. */
function form(url, page, fields) {
  const token = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(page.text());
  const all = { csrfmiddlewaretoken: token && token[1], next: known.paths.whoami, ...fields };
  const urlencoded = Object.entries(all).map(([key, value]) => ({ key, value }));
  const body = { mode: "urlencoded", urlencoded };
  return { url, method: "POST", header: { Referer: url }, body };
}

/** Signs in as a browser does. */
function signIn(actor, then) {
  const [url, fields] = [at(known.paths.login), account(actor)];
  send({ url, method: "GET" }, [200], (page) =>
    send(form(url, page, fields), [200, 302], (answer, { cookies }) => {
      // Led on to what tells who one is; a form that is shown again is a page.
      if (answer.code === 200 && !isAbout(answer, fields.username)) stop(known.login);
      const { Session, Csrf } = known.cookies;
      then({ Session: cookies.get(Session), Csrf: cookies.get(Csrf) });
    }));
}

/** What was fetched, by variable: when, and for which account. */
function ledger() {
  return JSON.parse(pm.collectionVariables.get("fetched") || "{}");
}

/** Whom something is fetched for: another address or name makes it worthless. */
function holder(actor) {
  return [need("baseUrl"), need(actor + "Username")].join(" ");
}

/** Whether a variable can be used as it is. */
function isFresh(actor, kind) {
  const entry = ledger()[actor + kind];
  return Boolean(entry) && kind !== "Refresh" && entry.holder === holder(actor)
    && Date.now() - entry.at < known.keep;
}

/** Keeps what was fetched. */
function keep(actor, values) {
  // The jar that signs in has one session: who signs in next ends it.
  const ends = (name) => "Session" in values && name.endsWith("Session");
  const others = Object.entries(ledger()).filter(([name]) => !ends(name));
  const fetched = Object.fromEntries(others);
  for (const [kind, value] of Object.entries(values)) {
    pm.collectionVariables.set(actor + kind, value);
    fetched[actor + kind] = { at: Date.now(), holder: holder(actor) };
  }
  pm.collectionVariables.set("fetched", JSON.stringify(fetched));
}

/** Fetches variables, each a pair of actor and kind, one after another; then goes on. */
function fetchAll([first, ...rest], then) {
  if (!first) return then();
  const [actor, kind] = first;
  const next = () => fetchAll(rest, then);
  if (isFresh(actor, kind)) return next();
  makers[kind](actor, (values) => {
    keep(actor, values);
    next();
  });
}

/** The header of a JWT that was fetched. */
function bearer(actor) {
  return { Authorization: "Bearer " + pm.collectionVariables.get(actor + "Jwt") };
}
