import { asking, type GitHub } from "./github";
import { firstLine } from "./report-text";

/** A comment under a pull request, as far as it matters here. */
export interface PullRequestComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly author: string;
}

/** All comments under a pull request, the oldest first. */
export async function commentsOf(
  { octokit, owner, repo }: GitHub,
  pullRequest: number,
): Promise<readonly PullRequestComment[]> {
  const comments: PullRequestComment[] = [];
  const perPage = 100;
  for (let page = 1; ; page += 1) {
    const { data } = await asking(
      {
        doing: `read the comments of ${owner}/${repo}#${pullRequest}`,
        permission: "pull-requests: read",
      },
      () =>
        octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          owner,
          repo,
          issue_number: pullRequest,
          per_page: perPage,
          page,
        }),
    );
    comments.push(
      ...data.map(({ id, html_url: url, body = "", user }) => ({
        id: Number(id),
        url,
        body,
        author: user?.login ?? "",
      })),
    );
    if (data.length < perPage) return comments;
  }
}

/**
 * Puts a report under a pull request: in place of the one that the same author has put there for the
 * same stack, or else as a new comment. Comments of others are left alone, whatever they begin with.
 *
 * @returns where it is, and whether it is new.
 */
export async function putReport(
  gitHub: GitHub,
  pullRequest: number,
  report: { readonly marker: string; readonly body: string },
): Promise<{ readonly url: string; readonly isNew: boolean }> {
  const { octokit, owner, repo } = gitHub;
  const attempt = {
    doing: `write a comment under ${owner}/${repo}#${pullRequest}`,
    permission: "pull-requests: write",
  };
  const comments = await commentsOf(gitHub, pullRequest);
  const author = await ownLogin(gitHub);
  const earlier = comments.find(
    (comment) => comment.author === author && firstLine(comment.body) === report.marker,
  );
  const { body } = report;
  if (earlier !== undefined) {
    await asking(attempt, () =>
      octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        owner,
        repo,
        comment_id: earlier.id,
        body,
      }),
    );
    return { url: earlier.url, isNew: false };
  }
  const { data } = await asking(attempt, () =>
    octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      owner,
      repo,
      issue_number: pullRequest,
      body,
    }),
  );
  return { url: data.html_url, isNew: true };
}

/** Whose token it is. REST's `GET /user` does not answer a workflow's token; GraphQL does. */
async function ownLogin({ octokit }: GitHub): Promise<string> {
  const { viewer } = await asking(
    { doing: "say whose token this is", permission: "pull-requests: write" },
    () => octokit.graphql<{ viewer: { login: string } }>("query { viewer { login } }"),
  );
  return viewer.login;
}
