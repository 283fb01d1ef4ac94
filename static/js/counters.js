// How many characters are left, in figures as they are written here: "10 000".
// Browsers that know Kazakh by name alone write its numbers the English way, with a comma.
const grouped = new Intl.NumberFormat("ru");

export function startCounters(counters) {
  if (document.documentElement.lang !== "kk") return;
  for (const { i18n } of counters) {
    const replace = i18n.replacePlaceholders.bind(i18n);
    i18n.replacePlaceholders = (text, options) => replace(text, { ...options, count: grouped.format(options.count) });
  }
  for (const counter of counters) counter.updateCountMessage();
}
