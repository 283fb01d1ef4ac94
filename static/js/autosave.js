// Saves a long form while it is typed. The server keeps what it understands; "Continue" saves all the same.

const PAUSE = 1500;

export function startAutosave(scope = document) {
  for (const form of scope.querySelectorAll("form[data-qz-autosave]")) {
    const status = document.createElement("p");
    status.className = "qz-autosave";
    status.setAttribute("role", "status");
    form.append(status);
    let waiting;
    let saving = null;
    const save = async () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      try {
        const answer = await fetch(form.dataset.qzAutosave, {
          method: "POST",
          body: new URLSearchParams(data),
          headers: { Accept: "application/json" },
          redirect: "error",
        });
        status.textContent = answer.ok ? form.dataset.saved : form.dataset.unsaved;
        // From now on this page stands on what it has just saved itself.
        const version = form.elements.namedItem("version");
        if (answer.ok && version) version.value = (await answer.json()).version ?? version.value;
      } catch {
        status.textContent = form.dataset.unsaved;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        saving = save().finally(() => (saving = null));
      }, PAUSE);
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
