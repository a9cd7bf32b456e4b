import { readApiModel } from "../local-aws/api-model/api-model";
import {
  identityPoolOperations,
  ownOperationNames,
  passedOn,
  storedOnly,
} from "../local-aws/cognito/operations";
import { fidelityCases } from "../local-aws/fidelity/cases";

/** The text of `docs/fidelity.md`, made of the tables that the local AWS itself goes by. */
export function fidelityDocument(): string {
  const userPools = Object.keys(readApiModel("cognito-idp").operations);
  const identityPools = Object.keys(readApiModel("cognito-identity").operations);
  const states = new Map([
    ...[...ownOperationNames(), ...passedOn].map((name) => [name, "done"] as const),
    ...storedOnly.map((name) => [name, "stored only"] as const),
  ]);
  const stateOf = (name: string) => states.get(name) ?? "refused";
  const identityStateOf = (name: string) =>
    identityPoolOperations.includes(name) ? "done" : "refused";
  const cases = fidelityCases.map(({ name, source, disputed }) => [
    name,
    `[${source.kind}](${source.url})`,
    disputed ?? "",
  ]);
  return `# How close the local AWS is to Cognito

<!-- Made of the tables in tools/local-aws: \`npm run test:all -- fidelity-document -u\` writes it anew. -->

- **done**: answered as Cognito does, as far as it is known.
- **stored only**: kept and shown again. Nothing here acts on it.
- **refused**: answered with \`UnknownOperationException\`, as AWS answers an operation that it does not know.

The input of every operation is checked against the constraints of AWS's own API model: what must not be
missing, lengths, ranges, patterns and the values of enumerations.

## Behaviour

Each line is a case in \`tools/local-aws/fidelity/cases.ts\`. \`npm run test:all\` runs it against the local
AWS; \`npm run fidelity -- --profile <name>\` runs it unchanged against user pools of an account of yours,
which it makes and deletes.

${table(["What is promised", "Known from", "What another source says"], cases)}

## Operations of user pools

${summary(userPools, stateOf)}

${table(
  ["Operation", "State"],
  userPools.map((name) => [name, stateOf(name)]),
)}

## Operations of identity pools

${summary(identityPools, identityStateOf)}

${table(
  ["Operation", "State"],
  identityPools.map((name) => [name, identityStateOf(name)]),
)}
`;
}

function summary(names: readonly string[], stateOf: (name: string) => string): string {
  const count = (state: string) => names.filter((name) => stateOf(name) === state).length;
  return `Of ${names.length}: ${count("done")} done, ${count("stored only")} stored only, ${count("refused")} refused.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
