import { all } from "./dom";

const OPEN = "details[data-menu][open], details[data-popover][open]";

function closeOthers(keep: Element | null): void {
  for (const open of all<HTMLDetailsElement>(OPEN)) {
    if (!keep || !open.contains(keep)) open.open = false;
  }
}

/** Menus and source cards close on Escape and on a click elsewhere; <dialog> opens from data-opens and closes on its backdrop. */
export function disclosures(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    closeOthers(target);
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) (document.getElementById(opener.dataset["opens"] ?? "") as HTMLDialogElement | null)?.showModal();
    if (target instanceof HTMLDialogElement) target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = all<HTMLDetailsElement>(OPEN).find((details) => details.contains(document.activeElement));
    closeOthers(null);
    open?.querySelector("summary")?.focus();
  });
}
