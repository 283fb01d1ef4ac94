// Repeated rows: adds and removes them in place, where without scripts the server does it.

// A row's own button, not one of a list within it.
function button(row, name) {
  return [...row.querySelectorAll(`button[name="${name}"]`)].find((each) => each.closest("[data-qz-row]") === row);
}

function renumber(list) {
  const name = list.dataset.name;
  const rows = [...list.querySelectorAll(":scope > [data-qz-row]")];
  rows.forEach((row, index) => {
    const before = row.dataset.qzRow;
    const after = `${name}-${index}`;
    for (const number of row.querySelectorAll("[data-qz-number]")) {
      // A list within the row counts its own.
      if (number.closest("[data-qz-row]") === row) number.textContent = String(index + 1);
    }
    if (before === after) return;
    const move = (text) => (text === before || text.startsWith(`${before}-`) ? after + text.slice(before.length) : text);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of ["id", "name", "for", "value", "data-qz-row", "data-name", "aria-controls", "data-aria-controls"]) {
        if (attribute === "value" && element.tagName !== "BUTTON") continue;
        if (element.hasAttribute(attribute)) element.setAttribute(attribute, move(element.getAttribute(attribute)));
      }
      if (element.hasAttribute("aria-describedby")) {
        element.setAttribute("aria-describedby", element.getAttribute("aria-describedby").split(" ").map(move).join(" "));
      }
    }
  });
  const few = rows.length <= Number(list.dataset.least);
  for (const row of rows) button(row, "remove").hidden = few;
  const full = rows.length >= Number(list.dataset.most);
  list.querySelector(":scope > .qz-rows__add").hidden = full;
  for (const row of rows) if (button(row, "after")) button(row, "after").hidden = full;
}

function empty(row) {
  for (const list of row.querySelectorAll("[data-qz-rows]")) {
    for (const inner of [...list.querySelectorAll(":scope > [data-qz-row]")].slice(1)) inner.remove();
  }
  // What is offered to the row before is nothing to a new one.
  for (const offered of row.querySelectorAll("[data-qz-forget]")) offered.remove();
  for (const message of row.querySelectorAll(".govuk-error-message")) message.remove();
  for (const element of row.querySelectorAll("*")) {
    for (const name of [...element.classList]) if (name.endsWith("--error")) element.classList.remove(name);
  }
  for (const input of row.querySelectorAll("input, textarea, select")) {
    if (input.type === "checkbox" || input.type === "radio") input.checked = false;
    else if (input.tagName === "SELECT") input.selectedIndex = 0;
    else input.value = "";
  }
}

export function startRows(scope = document) {
  for (const list of scope.querySelectorAll("[data-qz-rows]")) {
    list.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed || pressed.closest("[data-qz-rows]") !== list) return;
      const rows = [...list.querySelectorAll(":scope > [data-qz-row]")];
      const own = pressed.closest("[data-qz-row]");
      const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
      if ((pressed.name === "add" || pressed.name === "after") && rows.length > 0) {
        event.preventDefault();
        const before = pressed.name === "add" ? rows.at(-1) : own;
        const row = before.cloneNode(true);
        empty(row);
        for (const fold of row.querySelectorAll(":scope > details")) fold.open = true;
        before.after(row);
        renumber(list);
        startRows(row);
        row.querySelector("input:not([type=hidden]), textarea, select")?.focus();
      } else if (pressed.name === "remove" && rows.length > Number(list.dataset.least)) {
        event.preventDefault();
        own.remove();
        renumber(list);
        list.querySelector(":scope > .qz-rows__add").focus();
        changed();
      } else if (pressed.name === "up" || pressed.name === "down") {
        event.preventDefault();
        const other = rows[rows.indexOf(own) + (pressed.name === "up" ? -1 : 1)];
        if (!other) return;
        if (pressed.name === "up") other.before(own);
        else other.after(own);
        renumber(list);
        pressed.focus();
        changed();
      }
    });
  }
}
