import { el } from "./dom";

const STAY_MS = 8000;

function region(): HTMLElement {
  const known = document.getElementById("toasts");
  if (known) return known;
  const made = el("div", { id: "toasts", className: "toasts" });
  made.setAttribute("role", "status");
  document.body.append(made);
  return made;
}

/** Says something in the corner; it stays while the pointer or the focus is on it. */
export function toast(text: string, tone: "info" | "success" | "warning" | "error" = "info"): void {
  const note = el("div", { className: `callout callout--${tone}` }, el("p", { textContent: text }));
  const leave = (): void => {
    if (note.matches(":hover, :focus-within")) window.setTimeout(leave, STAY_MS);
    else note.remove();
  };
  region().append(note);
  window.setTimeout(leave, STAY_MS);
}
