import { byId, element } from "./dom.js";

const MOST_ENTRIES = 40;
const SHOWN_HEADERS = [
  "WWW-Authenticate",
  "RateLimit",
  "RateLimit-Policy",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "Retry-After",
  "Cache-Control",
  "ETag",
  "Content-Type",
];

const SECRETS = ["token", "refreshToken"];

/** Puts a request on top of the log, opened; the one before it is closed. */
export function record({ method, path, status, headers, body, ms, sent }) {
  const log = byId("log");
  log.querySelector("details[open]")?.removeAttribute("open");
  log.prepend(entry({ method, path, status, headers, body, ms, sent }));
  while (log.children.length > MOST_ENTRIES) log.lastElementChild.remove();
  byId("log-empty").hidden = true;
}

export function startLog() {
  byId("clear-log").addEventListener("click", () => {
    byId("log").replaceChildren();
    byId("log-empty").hidden = false;
  });
}

function entry({ method, path, status, headers, body, ms, sent }) {
  const summary = element(
    "summary",
    {},
    element("span", { class: "method" }, method),
    element("span", { class: "path" }, path),
    element("span", { class: "status", "data-class": String(Math.floor(status / 100)) }, status ? String(status) : "—"),
    element("span", { class: "took" }, `${ms.toFixed(ms < 10 ? 1 : 0)} ms`),
  );
  const parts = [part("Headers", "headers", headerLines(headers))];
  if (sent) parts.unshift(part("Sent", "sent", pretty(sent)));
  if (body !== "") parts.push(part("Body", "body", pretty(body)));
  const details = element("details", { open: "" }, summary, element("div", { class: "exchange" }, ...parts));
  return element("li", { "data-method": method, "data-path": path, "data-status": String(status) }, details);
}

function part(title, kind, text) {
  return element("div", {}, element("h3", {}, title), element("pre", { "data-part": kind, tabindex: "0" }, text));
}

function headerLines(headers) {
  const lines = SHOWN_HEADERS.filter((name) => headers.has(name)).map((name) => `${name}: ${headers.get(name)}`);
  return lines.join("\n") || "none of note";
}

// A token is a secret even here: enough of it to tell two apart.
function pretty(body) {
  const shorten = (key, value) => (SECRETS.includes(key) && typeof value === "string" ? `${value.slice(0, 12)}…${value.slice(-8)}` : value);
  return typeof body === "string" ? body : JSON.stringify(body, shorten, 2);
}
