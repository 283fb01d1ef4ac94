// What bpmn.io's modeler does with a file, without its screen: opens it by its own reader and saves it again, once as it
// is and once with other ids, moved shapes and an extension of its own. Files come in as a JSON list of texts.
import { BpmnModdle } from "bpmn-moddle";
import { text } from "node:stream/consumers";

const FLOW_ELEMENTS = ["bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Process", "bpmn:Lane", "bpmn:Participant"];

function everything(element, seen = new Set()) {
  if (!element?.$descriptor || seen.has(element)) return seen;
  seen.add(element);
  for (const property of element.$descriptor.properties ?? []) {
    if (property.isReference) continue;
    const value = element.get(property.name);
    for (const inner of Array.isArray(value) ? value : [value]) everything(inner, seen);
  }
  return seen;
}

function edit(moddle, root) {
  let count = 0;
  for (const element of everything(root)) {
    if (FLOW_ELEMENTS.some((type) => element.$instanceOf?.(type))) element.id = `Activity_0x${(count++).toString(16)}q`;
    if (element.$type === "dc:Bounds" || element.$type === "dc:Point") {
      element.x += 110.5;
      element.y -= 40;
    }
    if (element.$instanceOf?.("bpmn:FlowNode")) {
      element.extensionElements ??= moddle.create("bpmn:ExtensionElements", { values: [] });
      element.extensionElements.get("values").push(moddle.createAny("vendor:colour", "urn:vendor", { fill: "red" }));
    }
  }
}

const answers = [];
for (const file of JSON.parse(await text(process.stdin))) {
  const moddle = new BpmnModdle();
  const { rootElement, warnings } = await moddle.fromXML(file);
  const saved = (await moddle.toXML(rootElement, { format: true })).xml;
  edit(moddle, rootElement);
  const edited = (await moddle.toXML(rootElement)).xml;
  const again = await moddle.fromXML(edited);
  answers.push({ warnings: [...warnings, ...again.warnings].map((each) => each.message), saved, edited });
}
process.stdout.write(JSON.stringify(answers));
