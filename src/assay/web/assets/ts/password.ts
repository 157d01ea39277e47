/** Password boxes: a button that shows what is typed, and where a new one is chosen, how hard it is to guess.
 *
 * The server judges, so there is one judge; the form says the same without script when it is sent.
 */
import { all, debounce, el } from "./dom";

const QUIET_MS = 400;

interface Judgement {
  score: number;
  label: string;
  advice: string;
}

function token(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function showButton(input: HTMLInputElement): void {
  const { show = "", hide = "" } = input.dataset;
  const button = el("button", { type: "button", className: "button button--quiet password__show" }, show);
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  const turn = (visible: boolean): void => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? hide : show;
    button.setAttribute("aria-pressed", String(visible));
  };
  button.addEventListener("click", () => turn(input.type === "password"));
  // A browser keeps the value of a text box over a reload and offers it to others; that of a password box it forgets.
  input.form?.addEventListener("submit", () => turn(false));
  const row = el("div", { className: "password" });
  input.replaceWith(row);
  row.append(input, button);
}

async function ask(input: HTMLInputElement, signal: AbortSignal): Promise<Judgement | null> {
  const form = input.form;
  if (!form) return null;
  const body = new URLSearchParams({ password: input.value });
  const email = form.querySelector<HTMLInputElement>("input[type=email]")?.value;
  if (email) body.set("email", email);
  const headers = { "X-CSRFToken": token(form), Accept: "application/json" };
  const answer = await fetch(input.dataset["strength"] ?? "", { method: "POST", body, headers, signal });
  return answer.ok ? ((await answer.json()) as Judgement) : null;
}

/** The newest answer counts: an older question still under way is called off. Without an answer the meter is silent. */
function meter(input: HTMLInputElement): void {
  const bar = el("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0, hidden: true });
  bar.setAttribute("aria-label", input.dataset["strengthName"] ?? "");
  const text = el("p", { className: "field__hint", id: `${input.id}_strength` });
  text.setAttribute("aria-live", "polite");
  (input.closest(".password") ?? input).after(bar, text);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${text.id}`.trim());
  let running: AbortController | undefined;
  const show = (found: Judgement | null): void => {
    bar.hidden = found === null;
    bar.value = found?.score ?? 0;
    text.textContent = found ? [found.label, found.advice].filter(Boolean).join(" ") : "";
  };
  const judge = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const found = input.value ? await ask(input, signal) : null;
      if (!signal.aborted) show(found);
    } catch {
      if (!signal.aborted) show(null); // the network is away; the form will say so itself
    }
  };
  input.addEventListener(
    "input",
    debounce(QUIET_MS, () => void judge()),
  );
}

for (const input of all<HTMLInputElement>("input[type=password]")) {
  showButton(input);
  if (input.dataset["strength"]) meter(input);
}
