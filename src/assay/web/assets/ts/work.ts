/**
 * The proof of work on the sign-in page, loaded when the server asks for one. The same file is the page's part and, as a
 * worker, the part that calculates: the page stays responsive and the person can type the password meanwhile.
 */
import { firstWord } from "./sha256";
import { ownWorker } from "./trusted";

interface Task {
  task: string;
  bits: number;
}

/** Finds the number that makes the hash of `task:number` begin with so many zero bits. */
function solve({ task, bits }: Task): string {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const found = firstWord(encoder.encode(`${task}:${number}`));
    if (Math.clz32(found) >= bits) return String(number);
  }
}

function wire(status: HTMLElement): void {
  const form = status.closest("form");
  const task = form?.querySelector<HTMLInputElement>("input[name=task]");
  const answer = form?.querySelector<HTMLInputElement>("input[name=answer]");
  if (!form || !task || !answer) return;
  let waiting: HTMLElement | null | undefined;
  const say = (what: "doing" | "done" | "failed"): void => void (status.textContent = status.dataset[what] ?? "");
  const worker = ownWorker(import.meta.url);
  worker.addEventListener("message", ({ data }: MessageEvent<string>) => {
    answer.value = data;
    say("done");
    worker.terminate();
    if (waiting !== undefined) form.requestSubmit(waiting);
  });
  worker.addEventListener("error", () => say("failed"));
  // Capturing, so that it comes before what counts the click as a sent form.
  form.addEventListener(
    "submit",
    (event) => {
      if (answer.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = event.submitter;
    },
    { capture: true },
  );
  say("doing");
  worker.postMessage({ task: task.value, bits: Number(status.dataset["work"]) } satisfies Task);
}

if (typeof document === "undefined") {
  addEventListener("message", ({ data }: MessageEvent<Task>) => postMessage(solve(data)));
} else {
  const status = document.querySelector<HTMLElement>("[data-work]");
  if (status) wire(status);
}
