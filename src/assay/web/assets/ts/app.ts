/** Signed in: everything of base, and htmx. htmx evaluates no text: no js: expressions, no hx-on, no inline style. */
import htmx from "htmx.org";
import { start } from "./common";
import { toast } from "./toasts";

const token = (): string => document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

interface RequestContext {
  request: { method: string; headers: Record<string, string> };
}

htmx.config.includeIndicatorCSS = false;
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
