// What was revoked and refused, as an admin sees it.
import { byId, clock, element, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";
import { asRoot } from "./session.js";

const SHOWN = 8;

export function startAudit() {
  onClick(byId("audit"), show);
}

async function show() {
  const user = byId("audit-user").value;
  const query = new URLSearchParams(user ? { user, limit: SHOWN } : { limit: SHOWN });
  const answer = await asRoot((token) => call("GET", `api/audit?${query}`, { token }));
  if (answer.status !== 200) return tell("audit-outcome", "bad", `${answer.status}: ${reason(answer)}.`);
  byId("audit-entries").replaceChildren(...answer.body.map(entryOf));
  tell("audit-outcome", "good", answer.body.length ? "The newest first. Users, actors and tokens are hashes." : "Nothing yet.");
}

function entryOf(entry) {
  const what = `${entry.action.toLowerCase().replace("_", " ")} ${entry.scope.toLowerCase()}`;
  const actor = entry.actor ? ` by ${entry.actor.slice(0, 6)}…` : "";
  return element(
    "li",
    { "data-action": entry.action },
    element("span", {}, `${clock(entry.at)} ${what}${actor}`),
    element("span", {}, entry.reason || entry.request),
  );
}
