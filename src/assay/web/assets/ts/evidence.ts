/** Logging evidence: shows what a record would change before it is saved, and asks only what this kind of test gives. */
import { all } from "./dom";
import { wirePreviews } from "./preview";

/** `<div data-when="type" data-values="X01 X02">` stands only while the field `type` has one of these values. */
function conditionalParts(form: HTMLFormElement): void {
  const parts = all<HTMLElement>("[data-when]", form);
  const show = (): void => {
    const answers = new FormData(form);
    for (const part of parts) {
      const value = String(answers.get(part.dataset["when"] ?? "") ?? "");
      part.hidden = value !== "" && !(part.dataset["values"] ?? "").split(" ").includes(value);
    }
  };
  form.addEventListener("change", show);
  show();
}

for (const form of all<HTMLFormElement>("form[data-evidence]")) conditionalParts(form);
wirePreviews();
