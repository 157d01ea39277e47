/** Where text becomes elements: the policies that the content security policy allows, and nothing else.
 *
 * A browser with Trusted Types refuses plain text in `innerHTML`. What passes here is an answer of our own server to our
 * own request (connect-src 'self'), already escaped there; what people typed never takes this way.
 */
export interface Policy {
  createHTML: (html: string) => string;
}

interface Factory {
  createPolicy: (name: string, rules: Policy) => Policy;
}

export function policy(name: "assay-htmx" | "assay-fragment"): Policy {
  const rules: Policy = { createHTML: (html) => html };
  const factory = (window as { trustedTypes?: Factory }).trustedTypes;
  return factory ? factory.createPolicy(name, rules) : rules;
}

let fragments: Policy | undefined;

/** Replaces an element's content by HTML that our own server answered. */
export function fill(target: Element, html: string): void {
  fragments ??= policy("assay-fragment");
  target.innerHTML = fragments.createHTML(html);
}

interface ScriptRules {
  createScriptURL: (address: string) => string;
}

/** A worker that runs the very file which asks for it. */
export function ownWorker(address: string): Worker {
  const rules: ScriptRules = { createScriptURL: (own) => own };
  const factory = (window as { trustedTypes?: { createPolicy: (name: string, rules: ScriptRules) => ScriptRules } })
    .trustedTypes;
  const checked = factory ? factory.createPolicy("assay-worker", rules) : rules;
  return new Worker(checked.createScriptURL(address), { type: "module" });
}
