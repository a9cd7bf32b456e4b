import type { Problem } from "./problem";

/** More than any configuration needs; without a limit a mistake could fill the memory. */
const most = { levels: 20, items: 10_000, values: 1_000_000 };

/** A configuration as plain values, and what of it was none. */
export interface PlainCopy {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/**
 * Copies what a team has written: objects, lists, text, numbers, `true`, `false` and `null`. Anything
 * else becomes a problem, so that nothing that comes after has to be careful. What is
 * `undefined` is left out: it is as good as missing.
 *
 * @param written the text that a function stands for, at the places where one may stand.
 *
 * It never throws, whatever it is given: getters and proxies that throw, objects that contain
 * themselves, keys such as `__proto__`.
 */
export function plainCopy(
  input: unknown,
  written: (path: string, text: (given: never) => unknown) => unknown = () => undefined,
): PlainCopy {
  const problems: Problem[] = [];
  let values = 0;
  /** Leaves `null` where the value was: it is of no setting's type, but its key is still there. */
  const add = (path: string, value: unknown, rule: string, fix: string): null => {
    problems.push({ path, value, rule, fix });
    return null;
  };

  function copy(value: unknown, path: string, parents: readonly object[]): unknown {
    values += 1;
    if (values === most.values) {
      add(path, "[…]", `a configuration has at most ${most.values} values`, "leave some out");
    }
    if (values >= most.values) return undefined;
    switch (typeof value) {
      case "string":
      case "boolean":
      case "undefined":
        return value;
      case "number":
        return Number.isFinite(value)
          ? value
          : add(path, value, "a number is finite", "write a number");
      case "object":
        return value === null ? null : copyObject(value, path, parents);
      case "function": {
        const text = textOf(value as (given: never) => unknown, path);
        if (text !== undefined) return text;
        return add(path, value, notPlain("function"), "write the value itself");
      }
      default:
        return add(path, value, notPlain(typeof value), "write the value itself");
    }
  }

  function textOf(text: (given: never) => unknown, path: string): unknown {
    try {
      const result = written(path, text);
      return result === undefined || typeof result === "string"
        ? result
        : add(path, "[a function]", "a text that is written by a function is text", "return text");
    } catch (error) {
      return add(
        path,
        "[a function]",
        `the function that writes the text fails: ${wordsOf(error)}`,
        "mend the function, or write the text itself",
      );
    }
  }

  function copyObject(value: object, path: string, parents: readonly object[]): unknown {
    if (parents.includes(value)) {
      return add(path, "[circular]", "no setting contains itself", "write the value once more");
    }
    if (parents.length >= most.levels) {
      return add(
        path,
        "[…]",
        `no setting lies deeper than ${most.levels} levels`,
        "take a level out",
      );
    }
    try {
      const inside = [...parents, value];
      if (Array.isArray(value)) return copyList(value, path, inside);
      const prototype: unknown = Object.getPrototypeOf(value);
      if (!isPlain(prototype)) {
        return add(
          path,
          "[an object of a class]",
          "a setting is a plain object, and this one is of a class",
          "write `{ … }`",
        );
      }
      if (Object.getOwnPropertySymbols(value).length > 0) {
        add(path, "[symbol]", "a setting's name is text, and one here is a symbol", "remove it");
      }
      const entries = Object.keys(value).flatMap((key): [string, unknown][] => {
        const at = path === "" ? key : `${path}.${key}`;
        if (key === "__proto__") {
          add(at, "[object]", "`__proto__` is not a setting", "remove it");
          return [];
        }
        const item = copy(Reflect.get(value, key), at, inside);
        return item === undefined ? [] : [[key, item]];
      });
      return Object.fromEntries(entries);
    } catch (error) {
      return add(
        path,
        "[unreadable]",
        `it cannot be read: ${wordsOf(error)}`,
        "write the value itself",
      );
    }
  }

  function copyList(value: readonly unknown[], path: string, inside: readonly object[]): unknown {
    if (value.length > most.items) {
      return add(path, "[…]", `a list has at most ${most.items} items`, "leave some out");
    }
    return Array.from({ length: value.length }, (_, index) => {
      const at = `${path}[${index}]`;
      const item = value[index];
      return item === undefined
        ? add(at, item, "a list has no gaps", "write the value, or take the comma out")
        : copy(item, at, inside);
    });
  }

  return { value: copy(input, "", []), problems };
}

function notPlain(type: string): string {
  return `a setting is text, a number, true or false, a list or an object, and this is a ${type}`;
}

/** Of another realm too, where a configuration is loaded into a context of its own. */
function isPlain(prototype: unknown): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 100) : "it throws when it is read";
}
