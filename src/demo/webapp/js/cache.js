import { byId, element, money, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";

const OUTCOME = "cache-outcome";
const MOST_BARS = 5;
const FULL_BAR_MS = 350;
// By product, to tell an answer of the warehouse (it counts its loads) from one of the cache.
const knownLoads = new Map();

export function startCache() {
  onClick(byId("get-product"), get);
  onClick(byId("change-price"), changePrice);
}

async function get() {
  const id = byId("product").value;
  const answer = await call("GET", `api/products/${id}`);
  if (answer.status !== 200) return tell(OUTCOME, "bad", `${answer.status}: ${reason(answer)}.`);
  const { price, loads } = answer.body;
  const cached = knownLoads.has(id) ? knownLoads.get(id) === loads : answer.ms < FULL_BAR_MS / 2;
  knownLoads.set(id, loads);
  byId("product-price").textContent = money(price);
  byId("product-loads").textContent = loads;
  byId("product-view").hidden = false;
  addBar(answer.ms, cached ? "cache" : "warehouse");
  tell(OUTCOME, "good", cached ? "From the cache: the warehouse was not asked." : "From the warehouse; the cache has it now.");
}

async function changePrice() {
  const price = Number(byId("price").value);
  const answer = await call("PUT", `api/products/${byId("product").value}`, { json: { price } });
  if (answer.status !== 200) return tell(OUTCOME, "bad", `${answer.status}: ${reason(answer)}.`);
  tell(OUTCOME, "good", `It costs ${money(answer.body.price)} now, and the cached answer is gone on every node. Get it again.`);
}

function addBar(ms, source) {
  const fill = element("span");
  fill.style.width = `${Math.min(100, (ms / FULL_BAR_MS) * 100)}%`;
  const bars = byId("timings");
  bars.prepend(
    element(
      "li",
      { "data-source": source, "data-ms": ms.toFixed(1) },
      element("span", { class: "track" }, fill),
      element("span", { class: "ms" }, `${ms.toFixed(ms < 10 ? 1 : 0)} ms`),
      element("span", {}, source),
    ),
  );
  while (bars.children.length > MOST_BARS) bars.lastElementChild.remove();
}
