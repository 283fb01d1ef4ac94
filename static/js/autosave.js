// Saves a long form while it is typed. The server keeps what it understands; "Continue" saves all the same.
import { warnBeforeLeaving } from "./leaving.js";

const PAUSE = 1500;
// Each saving stands in the audit trail: who types on and on is saved so often, and once more on leaving the page.
const APART = 30000;

export function startAutosave(scope = document) {
  for (const form of scope.querySelectorAll("form[data-qz-autosave]")) {
    const status = document.createElement("p");
    status.className = "qz-autosave";
    status.setAttribute("role", "status");
    form.append(status);
    let waiting;
    let saving = null;
    let last = 0;
    const send = async () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      last = Date.now();
      try {
        const answer = await fetch(form.dataset.qzAutosave, {
          method: "POST",
          body: new URLSearchParams(data),
          headers: { Accept: "application/json" },
          redirect: "error",
          keepalive: true,
        });
        const told = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
        // From now on this page stands on what it has just saved itself.
        const version = form.elements.namedItem("version");
        if (answer.ok && version) version.value = told.version ?? version.value;
        status.textContent = answer.ok ? form.dataset.saved : (told.detail ?? form.dataset.unsaved);
        return answer.ok;
      } catch {
        status.textContent = form.dataset.unsaved;
        return false;
      }
    };
    const typed = warnBeforeLeaving(form, () => save());
    const save = async () => {
      clearTimeout(waiting);
      if (saving !== null) await saving;
      if (!typed.open) return true;
      typed.open = false;
      saving = send();
      const saved = await saving;
      saving = null;
      if (!saved) typed.open = true;
      return saved;
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, Math.max(PAUSE, last + APART - Date.now()));
    });
    document.addEventListener("visibilitychange", () => {
      // What the form itself carries to the server is not saved beside it: the page that comes back knows nothing of that.
      if (document.visibilityState === "hidden" && typed.open && !typed.sent) save();
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      if (saving === null) return;
      // What is being saved arrives first: otherwise one's own saving would look like somebody else's.
      event.preventDefault();
      const button = event.submitter;
      saving.then(() => form.requestSubmit(button));
    });
  }
}
