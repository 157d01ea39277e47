/** The few lines of DOM every module needs. */

export function all<T extends Element>(selector: string, root: ParentNode = document): T[] {
  return Array.from(root.querySelectorAll<T>(selector));
}

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/** Runs now for the page, and again for whatever htmx brings in. */
export function onContent(enhance: (root: ParentNode) => void): void {
  enhance(document);
  document.addEventListener("assay:content", (event) => enhance(event.target as Element));
}

/** A function that runs once its callers have been quiet for a while. */
export function debounce(wait: number, action: () => void): () => void {
  let timer: number | undefined;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(action, wait);
  };
}
