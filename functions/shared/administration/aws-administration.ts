import { CognitoIdentityClient, DeleteIdentitiesCommand } from "@aws-sdk/client-cognito-identity";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { clientDefaults } from "../aws/client-defaults";
import { CognitoPeople } from "./cognito-people";
import { DynamoDbRows } from "./dynamodb-rows";
import type { ErasureCollaborators } from "./erasure";
import { S3Files } from "./s3-files";

/** What of an environment administrators work on. */
export interface AdministeredPlace {
  readonly userPoolId: string;
  readonly userTableName: string;
  readonly bucket: string;
}

/** Settings of AWS clients beside the usual ones: how the local AWS is reached. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Nobody waits at a sign-in: a slow answer is better than none. */
const patience = { connect: 1000, answer: 5000, attempts: 4 };

/** The pool, the table and the bucket of an environment, for `functions/admin-users` and `npm run users`. */
export function awsAdministration(
  { userPoolId, userTableName, bucket }: AdministeredPlace,
  settings: ClientSettings = {},
): Omit<ErasureCollaborators, "people"> & { readonly people: CognitoPeople } {
  const config = { ...clientDefaults(patience), ...settings };
  const identities = new CognitoIdentityClient(config);
  return {
    people: new CognitoPeople(new CognitoIdentityProviderClient(config), userPoolId),
    rows: new DynamoDbRows(new DynamoDBClient(config), userTableName),
    files: new S3Files(
      new S3Client({ ...config, ...(settings.endpoint !== undefined && { forcePathStyle: true }) }),
      bucket,
    ),
    deleteIdentities: async (ids) => {
      const { UnprocessedIdentityIds = [] } = await identities.send(
        new DeleteIdentitiesCommand({ IdentityIdsToDelete: [...ids] }),
      );
      const [one] = UnprocessedIdentityIds;
      if (one !== undefined) throw new Error(`An identity is not deleted: ${one.ErrorCode ?? ""}`);
    },
    clock: () => new Date(),
  };
}
