import { createHash } from "node:crypto";
import type { AwsResponse } from "../interceptor";

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** HTML in which what is put in is text, unless it is {@link Html} itself. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    literals.reduce((text, literal, index) => text + written(parts[index - 1]) + literal),
  );
}

function written(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return String(part)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f2f3f5; color: #16191f; }
  main { max-width: 24rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d5d9de; border-radius: .5rem; }
  h1 { font-size: 1.4rem; margin-top: 0; }
  label { display: block; font-weight: 600; margin-top: 1rem; }
  input, textarea { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #687078; border-radius: .25rem; }
  input[type="checkbox"], input[type="radio"] { width: auto; }
  button, .button { display: block; width: 100%; box-sizing: border-box; margin-top: 1.25rem; padding: .6rem; font: inherit; text-align: center; border: 1px solid #0b5cad; border-radius: .25rem; background: #0b5cad; color: #fff; text-decoration: none; }
  .button { background: #fff; color: #0b5cad; }
  :focus-visible { outline: 3px solid #f0a30a; outline-offset: 2px; }
  [role="alert"] { border-left: .3rem solid #b0102b; padding: .25rem .75rem; background: #fdecee; }
  [role="status"] { border-left: .3rem solid #1d7d3f; padding: .25rem .75rem; background: #e9f7ee; }
  code { overflow-wrap: anywhere; }
`;
/** As it is hashed: no formatting comes between. */
const styleElement = new Html(`<style>${style}</style>`);
const styleHash = createHash("sha256").update(style).digest("base64");

/** What a page says beside its content. */
export interface PageOptions {
  /** Default: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page without scripts, which nobody can put into a frame of theirs. */
export function page(title: string, content: Html, options: PageOptions = {}): AwsResponse {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `;
  return {
    status: options.status ?? 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        // Of forms it says nothing: browsers would hold every redirect after one to it, the application's too.
        `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
      // With none at all, browsers would not say whose form it is.
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      ...options.headers,
    },
    body: Buffer.from(document.text),
  };
}

/** Sends the browser on. */
export function redirect(url: string, headers: Readonly<Record<string, string>> = {}): AwsResponse {
  return {
    status: 302,
    headers: { location: url, "cache-control": "no-store", ...headers },
    body: Buffer.alloc(0),
  };
}

/** A label with its field. */
export function field(
  label: string,
  name: string,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
): Html {
  const set = Object.entries<string | boolean | undefined>({ type: "text", ...attributes });
  const written = set.flatMap(([key, value]) =>
    value === undefined || value === false
      ? []
      : [html` ${new Html(key)}="${value === true ? "" : value}"`],
  );
  return html`<label for="${name}">${label}</label>
    <input id="${name}" name="${name}" ${written} />`;
}

/** What went wrong, or well. Screen readers say it at once. */
export function notice(message: string | undefined, kind: "alert" | "status" = "alert"): Html {
  return message === undefined ? html`` : html`<p role="${kind}">${message}</p>`;
}
