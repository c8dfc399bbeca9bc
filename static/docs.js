/* Swagger UI on the page of the API documentation. */

const SAFE = ["GET", "HEAD", "OPTIONS"];
const place = document.getElementById("swagger-ui");
const system = matchMedia("(prefers-color-scheme: dark)");

/** The value of a cookie; an empty string where there is none. */
function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

/** A request of Swagger's, by the scheme that was authorized, or else by the session. */
function prepared(request) {
  if (request.headers.Authorization) {
    // The server may ask Session first: the cookie would win.
    request.credentials = "omit";
  } else if (!SAFE.includes(request.method)) {
    request.headers["X-CSRFToken"] = cookie("csrftoken");
  }
  return request;
}

/** Show the theme that the reader has chosen, or else the system's. */
function paint() {
  const { classList, dataset } = document.documentElement;
  classList.toggle("dark-mode", dataset.theme ? dataset.theme === "dark" : system.matches);
}

paint();
system.addEventListener("change", paint);

globalThis.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: prepared,
});
