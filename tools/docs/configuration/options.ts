import ts from "typescript";
import { commentOf, type Declarations, pagesOf } from "./declarations";

/** A setting of the configuration. */
export interface Option {
  /** `environments.<name>.userPool.tier`. */
  readonly path: string;
  readonly type: string;
  readonly isOptional: boolean;
  /** What its comment says; empty where there is none. */
  readonly comment: string;
  readonly pages: readonly string[];
}

/** More choices than a cell takes are told by the name of their list. */
const mostChoices = 8;

/**
 * Every setting that a type has, and that the types within it have. Settings that are there in several
 * members of a union stand once, with all their types.
 */
export function optionsOf(declarations: Declarations, type: string): readonly Option[] {
  const declaration = declarations.type(type);
  if (declaration === undefined) throw new Error(`configuration/ has no type ${type}.`);
  const found = new Map<string, Option>();
  for (const option of new Walk(declarations).declared(declaration, "")) {
    const before = found.get(option.path);
    found.set(option.path, before === undefined ? option : merged(before, option));
  }
  return [...found.values()];
}

function merged(one: Option, other: Option): Option {
  const types = [...new Set([...one.type.split(" | "), ...other.type.split(" | ")])];
  return {
    path: one.path,
    type: types.join(" | "),
    isOptional: one.isOptional || other.isOptional,
    comment: one.comment === "" ? other.comment : one.comment,
    pages: one.pages.length > 0 ? one.pages : other.pages,
  };
}

class Walk {
  constructor(private readonly declarations: Declarations) {}

  declared(declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, path: string): Option[] {
    if (ts.isTypeAliasDeclaration(declaration)) return this.within(declaration.type, path);
    const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) => [...types]);
    return [
      ...parents.flatMap((parent) => this.named(parent.expression.getText(), parent, path)),
      ...this.members(declaration.members, path),
    ];
  }

  private named(name: string, from: ts.Node, path: string): Option[] {
    const declaration = this.declarations.type(name, from);
    return declaration === undefined ? [] : this.declared(declaration, path);
  }

  private members(members: ts.NodeArray<ts.TypeElement>, path: string): Option[] {
    return members.flatMap((member) => {
      // What a member of a union must not have says nothing of the others.
      if (!ts.isPropertySignature(member) || member.type === undefined) return [];
      if (member.type.kind === ts.SyntaxKind.NeverKeyword) return [];
      const at = path === "" ? member.name.getText() : `${path}.${member.name.getText()}`;
      const own: Option = {
        path: at,
        type: this.text(member.type),
        isOptional: member.questionToken !== undefined,
        ...this.said(member, member.type),
      };
      return [own, ...this.within(member.type, at)];
    });
  }

  /** What a setting's own comment says, or else that of its type. */
  private said(member: ts.Node, type: ts.TypeNode): Pick<Option, "comment" | "pages"> {
    const comment = commentOf(member);
    const name = ts.isTypeReferenceNode(type) ? type.typeName.getText() : undefined;
    const declaration = name === undefined ? undefined : this.declarations.type(name, type);
    const ofType = declaration === undefined ? [] : pagesOf(declaration);
    return {
      comment: comment === "" && declaration ? commentOf(declaration) : comment,
      pages: [...pagesOf(member), ...ofType],
    };
  }

  /** The settings within a type. */
  private within(node: ts.TypeNode, path: string): Option[] {
    if (ts.isTypeLiteralNode(node)) return this.members(node.members, path);
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
      return node.types.flatMap((type) => this.within(type, path));
    }
    if (ts.isParenthesizedTypeNode(node)) return this.within(node.type, path);
    if (ts.isTypeOperatorNode(node)) return this.within(node.type, path);
    if (ts.isArrayTypeNode(node)) return this.within(node.elementType, `${path}[]`);
    if (ts.isTupleTypeNode(node)) {
      return node.elements.flatMap((item) =>
        ts.isRestTypeNode(item) || ts.isNamedTupleMember(item)
          ? []
          : this.within(item, `${path}[]`),
      );
    }
    return ts.isTypeReferenceNode(node) ? this.referred(node, path) : [];
  }

  private referred(node: ts.TypeReferenceNode, path: string): Option[] {
    const name = node.typeName.getText();
    const [first, second] = node.typeArguments ?? [];
    if (name === "Record" && second) return this.within(second, `${path}.<name>`);
    if (first && ["Readonly", "Partial", "Required"].includes(name))
      return this.within(first, path);
    return this.named(name, node, path);
  }

  /** A type as a reader wants it: what it is made of, as far as that is short. */
  private text(node: ts.TypeNode): string {
    if (ts.isParenthesizedTypeNode(node)) return this.text(node.type);
    if (ts.isUnionTypeNode(node)) return node.types.map((type) => this.text(type)).join(" | ");
    if (ts.isIntersectionTypeNode(node) || ts.isTypeLiteralNode(node)) return "{ … }";
    if (ts.isTypeOperatorNode(node)) return this.text(node.type);
    if (ts.isArrayTypeNode(node)) return listOf(this.text(node.elementType));
    if (ts.isTupleTypeNode(node)) return this.tuple(node);
    if (ts.isIndexedAccessTypeNode(node)) return this.choices(node) ?? plain(node);
    if (ts.isTypeReferenceNode(node)) return this.reference(node);
    return plain(node);
  }

  private tuple(node: ts.TupleTypeNode): string {
    const rest = node.elements.some((item) => ts.isRestTypeNode(item));
    const [first] = node.elements;
    if (rest && first !== undefined) return listOf(this.text(first));
    return `[${node.elements.map((item) => plain(item)).join(", ")}]`;
  }

  /** `(typeof flows)[number]` is one of a list. */
  private choices(node: ts.IndexedAccessTypeNode): string | undefined {
    const [, name] = /typeof (\w+)/.exec(node.objectType.getText()) ?? [];
    const items = name === undefined ? undefined : this.declarations.items(name, node);
    return items !== undefined && items.length <= mostChoices ? items.join(" | ") : undefined;
  }

  private reference(node: ts.TypeReferenceNode): string {
    const name = node.typeName.getText();
    const [first, second] = node.typeArguments ?? [];
    if (name === "Record" && second) return `{ <name>: ${this.text(second)} }`;
    if (first && ["Readonly", "Partial", "Required"].includes(name)) return this.text(first);
    const declaration = this.declarations.type(name, node);
    if (declaration === undefined) return plain(node);
    if (ts.isInterfaceDeclaration(declaration)) return "{ … }";
    const text = this.text(declaration.type);
    return text.length > 80 || text.includes("=>") || text.includes("typeof") ? name : text;
  }
}

function plain(node: ts.Node): string {
  return node
    .getText()
    .replaceAll(/\/\*\*.*?\*\//gs, "")
    .replaceAll("readonly ", "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function listOf(item: string): string {
  return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
}
