// Gives the boxes and lines of the procedure's pictures their places: npm run diagrams. Reads what
// `python -m qyzmet.procedure.pictures.build` wrote into .build/diagrams/, writes static/build/diagrams/.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import ELK from "elkjs";

const root = new URL("..", import.meta.url);
const graphs = new URL(".build/diagrams/", root);
const build = new URL("static/build/diagrams/", root);
const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  // The nodes come in the order of the procedure: what leads back to it is drawn against the direction.
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "8",
  "elk.layered.spacing.nodeNodeBetweenLayers": "20",
  "elk.layered.spacing.edgeNodeBetweenLayers": "10",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  "elk.padding": "[top=8,left=8,bottom=8,right=8]",
};
// Each picture is laid out in all these ways, and the one whose letters are the largest on an A4 sheet is taken.
const ways = ["NETWORK_SIMPLEX", "BRANDES_KOEPF", "LINEAR_SEGMENTS"].flatMap((placement) =>
  ["NODES_AND_EDGES", "NONE"].flatMap((order) =>
    ["NETWORK_SIMPLEX", "COFFMAN_GRAHAM"].map((layering) => ({
      ...options,
      "elk.layered.nodePlacement.strategy": placement,
      "elk.layered.considerModelOrder.strategy": order,
      "elk.layered.layering.strategy": layering,
      "elk.layered.layering.coffmanGraham.layerBound": "4",
    })),
  ),
);
const sheet = { width: 690, height: 940 };
const scale = ({ width, height }) => Math.min(sheet.width / width, sheet.height / height);
// A line leaves a box below and comes in from above, so that no two lines that differ lie on each other.
const ports = (id) => [
  { id: `${id}.in`, layoutOptions: { "elk.port.side": "NORTH" } },
  { id: `${id}.out`, layoutOptions: { "elk.port.side": "SOUTH" } },
];
const layOut = (outline, layoutOptions) =>
  elk.layout({
    id: "picture",
    layoutOptions,
    children: outline.nodes.map(([id, width, height], place) => ({
      id,
      width,
      height,
      ports: ports(id),
      // What hangs together with the first state stands first, the moves to an end from anywhere beside it.
      layoutOptions: { "elk.portConstraints": "FIXED_SIDE", "elk.priority": place === 0 ? "100" : "0" },
    })),
    edges: outline.edges.map(([from, to], place) => ({
      id: `line${place}`,
      sources: [`${from}.out`],
      targets: [`${to}.in`],
    })),
  });
const round = (number) => Math.round(number * 10) / 10;
const point = ({ x, y }) => [round(x), round(y)];

await rm(build, { recursive: true, force: true });
await mkdir(build, { recursive: true });
const elk = new ELK();
for (const name of (await readdir(graphs)).sort()) {
  const outline = JSON.parse(await readFile(new URL(name, graphs), "utf8"));
  const tried = [];
  for (const way of ways) tried.push(await layOut(outline, way));
  const placed = tried.reduce((best, other) => (scale(other) > scale(best) * 1.01 ? other : best));
  const lines = placed.edges.map(({ sections }) =>
    sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint].map(point)),
  );
  const places = Object.fromEntries(placed.children.map(({ id, x, y }) => [id, point({ x, y })]));
  const picture = { outline, width: Math.ceil(placed.width), height: Math.ceil(placed.height), places, lines };
  await writeFile(new URL(name, build), `${JSON.stringify(picture)}\n`);
}
