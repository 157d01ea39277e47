// What the rules in scripts.yml catch, and what they let through.

export function reach(settings: any): void {
  // ruleid: prototype-in-reach
  settings.__proto__.isAdmin = true;
  // ruleid: prototype-in-reach
  settings.constructor.prototype.isAdmin = true;
  // ruleid: prototype-in-reach
  Object.setPrototypeOf(settings, null);
}

export function merge(settings: any, sent: string): void {
  // ruleid: keys-merged
  Object.assign(settings, JSON.parse(sent));
  // ok: keys-merged
  Object.assign(settings, { theme: "dark" });
  // ok: keys-merged
  Object.assign(document.createElement("link"), settings);
  // ruleid: keys-merged
  Object.assign({}, settings, JSON.parse(sent));
}

export function write(settings: any, sent: URLSearchParams): void {
  for (const [key, value] of sent) {
    // ruleid: key-from-elsewhere
    settings[key] = value;
  }
  // ruleid: key-from-elsewhere
  settings[sent.get("a")!][sent.get("b")!] = true;
  // ruleid: key-from-elsewhere
  Object.defineProperty(settings, sent.get("a")!, { value: true });
  // ok: key-from-elsewhere
  settings["theme"] = sent.get("theme");
  // ok: key-from-elsewhere
  settings[0] = sent.get("first");
}

export function remember(kept: Map<string, string>, sent: URLSearchParams): void {
  for (const [key, value] of sent) {
    // ok: key-from-elsewhere
    kept.set(key, value);
  }
}
