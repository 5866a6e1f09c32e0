// One place where requests leave the page, so that every one of them is in the log.
import { record } from "./log.js";

/**
 * Sends a request and logs it. Resolves for every answer, also for 4xx and 5xx; a broken connection is status 0.
 * @returns {Promise<{status: number, headers: Headers, body: any, ms: number}>}
 */
export async function call(method, path, { token, json, tag } = {}) {
  const headers = new Headers({ Accept: "application/json" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (json) headers.set("Content-Type", "application/json");
  if (tag) headers.set("If-None-Match", tag);

  const start = performance.now();
  const answer = await exchange(path, { method, headers, body: json && JSON.stringify(json), cache: "no-store" });
  const ms = performance.now() - start;

  record({ method, path, ms, sent: json, ...answer });
  return { ...answer, ms };
}

async function exchange(path, options) {
  try {
    const response = await fetch(path, options);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (broken) {
    return { status: 0, headers: new Headers(), body: `No answer: ${broken.message}` };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a refusal says about itself: our own problem documents first, then whatever there is. */
export function reason({ status, body }) {
  return body?.error ?? body?.detail ?? body?.title ?? (typeof body === "string" && body.length < 120 && body ? body : `Status ${status}`);
}
