/** Directives of AppSync that say who may call, by the type or the field that has them. */
type Authorization = ReadonlyMap<string, ReadonlySet<string>>;

const token = /"""[^]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|@?[_A-Za-z][_0-9A-Za-z]*|[{}()[\]:!=|&,]/g;

/**
 * What may be called by others than before, a line each: a type or a field that has lost a directive,
 * or has others. What is new, or gone altogether, is not listed.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export function openedByDirectives(before: string, after: string): readonly string[] {
  const [was, is] = [authorization(before), authorization(after)];
  return [...was].flatMap(([owner, directives]) => {
    const now = is.get(owner);
    if (now === undefined) return [];
    const gone = [...directives].filter((one) => !now.has(one));
    const come = [...now].filter((one) => !directives.has(one));
    if (gone.length + come.length === 0) return [];
    const words = [
      ...(gone.length > 0 ? [`loses ${gone.join(" ")}`] : []),
      ...(come.length > 0 ? [`gains ${come.join(" ")}`] : []),
    ];
    return [`${owner} ${words.join(" and ")}`];
  });
}

/**
 * What is new and open to everybody who has the API's key, a line each. Such a key is in every app that
 * has it.
 */
export function newlyOpenToKeys(before: string, after: string): readonly string[] {
  const was = authorization(before);
  return [...authorization(after)].flatMap(([owner, directives]) =>
    !was.has(owner) && directives.has("@aws_api_key") ? [`${owner} is new, with @aws_api_key`] : [],
  );
}

/** Whether anything is open to the API's key already. */
export function isOpenToKeys(schema: string): boolean {
  return [...authorization(schema).values()].some((directives) => directives.has("@aws_api_key"));
}

/** Types and their fields, with the directives of each. It needs no more of the grammar than that. */
function authorization(schema: string): Authorization {
  const tokens = Array.from(schema.matchAll(token), ([text]) => text).filter(
    (text) => !text.startsWith("#") && !text.startsWith('"""'),
  );
  const found = new Map<string, Set<string>>();
  let type = "";
  let owner = "";
  let isWithin = false;
  const at = (name: string) => {
    owner = name;
    if (!found.has(name)) found.set(name, new Set());
  };
  for (let index = 0; index < tokens.length; index += 1) {
    const text = tokens[index] ?? "";
    if (!isWithin && /^(?:type|interface|union|enum|input|scalar)$/.test(text)) {
      type = tokens[index + 1] ?? "";
      at(type);
    } else if (text === "{") isWithin = true;
    else if (text === "}") isWithin = false;
    else if (text === "(") index = closing(tokens, index);
    else if (text.startsWith("@")) {
      const end = tokens[index + 1] === "(" ? closing(tokens, index + 1) : index;
      if (/^@(?:aws_|auth)/.test(text) && owner !== "") {
        found.get(owner)?.add(tokens.slice(index, end + 1).join(""));
      }
      index = end;
    } else if (isWithin && (tokens[index + 1] === ":" || tokens[index + 1] === "(")) {
      at(`${type}.${text}`);
    }
  }
  return found;
}

function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index] === "(") depth += 1;
    if (tokens[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}
