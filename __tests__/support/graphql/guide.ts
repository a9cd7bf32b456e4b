import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const guide = path.resolve(__dirname, "../../../docs/guides/graphql.md");

/** Does in a copy of the project what docs/guides/graphql.md says about the schema and the resolvers. */
export function followGuide(project: string): void {
  const text = readFileSync(guide, "utf8");
  const schema = path.join(project, "graphql/schema.graphql");
  const pieces = [...text.matchAll(/```graphql\n(.*?)```/gs)].map(([, piece = ""]) => piece);
  writeFileSync(schema, pieces.reduce(withPiece, readFileSync(schema, "utf8")));
  for (const [, file = "", code = ""] of text.matchAll(/```ts\n\/\/ (graphql\/\S+)\n(.*?)```/gs)) {
    writeFileSync(path.join(project, file), code);
  }
}

/** Fields of a type that there is go into it; a new type stands at the end. */
function withPiece(schema: string, piece: string): string {
  return [...piece.matchAll(/^(type|input) (\w+)([^{]*)\{\n(.*?)^\}/gms)].reduce(
    (text, [whole, kind = "", name = "", , fields = ""]) => {
      const head = new RegExp(`^${kind} ${name}\\b[^{]*\\{\\n`, "m").exec(text)?.[0];
      return head === undefined ? `${text}\n${whole}\n` : text.replace(head, () => head + fields);
    },
    schema,
  );
}
