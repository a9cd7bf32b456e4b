/** What a version asks of a team. */
export interface ToDo {
  readonly version: string;
  /** Markdown, under `### To do` in CHANGELOG.md. */
  readonly text: string;
}

/**
 * What CHANGELOG.md asks of a team that comes from a version. Newest first.
 *
 * @param from the version that it comes from, which has done its own part.
 */
export function toDos(changelog: string, from: string): readonly ToDo[] {
  const sections = changelog.split(/^## /m).slice(1);
  const versions = sections.map((section) => section.split(/\s/, 1)[0] ?? "");
  const end = versions.indexOf(from);
  return sections.slice(0, end === -1 ? undefined : end).flatMap((section, at) => {
    const [, text] = /^### To do\n([\s\S]*?)(?=^### |$(?![\s\S]))/m.exec(section) ?? [];
    return text === undefined ? [] : [{ version: versions[at] ?? "", text: text.trim() }];
  });
}
