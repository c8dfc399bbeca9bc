/** A request as a command: for curl, HTTPie and Python requests. */

import { config } from "./page.js";
import { clean } from "./state.js";

const LOGIN = "/api-auth/login/";

/** The lines for one of the clients; a session is begun first. */
export function scriptOf(client, request) {
  const headers = request.headers.filter(
    ([name]) => !(request.needsCsrf && name === "X-CSRFToken"),
  );
  const url = new URL(request.path, location.origin).href;
  const login = new URL(LOGIN, location.origin).href;
  return { curl, httpie, python }[client]({ ...request, headers, url, login });
}

/** A word that a POSIX shell takes as it is, and a terminal as nothing but letters. */
export function quote(text) {
  return `'${clean(text).replaceAll("'", `'\\''`)}'`;
}

// Both curl and HTTPie write a header without a value so.
function lineOf([name, value]) {
  return value ? `${name}: ${value}` : `${name};`;
}

function lines(...parts) {
  return parts.flat().join(" \\\n  ");
}

function curl({ method, url, headers, body, session, needsCsrf, login }) {
  const how = { GET: [], HEAD: ["--head"] }[method] ?? [`-X ${method}`];
  const command = lines(
    "curl -i",
    how,
    session ? `-b "$jar" -e ${quote(login)}` : [],
    needsCsrf ? '-H "X-CSRFToken: $(csrf)"' : [],
    headers.map((header) => `-H ${quote(lineOf(header))}`),
    body ? `--data-raw ${quote(body)}` : [],
    quote(url),
  );
  return session ? `${curlSession(session, login)}\n${command}` : command;
}

function curlSession({ username, password }, login) {
  const keep = `curl -s -o /dev/null -b "$jar" -c "$jar" -e ${quote(login)}`;
  return [
    "jar=$(mktemp)",
    `csrf() { awk '$6 == "${config.csrfCookie}" { print $7 }' "$jar"; }`,
    `${keep} ${quote(login)}`,
    lines(
      keep,
      `--data-urlencode ${quote(`username=${username}`)}`,
      `--data-urlencode ${quote(`password=${password}`)}`,
      '--data-urlencode "csrfmiddlewaretoken=$(csrf)"',
      quote(login),
    ),
  ].join("\n");
}

function httpie({ method, url, headers, body, session, needsCsrf, login }) {
  const command = lines(
    "http --ignore-stdin",
    session ? '--session="$session"' : [],
    body ? `--raw=${quote(body)}` : [],
    // What follows are headers, whatever they begin with.
    `${method} ${quote(url)} --`,
    session ? quote(`Referer: ${login}`) : [],
    needsCsrf ? '"X-CSRFToken: $(csrf)"' : [],
    headers.map((header) => quote(lineOf(header))),
  );
  return session ? `${httpieSession(session, login)}\n${command}` : command;
}

function httpieSession({ username, password }, login) {
  const open = 'http --ignore-stdin --session="$session"';
  return [
    "session=$(mktemp -d)/session.json",
    "csrf() { python3 -c '",
    "import json, sys",
    'for cookie in json.load(open(sys.argv[1]))["cookies"]:',
    `    if cookie["name"] == "${config.csrfCookie}": print(cookie["value"])`,
    "' \"$session\"; }",
    `${open} --quiet GET ${quote(login)}`,
    lines(
      `${open} --quiet --form POST ${quote(login)}`,
      quote(`Referer: ${login}`),
      quote(`username=${fieldOf(username)}`),
      quote(`password=${fieldOf(password)}`),
      '"csrfmiddlewaretoken=$(csrf)"',
    ),
  ].join("\n");
}

// For HTTPie `=@` reads a file, and `==` is a part of the address.
function fieldOf(value) {
  return value.replace(/^[@=]/, "\\$&");
}

function python({ method, url, headers, body, session, needsCsrf, login }) {
  const named = headers.map(([name, value]) => `    ${text(name)}: ${text(value)},`);
  const csrf = `    "X-CSRFToken": session.cookies[${text(config.csrfCookie)}],`;
  const data = body ? ", data=body.encode()" : "";
  const referer = `    "Referer": ${text(login)},`;
  return [
    "import requests",
    "",
    "session = requests.Session()",
    ...(session ? pythonSession(session, login) : []),
    "headers = {",
    ...named,
    ...(session ? [referer] : []),
    ...(needsCsrf ? [csrf] : []),
    "}",
    ...(body ? [`body = ${text(body)}`] : []),
    `response = session.request(${text(method)}, ${text(url)}, headers=headers${data})`,
    "print(response.status_code, response.reason)",
    "print(response.text)",
  ].join("\n");
}

function pythonSession({ username, password }, login) {
  return [
    `login = ${text(login)}`,
    "session.get(login)",
    "form = {",
    `    "username": ${text(username)},`,
    `    "password": ${text(password)},`,
    `    "csrfmiddlewaretoken": session.cookies[${text(config.csrfCookie)}],`,
    "}",
    'session.post(login, data=form, headers={"Referer": login})',
  ];
}

// JSON's way to write a text is Python's too.
function text(value) {
  return JSON.stringify(clean(value));
}
