import { byId, clock, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";

const OUTCOME = "session-outcome";
// Kept after a log-out on purpose: the page shows that the old token is refused.
const tokens = new Map();

export function startSession() {
  for (const person of document.querySelectorAll(".person")) {
    for (const button of person.querySelectorAll("button")) {
      onClick(button, () => ACTIONS[button.dataset.action](person));
    }
  }
}

const ACTIONS = {
  "sign-in": signIn,
  me: whoAmI,
  "log-out": logOut,
  "revoke-all": revokeAll,
  stats: statistics,
};

async function signIn(person) {
  const { user, role } = person.dataset;
  const answer = await call("POST", "api/session", { json: { user, roles: [role] } });
  if (answer.status !== 201) return refused(person, answer);
  tokens.set(user, answer.body.token);
  show(person, "valid", `valid until ${clock(answer.body.expiresAt)}`);
  tell(OUTCOME, "good", `${user} has a token for 15 minutes.`);
}

async function whoAmI(person) {
  const answer = await call("GET", "api/me", { token: tokens.get(person.dataset.user) });
  if (answer.status !== 200) return refused(person, answer);
  tell(OUTCOME, "good", `You are ${answer.body.user}, ${answer.body.roles.join(" and ")}.`);
}

async function logOut(person) {
  const answer = await call("DELETE", "api/session", { token: tokens.get(person.dataset.user) });
  if (answer.status !== 204) return refused(person, answer);
  show(person, "refused", "token revoked");
  tell(OUTCOME, "good", `${person.dataset.user}’s token is revoked, here and on every node. Ask it who you are.`);
}

async function revokeAll(person) {
  const answer = await asAdmin(person, (token) =>
    call("POST", "api/users/ada/revocations", { token, json: { reason: "password_change" } }),
  );
  if (answer.status !== 200) return refused(person, answer);
  const ada = document.querySelector('.person[data-user="ada"]');
  if (ada.dataset.token === "valid") show(ada, "refused", "token revoked");
  tell(OUTCOME, "good", "Every token that ada held is refused; a fresh sign-in works at once.");
}

async function statistics(person) {
  const answer = await asAdmin(person, (token) => call("GET", "api/blacklist/stats", { token }));
  if (answer.status !== 200) return refused(person, answer);
  byId("stats-tokens").textContent = answer.body.totalTokensBlacklisted;
  byId("stats-users").textContent = answer.body.totalUsersBlacklisted;
  byId("stats-table").hidden = false;
  tell(OUTCOME, "good", "What is revoked at present; entries leave when their tokens expire.");
}

/** Sends a request as the admin, who is signed in first if need be. */
export function asRoot(request) {
  return asAdmin(document.querySelector('.person[data-user="root"]'), request);
}

async function asAdmin(person, request) {
  if (person.dataset.token === "none") await signIn(person);
  return request(tokens.get(person.dataset.user));
}

function refused(person, answer) {
  if (answer.status === 401 && tokens.has(person.dataset.user)) show(person, "refused", "token refused");
  const hint = answer.status === 401 && !tokens.has(person.dataset.user) ? "there is no token yet, sign in first" : reason(answer);
  tell(OUTCOME, "bad", `${answer.status}: ${hint}.`);
}

function show(person, token, text) {
  person.dataset.token = token;
  person.querySelector(".state").textContent = text;
}
