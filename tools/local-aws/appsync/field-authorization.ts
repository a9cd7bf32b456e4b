import {
  getDirectiveValues,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import type { Caller } from "./caller";
import type { AuthenticationType, GraphqlApi } from "./model";

/** The directive that opens a field to a way in. */
const directiveOf: Readonly<Record<AuthenticationType, string>> = {
  AMAZON_COGNITO_USER_POOLS: "aws_cognito_user_pools",
  AWS_IAM: "aws_iam",
  API_KEY: "aws_api_key",
};

const opening = new Set([...Object.values(directiveOf), "aws_oidc", "aws_lambda"]);

type Field = GraphQLField<unknown, unknown>;

interface Named {
  readonly astNode?:
    { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
}

function directivesOn({ astNode }: Named): readonly ConstDirectiveNode[] {
  return (astNode?.directives ?? []).filter(({ name }) => opening.has(name.value));
}

/**
 * Whether a caller may see a field: by the directives on the field, else by those on its type, else by
 * the API's default way in alone. For IAM the caller's policies are asked too, for fields of `Query`,
 * `Mutation` and `Subscription`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export async function mayCall(
  api: GraphqlApi,
  schema: GraphQLSchema,
  { parent, field, caller }: { parent: GraphQLObjectType; field: Field; caller: Caller },
): Promise<boolean> {
  const own = directivesOn(field);
  const directives = own.length > 0 ? own : directivesOn(parent);
  if (!isOpenTo(api, schema, { directives, field, caller })) return false;
  const isRoot = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ].includes(parent);
  if (caller.type !== "AWS_IAM" || !isRoot) return true;
  return caller.mayCall(`${api.arn}/types/${parent.name}/fields/${field.name}`);
}

function isOpenTo(
  api: GraphqlApi,
  schema: GraphQLSchema,
  {
    directives,
    field,
    caller,
  }: { directives: readonly ConstDirectiveNode[]; field: Field; caller: Caller },
): boolean {
  const isDefault = caller.type === api.authenticationType;
  const directive = directives.find(({ name }) => name.value === directiveOf[caller.type]);
  if (directives.length === 0) {
    if (!isDefault) return false;
    if (caller.type !== "AMAZON_COGNITO_USER_POOLS") return true;
    // `@aws_auth` counts where user pools are the API's only way in.
    const isOnly = (api.additionalAuthenticationProviders ?? []).length === 0;
    const groups = isOnly ? groupsOf(schema, field.astNode, "aws_auth") : undefined;
    if (groups !== undefined) return isMember(caller, groups);
    return api.userPoolConfig?.defaultAction !== "DENY";
  }
  if (directive === undefined) return false;
  if (caller.type !== "AMAZON_COGNITO_USER_POOLS") return true;
  const groups = groupsOf(schema, { directives }, directiveOf[caller.type]);
  return groups === undefined || isMember(caller, groups);
}

function groupsOf(
  schema: GraphQLSchema,
  node: Named["astNode"],
  name: string,
): readonly string[] | undefined {
  const directive = schema.getDirective(name);
  if (!directive || !node) return undefined;
  return getDirectiveValues(directive, { directives: node.directives ?? [] })?.[
    "cognito_groups"
  ] as readonly string[] | undefined;
}

const isMember = (
  caller: Caller & { readonly type: "AMAZON_COGNITO_USER_POOLS" },
  groups: readonly string[],
) => caller.groups.some((group) => groups.includes(group));
