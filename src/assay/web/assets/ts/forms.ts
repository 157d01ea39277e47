import { all, el, onContent } from "./dom";

const GIVE_BACK_MS = 15000;

/** One click, one post: the pressed button waits until the answer comes (or the reader returns by the back button). */
function guardDoubleSubmit(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method === "get") return;
    if (form.dataset["sent"]) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    window.setTimeout(() => release(form), GIVE_BACK_MS);
  });
  window.addEventListener("pageshow", () => all<HTMLFormElement>("form[data-sent]").forEach(release));
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}

function sliders(root: ParentNode): void {
  for (const slider of all<HTMLElement>("[data-slider]", root)) {
    const input = slider.querySelector("input");
    const output = slider.querySelector("output");
    if (!input || !output) continue;
    const show = (): void => void (output.value = input.value);
    input.addEventListener("input", show);
    show();
  }
}

/** Typing a number un-ticks "I don't know": the answer a person gives last is the answer meant.
 *
 * Empty boxes mean "I don't know" too. The tick that says so is set here and not by the server: without script nothing would
 * take it away, and it would outvote the numbers typed beside it.
 */
function ranges(root: ParentNode): void {
  for (const range of all<HTMLElement>("[data-range]", root)) {
    const unknown = range.querySelector<HTMLInputElement>("input[type=checkbox]");
    const boxes = all<HTMLInputElement>("input[type=number]", range);
    if (unknown && boxes.every((box) => box.value === "")) unknown.checked = true;
    for (const box of boxes) {
      box.addEventListener("input", () => {
        if (unknown && box.value !== "") unknown.checked = false;
      });
    }
  }
}

/** Comma-separated words shown as chips; a chip is a button that removes its word. */
function tags(root: ParentNode): void {
  for (const field of all<HTMLElement>("[data-tags]", root)) {
    const input = field.querySelector("input");
    if (!input || field.querySelector(".tags__chips")) continue;
    const chips = el("div", { className: "tags__chips" });
    const words = (): string[] =>
      input.value
        .split(",")
        .map((word) => word.trim())
        .filter(Boolean);
    const draw = (): void => {
      chips.replaceChildren(
        ...words().map((word) => {
          const chip = el("button", { type: "button", className: "tags__chip" }, word, " ×");
          chip.addEventListener("click", () => {
            input.value = words()
              .filter((other) => other !== word)
              .join(", ");
            draw();
            input.focus();
          });
          return chip;
        }),
      );
    };
    input.addEventListener("input", draw);
    field.prepend(chips);
    draw();
  }
}

export function forms(): void {
  guardDoubleSubmit();
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
  onContent(sliders);
  onContent(ranges);
  onContent(tags);
}
