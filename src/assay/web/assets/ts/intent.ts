import { all } from "./dom";

interface Palette {
  openPalette(): void;
}

/** The command palette is fetched when somebody reaches for it, not before. */
export function paletteOnIntent(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-palette]");
  const address = button?.dataset["palette"];
  if (!button || !address) return;
  const load = (): Promise<Palette> => import(/* @vite-ignore */ address) as Promise<Palette>;
  const open = (): void => void load().then((palette) => palette.openPalette());
  button.hidden = false;
  const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);
  for (const hint of all("kbd", button)) hint.textContent = isApple ? "⌘K" : "Ctrl K";
  button.addEventListener("pointerenter", () => void load(), { once: true });
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    open();
  });
}
