// Nobody loses what was typed by leaving the page: it is saved first where that can be done, otherwise the browser asks.

// Watches a form. `save`, where there is one, saves what is open and tells whether that was done.
export function warnBeforeLeaving(form, save = null) {
  // A form that came back, with an error or with one more row, holds what was typed and was not saved.
  const typed = { open: form.hasAttribute("data-qz-came-back"), sent: false };
  form.addEventListener("input", () => (typed.open = true));
  form.addEventListener("change", () => (typed.open = true));
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) typed.sent = true;
  });
  addEventListener("pageshow", () => (typed.sent = false));
  addEventListener("beforeunload", (event) => {
    if (typed.open && !typed.sent) event.preventDefault();
  });
  if (save === null) return typed;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!typed.open || link === null || elsewhere || link.target || link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    save().then(() => location.assign(link.href));
  });
  let asked = false;
  document.addEventListener("submit", (event) => {
    if (!typed.open || asked || event.target === form || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    save().then(() => {
      // Where it could not be saved, the browser asks.
      asked = true;
      event.target.requestSubmit(button);
      asked = false;
    });
  });
  return typed;
}

export function startLeaving(scope = document) {
  for (const form of scope.querySelectorAll("main form[method='post']:not([data-qz-autosave])")) {
    if (form.querySelector("textarea:not([hidden]), input[type='file']") !== null) warnBeforeLeaving(form);
  }
}
