import {
  getDirectiveValues,
  getOperationAST,
  Kind,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import type { ApiStore } from "../api-store";
import type { Caller } from "../caller";
import type { RoleCaller } from "../data-sources/role-caller";
import { executeOperation, type Operation } from "../execute";
import { shaped } from "../graphql-errors";
import { passes } from "./filter";

/** A client that listens. */
export interface Listener {
  readonly store: ApiStore;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  /** Gets `{ data, errors }` of each event. */
  readonly send: (payload: object) => void;
}

type Payload = Readonly<Record<string, unknown>>;

interface Subscription extends Listener {
  readonly fieldName: string;
  readonly args: Payload;
  readonly filter: unknown;
}

/**
 * Who listens to what, and what they are told: each event is the part of a mutation's answer that the
 * mutation's own document selected.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export class Subscriptions {
  private readonly all = new Set<Subscription>();

  constructor(
    private readonly roles: RoleCaller,
    private readonly log: ((line: string) => void) | undefined,
  ) {}

  /**
   * Runs the subscription's resolver, which may refuse or filter.
   *
   * @returns how to stop listening, or what is wrong.
   */
  async add(
    schema: GraphQLSchema,
    listener: Listener,
  ): Promise<{ readonly stop: () => void } | { readonly errors: readonly unknown[] }> {
    const [field] = rootFields(listener.operation);
    if (field === undefined) return { errors: [{ message: "The subscription has no field." }] };
    const { result, appended, request } = await executeOperation(schema, listener.operation, {
      ...listener,
      roles: this.roles,
      log: this.log,
    });
    const { errors = [] } = shaped(result, appended);
    if (errors.length > 0) return { errors };
    const subscription: Subscription = {
      ...listener,
      fieldName: field.name.value,
      args: argumentsOf(field, listener.operation.variables),
      filter: request.subscriptionFilter,
    };
    this.all.add(subscription);
    return { stop: () => this.all.delete(subscription) };
  }

  /** Tells listeners what a mutation has answered. */
  publish(store: ApiStore, mutation: Operation, { data }: ExecutionResult): void {
    for (const field of rootFields(mutation)) {
      const payload = data?.[(field.alias ?? field.name).value] as Payload | null | undefined;
      if (payload === null || payload === undefined) continue;
      for (const subscription of this.all) {
        if (subscription.store !== store) continue;
        if (!isAbout(store, subscription.fieldName, field.name.value)) continue;
        if (!concerns(subscription, unaliased(field, payload))) continue;
        void this.tell(subscription, payload);
      }
    }
  }

  private async tell(subscription: Subscription, payload: Payload): Promise<void> {
    const { store, operation, fieldName, send } = subscription;
    if (store.schema === undefined) return;
    const { result, appended } = await executeOperation(
      store.schema,
      operation,
      { ...subscription, roles: this.roles, log: this.log },
      { [fieldName]: payload },
    );
    send(shaped(result, appended));
  }
}

/** A filter stands in the place of the arguments. */
function concerns({ args, filter }: Subscription, payload: Payload): boolean {
  if (filter !== undefined) return passes(filter, payload);
  return Object.entries(args).every(([name, value]) => (payload[name] ?? null) === value);
}

/** An event's fields by their own names, whatever the mutation called them. */
function unaliased({ selectionSet }: FieldNode, payload: Payload): Payload {
  const own = (selectionSet?.selections ?? []).flatMap((node) =>
    node.kind === Kind.FIELD
      ? [[node.name.value, payload[(node.alias ?? node.name).value]] as const]
      : [],
  );
  return { ...payload, ...Object.fromEntries(own) };
}

function isAbout({ schema }: ApiStore, fieldName: string, mutation: string): boolean {
  const field = schema?.getSubscriptionType()?.getFields()[fieldName];
  const directive = schema?.getDirective("aws_subscribe");
  if (!field?.astNode || !directive) return false;
  const { mutations } = (getDirectiveValues(directive, field.astNode) ?? {}) as {
    readonly mutations?: readonly string[];
  };
  return mutations?.includes(mutation) === true;
}

function argumentsOf(field: FieldNode, variables: Payload): Payload {
  return Object.fromEntries(
    (field.arguments ?? [])
      .map(({ name, value }) => [name.value, valueFromASTUntyped(value, { ...variables })] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** The fields of an operation's own level, fragments taken apart. */
function rootFields({ document, operationName }: Operation): readonly FieldNode[] {
  const fragments = new Map<string, FragmentDefinitionNode>(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const fields = (set: SelectionSetNode | undefined): readonly FieldNode[] =>
    (set?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      return fields(
        (node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node)?.selectionSet,
      );
    });
  return fields(getOperationAST(document, operationName)?.selectionSet);
}
