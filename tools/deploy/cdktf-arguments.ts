import { parseArgs } from "node:util";
import { likeliest } from "../../configuration/likeliest";

interface Option {
  readonly type: "boolean" | "string";
  readonly short?: string;
  readonly multiple?: true;
}

const yes = { type: "boolean" } as const;
const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;

const ofAll: Readonly<Record<string, Option>> = {
  app: { type: "string", short: "a" },
  "disable-plugin-cache-env": yes,
  "experimental-provider-schema-cache-path": text,
  help: { type: "boolean", short: "h" },
  "log-file-directory": text,
  "log-level": text,
  output: { type: "string", short: "o" },
  version: yes,
};

const ofStacks: Readonly<Record<string, Option>> = {
  ...ofAll,
  "migrate-state": yes,
  "no-color": yes,
  "skip-provider-lock": yes,
  "skip-synth": yes,
  "terraform-parallelism": text,
  var: texts,
  "var-file": texts,
};

const ofDestroy: Readonly<Record<string, Option>> = {
  ...ofStacks,
  "auto-approve": yes,
  "ignore-missing-stack-dependencies": yes,
  parallelism: text,
};

/** What cdktf 0.21 takes; `cdktf <command> --help` says it. */
const options: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  synth: { ...ofAll, "check-code-maker-output": yes, hcl: yes },
  diff: { ...ofStacks, "refresh-only": yes },
  destroy: ofDestroy,
  deploy: {
    ...ofDestroy,
    "outputs-file": text,
    "outputs-file-include-sensitive-outputs": yes,
    "refresh-only": yes,
  },
};

/**
 * The stacks that somebody has named to a command of cdktf's. What cdktf does not know it passes over without a
 * word: an option that is spelt wrongly would do nothing.
 *
 * @throws Error with every option that the command does not have.
 */
export function stacksNamed(command: string, args: readonly string[]): readonly string[] {
  const known = options[command] ?? {};
  const { positionals, tokens } = parseArgs({
    // cdktf takes `--autoApprove` and `--auto-approve=true` as well.
    args: args.map((arg) =>
      arg.replace(/^--[^=]+/, kebabCase).replace(/^(--[^=]+)=(?:true|false)$/, "$1"),
    ),
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const unknown = tokens.flatMap((token) =>
    token.kind === "option" && !Object.hasOwn(known, token.name) ? [token] : [],
  );
  if (unknown.length > 0) {
    const said = unknown.map(({ name, rawName }) => {
      const meant = likeliest(name, Object.keys(known));
      return `${rawName}${meant === undefined ? "" : ` (did you mean --${meant}?)`}`;
    });
    throw new Error(
      `\`npm run ${command}\` has no option ${said.join(", ")}. \`npm run ${command} -- --help\` lists them.`,
    );
  }
  if (command === "synth" && positionals.length > 0) {
    throw new Error(
      `\`npm run synth\` writes all stacks, and takes none by name: leave ${positionals.join(" ")} out.`,
    );
  }
  return positionals;
}

function kebabCase(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
