/** Recovery codes: copy them, print them. Downloading works without script. */
import { all } from "./dom";

const codes = all("[data-codes] code").map((code) => code.textContent ?? "");
const status = document.querySelector<HTMLElement>("[data-codes-status]");

for (const button of all<HTMLButtonElement>("[data-copy-codes]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = await navigator.clipboard.writeText(codes.join("\n")).then(
      () => "copied",
      () => "refused",
    );
    if (status) status.textContent = status.dataset[told] ?? "";
  });
}
for (const button of all<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
