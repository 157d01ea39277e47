/** ⌘K: every page the navigation offers, and whatever the page marked with data-palette-item. */
import { all, el } from "./dom";

const dialog = el("dialog", { className: "dialog palette" });
const box = el("input", { type: "search", autocomplete: "off" });
const list = el("ul", { id: "palette-list" });
let chosen = 0;

function items(): HTMLAnchorElement[] {
  const wanted = box.value.trim().toLowerCase();
  return all<HTMLAnchorElement>("a[data-palette-item]").filter((link) =>
    (link.textContent ?? "").toLowerCase().includes(wanted),
  );
}

function draw(): void {
  const found = items();
  chosen = Math.max(0, Math.min(chosen, found.length - 1));
  list.replaceChildren(
    ...found.map((link, index) => {
      const row = el(
        "li",
        { id: `palette-${index}` },
        el("a", { className: "menu__item", href: link.href }, (link.textContent ?? "").trim()),
      );
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === chosen));
      return row;
    }),
  );
  box.setAttribute("aria-activedescendant", found.length ? `palette-${chosen}` : "");
}

function keys(event: KeyboardEvent): void {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen += event.key === "ArrowDown" ? 1 : -1;
    draw();
  }
  if (event.key === "Enter") {
    event.preventDefault();
    items()[chosen]?.click();
  }
}

function build(): void {
  const label = document.querySelector("[data-palette] span")?.textContent ?? "Find";
  box.placeholder = label;
  box.setAttribute("aria-label", label);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-expanded", "true");
  box.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  box.addEventListener("input", () => {
    chosen = 0;
    draw();
  });
  box.addEventListener("keydown", keys);
  dialog.append(box, list);
  document.body.append(dialog);
}

export function openPalette(): void {
  if (!dialog.isConnected) build();
  box.value = "";
  chosen = 0;
  draw();
  if (!dialog.open) dialog.showModal();
  box.focus();
}
