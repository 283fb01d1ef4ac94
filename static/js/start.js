// Scripts only help: every page works without them.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs } from "../govuk-frontend.min.js";
import { startRows } from "./rows.js";
import { startAutosave } from "./autosave.js";
import { startLeaving } from "./leaving.js";
import { startFolds } from "./folds.js";
import { startCounters } from "./counters.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs]) {
  const made = createAll(component);
  if (component === CharacterCount) startCounters(made);
}
startRows();
startAutosave();
startLeaving();
startFolds();
for (const button of document.querySelectorAll("[data-qz-print]")) {
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => window.print());
}
