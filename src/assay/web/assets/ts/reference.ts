/** The interactive drawing of the programming interface: fetched when somebody presses for it, not before. */

interface Request {
  url: string;
  headers: Record<string, string>;
}

type Draw = (settings: Record<string, unknown>) => void;

declare global {
  interface Window {
    SwaggerUIBundle?: Draw & { presets: { apis: unknown } };
  }
}

interface React {
  createElement(name: string, properties: Record<string, unknown>, ...children: unknown[]): unknown;
}

interface Linked {
  text: string;
}

/** What its own markup gets wrong: a link inside of a button, and a second title of the page. */
const mended = (): unknown => ({
  wrapComponents: {
    DeepLink:
      (_original: unknown, { React: react }: { React: React }) =>
      ({ text }: Linked) =>
        react.createElement("span", {}, text),
    InfoContainer: () => () => null,
  },
});

const button = document.querySelector<HTMLButtonElement>("[data-interactive]");
const state = document.querySelector<HTMLElement>("[data-interactive-state]");
const frame = document.getElementById("swagger-ui");
if (button && state && frame) offer(button, state, frame);

function offer(press: HTMLButtonElement, said: HTMLElement, place: HTMLElement): void {
  press.hidden = false;
  press.addEventListener("click", () => {
    press.disabled = true;
    said.textContent = "";
    void open(press.dataset, place).then(
      () => {
        press.hidden = true;
        place.hidden = false;
        place.tabIndex = -1;
        place.focus();
      },
      () => {
        press.disabled = false;
        said.textContent = press.dataset["failed"] ?? "";
      },
    );
  });
}

async function open(given: DOMStringMap, place: HTMLElement): Promise<void> {
  await Promise.all([style(given["style"] ?? ""), style(given["ownStyle"] ?? ""), script(given["script"] ?? "")]);
  const draw = window.SwaggerUIBundle;
  if (!draw) throw new Error("the drawing did not arrive");
  draw({
    url: given["document"],
    domNode: place,
    presets: [draw.presets.apis],
    plugins: [mended],
    validatorUrl: null,
    requestInterceptor: (request: Request) => withToken(request, given["token"] ?? ""),
  });
}

/** Our own addresses take the page's proof of origin; nobody else is told it. */
function withToken(request: Request, token: string): Request {
  if (new URL(request.url, location.href).origin === location.origin) request.headers["X-CSRFToken"] = token;
  return request;
}

function style(address: string): Promise<void> {
  return arrived(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function script(address: string): Promise<void> {
  return arrived(Object.assign(document.createElement("script"), { src: address }));
}

function arrived(part: HTMLElement): Promise<void> {
  return new Promise((done, failed) => {
    part.addEventListener("load", () => done(), { once: true });
    part.addEventListener("error", () => failed(new Error("not loaded")), { once: true });
    document.head.append(part);
  });
}

export {};
