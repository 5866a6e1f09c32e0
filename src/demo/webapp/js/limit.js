import { byId, element, money, onClick, tell, ticker } from "./dom.js";
import { call, reason } from "./http.js";

const OUTCOME = "limit-outcome";
const LIMIT = 10;
const BURST = 12;

const tickWindow = ticker();
const tickCountdown = ticker();

export function startLimit() {
  byId("pips").append(...Array.from({ length: LIMIT }, () => element("li")));
  showRemaining(LIMIT);
  onClick(byId("search"), () => run(1));
  onClick(byId("burst"), () => run(BURST));
}

async function run(times) {
  byId("burst-results").replaceChildren();
  const path = `api/search?q=${encodeURIComponent(byId("query").value)}`;
  const answers = [];
  for (let i = 0; i < times; i++) {
    const answer = await call("GET", path);
    answers.push(answer);
    showStatus(answer.status);
    showWindow(answer.headers);
    if (answer.status === 200) showProducts(answer.body.products);
  }
  report(answers);
}

function report(answers) {
  const last = answers.at(-1);
  const admitted = answers.filter(({ status }) => status === 200).length;
  if (last.status === 429) {
    countDown(Number(last.headers.get("Retry-After")), admitted, answers.length - admitted);
    return;
  }
  const text = last.status === 200 ? `${admitted} admitted.` : `${last.status}: ${reason(last)}.`;
  tickCountdown(() => tell(OUTCOME, last.status === 200 ? "good" : "bad", text));
}

function countDown(seconds, admitted, denied) {
  const until = performance.now() + seconds * 1000;
  tickCountdown(() => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0) tell(OUTCOME, "bad", `${admitted} admitted, ${denied} denied with 429. Retry after ${left} s.`);
    else tell(OUTCOME, "idle", "The window is over: the next search begins a new one.");
    return left > 0;
  });
}

function showWindow(headers) {
  if (!headers.has("X-RateLimit-Remaining")) return;
  showRemaining(Number(headers.get("X-RateLimit-Remaining")));
  const reset = new Date(headers.get("X-RateLimit-Reset"));
  tickWindow(() => {
    const left = Math.ceil((reset - Date.now()) / 1000);
    byId("window").textContent = left > 0 ? `window ends in ${left} s` : "";
    if (left <= 0) showRemaining(LIMIT);
    return left > 0;
  });
}

function showRemaining(remaining) {
  byId("gauge").dataset.remaining = remaining;
  byId("remaining").textContent = `${remaining} of ${LIMIT} left`;
  [...byId("pips").children].forEach((pip, i) => pip.toggleAttribute("data-left", i < remaining));
}

function showStatus(status) {
  byId("burst-results").append(element("li", { "data-class": String(Math.floor(status / 100)) }, String(status)));
}

function showProducts(products) {
  byId("results").replaceChildren(
    ...products.map(({ name, price }) => element("li", {}, element("span", {}, name), element("span", {}, money(price)))),
  );
}
