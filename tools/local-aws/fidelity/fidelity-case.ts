import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";

/** Where AWS's behaviour is known from. */
export interface Source {
  readonly kind:
    "documentation" | "API model" | "captured on AWS" | "test verified on AWS" | "report";
  readonly url: string;
}

/** Who a case is about, as it finds them. */
export interface Subject {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** A call of the user pools API. */
export interface CognitoCall {
  /** E.g. `ConfirmSignUp`. */
  readonly operation: string;
  readonly input: object;
}

/** What AWS answers: an error by name and, where it is known, in its words; or some members. */
export type Answer =
  { readonly error: string; readonly message?: string } | { readonly output: object };

/** One behaviour of Cognito that the local AWS promises, and where it is known from. */
export interface FidelityCase {
  readonly name: string;
  readonly source: Source;
  /** What another source says. */
  readonly disputed?: string;
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly client?: Partial<CreateUserPoolClientCommandInput>;
  /** How the user is found; default: there is none. */
  readonly user?: "unconfirmed" | "confirmed" | "disabled";
  /** Calls before the one that counts, whatever they answer. */
  readonly before?: (subject: Subject) => readonly CognitoCall[];
  readonly call: (subject: Subject) => CognitoCall;
  /** Whether the call carries no signature; default: an administrator's. */
  readonly unsigned?: true;
  readonly answer: Answer;
}
