import type { AwsRequest, Interceptor } from "../../interceptor";
import { serviceError } from "../../service-error";
import type { CognitoMemory } from "../cognito-memory";
import type { ImportJob } from "./import-jobs";

const path = /^\/user-import\/(import-[0-9a-f]+)\?/;

/** Where the file of a job goes: on AWS, to a bucket of Cognito's own. */
export function uploadUrl(endpoint: string, { id, uploadToken }: ImportJob): string {
  return `${endpoint}/user-import/${id}?token=${uploadToken}`;
}

/**
 * Takes the files of import jobs, as S3 takes them by a pre-signed URL: for a quarter of an hour, and with
 * the header that Cognito has signed.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html
 */
export function importUploads({ importJobs }: CognitoMemory): Interceptor {
  return (request) => {
    const [, id] = path.exec(request.url) ?? [];
    if (id === undefined || request.method !== "PUT") return Promise.resolve(undefined);
    const isSigned = request.headers["x-amz-server-side-encryption"] === "aws:kms";
    const isTaken = isSigned && importJobs.upload(id, tokenOf(request), request.body.toString());
    return Promise.resolve(
      isTaken
        ? { status: 200, headers: {}, body: Buffer.alloc(0) }
        : serviceError(request, { status: 403, code: "AccessDenied", message: "Access Denied" }),
    );
  };
}

function tokenOf({ url }: AwsRequest): string | null {
  return new URL(url, "http://local").searchParams.get("token");
}
