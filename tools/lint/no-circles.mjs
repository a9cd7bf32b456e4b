import { Graph, alg } from "@dagrejs/graphlib";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** For each file that is in a circle of imports, that circle; imports of types count. */
const circles = new Map();

/** Reads every file of a project once: ESLint makes a rule anew for each file. */
function circlesOf(folder) {
  const known = circles.get(folder);
  if (known !== undefined) return known;
  const graph = new Graph();
  for (const file of sources(folder)) {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    for (const { fileName } of importedFiles) {
      const imported = fileName.startsWith(".") && resolved(path.resolve(file, "..", fileName));
      if (imported) graph.setEdge(file, imported);
    }
  }
  const found = new Map(
    alg.findCycles(graph).flatMap((circle) => circle.map((file) => [file, circle])),
  );
  circles.set(folder, found);
  return found;
}

function sources(folder) {
  const inside = ["configuration", "functions", "stacks", "tools"].flatMap((name) =>
    readdirSync(path.join(folder, name), { recursive: true }).map((file) => path.join(name, file)),
  );
  return [...readdirSync(folder), ...inside]
    .filter((file) => /\.(ts|mjs|cjs)$/.test(file))
    .map((file) => path.join(folder, file));
}

function resolved(file) {
  const candidates = path.extname(file) === "" ? [`${file}.ts`, path.join(file, "index.ts")] : [];
  return [...candidates, file].find((candidate) => existsSync(candidate));
}

/**
 * No file is in a circle of imports. `import-x/no-cycle` leaves imports of types out; two files that
 * need each other's types cannot be read, moved or published one without the other either.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const noCircles = {
  meta: {
    type: "problem",
    schema: [],
    messages: { circle: "It is in a circle of imports: {{files}}." },
  },
  create(context) {
    return {
      Program(node) {
        const circle = circlesOf(context.cwd).get(context.filename);
        if (circle === undefined) return;
        const files = circle
          .map((file) => path.relative(context.cwd, file))
          .sort()
          .join(", ");
        context.report({ node, messageId: "circle", data: { files } });
      },
    };
  },
};
