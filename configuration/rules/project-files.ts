import { faultOfCss, faultOfLogo } from "../values/classic-pages";
import { faultOfMetadata } from "../values/saml-metadata";
import type { Fault } from "../values/fault";
import { isInProject } from "../values/project-file";
import type { PlacedEnvironment, WideRule } from "./rule";

/** A file that the configuration names, with what it must hold. */
interface NamedFile {
  readonly path: string;
  readonly file: string | undefined;
  readonly faultOf: (content: Buffer) => Fault | undefined;
}

function namedFiles({ input, place: { path } }: PlacedEnvironment): readonly NamedFile[] {
  const pages = [
    { at: `${path}.domain`, ui: input.domain?.uiCustomization },
    ...Object.entries(input.clients ?? {}).map(([name, client]) => ({
      at: `${path}.clients.${name}.oauth`,
      ui: client?.oauth?.uiCustomization,
    })),
  ];
  const metadata = Object.entries(input.identityProviders?.saml ?? {}).map(([name, saml]) => ({
    path: `${path}.identityProviders.saml.${name}.metadataFile`,
    file: saml?.metadataFile,
    faultOf: faultOfMetadata,
  }));
  const styles = pages.flatMap(({ at, ui }) => [
    { path: `${at}.uiCustomization.cssFile`, file: ui?.cssFile, faultOf: faultOfCss },
    { path: `${at}.uiCustomization.imageFile`, file: ui?.imageFile, faultOf: faultOfLogo },
  ]);
  return [...metadata, ...styles];
}

export const projectFiles: WideRule = ({ environments, readFile }) =>
  environments.flatMap(namedFiles).flatMap(({ path, file, faultOf }) => {
    // A path that leads elsewhere is a problem by itself, and nothing is read there.
    if (readFile === undefined || file === undefined || !isInProject(file)) return [];
    const content = readFile(file);
    const fault =
      content === undefined
        ? { rule: "the file is there", fix: `make ${file}, or correct the path` }
        : faultOf(content);
    return fault === undefined ? [] : [{ path, value: file, ...fault }];
  });
