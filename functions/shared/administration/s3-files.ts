import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

/** A file of a user's. */
export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
}

const folderOf = (identityId: string) => `private/${identityId}/`;

/** The bucket of users' files. Needs `read` and `erase` on it. */
export class S3Files {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** The files below the folder of an identity. */
  async list(identityId: string): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    let token: string | undefined;
    do {
      const answer = await this.client.send(
        new ListObjectsV2Command({
          Bucket: this.bucket,
          Prefix: folderOf(identityId),
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      files.push(
        ...(answer.Contents ?? []).map(({ Key = "", Size = 0 }) => ({ key: Key, bytes: Size })),
      );
      token = answer.NextContinuationToken;
    } while (token !== undefined);
    return files;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** Deletes every version of every file below the folder of an identity. @returns how many there were. */
  eraseFolder(identityId: string): Promise<number> {
    return this.eraseVersions(folderOf(identityId), () => true);
  }

  /** Writes a file, and deletes every earlier version of it. */
  async writeForGood(key: string, text: string): Promise<void> {
    const { VersionId } = await this.client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: text,
        ContentType: "application/json",
      }),
    );
    await this.eraseVersions(
      key,
      (version) => version.Key === key && version.VersionId !== VersionId,
    );
  }

  private async eraseVersions(
    prefix: string,
    isMeant: (version: {
      readonly Key?: string | undefined;
      readonly VersionId?: string | undefined;
    }) => boolean,
  ): Promise<number> {
    let erased = 0;
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const answer = await this.client.send(
        new ListObjectVersionsCommand({
          Bucket: this.bucket,
          Prefix: prefix,
          ...(KeyMarker !== undefined && { KeyMarker }),
          ...(VersionIdMarker !== undefined && { VersionIdMarker }),
        }),
      );
      const versions = [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])];
      for (const { Key, VersionId } of versions.filter(isMeant)) {
        await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key, VersionId }));
        erased++;
      }
      KeyMarker = answer.NextKeyMarker;
      VersionIdMarker = answer.NextVersionIdMarker;
    } while (KeyMarker !== undefined);
    return erased;
  }
}
