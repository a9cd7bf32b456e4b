import type { AwsRequest, AwsResponse, Forward } from "../../interceptor";
import { ownRequest, type OwnRequest } from "../../own-request";
import { textsOf } from "../../xml";

/** The access key id with which AppSync assumes roles here. */
export const APPSYNC_CALLER = "appsync";

/** Temporary credentials of a data source's role. */
interface Session {
  readonly accessKeyId: string;
  readonly sessionToken: string;
}

/**
 * Calls AWS for data sources, each as its own role: what the role's policies do not allow is refused
 * as on AWS.
 */
export class RoleCaller {
  private readonly sessions = new Map<string, Promise<Session>>();

  constructor(private readonly call: Forward) {}

  /** @throws Error when STS does not give the role. */
  async as(roleArn: string, request: OwnRequest): Promise<AwsResponse> {
    const session = await this.sessionOf(roleArn, request.region);
    return this.call(ownRequest({ ...request, credentials: session }));
  }

  /** Forgets all sessions: roles may have changed. */
  forget(): void {
    this.sessions.clear();
  }

  private sessionOf(roleArn: string, region: string): Promise<Session> {
    const known = this.sessions.get(roleArn);
    if (known !== undefined) return known;
    const session = this.assume(roleArn, region);
    this.sessions.set(roleArn, session);
    session.catch(() => this.sessions.delete(roleArn));
    return session;
  }

  private async assume(roleArn: string, region: string): Promise<Session> {
    const form = new URLSearchParams({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: roleArn,
      RoleSessionName: "APPSYNC_ASSUME_ROLE",
    });
    const request: AwsRequest = ownRequest({
      service: "sts",
      region,
      caller: APPSYNC_CALLER,
      body: form.toString(),
    });
    const { status, body } = await this.call(request);
    const xml = body.toString("utf8");
    const [accessKeyId] = textsOf(xml, "AccessKeyId");
    const [sessionToken] = textsOf(xml, "SessionToken");
    if (status !== 200 || accessKeyId === undefined || sessionToken === undefined) {
      throw new Error(`AppSync cannot assume the role ${roleArn} (${status}): ${xml}`);
    }
    return { accessKeyId, sessionToken };
  }
}
