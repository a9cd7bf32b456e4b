import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { pageOf } from "../page";
import { invalidParameter } from "../refusals";
import { importUsers } from "./import-users";
import type { ImportJob } from "./import-jobs";
import { uploadUrl } from "./upload";

const named = z.object({ UserPoolId: input.userPoolId, JobId: z.string() });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html */
export function createUserImportJob(cognito: Cognito): Operation {
  const schema = z.object({
    UserPoolId: input.userPoolId,
    JobName: z.string(),
    CloudWatchLogsRoleArn: z.string(),
    PasswordHashingAlgorithm: z.string().optional(),
  });
  return operation(cognito, "CreateUserImportJob", schema, async (call) => {
    const { UserPoolId, JobName: name, CloudWatchLogsRoleArn: roleArn } = call.input;
    await call.pools.pool(UserPoolId);
    if (call.input.PasswordHashingAlgorithm !== undefined) {
      throw invalidParameter("The local AWS does not support this PasswordHashingAlgorithm.");
    }
    return shown(
      cognito,
      cognito.memory.importJobs.create({ name, userPoolId: UserPoolId, roleArn }),
    );
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserImportJob.html */
export function describeUserImportJob(cognito: Cognito): Operation {
  return operation(cognito, "DescribeUserImportJob", named, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    return shown(cognito, cognito.memory.importJobs.find(input.UserPoolId, input.JobId));
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserImportJobs.html */
export function listUserImportJobs(cognito: Cognito): Operation {
  const schema = z.object({
    UserPoolId: input.userPoolId,
    MaxResults: z.number(),
    PaginationToken: z.string().optional(),
  });
  return operation(cognito, "ListUserImportJobs", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const { MaxResults: Limit, PaginationToken } = input;
    const { items, next } = pageOf(
      cognito.memory.importJobs.ofPool(input.UserPoolId),
      { Limit, PaginationToken },
      ["ListUserImportJobs", input.UserPoolId],
    );
    return {
      UserImportJobs: items.map((job) => outputOf(cognito, job)),
      ...(next !== undefined && { PaginationToken: next }),
    };
  });
}

/**
 * StartUserImportJob. The import goes on after the answer.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartUserImportJob.html
 */
export function startUserImportJob(cognito: Cognito): Operation {
  return operation(cognito, "StartUserImportJob", named, async (call) => {
    const { UserPoolId, JobId } = call.input;
    const pool = await call.pools.pool(UserPoolId);
    const { importJobs, clock } = cognito.memory;
    const job = importJobs.find(UserPoolId, JobId);
    if (job.status !== "Created") throw notNow(job);
    if (job.file === undefined) throw unmet("No file was uploaded for the user import job.");
    if (!pool.AutoVerifiedAttributes?.length) {
      throw unmet("The user pool has no auto-verified attribute.");
    }
    const started = importJobs.change(JobId, { status: "Pending", startedAt: clock.now() });
    void importUsers(cognito, call, pool, started);
    return shown(cognito, started);
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StopUserImportJob.html */
export function stopUserImportJob(cognito: Cognito): Operation {
  return operation(cognito, "StopUserImportJob", named, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const { importJobs } = cognito.memory;
    const job = importJobs.find(input.UserPoolId, input.JobId);
    if (!["Pending", "InProgress"].includes(job.status)) throw notNow(job);
    return shown(cognito, importJobs.change(job.id, { status: "Stopping" }));
  });
}

function notNow({ status }: ImportJob): CognitoError {
  return unmet(`The user import job is in the state ${status}.`);
}

function unmet(message: string): CognitoError {
  return new CognitoError("PreconditionNotMetException", message);
}

function shown(cognito: Cognito, job: ImportJob): object {
  return { UserImportJob: outputOf(cognito, job) };
}

function outputOf({ endpoint }: Cognito, job: ImportJob): object {
  return {
    JobName: job.name,
    JobId: job.id,
    UserPoolId: job.userPoolId,
    PreSignedUrl: uploadUrl(endpoint(), job),
    CreationDate: job.createdAt / 1000,
    ...(job.startedAt !== undefined && { StartDate: job.startedAt / 1000 }),
    ...(job.completedAt !== undefined && { CompletionDate: job.completedAt / 1000 }),
    Status: job.status,
    CloudWatchLogsRoleArn: job.roleArn,
    ImportedUsers: job.imported,
    SkippedUsers: job.skipped,
    FailedUsers: job.failed,
    ...(job.completionMessage !== undefined && { CompletionMessage: job.completionMessage }),
  };
}
