import type { GraphQLResolveInfo } from "graphql";
import type { ApiStore } from "./api-store";
import { authTypes, identityOf, type Caller } from "./caller";
import { BadRequestError, type DataSourceAnswer } from "./data-sources/data-source";
import { dataSources } from "./data-sources";
import type { RoleCaller } from "./data-sources/role-caller";
import { FieldError } from "./graphql-errors";
import type { Resolver } from "./model";
import type {
  HandlerFailure,
  HandlerName,
  HandlerOutcome,
  ResolverContext,
} from "./sandbox/handler";
import { runHandler } from "./sandbox/sandbox";
import { selectionSetGraphql, selectionSetList } from "./selection";

/** One GraphQL request, as far as its resolvers share it. */
export interface GraphqlRequest {
  readonly store: ApiStore;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly roles: RoleCaller;
  readonly log: ((line: string) => void) | undefined;
  /** Of `util.http.addResponseHeader`. */
  readonly responseHeaders: Record<string, string>;
  /** Of `extensions.setSubscriptionFilter`. */
  subscriptionFilter?: unknown;
  /** Told of each `util.appendError`. */
  readonly append: (failure: HandlerFailure, info: GraphQLResolveInfo) => void;
}

/** A pipeline goes on, or is over. */
interface StepEnd {
  readonly result: unknown;
  readonly isEnd: boolean;
}

/**
 * Runs the resolver of one field: its code, its data source, or its pipeline of functions.
 *
 * @throws FieldError when the code says so, or fails.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export async function runResolver(
  request: GraphqlRequest,
  resolver: Resolver,
  field: { source: unknown; args: Readonly<Record<string, unknown>>; info: GraphQLResolveInfo },
): Promise<unknown> {
  return new ResolverRun(request, resolver, field).run();
}

class ResolverRun {
  private stash: Readonly<Record<string, unknown>> = {};

  constructor(
    private readonly request: GraphqlRequest,
    private readonly resolver: Resolver,
    private readonly field: {
      source: unknown;
      args: Readonly<Record<string, unknown>>;
      info: GraphQLResolveInfo;
    },
  ) {}

  async run(): Promise<unknown> {
    const { resolver } = this;
    if (resolver.kind === "UNIT") {
      const { result } = await this.step(resolver.code, resolver.dataSourceName ?? "", null);
      return result;
    }
    const before = await this.handle(resolver.code, "request", { prev: { result: null } });
    let prev = valueOf(before);
    const skips = before.kind === "early-return";
    for (const id of skips ? [] : (resolver.pipelineConfig?.functions ?? [])) {
      const step = this.request.store.functions.get(id);
      if (step === undefined) throw new FieldError(`There is no function ${id}.`, "Code");
      const end = await this.step(step.code, step.dataSourceName, prev);
      prev = end.result;
      if (end.isEnd) break;
    }
    const context = { prev: { result: prev }, result: prev };
    return valueOf(await this.handle(resolver.code, "response", context));
  }

  /** A request, a data source, a response. */
  private async step(code: string, dataSourceName: string, prev: unknown): Promise<StepEnd> {
    const before = await this.handle(code, "request", { prev: { result: prev } });
    if (before.kind === "early-return") {
      return { result: before.value, isEnd: before.skipTo === "END" };
    }
    const answer = await this.ask(dataSourceName, valueOf(before));
    const after = await this.handle(code, "response", { prev: { result: prev }, ...answer });
    return {
      result: valueOf(after),
      isEnd: after.kind === "early-return" && after.skipTo === "END",
    };
  }

  private async ask(name: string, asked: unknown): Promise<DataSourceAnswer> {
    const source = this.request.store.dataSources.get(name);
    if (source === undefined) throw new FieldError(`There is no data source ${name}.`, "Code");
    if (typeof asked !== "object" || asked === null) {
      throw new FieldError(
        `The request handler of ${this.place} has returned no request for ${name}.`,
        "MappingTemplate",
      );
    }
    try {
      const request = asked as Readonly<Record<string, unknown>>;
      return await dataSources[source.type](source, request, this.request.roles);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof BadRequestError) throw new FieldError(message, "MappingTemplate");
      this.request.log?.(`${this.place}: the data source ${name} failed: ${message}`);
      return { result: null, error: { message, type: `${source.type}:InternalFailure` } };
    }
  }

  private async handle(
    code: string,
    handler: HandlerName,
    part: Pick<ResolverContext, "prev"> & Partial<DataSourceAnswer>,
  ): Promise<HandlerOutcome> {
    const { caller, log, append, responseHeaders } = this.request;
    const outcome = await runHandler(code, handler, this.contextOf(part), {
      authType: authTypes[caller.type],
      onLine: log,
    });
    this.stash = outcome.stash;
    Object.assign(responseHeaders, outcome.responseHeaders);
    if (outcome.subscriptionFilter !== undefined) {
      this.request.subscriptionFilter = outcome.subscriptionFilter;
    }
    for (const failure of outcome.errors) append(failure, this.field.info);
    switch (outcome.kind) {
      case "error":
        throw FieldError.of(outcome.error, this.field.info);
      case "unauthorized":
        throw unauthorized(this.field.info);
      case "defect":
        // The client learns nothing of the code; the log does.
        log?.(`${this.place}, ${handler}: ${outcome.message}`);
        throw new FieldError("Runtime Error", "Code");
      default:
        return outcome;
    }
  }

  private contextOf(
    part: Pick<ResolverContext, "prev"> & Partial<DataSourceAnswer>,
  ): ResolverContext {
    const { source, args, info } = this.field;
    const { caller, headers, store } = this.request;
    return {
      arguments: args,
      args,
      identity: identityOf(caller),
      source: source ?? null,
      stash: this.stash,
      ...part,
      request: { headers, domainName: null },
      info: {
        fieldName: info.fieldName,
        parentTypeName: info.parentType.name,
        variables: info.variableValues,
        selectionSetList: selectionSetList(info),
        selectionSetGraphQL: selectionSetGraphql(info),
      },
      env: store.environmentVariables,
    };
  }

  private get place(): string {
    return `${this.resolver.typeName}.${this.resolver.fieldName}`;
  }
}

const valueOf = (outcome: HandlerOutcome): unknown => ("value" in outcome ? outcome.value : null);

/** What a caller gets who may not see a field. */
export function unauthorized({ fieldName, parentType }: GraphQLResolveInfo): FieldError {
  return new FieldError(
    `Not Authorized to access ${fieldName} on type ${parentType.name}`,
    "Unauthorized",
  );
}
