import { alg, Graph } from "@dagrejs/graphlib";
import type { Template } from "./template";

/** What depends on what, as Terraform reads it: references in arguments, and `depends_on`. */
export function dependencyGraph(template: Template): Graph {
  const blocks = [...template.resources(), ...template.dataSources()];
  const known = new Set(blocks.map(({ address }) => address));
  const graph = new Graph({ directed: true });
  for (const { address, block } of blocks) {
    graph.setNode(address);
    const dependsOn = (block["depends_on"] ?? []) as string[];
    const references = [...JSON.stringify(block).matchAll(/(?<!\$)\$\{([^}]+)\}/g)].flatMap(
      ([, text]) =>
        // What stands in quotation marks is a text, such as a file's name.
        [
          ...(text ?? "")
            .replaceAll(/\\".*?\\"/g, "")
            .matchAll(/(?<![\w.-])(?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*/g),
        ].map(([name]) => name),
    );
    for (const target of [...references, ...dependsOn]) {
      if (!known.has(target))
        throw new Error(`${address} refers to ${target}, which is not there.`);
      graph.setEdge(address, target);
    }
  }
  return graph;
}

/** Each circle as a list of addresses; none is what Terraform can apply. */
export function circles(graph: Graph): readonly (readonly string[])[] {
  return alg.findCycles(graph);
}
