import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A type that has a name. */
export type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** What the files under `configuration/` declare, by name. A type is looked for in its own file first. */
export class Declarations {
  private readonly files: readonly ts.SourceFile[];

  constructor(folder: string) {
    this.files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map((name) => {
        const file = path.join(folder, name);
        return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
      });
  }

  /** The type of that name, as `from` sees it. */
  type(name: string, from?: ts.Node): Declaration | undefined {
    return this.first(from, (statement) =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
      statement.name.text === name
        ? statement
        : undefined,
    );
  }

  /** The items of a list of constants: `(typeof regions)[number]`. */
  items(name: string, from: ts.Node): readonly string[] | undefined {
    return this.first(from, (statement) => {
      if (!ts.isVariableStatement(statement)) return undefined;
      const found = statement.declarationList.declarations.find(
        (declaration) => declaration.name.getText() === name,
      );
      const list = found?.initializer;
      const items = list && ts.isAsExpression(list) ? list.expression : list;
      return items && ts.isArrayLiteralExpression(items)
        ? items.elements.map((item) => item.getText())
        : undefined;
    });
  }

  private first<Found>(
    from: ts.Node | undefined,
    look: (statement: ts.Statement) => Found | undefined,
  ): Found | undefined {
    const own = from?.getSourceFile();
    for (const file of own ? [own, ...this.files] : this.files) {
      for (const statement of file.statements) {
        const found = look(statement);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** The words of a comment, without its tags. */
export function commentOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter((part) => ts.isJSDoc(part))
    .map((part) => ts.getTextOfJSDocComment(part.comment) ?? "")
    .join(" ")
    .replaceAll(/\{@link\s+(\w+)\}/g, "`$1`")
    .replaceAll(/\s*\n\s*-\s/g, " · ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The pages that a comment leads to. */
export function pagesOf(node: ts.Node): readonly string[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === "see")
    .flatMap((tag) => /https:\/\/\S+/.exec(tag.getText()) ?? []);
}
