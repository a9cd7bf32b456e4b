/** A page as a browser without scripts sees it. */
export interface VisitedPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads that was not followed: to another origin. */
  readonly leftTo: string | undefined;
}

/** Goes through pages as a person does, without a browser: keeps cookies, follows links, fills in forms. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /** @param origin redirects to any other are not followed. */
  constructor(private readonly origin: string) {}

  async go(url: string, form?: URLSearchParams): Promise<VisitedPage> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      ...(form && { method: "POST", body: form }),
      headers: { cookie },
      redirect: "manual",
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";", 1);
      const [name = "", value = ""] = pair.split("=", 2);
      this.cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) {
      return { url, status: response.status, text: await response.text(), leftTo: undefined };
    }
    const next = new URL(location, url);
    if (next.origin === this.origin) return this.go(next.href);
    return { url, status: response.status, text: "", leftTo: next.href };
  }

  /** Sends the first form of a page, or the one with a button or a field that `values` names last. */
  async submit(page: VisitedPage, values: Readonly<Record<string, string>>): Promise<VisitedPage> {
    const forms = [...page.text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)];
    const last = Object.keys(values).at(-1) ?? "";
    const form = forms.find(([, , inside = ""]) => inside.includes(`name="${last}"`)) ?? forms[0];
    const action = unescaped(/action="([^"]*)"/.exec(form?.[1] ?? "")?.[1] ?? "");
    const hidden = [...(form?.[2] ?? "").matchAll(/<input([^>]*)type="hidden"([^>]*)>/g)].map(
      ([tag]) => [attribute(tag, "name"), attribute(tag, "value")] as const,
    );
    const sent = new URLSearchParams({ ...Object.fromEntries(hidden), ...values });
    return this.go(new URL(action, page.url).href, sent);
  }

  /** Follows the link with this text. */
  async follow(page: VisitedPage, text: string): Promise<VisitedPage> {
    const links = [...page.text.matchAll(/<a([^>]*)>([\s\S]*?)<\/a>/g)];
    const link = links.find(([, , inside = ""]) => inside.includes(text));
    if (link === undefined) throw new Error(`There is no link ${text} in ${page.text}`);
    return this.go(new URL(attribute(link[1] ?? "", "href"), page.url).href);
  }
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(` ${name}="([^"]*)"`).exec(` ${tag}`)?.[1] ?? "");
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
