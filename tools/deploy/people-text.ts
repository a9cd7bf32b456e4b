import type { Held } from "../../functions/shared/administration/erasure";
import type { Person } from "../../functions/shared/administration/person";
import { visible } from "../review/visible";

/** A line for each user, and how many there are. What users have written of themselves moves no cursor. */
export function peopleText(people: readonly Person[]): string {
  const lines = people.map(
    (person) => `${person.id}  ${stateOf(person)}  ${visible(person.attributes["email"] ?? "")}`,
  );
  return [...lines, people.length === 1 ? "1 user" : `${people.length} users`].join("\n");
}

/** All that is held of somebody, for people to read. */
export function personText({ id, ...held }: Held & { readonly id: string }): string {
  const { person, groups, row, identityIds, files } = held;
  const fields = Object.entries(row ?? {}).map(
    ([name, value]) => `    ${visible(name)}  ${visible(String(value))}`,
  );
  const email = visible(person?.attributes["email"] ?? "");
  return [
    id,
    person === undefined
      ? "  not in the pool"
      : `  ${visible(person.username)}  ${stateOf(person)}  ${email}`,
    `  groups  ${groups.map(visible).join(", ") || "none"}`,
    row === undefined ? "  no row" : ["  row", ...fields].join("\n"),
    identityIds.length === 0
      ? "  no identity is known, and so no file"
      : `  ${files.length} files of ${identityIds.join(", ")}`,
  ].join("\n");
}

function stateOf({ enabled, status }: Person): string {
  return enabled ? status : "DISABLED";
}
