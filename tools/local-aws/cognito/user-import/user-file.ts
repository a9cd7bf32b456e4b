import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { csvHeaderOf } from "./csv-header";

/** One user in a file. */
export interface Row {
  /** Counted from 1, the header. */
  readonly line: number;
  /** By column; what is empty is left out. */
  readonly values: Readonly<Record<string, string>>;
}

const parsed = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * Reads a file of users.
 *
 * @throws Error when it is no CSV, or its columns are not those of the pool: then nobody is imported.
 */
export function readUsers(pool: UserPoolType, file: string): readonly Row[] {
  const wanted = csvHeaderOf(pool);
  const columns = (header: readonly string[]) => {
    const names = header.map((name) => name.trim());
    const missing = wanted.filter((name) => !names.includes(name));
    const unknown = names.filter((name) => !wanted.includes(name));
    if (missing.length > 0 || unknown.length > 0) {
      const wrong = [...missing, ...unknown].join(", ");
      throw new Error(`The header of the CSV file does not match the user pool: ${wrong}`);
    }
    return names;
  };
  const rows = parsed.parse(
    parse(file, { bom: true, columns, info: true, skip_empty_lines: true, trim: true }),
  );
  return rows.map(({ record, info }) => ({
    line: info.lines,
    values: Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "")),
  }));
}
