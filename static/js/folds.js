// Sections that open: side columns open where there is room for them, all of them open on paper.
const WIDE = matchMedia("(min-width: 62rem)");

export function startFolds() {
  for (const fold of document.querySelectorAll("details[data-qz-wide]")) fold.open = fold.open || WIDE.matches;
  for (const button of document.querySelectorAll("[data-qz-open-all]")) startOpenAll(button);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.qz-fold:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

function startOpenAll(button) {
  const folds = [...document.getElementById(button.dataset.qzOpenAll).querySelectorAll("details.qz-fold")];
  button.hidden = folds.length < 2;
  button.addEventListener("click", () => {
    const open = folds.some((fold) => !fold.open);
    for (const fold of folds) fold.open = open;
    button.textContent = open ? button.dataset.closes : button.dataset.opens;
  });
}
