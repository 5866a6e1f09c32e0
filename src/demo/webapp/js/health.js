import { byId } from "./dom.js";

const INTERVAL_MS = 10_000;

/** Asks the readiness check now and then; not in the log, where it would drown the rest. */
export function startHealth() {
  ask();
  setInterval(ask, INTERVAL_MS);
}

async function ask() {
  try {
    const response = await fetch("/health/ready", { cache: "no-store" });
    show(await response.json());
  } catch {
    display("DOWN", "", "No answer from the server");
  }
}

function show({ status, checks }) {
  const check = checks.find(({ data }) => data?.store);
  const store = check?.data.store ?? "unknown";
  const note = { embedded: "embedded store, this instance only", redis: "Redis, shared by all instances" }[store] ?? `${store} store`;
  display(status, store, status === "UP" ? `Ready · ${note}` : `Not ready · ${note}`);
}

function display(status, store, text) {
  const strip = byId("health");
  strip.dataset.status = status;
  strip.dataset.store = store;
  if (byId("health-text").textContent !== text) byId("health-text").textContent = text;
}
