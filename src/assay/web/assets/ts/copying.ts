import { all } from "./dom";

/** `<button hidden data-copies="id" data-copied="Copied">` copies a field's text, and says so also to those who listen. */
export function copying(): void {
  if (!navigator.clipboard) return;
  for (const button of all<HTMLButtonElement>("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset["copies"] ?? "") as HTMLInputElement | null;
      if (!field) return;
      void navigator.clipboard.writeText(field.value).then(
        () => said(button),
        () => field.select(),
      );
    });
  }
}

function said(button: HTMLButtonElement): void {
  const words = button.dataset["copied"] ?? "";
  const label = button.querySelector("span");
  if (label) label.textContent = words;
  for (const status of all<HTMLElement>("[data-copy-status]")) status.textContent = words;
}
