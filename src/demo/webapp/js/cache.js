import { byId, element, money, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";

const OUTCOME = "cache-outcome";
const MOST_BARS = 5;
const FULL_BAR_MS = 350;
const UNCHANGED = "From the cache: the page has it already (304), and the warehouse was not asked.";
const FROM_CACHE = "From the cache: the warehouse was not asked.";
const STALE = "Stale: the warehouse cannot be asked, and the cache has this one.";
const FROM_WAREHOUSE = "From the warehouse; the cache has it now.";
// The last answer by product: its loads tell an answer of the warehouse from one of the cache, and with its tag it is not
// sent again.
const known = new Map();

export function startCache() {
  onClick(byId("get-product"), get);
  onClick(byId("change-price"), changePrice);
}

async function get() {
  const id = byId("product").value;
  const before = known.get(id);
  const answer = await call("GET", `api/products/${id}`, { tag: before?.tag });
  const unchanged = answer.status === 304;
  if (answer.status !== 200 && !unchanged) return tell(OUTCOME, "bad", `${answer.status}: ${reason(answer)}.`);
  const product = unchanged ? before.product : answer.body;
  const { price, loads, stale } = product;
  const cached = stale || (before ? before.product.loads === loads : answer.ms < FULL_BAR_MS / 2);
  // a stale answer has no tag: what the tag of before stands for is still the product of before
  if (!stale) known.set(id, { product, tag: answer.headers.get("ETag") ?? before?.tag });
  byId("product-price").textContent = money(price);
  byId("product-loads").textContent = loads;
  byId("product-state").textContent = stale ? "stale" : "fresh";
  byId("product-view").hidden = false;
  byId("product-view").dataset.state = stale ? "stale" : "fresh";
  addBar(answer.ms, cached ? "cache" : "warehouse");
  tell(OUTCOME, stale ? "bad" : "good", stale ? STALE : unchanged ? UNCHANGED : cached ? FROM_CACHE : FROM_WAREHOUSE);
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
