import { Command } from "commander";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { documentedFunctions } from "../docs/documented-functions";
import { triggersDocument } from "../docs/triggers-document";
import { reviewDocument } from "../docs/review-document";
import { runCommand } from "../console/command";
import { projectFolder } from "../project/project";

/* `npm run docs`: writes what is made of the code. */

new Command("npm run docs --").description("Writes docs/triggers.md and docs/review.md.").parse();

void runCommand(async () => {
  const docs = path.join(projectFolder, "docs");
  await writeFile(path.join(docs, "triggers.md"), triggersDocument(documentedFunctions()));
  await writeFile(path.join(docs, "review.md"), reviewDocument());
});
