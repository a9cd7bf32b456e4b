import {
  Kind,
  print,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from "graphql";

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** `["id", "author", "author/name"]`: `ctx.info.selectionSetList`, fragments taken apart. */
export function selectionSetList({ fieldNodes, fragments }: GraphQLResolveInfo): readonly string[] {
  const paths = new Set<string>();
  for (const { selectionSet } of fieldNodes) collect(selectionSet, fragments, "", paths);
  return [...paths];
}

function collect(
  set: SelectionSetNode | undefined,
  fragments: Fragments,
  parent: string,
  paths: Set<string>,
): void {
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      const path = parent + (node.alias ?? node.name).value;
      paths.add(path);
      collect(node.selectionSet, fragments, `${path}/`, paths);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
    collect(fragment?.selectionSet, fragments, parent, paths);
  }
}

/** What of a value a client has asked for: AppSync shows no more with an error. */
export function selectedOf(value: unknown, info: GraphQLResolveInfo): unknown {
  const selected = new Set(selectionSetList(info));
  const pick = (of: unknown, parent: string): unknown => {
    if (Array.isArray(of)) return of.map((item) => pick(item, parent));
    if (typeof of !== "object" || of === null) return of;
    return Object.fromEntries(
      Object.entries(of)
        .filter(([name]) => selected.has(parent + name))
        .map(([name, member]) => [name, pick(member, `${parent}${name}/`)]),
    );
  };
  return pick(value, "");
}

/** The selection as it was written: `ctx.info.selectionSetGraphQL`. */
export function selectionSetGraphql({ fieldNodes }: GraphQLResolveInfo): string {
  const [node] = fieldNodes;
  return node?.selectionSet === undefined ? "" : print(node.selectionSet);
}
