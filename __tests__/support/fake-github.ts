import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A comment as GitHub keeps it. */
export interface FakeComment {
  id: number;
  body: string;
  author: string;
}

/** A run of `plan.yml`. */
export interface FakeRun {
  readonly id: number;
  readonly head_sha: string;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | null;
  /** `null` once it is deleted. */
  readonly from: string | null;
  readonly head_branch?: string;
  /** The workflow's file. Default: the one that plans. */
  readonly path?: string;
  readonly run_attempt?: number;
  /** Numbers of the pull requests that GitHub still knows it to be of. */
  readonly of?: readonly number[];
}

/** Who has signed a file, as Sigstore's authority would write it into a certificate. */
export type FakeCertificate = Readonly<
  Record<
    | "sourceRepositoryURI"
    | "sourceRepositoryIdentifier"
    | "sourceRepositoryRef"
    | "sourceRepositoryDigest"
    | "buildSignerURI"
    | "buildSignerDigest"
    | "runnerEnvironment"
    | "runInvocationURI",
    string
  >
>;

/** An artifact of a run. */
export interface FakeArtifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly expired: boolean;
  readonly digest?: string;
  readonly zip: Uint8Array;
}

/** A pull request, under a commit that belongs to it. */
export interface FakePullRequest {
  readonly number: number;
  readonly head: string;
  readonly mergedAs: string | null;
  /** The branch that it is for. Default: `main`. */
  readonly base?: string;
}

/** Something that GitHub answers instead of what was asked for. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * As much of GitHub's API as the commands use, for the repository `acme/users`. Lists come in pages, as
 * they do from GitHub.
 *
 * @see https://docs.github.com/en/rest
 */
export class FakeGitHub {
  readonly comments: FakeComment[] = [];
  runs: readonly FakeRun[] = [];
  artifacts: readonly FakeArtifact[] = [];
  pullRequests: readonly FakePullRequest[] = [];
  /** By SHA-256 of the file. */
  attestations: Readonly<Record<string, readonly FakeCertificate[]>> = {};
  /** The files of each commit, as GitHub's one word for them. */
  trees: Readonly<Record<string, string>> = {};
  /** Whose token it is. */
  viewer = "github-actions[bot]";
  /** Answers every request whose `<method> <path>` it matches. */
  refusal: readonly [RegExp, FakeAnswer] | undefined;
  /** What was asked: `<method> <path>`. */
  readonly requests: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    });
  }

  static async start(): Promise<FakeGitHub> {
    const fake = new FakeGitHub();
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Forgets everything. */
  reset(): void {
    this.comments.length = 0;
    this.requests.length = 0;
    this.runs = this.artifacts = this.pullRequests = [];
    this.trees = {};
    this.attestations = {};
    this.viewer = "github-actions[bot]";
    this.refusal = undefined;
  }

  /** What a workflow's step has in its environment, and nothing of the machine's own. */
  environment(): Readonly<Record<string, string>> {
    return {
      GITHUB_TOKEN: "token-of-the-test",
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: "acme/users",
      GITHUB_EVENT_PATH: "",
    };
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage): Promise<{
    status: number;
    headers: Readonly<Record<string, string>>;
    body: string | Uint8Array;
  }> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    const asked = `${request.method ?? ""} ${pathname}`;
    this.requests.push(asked);
    const sent = await text(request);
    const json = { "content-type": "application/json; charset=utf-8" };
    if (this.refusal?.[0].test(asked) === true) {
      const { status, headers = json, body = '{"message":"Refused"}' } = this.refusal[1];
      return { status, headers, body };
    }
    const page = Number(searchParams.get("page") ?? 1);
    const perPage = Number(searchParams.get("per_page") ?? 30);
    const paged = <Item>(items: readonly Item[]) =>
      items.slice((page - 1) * perPage, page * perPage);
    const [found, status = 200] = this.find(asked, searchParams, sent, paged);
    if (found instanceof Uint8Array) {
      return { status, headers: { "content-type": "application/zip" }, body: found };
    }
    if (found === undefined) {
      return { status: 404, headers: json, body: '{"message":"Not Found"}' };
    }
    return { status, headers: json, body: JSON.stringify(found) };
  }

  private find(
    asked: string,
    query: URLSearchParams,
    sent: string,
    paged: <Item>(items: readonly Item[]) => readonly Item[],
  ): readonly [unknown, number?] {
    const repository = "/repos/acme/users";
    const match = (pattern: string) => new RegExp(`^${pattern}$`).exec(asked)?.[1];
    const body = () => (JSON.parse(sent) as { body: string }).body;
    if (asked === "POST /graphql") return [{ data: { viewer: { login: this.viewer } } }];
    if (match(`GET ${repository}/issues/(4)/comments`) !== undefined) {
      return [paged(this.comments).map((comment) => this.shown(comment))];
    }
    if (match(`POST ${repository}/issues/(4)/comments`) !== undefined) {
      const comment = { id: this.comments.length + 1, body: body(), author: this.viewer };
      this.comments.push(comment);
      return [this.shown(comment), 201];
    }
    const commentId = match(`PATCH ${repository}/issues/comments/(\\d+)`);
    if (commentId !== undefined) {
      const comment = this.comments.find(({ id }) => id === Number(commentId));
      if (comment === undefined) return [undefined];
      comment.body = body();
      return [this.shown(comment)];
    }
    const commit = match(`GET ${repository}/commits/(\\w+)/pulls`);
    if (commit !== undefined) {
      const ofCommit = this.pullRequests.filter(
        ({ head, mergedAs }) => head === commit || mergedAs === commit,
      );
      return [
        ofCommit.map(({ number, head, mergedAs, base = "main" }) => ({
          number,
          base: { ref: base },
          head: { sha: head },
          merged_at: mergedAs === null ? null : "2026-01-01T00:00:00Z",
          merge_commit_sha: mergedAs,
        })),
      ];
    }
    if (asked === `GET ${repository}/actions/workflows/plan.yml/runs`) {
      const runs = this.runs.filter(({ head_sha }) => head_sha === query.get("head_sha"));
      return [{ workflow_runs: paged(runs).map((run) => this.shownRun(run)) }];
    }
    const run = match(`GET ${repository}/actions/runs/(\\d+)/artifacts`);
    if (run !== undefined) {
      return [{ artifacts: this.artifacts.filter((one) => one.run === Number(run)) }];
    }
    const artifact = match(`GET ${repository}/actions/artifacts/(\\d+)/zip`);
    if (artifact !== undefined) {
      return [this.artifacts.find(({ id }) => id === Number(artifact))?.zip];
    }
    const attested = match(`GET ${repository}/attestations/sha256:(\\w+)`);
    if (attested !== undefined) {
      const found = this.attestations[attested]?.map((certificate) => ({
        bundle: { certificate },
      }));
      return [found && { attestations: found }];
    }
    const tree = this.trees[match(`GET ${repository}/git/commits/(\\w+)`) ?? ""];
    return [tree === undefined ? undefined : { tree: { sha: tree } }];
  }

  private shown({ id, body, author }: FakeComment) {
    return { id, body, user: { login: author }, html_url: `https://github.test/comments/${id}` };
  }

  private shownRun({ from, of = [], ...run }: FakeRun) {
    return {
      path: ".github/workflows/plan.yml",
      run_attempt: 1,
      head_branch: "feature",
      ...run,
      pull_requests: of.map((number) => ({ number })),
      run_number: run.id,
      html_url: `https://github.test/runs/${run.id}`,
      head_repository: from === null ? null : { full_name: from },
    };
  }
}
