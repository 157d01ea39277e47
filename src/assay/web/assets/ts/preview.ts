/** Posts a form's present answers to its preview address while the person types, and shows what comes back. */
import { debounce } from "./dom";
import { fill } from "./trusted";

const QUIET_MS = 350;

async function fetchPreview(form: HTMLFormElement, address: string, signal: AbortSignal): Promise<string | null> {
  const answer = await fetch(address, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "text/html", "X-Requested-With": "fetch" },
    signal,
  });
  return answer.ok ? answer.text() : null;
}

/** Shows the newest answer only: an older request still under way is called off. */
export function livePreview(form: HTMLFormElement, target: HTMLElement, address: string): void {
  let running: AbortController | undefined;
  const refresh = async (): Promise<void> => {
    running?.abort();
    const mine = (running = new AbortController());
    target.setAttribute("aria-busy", "true");
    try {
      const html = await fetchPreview(form, address, mine.signal);
      if (html !== null) fill(target, html);
    } catch (reason) {
      if (!(reason instanceof DOMException && reason.name === "AbortError")) throw reason;
    } finally {
      if (mine === running) target.removeAttribute("aria-busy");
    }
  };
  form.addEventListener(
    "input",
    debounce(QUIET_MS, () => void refresh()),
  );
}

/** Wires every `<form data-preview="/address/" data-preview-target="id">` of the page. */
export function wirePreviews(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preview]")) {
    const target = document.getElementById(form.dataset["previewTarget"] ?? "preview");
    if (target) livePreview(form, target, form.dataset["preview"] ?? "");
  }
}
