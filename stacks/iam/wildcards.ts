import type { IConstruct } from "constructs";

/**
 * Why a statement that allows something holds a wildcard, by the statement's `Sid`. A statement
 * that is not here may not hold one: {@link policyDocument} throws.
 */
export const wildcardReasons: Readonly<Record<string, string>> = {
  WriteOwnLog: "Lambda names the streams; all of them are in this function's own log group.",
  WriteApiLogs: "AppSync names the group after the API, whose id is not known before the role.",
  SendTraces: "X-Ray has no resources to name for these two actions.",
  ReadAndWriteOwnFiles: "Everything below the folder named by the caller's own identity id.",
  PublishTextMessages: "A telephone is no resource of AWS; another statement denies every topic.",
  AdministeredByTheAccount:
    "In a key's policy, `*` is this key; without the account's own IAM policies nobody could manage it.",
  // The roles of workflows, in `stacks/state`. Their own names, and so their ARNs, begin with the
  // environment's.
  ReadNamed:
    "All that the environment's name begins the name of, and what it is, not what it holds.",
  ReadRoles: "The environment's own roles and policies, by the beginning of their names.",
  ReadTagged: "Pools and keys have ids for names; the condition is on the environment's tags.",
  ReadTableKey: "A key has an id for a name; the condition is on the alias, which is AWS's own.",
  ReadUnnamed: "Neither action takes a resource; they list names.",
  ReadCode: "The zips of the environment's functions, which the repository holds as well.",
  ReadStates: "The states of this environment's stacks, all of which are in its folder.",
  LockStates: "The locks of this environment's states, and nothing else in the bucket.",
  ReadWithStateKey:
    "A key has an id for a name; the condition is on its alias, and on S3 as the caller.",
  WriteWithStateKey:
    "A key has an id for a name; the condition is on its alias, and on S3 as the caller.",
  ReadAlarms: "Alarms, topics and dashboard whose names begin with the environment's.",
  ReadQueries: "AWS has no resources to name for these actions; a query holds no data.",
  WriteAlarms: "Alarms, topics and dashboard whose names begin with the environment's.",
  WriteQueries: "AWS has no resources to name for these actions; a query holds no data.",
  WriteNamed: "All that the environment's name begins the name of.",
  MakeTagged: "What is yet to be made has no ARN; the condition is on the tags that it is to get.",
  TagNewKeys: "A key has an id for a name; the conditions are on what it does not have yet.",
  TagKeys: "A key has an id for a name; the conditions are on the tags that it has and is to get.",
  WriteTagged: "Pools and keys have ids for names; the condition is on the environment's tags.",
  DeleteTable: "The tables of an environment whose configuration says why it is not protected.",
  DeleteTagged: "Pools and keys of an environment that is not protected, by its tags.",
  DeleteAttachments: "The files of an environment that is not protected.",
  AttachRolesToIdentityPool:
    "The action takes no resource; only the environment's own roles can be passed to it.",
  WriteCode: "The zips of the environment's functions.",
  WriteBoundedRoles:
    "The environment's own roles, by the beginning of their names, each with the boundary.",
  TagRoles: "The environment's own roles, by the beginning of their names.",
  PassRoles: "The environment's own roles, to the services that they are made for.",
  LetCognitoSendEmail: "AWS names the role, which is Cognito's own.",
  LetAppSyncSendTraces: "AWS names the role, which is AppSync's own.",
  WriteStates: "The states of this environment's stacks, all of which are in its folder.",
  // The boundary, which allows nothing by itself: a role needs a policy that says the same.
  BoundedLogs: "The logs of the environment's own functions.",
  BoundedTraces: "X-Ray has no resources to name for these two actions.",
  BoundedRows: "The environment's own tables.",
  BoundedUsers: "A user pool has an id for a name; the condition is on the environment's tags.",
  BoundedFiles: "Users' files, each below the folder that the role's own policy names.",
  BoundedOwnFiles: "Everything below the folder named by the caller's own identity id.",
  BoundedQueues: "The environment's own queues.",
  BoundedTextMessages: "A telephone is no resource of AWS; another statement denies every topic.",
  BoundedTextsOfCognito: "A telephone is no resource of AWS; another statement denies every topic.",
  BoundedCodes: "A key has an id for a name; the condition is on the environment's tags.",
  BoundedCalls: "The environment's own functions.",
};

const reasons = new Map(Object.entries(wildcardReasons));

/** Why the statement with this `Sid` may hold a wildcard; `undefined` if nobody has said. */
export function wildcardReason(sid: string): string | undefined {
  return reasons.get(sid);
}

/** Writes down why the statements with this `Sid` hold a wildcard. */
export function giveWildcardReason(sid: string, reason: string): void {
  reasons.set(sid, reason);
}

const metadata = "gatehouse:wildcard-reason";

/**
 * Says why a resource may hold policies with wildcards: for a policy of somebody else's, of which the
 * statements cannot be named.
 *
 * @param reason for whoever reviews it.
 */
export function explainWildcard(resource: IConstruct, reason: string): void {
  resource.node.addMetadata(metadata, reason);
}

/** What {@link explainWildcard} was told about a resource. */
export function wildcardReasonOf(resource: IConstruct): string | undefined {
  return resource.node.metadata.find(({ type }) => type === metadata)?.data as string | undefined;
}
