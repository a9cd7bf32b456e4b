/** The two exports of a resolver's or function's code. */
export type HandlerName = "request" | "response";

/** What a handler is called with, `ctx` in AWS's examples; all of it is JSON. */
export interface ResolverContext {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly identity: Readonly<Record<string, unknown>> | null;
  readonly source: unknown;
  readonly stash: Readonly<Record<string, unknown>>;
  readonly prev: { readonly result: unknown };
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly type: string };
  readonly request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly domainName: null;
  };
  readonly info: {
    readonly fieldName: string;
    readonly parentTypeName: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly selectionSetList: readonly string[];
    readonly selectionSetGraphQL: string;
  };
  readonly env: Readonly<Record<string, string>>;
}

/** What `util.error` and `util.appendError` were called with. */
export interface HandlerFailure {
  readonly message: string;
  readonly errorType?: string;
  readonly data?: unknown;
  readonly errorInfo?: unknown;
}

/** How a handler has ended. */
export type HandlerOutcome = (
  | { readonly kind: "returned"; readonly value: unknown }
  /** `runtime.earlyReturn`. */
  | { readonly kind: "early-return"; readonly value: unknown; readonly skipTo?: "END" | "NEXT" }
  /** `util.error`. */
  | { readonly kind: "error"; readonly error: HandlerFailure }
  /** `util.unauthorized`. */
  | { readonly kind: "unauthorized" }
  /** The code itself failed: an exception, no such export, too long, too much memory. */
  | { readonly kind: "defect"; readonly message: string }
) & {
  /** Of `util.appendError`. */
  readonly errors: readonly HandlerFailure[];
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Of `extensions.setSubscriptionFilter`. */
  readonly subscriptionFilter?: unknown;
  readonly stash: Readonly<Record<string, unknown>>;
};
