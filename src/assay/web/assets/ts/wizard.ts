/** The idea wizard: live preview of what the answers mean, and a keyboard that never leaves the questions.
 *
 * Ctrl/⌘ + Enter goes on; Alt + ← goes back. Everything works without this file.
 */
import { wirePreviews } from "./preview";

function shortcuts(form: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector<HTMLButtonElement>("[data-next]"));
    }
    if (event.key === "ArrowLeft" && event.altKey) {
      const back = document.querySelector<HTMLElement>("[data-back]");
      if (!back) return;
      event.preventDefault();
      back.click();
    }
  });
}

/** Warns before an unsaved answer is lost; a posted form is no loss. */
function guardUnsaved(form: HTMLFormElement): void {
  let isDirty = false;
  form.addEventListener("input", () => void (isDirty = true));
  form.addEventListener("submit", () => void (isDirty = false));
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
}

const form = document.querySelector<HTMLFormElement>("form[data-wizard]");
if (form) {
  shortcuts(form);
  guardUnsaved(form);
}
wirePreviews();
