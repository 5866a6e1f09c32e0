// Logins of one user on several devices: each is ended alone, or with others, and renewed by its refresh token.
import { byId, clock, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";

const USER = "mia";
// Kept after a log-out on purpose: the page shows that the old tokens are refused.
const logins = new Map();
let current;

export function startDevices() {
  for (const row of rows()) {
    onClick(row.querySelector(".sign-in"), () => signIn(row.dataset.device));
    onClick(row.querySelector(".log-out"), () => logOut(row.dataset.device));
  }
  onClick(byId("log-out-others"), () => logOutAll("?keep=this", `All but the ${current} are logged out, on every node.`));
  onClick(byId("log-out-everywhere"), () => logOutAll("", "All devices are logged out, on every node."));
}

export function startRefresh() {
  onClick(byId("renew"), renew);
  onClick(byId("use-spent"), useSpent);
}

async function signIn(device) {
  const answer = await call("POST", "api/session", { json: { user: USER, roles: ["user"], device } });
  if (answer.status !== 201) return refused("devices-outcome", answer);
  current = device;
  logins.set(device, { ...answer.body, spent: [] });
  if (await list()) tell("devices-outcome", "good", `${USER} is signed in on the ${device}.`);
}

async function logOut(device) {
  const login = logins.get(device);
  if (!login) return tell("devices-outcome", "bad", `${USER} is not signed in on the ${device}.`);
  const answer = await call("DELETE", `api/sessions/${login.sid}`, { token: logins.get(current).token });
  if (answer.status !== 204) return refused("devices-outcome", answer);
  if (device === current) return over(`The ${device} is logged out.`);
  if (await list()) tell("devices-outcome", "good", `The ${device} is logged out, on every node; the ${current} is not.`);
}

async function logOutAll(kept, text) {
  if (!current) return signInFirst("devices-outcome");
  const answer = await call("DELETE", `api/sessions${kept}`, { token: logins.get(current).token });
  if (answer.status !== 204) return refused("devices-outcome", answer);
  if (!kept) return over(text);
  if (await list()) tell("devices-outcome", "good", text);
}

/** What this page does next goes by the token that was just refused or ended: it shows that. */
async function over(text) {
  await list();
  tell("devices-outcome", "good", `${text} Its token is refused from now on.`);
}

/** Shows which devices are signed in. Returns whether the token of this device is good. */
async function list() {
  const answer = await call("GET", "api/sessions", { token: logins.get(current).token });
  const alive = answer.status === 200 ? answer.body : [];
  for (const row of rows()) {
    const { device } = row.dataset;
    const session = alive.find(({ sid }) => sid === logins.get(device)?.sid);
    row.dataset.state = session ? "in" : "out";
    row.querySelector(".state").textContent = session ? `since ${clock(session.since)}${session.current ? ", this one" : ""}` : "signed out";
  }
  if (answer.status !== 200) refused("devices-outcome", answer);
  return answer.status === 200;
}

async function renew() {
  if (!current) return signInFirst("refresh-outcome");
  const login = logins.get(current);
  const answer = await exchange(login.refreshToken);
  if (answer.status !== 200) return refused("refresh-outcome", answer);
  login.spent.push(login.refreshToken);
  Object.assign(login, answer.body);
  tell("refresh-outcome", "good", `The ${current} has a new token and a new refresh token. ${login.spent.length} spent.`);
}

async function useSpent() {
  const spent = logins.get(current)?.spent[0];
  if (!spent) return tell("refresh-outcome", "bad", "No refresh token is spent yet: sign in on a device, and renew twice.");
  const answer = await exchange(spent);
  if (answer.status === 200) {
    return tell("refresh-outcome", "good", "The same refresh token as before: this may be a double click. Renew again, and it is theft.");
  }
  await list();
  if (answer.status !== 401) return refused("refresh-outcome", answer);
  tell("refresh-outcome", "bad", `401: it was stolen, by this one or by the owner. The login on the ${current} is out, tokens and all.`);
}

function exchange(refreshToken) {
  return call("POST", "api/token", { json: { refreshToken } });
}

function signInFirst(outcome) {
  tell(outcome, "bad", "Sign in on a device first.");
}

function refused(outcome, answer) {
  tell(outcome, "bad", `${answer.status}: ${reason(answer)}.`);
}

function rows() {
  return document.querySelectorAll(".device");
}
