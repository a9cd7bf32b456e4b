/**
 * Why a statement that allows something holds a wildcard, by the statement's `Sid`. A statement
 * that is not here may not hold one: {@link policyDocument} throws.
 */
export const wildcardReasons: Readonly<Record<string, string>> = {
  WriteOwnLog: "Lambda names the streams; all of them are in this function's own log group.",
  SendTraces: "X-Ray has no resources to name for these two actions.",
  ReadAndWriteOwnFiles: "Everything below the folder named by the caller's own identity id.",
  PublishTextMessages: "A telephone is no resource of AWS; another statement denies every topic.",
  AdministeredByTheAccount:
    "In a key's policy, `*` is this key; without the account's own IAM policies nobody could manage it.",
};
