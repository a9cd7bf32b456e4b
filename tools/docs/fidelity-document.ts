import path from "node:path";
import { readApiModel } from "../local-aws/api-model/api-model";
import {
  identityPoolOperations,
  ownOperationNames,
  storedOnly,
} from "../local-aws/cognito/operations";
import { domainEndpoints } from "../local-aws/cognito/managed-login/managed-login";
import { settings } from "../local-aws/cognito/settings";
import { fidelityCases } from "../local-aws/fidelity/cases";
import { testOf } from "./fidelity-tests";

/** The text of `docs/fidelity.md`, made of the tables that the local AWS itself goes by. */
export function fidelityDocument(): string {
  const userPools = Object.keys(readApiModel("cognito-idp").operations);
  const identityPools = Object.keys(readApiModel("cognito-identity").operations);
  const states = new Map([
    ...ownOperationNames().map((name) => [name, "done"] as const),
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

Each line is a case in \`tools/local-aws/fidelity\`. \`npm run test:all\` runs it against the local
AWS ([cases](../__tests__/tools/local-aws/fidelity/cases.test.ts)); \`npm run fidelity -- --profile <name>\` runs it unchanged against user pools of an account of yours,
which it makes and deletes.

${table(["What is promised", "Known from", "What another source says"], cases)}

## Endpoints of domains

All are done ([managed-login](../__tests__/tools/local-aws/cognito/managed-login/managed-login.test.ts)): ${domainEndpoints.map((path) => `\`${path}\``).join(", ")}, and \`/.well-known/\`. The pages are of our own making, \`/challenge\` is none of AWS's paths. Branding and languages are not applied, and there are no passkeys in them.

## Settings that are stored only

All other settings of user pools, app clients, domains, identity providers, resource servers and groups are
acted upon.

${table(
  ["Of", "Setting"],
  settings.flatMap(({ of, storedOnly: names }) => names.map((name) => [of, `\`${name}\``])),
)}

## Operations of user pools

An operation without a test of ours is moto's own.

${summary(userPools, stateOf)}

${table(
  ["Operation", "State", "Held by"],
  userPools.map((name) => [name, stateOf(name), linkTo(testOf("cognito-idp", name))]),
)}

## Operations of identity pools

${summary(identityPools, identityStateOf)}

${table(
  ["Operation", "State", "Held by"],
  identityPools.map((name) => [
    name,
    identityStateOf(name),
    linkTo(testOf("cognito-identity", name)),
  ]),
)}
`;
}

function linkTo(test: string | undefined): string {
  return test === undefined ? "" : `[${path.basename(test, ".test.ts")}](../__tests__/${test})`;
}

function summary(names: readonly string[], stateOf: (name: string) => string): string {
  const count = (state: string) => names.filter((name) => stateOf(name) === state).length;
  return `Of ${names.length}: ${count("done")} done, ${count("stored only")} stored only, ${count("refused")} refused.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
