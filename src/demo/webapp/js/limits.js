// The limits that are no fixed window of one endpoint: a card each, with a gauge and the latest status codes.
import { byId, element, onClick, tell, ticker } from "./dom.js";
import { call, reason } from "./http.js";

const REFILL_MS = 2000;
const REPORTS = 5;
const CALLS = 5;
const MOST_STATUSES = 9;

export function startTokenBucket() {
  const card = cardOf("tickets", 5);
  const refill = ticker();
  const take = async (times) => {
    card.clear();
    for (let i = 0; i < times; i++) card.show(await call("GET", "api/tickets"));
    const remaining = card.remaining();
    const since = performance.now();
    refill(() => {
      const now = Math.min(card.limit(), remaining + Math.floor((performance.now() - since) / REFILL_MS));
      card.showRemaining(now);
      return now < card.limit();
    });
    card.report(({ body }) => `Your number is ${body.number}.`);
  };
  for (const id of ["take-ticket", "take-tickets"]) onClick(byId(id), () => take(Number(byId(id).dataset.times)));
}

export function startGroup() {
  const card = cardOf("orders", 6);
  onClick(byId("place-order"), async () => {
    card.show(await call("POST", "api/orders", { json: { product: byId("product").value } }));
    card.report(({ body }) => `Order ${body.number}: ${body.product.name}.`);
  });
  onClick(byId("list-orders"), async () => {
    card.show(await call("GET", "api/orders"));
    card.report(({ body }) => `${body.orders.length} orders are listed.`);
  });
}

export function startTiers() {
  const card = cardOf("report", 3);
  for (const button of [byId("reports-basic"), byId("reports-premium")]) {
    const { user, roles } = button.dataset;
    onClick(button, async () => {
      card.clear();
      const login = await call("POST", "api/session", { json: { user, roles: roles.split(" ") } });
      if (login.status !== 201) return tell("report-outcome", "bad", `${login.status}: ${reason(login)}.`);
      for (let i = 0; i < REPORTS; i++) card.show(await call("GET", "api/report", { token: login.body.token }));
      card.report(({ body }) => `${body.user} has the plan ${body.plan}, and all ${REPORTS} reports.`);
    });
  }
}

export function startConcurrency() {
  const card = cardOf("slow", 0);
  onClick(byId("slow-calls"), async () => {
    card.clear();
    byId("calls").replaceChildren();
    const answers = await Promise.all(Array.from({ length: CALLS }, () => timed("api/slow?ms=1500")));
    const done = answers.filter(({ status }) => status === 200).length;
    tell("slow-outcome", done ? "good" : "bad", `${done} ran, ${answers.length - done} were denied with 429. Their permits are back.`);
  });

  async function timed(path) {
    const answer = await call("GET", path);
    card.show(answer);
    const fill = element("span");
    fill.style.width = `${Math.min(100, answer.ms / 16)}%`;
    byId("calls").append(
      element(
        "li",
        { "data-source": answer.status === 200 ? "cache" : "denied" },
        element("span", { class: "track" }, fill),
        element("span", { class: "ms" }, `${answer.ms.toFixed(0)} ms`),
      ),
    );
    return answer;
  }
}

/** A card with the latest answers of its endpoint. */
function cardOf(name, initial) {
  const root = byId(`${name}-card`);
  const outcome = `${name}-outcome`;
  const countDown = ticker();
  let limit = initial;
  let answers = [];

  function showRemaining(remaining) {
    const pips = root.querySelector(".pips");
    if (!pips) return;
    pips.replaceChildren(...Array.from({ length: limit }, (_, i) => element("li", i < remaining ? { "data-left": "" } : {})));
    root.querySelector(".gauge").dataset.remaining = remaining;
    root.querySelector(".left").textContent = `${remaining} of ${limit} left`;
  }

  function show(answer) {
    answers.push(answer);
    const burst = root.querySelector(".burst");
    burst.append(element("li", { "data-class": String(Math.floor(answer.status / 100)) }, String(answer.status)));
    while (burst.children.length > MOST_STATUSES) burst.firstElementChild.remove();
    if (!answer.headers.has("X-RateLimit-Remaining")) return;
    limit = Number(answer.headers.get("X-RateLimit-Limit"));
    showRemaining(Number(answer.headers.get("X-RateLimit-Remaining")));
  }

  /** Tells the last answer; for a denial, counts down until the next request passes. */
  function report(describe) {
    const last = answers.at(-1);
    if (last.status !== 429) {
      const ok = last.status < 300;
      return countDown(() => tell(outcome, ok ? "good" : "bad", ok ? describe(last) : `${last.status}: ${reason(last)}.`));
    }
    const until = performance.now() + Number(last.headers.get("Retry-After")) * 1000;
    countDown(() => {
      const left = Math.ceil((until - performance.now()) / 1000);
      if (left > 0) tell(outcome, "bad", `429. Retry after ${left} s.`);
      else tell(outcome, "idle", "The next request passes.");
      return left > 0;
    });
  }

  function clear() {
    answers = [];
    root.querySelector(".burst").replaceChildren();
  }

  showRemaining(limit);
  return {
    show,
    report,
    clear,
    showRemaining,
    limit: () => limit,
    remaining: () => Number(root.querySelector(".gauge").dataset.remaining),
  };
}
