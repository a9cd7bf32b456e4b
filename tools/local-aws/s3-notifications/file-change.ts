import { decoded } from "../decoded";
import type { AwsRequest, AwsResponse } from "../interceptor";
import { textsOf } from "../xml";

/** What a call has done to a file. */
export interface FileChange {
  readonly bucket: string;
  readonly key: string;
  /** `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly versionId?: string | undefined;
}

/** The bucket and the decoded key of a call of S3. */
export function addressOf({ service, url }: AwsRequest) {
  if (service !== "s3") return undefined;
  const [path = "", query] = url.split("?", 2);
  const [, bucket = "", key = ""] = /^\/([^/]+)(?:\/(.*))?$/s.exec(path) ?? [];
  return bucket === ""
    ? undefined
    : { bucket, key: decoded(key), query: new URLSearchParams(query) };
}

/** What a call that went well has written or deleted. */
export function fileChanges(request: AwsRequest, response: AwsResponse): readonly FileChange[] {
  const address = addressOf(request);
  if (address === undefined || response.status >= 300) return [];
  const { bucket, key, query } = address;
  const versionId = response.headers["x-amz-version-id"];
  const one = (eventName: string): readonly FileChange[] => [{ bucket, key, eventName, versionId }];
  const isPlain = [...query.keys()].every((name) => /^(x-id|x-amz-.*|versionId)$/i.test(name));
  switch (request.method) {
    case "PUT":
      if (key === "" || !isPlain) return [];
      return one(`ObjectCreated:${"x-amz-copy-source" in request.headers ? "Copy" : "Put"}`);
    case "POST":
      if (key === "" && query.has("delete")) return deletedTogether(bucket, response);
      if (key !== "" && query.has("uploadId")) return one("ObjectCreated:CompleteMultipartUpload");
      return key === "" && isPlain ? posted(bucket, request, versionId) : [];
    case "DELETE":
      if (key === "" || !isPlain) return [];
      return one(
        removal(response.headers["x-amz-delete-marker"] === "true" && !query.has("versionId")),
      );
    default:
      return [];
  }
}

const removal = (isMarked: boolean) =>
  `ObjectRemoved:${isMarked ? "DeleteMarkerCreated" : "Delete"}`;

function deletedTogether(bucket: string, { body }: AwsResponse): readonly FileChange[] {
  const blocks = body.toString("utf8").matchAll(/<Deleted>(.*?)<\/Deleted>/gs);
  return [...blocks].map(([, block = ""]) => {
    const text = (name: string) => textsOf(block, name)[0];
    const marker = text("DeleteMarkerVersionId");
    const isMarked = text("DeleteMarker") === "true" && text("VersionId") === undefined;
    const eventName = removal(isMarked);
    return { bucket, key: text("Key") ?? "", eventName, versionId: marker ?? text("VersionId") };
  });
}

/** A page's form names the key in one of its fields. */
function posted(
  bucket: string,
  { body }: AwsRequest,
  versionId: string | undefined,
): readonly FileChange[] {
  const [, key] =
    /name="key"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]+)/.exec(body.toString("latin1")) ?? [];
  if (key === undefined) return [];
  return [
    {
      bucket,
      key: Buffer.from(key, "latin1").toString("utf8"),
      eventName: "ObjectCreated:Post",
      versionId,
    },
  ];
}
