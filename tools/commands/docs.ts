import { Command } from "commander";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../console/command";
import { writtenDocuments } from "../docs/written-documents";
import { projectFolder } from "../project/project";

/* `npm run docs`: writes what is made of the code. */

new Command("npm run docs --")
  .description(`Writes what is made of the code: ${Object.keys(writtenDocuments).join(", ")}.`)
  .parse();

void runCommand(async () => {
  for (const [file, written] of Object.entries(writtenDocuments)) {
    await writeFile(path.join(projectFolder, file), written());
  }
});
