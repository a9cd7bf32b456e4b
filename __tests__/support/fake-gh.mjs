#!/usr/bin/env node
// Plays `gh attestation verify` before FakeGitHub. It holds the flags against the certificate as gh does,
// and answers in gh's form. What it cannot play is Sigstore: nobody has signed these attestations.
/* global fetch */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    repo: { type: "string" },
    "signer-workflow": { type: "string" },
    "source-ref": { type: "string" },
    "deny-self-hosted-runners": { type: "boolean" },
    format: { type: "string" },
  },
});
const [group, command, file] = positionals;
const fail = (text) => {
  process.stderr.write(`Error: ${text}\n`);
  process.exit(1);
};
if (group !== "attestation" || command !== "verify")
  fail(`unknown command ${positionals.join(" ")}`);
if (!process.env.GH_TOKEN) fail("gh is not signed in");

const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
const url = `${process.env.GITHUB_API_URL}/repos/${values.repo}/attestations/sha256:${digest}`;
const response = await fetch(url, { headers: { authorization: `Bearer ${process.env.GH_TOKEN}` } });
if (response.status === 404) fail(`no attestations found for subject sha256:${digest}`);
const { attestations } = await response.json();
const home = `https://github.com/${values.repo}`;
const matching = attestations
  .map(({ bundle }) => bundle.certificate)
  .filter(
    (certificate) =>
      certificate.sourceRepositoryURI === home &&
      certificate.buildSignerURI.startsWith(`https://github.com/${values["signer-workflow"]}@`) &&
      certificate.sourceRepositoryRef === values["source-ref"] &&
      (!values["deny-self-hosted-runners"] || certificate.runnerEnvironment === "github-hosted"),
  );
if (matching.length === 0) fail("verifying with issuer failed: no attestation matches the policy");
process.stdout.write(
  JSON.stringify(
    matching.map((certificate) => ({
      attestation: {},
      verificationResult: { mediaType: "…", signature: { certificate }, statement: {} },
    })),
  ),
);
