import type { AwsResponse, Interceptor } from "../interceptor";
import { callSibling, isJsonObject, jsonResponse, readJson, withJson } from "../json-protocol";
import type { JsonObject } from "../json-protocol";

/** Where one kind of pool has its id and its tags. */
interface TaggedPool {
  readonly service: string;
  readonly creates: string;
  readonly updates: string;
  readonly describes: string;
  readonly deletes: string;
  readonly idMember: string;
  readonly tagsMember: string;
  /** The pool in an answer, which user pools wrap and identity pools do not. */
  readonly wrapper?: string;
}

const pools: readonly TaggedPool[] = [
  {
    service: "cognito-idp",
    creates: "CreateUserPool",
    updates: "UpdateUserPool",
    describes: "DescribeUserPool",
    deletes: "DeleteUserPool",
    idMember: "UserPoolId",
    tagsMember: "UserPoolTags",
    wrapper: "UserPool",
  },
  {
    service: "cognito-identity",
    creates: "CreateIdentityPool",
    updates: "UpdateIdentityPool",
    describes: "DescribeIdentityPool",
    deletes: "DeleteIdentityPool",
    idMember: "IdentityPoolId",
    tagsMember: "IdentityPoolTags",
  },
];

/**
 * moto 5.2.1 keeps the tags that a user pool or an identity pool is created with, but has none of
 * the operations that change or list them; the AWS provider needs these whenever default tags
 * change.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html
 */
export function poolTags(): readonly Interceptor[] {
  return pools.map(tagsOf);
}

function tagsOf(kind: TaggedPool): Interceptor {
  const tagsById = new Map<string, JsonObject>();

  const poolIn = (answer: JsonObject): JsonObject => {
    const pool = kind.wrapper === undefined ? answer : answer[kind.wrapper];
    return isJsonObject(pool) ? pool : {};
  };
  const withTags = (response: AwsResponse): AwsResponse => {
    const answer = readJson(response);
    const pool = poolIn(answer);
    const tags = tagsById.get(String(pool[kind.wrapper === undefined ? kind.idMember : "Id"]));
    if (response.status !== 200 || tags === undefined) return response;
    const tagged = { ...pool, [kind.tagsMember]: tags };
    return withJson(
      response,
      kind.wrapper === undefined ? tagged : { ...answer, [kind.wrapper]: tagged },
    );
  };

  return async (request, forward) => {
    if (request.service !== kind.service) return undefined;
    const members = readJson(request);
    switch (request.operation) {
      case kind.describes:
      case kind.creates:
        return withTags(await forward(request));
      case kind.updates: {
        const response = await forward(request);
        const tags = members[kind.tagsMember];
        if (response.status === 200 && isJsonObject(tags)) {
          tagsById.set(String(members[kind.idMember]), tags);
        }
        return withTags(response);
      }
      case kind.deletes:
        tagsById.delete(String(members[kind.idMember]));
        return undefined;
      case "TagResource":
      case "UntagResource":
      case "ListTagsForResource": {
        const arn = String(members["ResourceArn"]);
        const id = arn.slice(arn.indexOf("/") + 1);
        const described = await callSibling(request, forward, kind.describes, {
          [kind.idMember]: id,
        });
        if (described.status !== 200) return described;
        const created = poolIn(readJson(described))[kind.tagsMember];
        const tags = tagsById.get(id) ?? (isJsonObject(created) ? created : {});
        if (request.operation === "ListTagsForResource") return jsonResponse({ Tags: tags });
        tagsById.set(id, changedTags(tags, members));
        return jsonResponse({});
      }
      default:
        return undefined;
    }
  };
}

/** `Tags` of a TagResource, `TagKeys` of an UntagResource. */
function changedTags(tags: JsonObject, { Tags, TagKeys }: JsonObject): JsonObject {
  const removed: readonly unknown[] = Array.isArray(TagKeys) ? TagKeys : [];
  const kept = Object.entries(tags).filter(([key]) => !removed.includes(key));
  return { ...Object.fromEntries(kept), ...(isJsonObject(Tags) && Tags) };
}
