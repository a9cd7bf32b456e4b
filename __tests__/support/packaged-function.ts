import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach } from "@jest/globals";
import {
  ExecutionEnvironment,
  type FunctionError,
} from "../../tools/local-aws/lambda/execution-environment";
import { bundleFunction } from "../../stacks/lambda/bundle";
import { temporaryFolders } from "./temporary-folder";

/** What an invocation of a packaged function left. */
export interface PackagedInvocation {
  /** Parsed; missing when the function failed. */
  readonly answer: unknown;
  readonly error: FunctionError | undefined;
  /** What the process has written, to stdout or stderr, but for its metrics. */
  readonly log: string;
}

/** Invokes the function; its process stays for the next event. */
export type Invoke = (event: unknown, timeoutMilliseconds?: number) => Promise<PackagedInvocation>;

/**
 * Runs functions as they are packaged, on the runtime of the local Lambda, each in a process that has
 * nothing but what Lambda would give it. The processes end with the test, for which there is time on a
 * busy machine, too. Call once, outside of tests.
 */
export function packagedFunctions(): (
  folder: string,
  variables: Readonly<Record<string, string>>,
) => Invoke {
  const folders = temporaryFolders();
  const environments: ExecutionEnvironment[] = [];
  let isOver = false;
  afterEach(async () => {
    await Promise.all(environments.splice(0).map((environment) => environment.kill()));
  });
  afterAll(() => {
    isOver = true;
  });
  return (folder, variables) => {
    // Of a test that was given up, too: nobody would end this process, and Jest would wait for it.
    if (isOver) throw new Error("The tests of this file are over.");
    const taskRoot = realpathSync(folders());
    const { fileName, code } = bundleFunction(folder);
    writeFileSync(join(taskRoot, fileName), code);
    const environment = new ExecutionEnvironment({
      taskRoot,
      temporaryFolder: folders(),
      memoryMegabytes: 512,
      node: { file: process.execPath, version: process.versions.node },
      variables: {
        _HANDLER: "index.handler",
        LAMBDA_TASK_ROOT: taskRoot,
        AWS_LAMBDA_LOG_FORMAT: "JSON",
        AWS_LAMBDA_LOG_LEVEL: "DEBUG",
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "session-token",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...variables,
      },
    });
    environments.push(environment);
    let requests = 0;
    return async (event, timeoutMilliseconds = 5000) => {
      const result = await environment.invoke({
        requestId: `request-${(requests += 1)}`,
        event: JSON.stringify(event),
        functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:packaged",
        clientContext: undefined,
        timeoutMilliseconds,
      });
      const log = environment
        .takeLines()
        .map(({ message }) => message)
        .filter((message) => !message.startsWith('{"_aws":'))
        .join("\n");
      if (result.outcome === "timed-out") throw new Error(`Timed out. Its log:\n${log}`);
      return result.outcome === "failed"
        ? { answer: undefined, error: result.error, log }
        : { answer: JSON.parse(result.payload) as unknown, error: undefined, log };
    };
  };
}
