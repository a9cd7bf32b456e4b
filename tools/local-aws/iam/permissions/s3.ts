import { decoded } from "../../decoded";
import type { ContextValues } from "../role-sessions";
import type { Inquiry, Permission, Permissions } from "./inquiry";

/** Query parameters that do not make another operation of an S3 request. */
const plainS3Parameters =
  /^(x-id|x-amz-.*|versionid|partnumber|response-.*|prefix|delimiter|max-keys|encoding-type|marker|list-type|continuation-token|fetch-owner|start-after|key-marker|version-id-marker)$/i;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export function s3({ request }: Inquiry): Permissions {
  const [path = "", query] = request.url.split("?", 2);
  const parameters = new URLSearchParams(query);
  const [, bucket = "", key = ""] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const object = `arn:aws:s3:::${bucket}/${decoded(key)}`;
  const needs = (action: string, resource: string, context: ContextValues = {}): Permission => ({
    action: `s3:${action}`,
    resources: [resource],
    context,
  });
  const special = [...parameters.keys()].filter((name) => !plainS3Parameters.test(name));
  if (bucket === "") return request.method === "GET" ? [needs("ListAllMyBuckets", "*")] : undefined;
  if (key === "") {
    if (request.method === "GET" && special.join() === "versions") {
      return [needs("ListBucketVersions", `arn:aws:s3:::${bucket}`)];
    }
    if (special.length > 0 || !["GET", "HEAD"].includes(request.method)) return undefined;
    const context = Object.fromEntries(
      ["prefix", "delimiter", "max-keys"].flatMap((name) => {
        const value = parameters.get(name);
        return value === null ? [] : [[`s3:${name}`, value]];
      }),
    );
    return [needs("ListBucket", `arn:aws:s3:::${bucket}`, context)];
  }
  const upload = parameters.has("uploadId") || parameters.has("uploads");
  if (special.some((name) => name !== "uploadId" && name !== "uploads")) return undefined;
  const version = parameters.get("versionId");
  const ofVersion = version === null ? "" : "Version";
  const context = version === null ? {} : { "s3:VersionId": version };
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (upload) return [needs("ListMultipartUploadParts", object)];
      return [needs(`GetObject${ofVersion}`, object, context)];
    case "PUT": {
      const source = request.headers["x-amz-copy-source"];
      return [
        needs("PutObject", object),
        ...(source === undefined
          ? []
          : [needs("GetObject", `arn:aws:s3:::${decoded(source).replace(/^\//, "")}`)]),
        ...("x-amz-tagging" in request.headers ? [needs("PutObjectTagging", object)] : []),
        ...("x-amz-acl" in request.headers ? [needs("PutObjectAcl", object)] : []),
      ];
    }
    case "POST":
      return upload ? [needs("PutObject", object)] : undefined;
    case "DELETE":
      if (upload) return [needs("AbortMultipartUpload", object)];
      return [needs(`DeleteObject${ofVersion}`, object, context)];
    default:
      return undefined;
  }
}
