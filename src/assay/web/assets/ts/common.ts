import { copying } from "./copying";
import { disclosures } from "./disclosure";
import { forms } from "./forms";
import { paletteOnIntent } from "./intent";
import { themes } from "./theme";

/** What every page does. */
export function start(): void {
  themes();
  disclosures();
  forms();
  paletteOnIntent();
  copying();
}
