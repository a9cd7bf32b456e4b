import type { Environment } from "../../configuration";
import type { Binding } from "../lambda/binding";
import type { CodesKey } from "./codes-key";
import type { UserTable } from "./user-table";

/** What `functions/<name>/grants.ts` may draw on. The pool is not there yet: it comes later. */
export interface GrantsContext {
  /** What of the configuration concerns functions. */
  readonly environment: Pick<
    Environment,
    | "project"
    | "environment"
    | "platform"
    | "accountId"
    | "region"
    | "userPool"
    | "groups"
    | "signUp"
    | "userTable"
    | "recipes"
  >;
  readonly userTable: UserTable;
}

/** What the grants of `custom-email-sender` and `custom-sms-sender` may draw on. */
export interface SenderGrantsContext extends GrantsContext {
  /** For `decryptCodes` of `bindings/decrypt-codes.ts`. */
  readonly codesKey: CodesKey;
}

/** What a function may do and know beyond its code and its log. */
export interface Grants {
  /** Shown in Lambda's console and in `docs/triggers.md`; a sentence. */
  readonly description: string;
  /** Each thing that the function uses: its environment variables with the statements that go with them. */
  readonly bindings?: readonly Binding[];
  /** Variables that go with no statement. Never the pool's id: the event carries it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the function may do on the pool that calls it: `cognito-idp:AdminAddUserToGroup`. */
  readonly userPoolActions?: readonly string[];
  /**
   * What it means for users when this function fails for good; a sentence or two. Shown in
   * `docs/triggers.md` after what Cognito does then.
   */
  readonly failure?: string;
}

/**
 * The export `grants` of `functions/<name>/grants.ts`. A function without the file may do nothing but
 * write its log. The file is loaded at synth only, and no `index.ts` imports it.
 */
export type GrantsOf = (context: GrantsContext) => Grants;

/** {@link GrantsOf} of a custom sender. Its dead-letter queue and the grant for that come by themselves. */
export type SenderGrantsOf = (context: SenderGrantsContext) => Grants;
