/** Passkeys: `<form data-passkey="enter|show|add">`. The browser asks the device; the form carries its answer to the server.
 *
 * "show" and "add" bring the server's question in `data-passkey-options`; "enter" fetches one from `data-passkey-from`,
 * and asks once more in the background, so that the browser can offer passkeys in the address field.
 */
import { all } from "./dom";

const FRESH_MS = 8 * 60_000; // a question may be answered for ten minutes

interface Asked {
  options: unknown;
  token: string;
}
type Json = Record<string, unknown>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const descriptors = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as { id: string; type: "public-key" }[]).map((one) => ({ ...one, id: bytes(one.id) }));

function question(options: Json): PublicKeyCredentialRequestOptions {
  return {
    ...options,
    challenge: bytes(options["challenge"] as string),
    allowCredentials: descriptors(options["allowCredentials"]),
  } as PublicKeyCredentialRequestOptions;
}

function wish(options: Json): PublicKeyCredentialCreationOptions {
  const user = options["user"] as Json;
  return {
    ...options,
    challenge: bytes(options["challenge"] as string),
    user: { ...user, id: bytes(user["id"] as string) },
    excludeCredentials: descriptors(options["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
}

/** The answer as JSON; only what the server reads. */
function answer(credential: PublicKeyCredential): string {
  const told = credential.response as AuthenticatorAssertionResponse & AuthenticatorAttestationResponse;
  const response: Json = { clientDataJSON: text(told.clientDataJSON) };
  if (told.attestationObject) response["attestationObject"] = text(told.attestationObject);
  if (told.authenticatorData && told.signature) {
    response["authenticatorData"] = text(told.authenticatorData);
    response["signature"] = text(told.signature);
  }
  if (told.userHandle) response["userHandle"] = text(told.userHandle);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  });
}

class Ceremony {
  private waiting: AbortController | undefined;

  constructor(private readonly form: HTMLFormElement) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run();
    });
    if (form.dataset["passkey"] === "enter") void this.offer();
  }

  /** Asked by a click. */
  private async run(): Promise<void> {
    this.waiting?.abort();
    this.say("waiting");
    const asked = await this.asked();
    if (!asked) return this.say("lost");
    const options = asked.options as Json;
    const request =
      this.form.dataset["passkey"] === "add"
        ? navigator.credentials.create({ publicKey: wish(options) })
        : navigator.credentials.get({ publicKey: question(options) });
    const found = (await request.catch(() => null)) as PublicKeyCredential | null;
    if (found) this.send(found, asked.token);
    else this.say("declined");
  }

  /** In the background, where the browser can: passkeys show up among what it offers to fill in. */
  private async offer(): Promise<void> {
    const can = await window.PublicKeyCredential.isConditionalMediationAvailable?.();
    const asked = can ? await this.asked() : null;
    if (!asked) return;
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    const timer = window.setTimeout(() => {
      this.waiting?.abort();
      void this.offer();
    }, FRESH_MS);
    const publicKey = question(asked.options as Json);
    const request = navigator.credentials.get({ publicKey, mediation: "conditional", signal });
    const found = (await request.catch(() => null)) as PublicKeyCredential | null;
    window.clearTimeout(timer);
    if (found) this.send(found, asked.token);
  }

  private async asked(): Promise<Asked | null> {
    const { passkeyOptions, passkeyFrom } = this.form.dataset;
    if (passkeyOptions) return { options: JSON.parse(passkeyOptions), token: this.box("token").value };
    const told = await fetch(passkeyFrom ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
    return told?.ok ? ((await told.json()) as Asked) : null;
  }

  private send(found: PublicKeyCredential, token: string): void {
    this.box("credential").value = answer(found);
    this.box("token").value = token;
    this.form.submit();
  }

  private box(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private say(what: "waiting" | "declined" | "lost"): void {
    const status = this.form.querySelector<HTMLElement>("[data-passkey-status]");
    if (status) status.textContent = status.dataset[what] ?? "";
  }
}

if (window.PublicKeyCredential) for (const form of all<HTMLFormElement>("form[data-passkey]")) new Ceremony(form);
