import { all } from "./dom";

/** Switches without a reload; the server is told in the background, so the next page starts in the right theme. */
export function themes(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-form]")) return;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    document.documentElement.dataset["theme"] = button.value;
    for (const choice of all<HTMLButtonElement>("[data-theme-form] button")) {
      choice.setAttribute("aria-pressed", String(choice.value === button.value));
    }
    const body = new FormData(form);
    body.set("theme", button.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
    form.closest("details")?.removeAttribute("open");
  });
}
