/** Signed in: everything of base, and htmx. htmx evaluates no text: no js: expressions, no hx-on, no inline style. */
import htmx from "htmx.org";
import { start } from "./common";
import { toast } from "./toasts";
import { type Policy, policy } from "./trusted";

const token = (): string => document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

interface RequestContext {
  request: { method: string; headers: Record<string, string> };
}

interface Inner {
  initSecurity: (policy: Policy) => void;
}

htmx.config.includeIndicatorCSS = false;
htmx.registerExtension("assay", { init: (inner: Inner) => inner.initSecurity(policy("assay-htmx")) });
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: RequestContext }>).detail;
  if (ctx.request.method.toUpperCase() !== "GET") ctx.request.headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { target?: Element } }>).detail;
  (ctx.target ?? document.body).dispatchEvent(new CustomEvent("assay:content", { bubbles: true }));
});
document.addEventListener("htmx:error", () => {
  toast(document.querySelector<HTMLMetaElement>("meta[name=offline-text]")?.content ?? "", "error");
});

start();
