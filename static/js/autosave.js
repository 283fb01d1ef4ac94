// Saves a long form while it is typed. The server keeps what it understands; "Continue" saves all the same.

const PAUSE = 1500;

export function startAutosave(scope = document) {
  for (const form of scope.querySelectorAll("form[data-qz-autosave]")) {
    const status = document.createElement("p");
    status.className = "qz-autosave";
    status.setAttribute("role", "status");
    form.append(status);
    let waiting;
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
      } catch {
        status.textContent = form.dataset.unsaved;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, PAUSE);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }
}
