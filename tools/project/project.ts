import path from "node:path";

/** The project's own folder. */
export const projectFolder = path.resolve(__dirname, "../..");

/** What belongs to this computer alone: states of the local environment, downloads. Git ignores it. */
export const localFolder = path.join(projectFolder, ".local");

/** The project's own mirror of providers that had to be downloaded or unpacked. */
export const projectMirror = path.join(localFolder, "providers");
