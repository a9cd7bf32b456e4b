import type { Environment } from "../../configuration";
import type { AttachmentsBucket } from "./attachments-bucket";
import type { AccessGrants } from "./identity-access";
import type { UserTable } from "./user-table";

/** What the configuration lets users, groups and guests do, as statements of their roles. */
export function accessGrants(
  { identityPool, groups }: Pick<Environment, "identityPool" | "groups">,
  attachments: AttachmentsBucket,
  userTable: UserTable,
): AccessGrants {
  const { signedIn, guestAccess } = identityPool;
  return {
    ownFiles: attachments.ownFiles,
    signedIn: [
      ...attachments.filesIn("SharedFiles", "shared", signedIn.files?.shared),
      ...attachments.filesIn("PublicFiles", "public", signedIn.files?.public),
      ...(signedIn.ownRow ? userTable.ownRow() : []),
    ],
    groups: Object.fromEntries(
      groups.map(({ name, access: { files, allRows } = {} }) => [
        name,
        [
          ...attachments.filesIn("GroupFiles", `group/${name}`, files?.group),
          ...attachments.filesIn("SharedFiles", "shared", files?.shared),
          ...attachments.filesIn("PublicFiles", "public", files?.public),
          ...(allRows ? userTable.allRows() : []),
        ],
      ]),
    ),
    guests: attachments.filesIn("PublicFiles", "public", guestAccess ? ["read"] : []),
  };
}
