/** A run's progress: `<section data-run="…/status/" data-done="…">` is refilled with the server's own HTML until it says it is done.
 *
 * The server answers with the same partial the page was rendered with; `data-state` on its first element says
 * "running", "done" or "failed". Without script the page carries a refresh link (and <meta http-equiv="refresh"> in noscript).
 */
import { fill } from "./trusted";

const FIRST_MS = 250;
const SLOWEST_MS = 4000;

async function poll(section: HTMLElement, wait: number): Promise<void> {
  await new Promise((resolve) => window.setTimeout(resolve, wait));
  const answer = await fetch(section.dataset["run"] ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  const later = Math.min(wait * 1.6, SLOWEST_MS);
  if (!answer?.ok) return poll(section, later);
  fill(section, await answer.text());
  const state = section.firstElementChild?.getAttribute("data-state");
  if (state === "done" && section.dataset["done"]) window.location.assign(section.dataset["done"]);
  if (state === "running") return poll(section, later);
}

for (const section of document.querySelectorAll<HTMLElement>("[data-run]")) void poll(section, FIRST_MS);
