import { createHash } from "node:crypto";
import type { AwsResponse, Forward, Interceptor } from "../interceptor";
import { readJson } from "../json-protocol";
import type { JsonObject } from "../json-protocol";
import { ownRequest } from "../own-request";
import { readFunctionReference, readLambdaRequest } from "./lambda-request";

/**
 * The zips of the functions, by their hash: what moto reports as a function's `CodeSha256` is what
 * finds its code, for every version and after every update.
 */
export class FunctionCode {
  private readonly zipsByFunction = new Map<string, Map<string, Buffer>>();

  /** The zip with that SHA-256 (in Base64), if it was uploaded for this function. */
  find(region: string, functionName: string, sha256: string): Buffer | undefined {
    return this.zipsByFunction.get(`${region} ${functionName}`)?.get(sha256);
  }

  keep(region: string, functionName: string, zip: Buffer): void {
    const key = `${region} ${functionName}`;
    const zips = this.zipsByFunction.get(key) ?? new Map<string, Buffer>();
    this.zipsByFunction.set(key, zips.set(sha256Of(zip), zip));
  }

  forget(region: string, functionName: string): void {
    this.zipsByFunction.delete(`${region} ${functionName}`);
  }
}

/**
 * Keeps the code that goes by on its way to moto, which has no use for it without Docker: zips in
 * the request, and zips on S3.
 */
export function functionUploads(code: FunctionCode): Interceptor {
  return async (request, forward) => {
    const call = readLambdaRequest(request);
    switch (call?.operation) {
      case "CreateFunction":
      case "UpdateFunctionCode": {
        const members = readJson(request);
        const isCreation = call.operation === "CreateFunction";
        const source = isCreation ? (members["Code"] as JsonObject | undefined) : members;
        const functionName = isCreation ? String(members["FunctionName"]) : call.functionName;
        const response = await forward(request);
        if (response.status >= 300 || source === undefined || members["DryRun"] === true) {
          return response;
        }
        const zip = await zipOf(source, request.region, forward);
        if (zip !== undefined) {
          code.keep(request.region, readFunctionReference(functionName).name, zip);
        }
        return response;
      }
      case "DeleteFunction": {
        const { name, qualifier } = readFunctionReference(call.functionName);
        const response = await forward(request);
        // With a qualifier only that version goes.
        if (response.status < 300 && (call.qualifier ?? qualifier) === undefined) {
          code.forget(request.region, name);
        }
        return response;
      }
      default:
        return undefined;
    }
  };
}

async function zipOf(
  source: JsonObject,
  region: string,
  forward: Forward,
): Promise<Buffer | undefined> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = source;
  if (typeof ZipFile === "string") return Buffer.from(ZipFile, "base64");
  if (typeof S3Bucket !== "string" || typeof S3Key !== "string") return undefined;
  const key = S3Key.split("/").map(encodeURIComponent).join("/");
  const version =
    typeof S3ObjectVersion === "string" ? `?versionId=${encodeURIComponent(S3ObjectVersion)}` : "";
  const object: AwsResponse = await forward(
    ownRequest({ service: "s3", region, method: "GET", url: `/${S3Bucket}/${key}${version}` }),
  );
  return object.status === 200 ? object.body : undefined;
}

function sha256Of(zip: Buffer): string {
  return createHash("sha256").update(zip).digest("base64");
}
