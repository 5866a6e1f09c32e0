// What else the cache does: tags, stale answers, statistics. A card each; what only an admin may do, root does.
import { byId, element, onClick, tell } from "./dom.js";
import { call, reason } from "./http.js";
import { asRoot } from "./session.js";

const IDS = [1, 2, 3, 4, 5, 6, 7, 8];
const TAGGED = [1, 5, 2, 6];
const READS = 10;

export function startTags() {
  const loads = new Map();
  onClick(byId("list-tagged"), list);
  onClick(byId("forget-boxes"), async () => {
    const answer = await asRoot((token) => call("DELETE", "api/products?tag=box", { token }));
    if (answer.status !== 204) return refused("tags-outcome", answer);
    tell("tags-outcome", "good", "All boxes are gone from the cache, on every node. List them again.");
  });

  async function list() {
    const answer = await call("GET", `api/products?ids=${TAGGED.join(",")}`);
    if (answer.status !== 200) return refused("tags-outcome", answer);
    const loaded = answer.body.filter((product) => product.loads !== loads.get(product.id));
    const known = loads.size > 0;
    answer.body.forEach((product) => loads.set(product.id, product.loads));
    byId("tagged").replaceChildren(...answer.body.map((product) => row(product, known && loaded.includes(product))));
    const kept = answer.body.length - loaded.length;
    tell("tags-outcome", "good", known ? `${loaded.length} loaded again, ${kept} from the cache.` : "Forget the boxes, and list them again.");
  }

  function row({ name, kind, loads: count }, again) {
    return element(
      "li",
      { "data-kind": kind, "data-again": String(again) },
      element("span", {}, name),
      element("span", {}, `${count} ${count === 1 ? "load" : "loads"}`),
    );
  }
}

export function startWarehouse() {
  const button = byId("turn-warehouse");
  show(false);
  ask();
  onClick(button, async () => {
    const down = button.dataset.down !== "true";
    const answer = await call("PUT", "api/warehouse", { json: { down } });
    if (answer.status !== 200) return refused("warehouse-outcome", answer);
    show(answer.body.down);
    const text = answer.body.down ? "The warehouse is down, for every node. Ask for the products." : "The warehouse answers again.";
    tell("warehouse-outcome", answer.body.down ? "bad" : "good", text);
  });
  onClick(byId("ask-all"), async () => {
    const answers = await Promise.all(IDS.map((id) => call("GET", `api/products/${id}`)));
    byId("answers").replaceChildren(...answers.map(chip));
    const count = (wanted) => answers.filter(wanted).length;
    const stale = count(({ body }) => body?.stale);
    const fresh = count(({ status, body }) => status === 200 && !body.stale);
    const none = count(({ status }) => status !== 200);
    tell("warehouse-outcome", none ? "bad" : "good", `${fresh} fresh, ${stale} stale, ${none} not to be had.`);
  });

  // Somebody may have switched it before; not in the log, because nobody has clicked.
  async function ask() {
    try {
      const response = await fetch("api/warehouse", { cache: "no-store" });
      show((await response.json()).down);
    } catch {
      // the health check tells that the server does not answer
    }
  }

  function show(down) {
    button.dataset.down = down;
    button.textContent = down ? "Switch it on" : "Switch it off";
    byId("warehouse-state").textContent = down ? "down" : "running";
  }

  function chip({ status, body }, i) {
    const answer = status === 200 ? (body.stale ? "stale" : "fresh") : String(status);
    return element("li", { "data-class": String(Math.floor(status / 100)), "data-answer": answer }, `${IDS[i]} ${answer}`);
  }
}

export function startStatistics() {
  onClick(byId("count"), async () => {
    const answer = await counts();
    if (answer.status !== 200) return refused("statistics-outcome", answer);
    tell("statistics-outcome", "good", "What this node has counted since its start.");
  });
  onClick(byId("read-often"), async () => {
    const before = await counts();
    if (before.status !== 200) return refused("statistics-outcome", before);
    for (let i = 0; i < READS; i++) await call("GET", `api/products/${byId("product").value}`);
    const after = await counts();
    if (after.status !== 200) return refused("statistics-outcome", after);
    const more = (name) => after.body.product[name] - before.body.product[name];
    const text = `${READS} reads: ${more("nearHits")} near, ${more("remoteHits")} from the store, ${more("loads")} from the warehouse.`;
    tell("statistics-outcome", "good", text);
  });

  async function counts() {
    const answer = await asRoot((token) => call("GET", "api/caches", { token }));
    if (answer.status === 200) {
      for (const figure of byId("statistics").querySelectorAll("dd")) figure.textContent = answer.body.product[figure.dataset.count];
    }
    return answer;
  }
}

function refused(outcome, answer) {
  tell(outcome, "bad", `${answer.status}: ${reason(answer)}.`);
}
