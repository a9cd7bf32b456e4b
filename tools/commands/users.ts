import { Argument, Command } from "commander";
import { createInterface } from "node:readline/promises";
import { erase, heldOf } from "../../functions/shared/administration/erasure";
import { UnknownPersonError, type Person } from "../../functions/shared/administration/person";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";
import { administrationOf, exportPerson, type Administration } from "../deploy/administration";
import { targetSteps } from "../deploy/environment-target";
import { environmentNamed } from "../deploy/environments";
import { peopleText, personText } from "../deploy/people-text";
import { visibleJson } from "../review/visible";

const verbs = ["list", "show", "invite", "disable", "export", "erase"] as const;
type Verb = (typeof verbs)[number];

const collect = (value: string, before: readonly string[] = []) => [...before, value];

const command = new Command("npm run users --")
  .description(
    "Looks after users of an environment, on AWS or on the local AWS.\n\n" +
      "  list             everybody, or those whose address begins so\n" +
      "  show <who>       what is held of somebody\n" +
      "  invite <email>   makes a user, whom Cognito sends a temporary password\n" +
      "  disable <who>    lets somebody in no more, and ends their sessions\n" +
      "  export <who>     writes all that is held of somebody into a folder, files included\n" +
      "  erase <who>      erases somebody: files, identity, user, row. Cut off, run it again",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .addArgument(new Argument("<verb>", "what to do").choices([...verbs]))
  .argument(
    "[who]",
    "an id (`sub`), a username or an e-mail address; of `list`, how an address begins",
  )
  .option("--json", "print one JSON document on standard output, and nothing else there")
  .option("--group <name>", "of `invite`: a group to put the user into; may be repeated", collect)
  .option("--out <folder>", "of `export`: a new folder. Default: export-<id>")
  .option(
    "--identity <id>",
    "an identity of the identity pool under which files are, where the row does not say; may be repeated",
    collect,
  )
  .option("--without-files", "of `erase`: go on although no identity is known, and so no file")
  .option("--yes", "of `erase`: do not ask")
  .addHelpText(
    "after",
    "\nExit codes: 0 done; 1 failed, unknown, or not confirmed; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly json?: boolean;
  readonly group?: readonly string[];
  readonly out?: string;
  readonly identity?: readonly string[];
  readonly withoutFiles?: boolean;
  readonly yes?: boolean;
}

const options = command.opts<Options>();
const [environmentName = "", verb = "", who] = command.args;

/** What a verb does, and how its result reads. */
interface Done {
  readonly result: unknown;
  readonly text: string;
}

const named = (): string => {
  if (who !== undefined) return who;
  throw new Error(`Whom? npm run users -- ${environmentName} ${verb} <who>`);
};

const doing: Readonly<Record<Verb, (administration: Administration) => Promise<Done>>> = {
  list: async ({ people }) => {
    const all: Person[] = [];
    let token: string | undefined;
    do {
      const page = await people.list(
        token,
        who === undefined ? undefined : { attribute: "email", value: who, begins: true },
      );
      all.push(...page.people);
      token = page.next;
    } while (token !== undefined);
    return { result: { users: all }, text: peopleText(all) };
  },
  show: async (administration) => {
    const held = await heldOf(named(), administration, options.identity);
    return { result: held, text: personText(held) };
  },
  invite: async ({ people }) => {
    const person = await people.invite(named());
    const { group = [] } = options;
    if (group.length > 0) await people.setGroups(person, group);
    return { result: person, text: `${person.id} is invited: ${named()}` };
  },
  disable: async ({ people }) => {
    const person = await people.find(named());
    if (person === undefined) throw new UnknownPersonError(named());
    await people.disable(person);
    await people.signOut(person);
    return { result: { id: person.id }, text: `${person.id} is disabled and signed out.` };
  },
  export: async (administration) => {
    const exported = await exportPerson(
      named(),
      administration,
      options.out,
      options.identity ?? [],
    );
    return {
      result: exported,
      text: `${exported.id}: person.json and ${exported.files} files in ${exported.folder}`,
    };
  },
  erase: async (administration) => {
    const erased = await erase(named(), administration, {
      identityIds: options.identity ?? [],
      withoutFiles: options.withoutFiles === true,
    });
    const text = `${erased.id} is erased, with ${erased.files} versions of files. A tombstone stays: erased/${erased.id}.json in the bucket.`;
    return { result: erased, text };
  },
};

void runCommand(async (signal) => {
  const environment = environmentNamed(environmentName);
  let administration: Administration | undefined;
  await runSteps(
    targetSteps(environment, signal, (found) => {
      administration = administrationOf(environment, found);
    }),
  );
  if (administration === undefined) throw new Error("There is nobody to look after.");
  if (verb === "erase") await confirmed(administration, signal);
  const { result, text } = await doing[verb as Verb](administration).catch(explained);
  process.stdout.write(
    options.json === true ? `${visibleJson(JSON.stringify(result, null, 2))}\n` : `${text}\n`,
  );
});

/** @throws Error when nobody confirms it. */
async function confirmed(administration: Administration, signal: AbortSignal): Promise<void> {
  if (options.yes === true) return;
  if (!process.stdin.isTTY) {
    throw new Error("erase cannot be undone: confirm it with --yes, or run it in a terminal.");
  }
  const found = await heldOf(named(), administration, options.identity).catch((error: unknown) => {
    // One that is half erased is known by its id alone.
    if (error instanceof UnknownPersonError) return undefined;
    throw error;
  });
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (found !== undefined) process.stderr.write(`\n${personText(found)}\n`);
    const answer = await questions.question(
      `This cannot be undone. Type ${found?.id ?? named()} to erase it in ${environmentName}: `,
      { signal },
    );
    if (answer.trim() !== (found?.id ?? named()))
      throw new Error("Not confirmed: nothing is erased.");
  } finally {
    questions.close();
  }
}

/** What AWS says, in the words of whoever has asked. */
function explained(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  if (error.name === "UsernameExistsException") throw new Error(`${named()} is a user already.`);
  if (error.name === "UnknownIdentityError") {
    throw new Error(
      `${error.message}\nAdd --identity <id>, or --without-files if there are none.`,
      { cause: error },
    );
  }
  throw error;
}
