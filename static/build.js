// Builds what the pages load: npm run build. Reads static/, writes static/build/ and nothing else.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { compileAsync } from "sass";

const root = new URL("..", import.meta.url);
const build = new URL("static/build/", root);

await rm(build, { recursive: true, force: true });
await mkdir(build, { recursive: true });

const style = await compileAsync(new URL("static/scss/qyzmet.scss", root).pathname, {
  loadPaths: [new URL("node_modules", root).pathname],
  style: "compressed",
  quietDeps: true,
});
await writeFile(new URL("qyzmet.css", build), style.css);

// The source map's address is taken out: the map is not served, and a browser would ask for it in vain.
const bundle = await readFile(new URL("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js", root), "utf8");
await writeFile(new URL("govuk-frontend.min.js", build), bundle.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
await cp(new URL("static/js", root), new URL("js", build), { recursive: true });
